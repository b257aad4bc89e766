"""Positions: what stood in each pool on a day, as it was known on a day (ledger.md section 5).

Today's position is read from balances; a day behind it takes the entries after that day away again; a day
to come adds the scheduled acts. Nothing is counted.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from quota_pool.calendar import today
from quota_pool.models import Account, Book, Entry, Measure, Pool, ScheduledAct

from .scheduled import in_order

Kind = ScheduledAct.Kind
OFFICE = ZoneInfo("Asia/Shanghai")


@dataclass
class PoolPosition:
    """Heads of one pool on one day."""

    pool: Pool
    free: int = 0
    reserved: int = 0
    seated: int = 0
    recalled: int = 0

    @property
    def granted(self) -> int:
        return self.free + self.reserved + self.seated

    @property
    def used(self) -> int:
        """People on the pool's heads, filed or not."""
        return self.seated + self.recalled

    @property
    def vacant(self) -> int:
        """空缺: free and not owed to a recall."""
        return max(0, self.free - self.recalled)

    @property
    def over(self) -> int:
        return max(0, self.recalled - self.free)


@dataclass
class UnitPosition:
    """Heads of one unit on one day: its pools, and its people without a head."""

    unit_id: int
    pools: list[PoolPosition] = field(default_factory=list)
    unseated: int = 0

    def total(self, name: str, kinds: Iterable[str] = tuple(Pool.Kind.values)) -> int:
        """The sum of one figure over the unit's pools of some kinds."""
        return sum(getattr(pool, name) for pool in self.pools if pool.pool.kind in kinds)

    @property
    def over(self) -> int:
        return self.total("over") + self.unseated


def end_of(day: date) -> datetime:
    """The last moment of a day in the office."""
    return datetime.combine(day + timedelta(days=1), time(), OFFICE) - timedelta(microseconds=1)


def positions(
    units: Iterable[int], *, on: date | None = None, known_on: date | None = None
) -> dict[int, UnitPosition]:
    """The position of each unit on a day, as known at the end of a closed day (None: now)."""
    day = on or today()
    accounts = list(
        Account.objects.filter(unit_id__in=list(units), measure=Measure.HEADS)
        .select_related("pool")
        .order_by("id")
    )
    balances = _balances(accounts, day, known_on)
    found: dict[int, UnitPosition] = {}
    by_pool: dict[int, PoolPosition] = {}
    for account in accounts:
        unit = found.setdefault(account.unit_id, UnitPosition(account.unit_id))
        if account.pool_id is None:
            unit.unseated = balances[account.pk]
            continue
        if account.pool_id not in by_pool:
            by_pool[account.pool_id] = PoolPosition(account.pool)
            unit.pools.append(by_pool[account.pool_id])
        setattr(by_pool[account.pool_id], account.book, balances[account.pk])
    _add_scheduled(by_pool, day, known_on)
    return found


def _balances(accounts: list[Account], day: date, known_on: date | None) -> dict[int, int]:
    if known_on is None:
        balances = {account.pk: account.balance for account in accounts}
        if day < today():
            for account_id, amount in _sums(accounts, Q(effective__gt=day)).items():
                balances[account_id] -= amount
        return balances
    known = Q(effective__lte=day, recorded_at__lte=end_of(known_on))
    sums = _sums(accounts, known)
    return {account.pk: sums.get(account.pk, 0) for account in accounts}


def _sums(accounts: list[Account], which: Q) -> dict[int, int]:
    ids, sums = [account.pk for account in accounts], defaultdict(int)
    for side, sign in (("target_id", 1), ("source_id", -1)):
        rows = Entry.objects.filter(which, **{f"{side}__in": ids}).order_by()
        for account_id, amount in rows.values_list(side).annotate(Sum("amount")):
            sums[account_id] += sign * amount
    return sums


def _add_scheduled(pools: dict[int, PoolPosition], day: date, known_on: date | None) -> None:
    """Acts to come, recorded and not yet settled at the known moment, due by the day."""
    rows = ScheduledAct.objects.filter(pool_id__in=pools, due__lte=day)
    if known_on is None:
        rows = rows.filter(settled_at=None)
    else:
        moment = end_of(known_on)
        rows = rows.filter(recorded_at__lte=moment).filter(Q(settled_at=None) | Q(settled_at__gt=moment))
    for scheduled in sorted(rows, key=in_order):
        _play(pools[scheduled.pool_id], scheduled)


def _play(pool: PoolPosition, scheduled: ScheduledAct) -> None:
    """What a scheduled act would do to the pool, in the same order as when it is posted."""
    if scheduled.kind == Kind.EXIT:
        pool.seated -= 1
        pool.free += 1
    elif scheduled.kind == Kind.START and pool.reserved:
        pool.reserved -= 1
        pool.seated += 1
    elif scheduled.kind == Kind.GRANT:
        pool.free += scheduled.amount
    elif scheduled.kind in (Kind.CUT, Kind.EXPIRE):
        _play_cut(pool, pool.granted if scheduled.kind == Kind.EXPIRE else scheduled.amount)
    fed = min(pool.free, pool.recalled)
    pool.free, pool.recalled, pool.seated = pool.free - fed, pool.recalled - fed, pool.seated + fed


def _play_cut(pool: PoolPosition, heads: int) -> None:
    for book in (Book.FREE, Book.RESERVED, Book.SEATED):
        taken = min(heads, getattr(pool, book))
        setattr(pool, book, getattr(pool, book) - taken)
        heads -= taken
        if book == Book.SEATED:
            pool.recalled += taken
