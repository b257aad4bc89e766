"""Positions: what stood in each pool on a day, as it was known on a day (ledger.md section 5).

Today's position is read from balances; a day behind it takes the entries after that day away again; a day
to come adds the scheduled acts. Nothing is counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from quota_pool.as_of import end_of
from quota_pool.calendar import today
from quota_pool.models import Account, Book, Entry, Measure, Pool, ScheduledAct

from .books import POOL_BOOKS
from .scheduled import in_order

Kind = ScheduledAct.Kind


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
    # Whose start to come has lost its head, and will be refused on its day.
    struck: set[int] = field(default_factory=set)

    def total(self, name: str, kinds: Iterable[str] = tuple(Pool.Kind.values)) -> int:
        """The sum of one figure over the unit's pools of some kinds."""
        return sum(getattr(pool, name) for pool in self.pools if pool.pool.kind in kinds)

    @property
    def over(self) -> int:
        return self.total("over") + self.unseated


@dataclass(frozen=True)
class Played:
    """What a scheduled act adds to a position, by book: it is not posted as far as is known."""

    scheduled: ScheduledAct
    changes: dict[str, int]


def positions(
    units: Iterable[int], *, on: date | None = None, known_on: date | None = None
) -> dict[int, UnitPosition]:
    """The position of each unit on a day, as known at the end of a closed day (None: now)."""
    return positions_played(units, on=on, known_on=known_on)[0]


def positions_played(
    units: Iterable[int], *, on: date | None = None, known_on: date | None = None
) -> tuple[dict[int, UnitPosition], list[Played]]:
    """The same with what each scheduled act has added to it."""
    day = on or today()
    found, by_pool = _stood(units, day, known_on)
    return found, list(_add_scheduled(found, by_pool, day, known_on))


class Reading:
    """The heads of some units, read in two statements: now, on days past, and on every day to come."""

    def __init__(self, units: Iterable[int], past: Iterable[date] = ()):
        units = list(units)
        self._columns = {day: f"then_{place}" for place, day in enumerate((today(), *past))}
        columns = {name: _held(day, None) for day, name in self._columns.items()}
        self._accounts = list(_accounts(units).annotate(**columns))
        self._waiting = sorted(_waiting(units, None), key=in_order)

    def on(self, day: date) -> dict[int, UnitPosition]:
        """The positions of one of the days asked for, with what is due by then and not yet posted."""
        found, by_pool = _built(self._accounts, self._columns[day])
        due = (scheduled for scheduled in self._waiting if scheduled.due <= day)
        for _one in _played(found, by_pool, due, _starts(self._waiting)):
            pass
        return found

    def ahead(self) -> Iterator[tuple[date, dict[int, UnitPosition]]]:
        """The positions at the end of each day to come on which something recorded comes true.

        What is given is the same positions each time, a day further on.
        """
        found, by_pool = _built(self._accounts, self._columns[today()])
        holds = _starts(self._waiting)
        for due, acts in groupby(self._waiting, key=attrgetter("due")):
            for _one in _played(found, by_pool, acts, holds):
                pass
            yield due, found


def ahead(units: Iterable[int]) -> Iterator[tuple[date, dict[int, UnitPosition]]]:
    """The positions of each day to come; see `Reading.ahead`."""
    return Reading(units).ahead()


def _stood(
    units: Iterable[int], day: date, known_on: date | None
) -> tuple[dict[int, UnitPosition], dict[int, PoolPosition]]:
    """What the books held on the day, without what is still to be posted; by unit and by pool."""
    return _built(_accounts(list(units)).annotate(then=_held(day, known_on)), "then")


def _accounts(units: list[int]):
    accounts = Account.objects.filter(unit_id__in=units, measure=Measure.HEADS)
    return accounts.select_related("pool").order_by("id")


def _built(
    accounts: Iterable[Account], column: str
) -> tuple[dict[int, UnitPosition], dict[int, PoolPosition]]:
    """The positions that the accounts make with what stands in one of their columns."""
    found: dict[int, UnitPosition] = {}
    by_pool: dict[int, PoolPosition] = {}
    for account in accounts:
        unit = found.setdefault(account.unit_id, UnitPosition(account.unit_id))
        held = getattr(account, column)
        if account.pool_id is None:
            unit.unseated = held
            continue
        if account.pool_id not in by_pool:
            by_pool[account.pool_id] = PoolPosition(account.pool)
            unit.pools.append(by_pool[account.pool_id])
        setattr(by_pool[account.pool_id], account.book, held)
    return found, by_pool


def _held(day: date, known_on: date | None):
    """What an account held on the day: one expression, whichever day is asked for."""
    if known_on is not None:
        known = Q(effective__lte=day, recorded_at__lte=end_of(known_on))
        return moved("target", known) - moved("source", known)
    if day < today():
        later = Q(effective__gt=day)
        return F("balance") - moved("target", later) + moved("source", later)
    return F("balance")


def moved(side: str, which: Q, outer: str = "pk"):
    """The sum of the chosen entries that name the row on this side: an account, or a hold."""
    rows = Entry.objects.filter(which, **{side: OuterRef(outer)}).order_by().values(side)
    return Coalesce(Subquery(rows.annotate(sum=Sum("amount")).values("sum")), Value(0))


def _add_scheduled(
    units: dict[int, UnitPosition], pools: dict[int, PoolPosition], day: date, known_on: date | None
) -> Iterator[Played]:
    """Play the acts to come that are due by the day, in the order in which they will be posted."""
    waiting = sorted(_waiting(units, known_on), key=in_order)
    due = [scheduled for scheduled in waiting if scheduled.due <= day]
    yield from _played(units, pools, due, _starts(waiting))


def _starts(waiting: Iterable[ScheduledAct]) -> dict[int | None, dict[int, int]]:
    """What the starts to come have set aside, by pool and hold."""
    holds: dict[int | None, dict[int, int]] = defaultdict(dict)
    for scheduled in waiting:
        if scheduled.kind == Kind.START:
            holds[scheduled.pool_id][scheduled.hold_id] = scheduled.left
    return holds


def _played(
    units: dict[int, UnitPosition],
    pools: dict[int, PoolPosition],
    acts: Iterable[ScheduledAct],
    holds: dict[int | None, dict[int, int]],
) -> Iterator[Played]:
    for scheduled in acts:
        struck = units[scheduled.unit_id].struck
        if scheduled.subject_id in struck:
            continue
        if scheduled.pool_id is None:  # only a person without a head leaves no pool
            units[scheduled.unit_id].unseated -= 1
            yield Played(scheduled, {Book.UNSEATED: -1})
        elif scheduled.kind == Kind.START and not holds[scheduled.pool_id][scheduled.hold_id]:
            struck.add(scheduled.subject_id)
        else:
            pool = pools[scheduled.pool_id]
            before = {book: getattr(pool, book) for book in POOL_BOOKS}
            _play(pool, scheduled, holds[scheduled.pool_id])
            yield Played(scheduled, {book: getattr(pool, book) - was for book, was in before.items()})


def _waiting(units: Iterable[int], known_on: date | None):
    """Acts recorded and not yet settled at the known moment; `left` is what their hold had left then."""
    rows = ScheduledAct.objects.filter(unit_id__in=list(units))
    if known_on is None:
        return rows.filter(settled_at=None).annotate(left=F("hold__left"))
    moment = end_of(known_on)
    rows = rows.filter(recorded_at__lte=moment).filter(Q(settled_at=None) | Q(settled_at__gt=moment))
    known = Q(recorded_at__lte=moment)
    into, out = known & Q(target__book=Book.RESERVED), known & Q(source__book=Book.RESERVED)
    return rows.annotate(left=moved("hold", into, "hold_id") - moved("hold", out, "hold_id"))


def _play(pool: PoolPosition, scheduled: ScheduledAct, holds: dict[int, int]) -> None:
    """What a scheduled act will do to the pool; `holds` are the starts to come, and what each has left."""
    if scheduled.kind == Kind.EXIT:
        pool.seated -= 1
        pool.free += 1
    elif scheduled.kind == Kind.START:
        holds[scheduled.hold_id] -= 1
        pool.reserved -= 1
        pool.seated += 1
    elif scheduled.kind == Kind.GRANT:
        pool.free += scheduled.amount
    elif scheduled.kind in (Kind.CUT, Kind.EXPIRE):
        _play_cut(pool, pool.granted if scheduled.kind == Kind.EXPIRE else scheduled.amount, holds)
    fed = min(pool.free, pool.recalled)
    pool.free, pool.recalled, pool.seated = pool.free - fed, pool.recalled - fed, pool.seated + fed


def _play_cut(pool: PoolPosition, heads: int, holds: dict[int, int]) -> None:
    """Free heads first, then recruiting, then the newest start to come; what is left becomes recalled."""
    free = min(heads, pool.free)
    reserved = min(heads - free, pool.reserved)
    recalled = min(heads - free - reserved, pool.seated)
    from_starts = reserved - min(reserved, pool.reserved - sum(holds.values()))
    for hold in sorted(holds, reverse=True):
        taken = min(from_starts, holds[hold])
        holds[hold] -= taken
        from_starts -= taken
    pool.free, pool.reserved = pool.free - free, pool.reserved - reserved
    pool.seated, pool.recalled = pool.seated - recalled, pool.recalled + recalled
