"""Readings of this floor: positions with filed and unfiled people, read from balances and filing steps."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from quota_pool import ledger
from quota_pool.calendar import today
from quota_pool.ledger.positions import end_of
from quota_pool.models import Pool, Unit
from staffing.models import Engagement, FilingEvent, Term

FILED = (FilingEvent.Step.ACCEPTED, FilingEvent.Step.OPENED)


@dataclass
class PoolRow:
    """One pool's heads in the words of the screen (decisions.md 1.2)."""

    pool: Pool
    granted: int
    reserved: int
    held: int
    occupied: int
    free: int
    over: int

    @property
    def used(self) -> int:
        return self.held + self.occupied


@dataclass
class UnitRow:
    """One unit's heads, by pool and altogether, on a day."""

    unit: Unit
    on: date
    known_on: date | None
    pools: list[PoolRow] = field(default_factory=list)
    unseated: int = 0

    def total(self, name: str, kind: str | None = None) -> int:
        """The sum of one figure over all pools, or over those of one kind."""
        return sum(getattr(row, name) for row in self.pools if kind in (None, row.pool.kind))

    @property
    def over(self) -> int:
        return self.total("over") + self.unseated

    def stored(self) -> dict:
        """The figures kept with a decision."""
        names = ("granted", "reserved", "held", "occupied", "free")
        return {"on": self.on.isoformat(), "over": self.over} | {name: self.total(name) for name in names}


def unit_positions(
    units: Iterable[Unit], *, on: date | None = None, known_on: date | None = None
) -> list[UnitRow]:
    """Each unit's position on a day, as known at the end of a closed day; a fixed number of queries."""
    units, day = list(units), on or today()
    found = ledger.positions([unit.pk for unit in units], on=day, known_on=known_on)
    unfiled = _unfiled([unit.pk for unit in units], day, known_on)
    rows = []
    for unit in units:
        row = UnitRow(unit, day, known_on)
        if unit.pk in found:
            row.unseated = found[unit.pk].unseated
            row.pools = [_pool_row(pool, unfiled.get(pool.pool.pk, 0)) for pool in found[unit.pk].pools]
        rows.append(row)
    return rows


def unit_position(unit: Unit, *, on: date | None = None, known_on: date | None = None) -> UnitRow:
    """One unit's position; see `unit_positions`."""
    return unit_positions([unit], on=on, known_on=known_on)[0]


def _pool_row(pool: ledger.PoolPosition, unfiled: int) -> PoolRow:
    held = min(unfiled, pool.used)
    return PoolRow(
        pool=pool.pool,
        granted=pool.granted,
        reserved=pool.reserved,
        held=held,
        occupied=pool.used - held,
        free=pool.vacant,
        over=pool.over,
    )


def _unfiled(unit_ids: list[int], day: date, known_on: date | None) -> dict[int, int]:
    """People on post on a head whose hire was not on record that day, by pool."""
    seated = Engagement.objects.filter(unit_id__in=unit_ids, standing=Engagement.Standing.SEATED)
    if known_on is None:
        seated = seated.on_post(day)
        if day >= today():
            seated = seated.exclude(filing_state=Engagement.FilingState.FILED)
        else:
            seated = seated.filter(Q(filed_on=None) | Q(filed_on__gt=day))
    else:
        moment = end_of(known_on)
        terms = Term.objects.filter(engagement=OuterRef("pk"), recorded_at__lte=moment, from_day__lte=day)
        terms = terms.filter(Q(replaced_at=None) | Q(replaced_at__gt=moment))
        terms = terms.filter(Q(to_day=None) | Q(to_day__gte=day))
        filed = FilingEvent.objects.filter(
            engagement=OuterRef("pk"),
            filing__kind="hire",
            step__in=FILED,
            effective__lte=day,
            recorded_at__lte=moment,
        )
        seated = seated.filter(Exists(terms), ~Exists(filed))
    return dict(seated.order_by().values_list("pool_id").annotate(Count("id")))
