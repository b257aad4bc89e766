"""Readings of this floor: positions with filed and unfiled people, read from balances and filing steps."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BigIntegerField, CharField, Count, Exists, F, OuterRef, Q, Subquery, Sum, Window
from django.db.models.functions import Coalesce

from quota_pool import ledger
from quota_pool.as_of import end_of
from quota_pool.calendar import today
from quota_pool.ledger.positions import moved
from quota_pool.models import Book, Entry, Pool, ScheduledAct, Unit
from staffing.frozen import Standstill, standstills
from staffing.models import Engagement, FilingEvent, Term
from staffing.models.engagements import UNFILED

# Whoever starts that day may still stand in the books as reserved, until the start is posted.
STOOD = {"seated": (Book.SEATED, Book.RESERVED), "unseated": (Book.UNSEATED,)}
IDS, WORDS = BigIntegerField(), CharField()
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
    frozen: int = 0

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
    standstills: list[Standstill] = field(default_factory=list)

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
    units: Iterable[Unit], *, on: date | None = None, known_on: date | None = None, asks_filed: bool = True
) -> list[UnitRow]:
    """Each unit's position on a day, as known at the end of a closed day; a fixed number of queries.

    Without `asks_filed` everybody on a head is told as occupied: for who only wants to know what is free.
    """
    units, day = list(units), on or today()
    found = ledger.positions([unit.pk for unit in units], on=day, known_on=known_on)
    unfiled = _unfiled(found, day, known_on) if asks_filed else {}
    return rows_of(units, found, standstills(found, day, known_on), day, known_on, unfiled)


def rows_of(
    units: Iterable[Unit],
    found: dict[int, ledger.UnitPosition],
    stopped: dict[int, list[Standstill]],
    day: date,
    known_on: date | None = None,
    unfiled: dict[int, int] | None = None,
) -> list[UnitRow]:
    """The positions in the words of the screen; without `unfiled` everybody on a head is told as occupied."""
    rows, unfiled = [], unfiled or {}
    for unit in units:
        row = UnitRow(unit, day, known_on, standstills=stopped.get(unit.pk, []))
        if unit.pk in found:
            row.unseated = found[unit.pk].unseated
            row.pools = [
                _pool_row(pool, unfiled.get(pool.pool.pk, 0), row.standstills)
                for pool in found[unit.pk].pools
            ]
        rows.append(row)
    return rows


def unit_position(unit: Unit, *, on: date | None = None, known_on: date | None = None) -> UnitRow:
    """One unit's position; see `unit_positions`."""
    return unit_positions([unit], on=on, known_on=known_on)[0]


def _pool_row(pool: ledger.PoolPosition, unfiled: int, stopped: list[Standstill]) -> PoolRow:
    held = min(unfiled, pool.used)
    is_frozen = any(one.holds_for(pool.pool) for one in stopped)
    return PoolRow(
        pool=pool.pool,
        granted=pool.granted,
        reserved=pool.reserved,
        held=held,
        occupied=pool.used - held,
        free=0 if is_frozen else pool.vacant,
        over=pool.over,
        frozen=pool.vacant if is_frozen else 0,
    )


def _unfiled(units: dict[int, ledger.UnitPosition], day: date, known_on: date | None) -> dict[int, int]:
    """People on post on a head whose hire was not on record that day, by pool."""
    here = {"unit_id__in": units}
    if known_on is None and day >= today():  # who sits where stands in their rows: an index holds the few
        here = {"pool_id__in": [pool.pool.pk for unit in units.values() for pool in unit.pools]}
    rows = held(Engagement.objects.filter(**here), day, known_on)
    if struck := {subject for unit in units.values() for subject in unit.struck}:
        rows = rows.exclude(pk__in=struck)
    return dict(rows.order_by().values_list("sat_in").annotate(Count("id")))


def seated(rows, day: date, known_on: date | None = None):
    """Of these engagements, those that sit on a head on a day, as known at the end of a closed day."""
    return _standing(rows, Engagement.Standing.SEATED, day, known_on)


def unseated(rows, day: date, known_on: date | None = None):
    """超员: on post without a head."""
    return _standing(rows, Engagement.Standing.UNSEATED, day, known_on)


def _standing(rows, standing: str, day: date, known_on: date | None):
    if known_on is None and day >= today():
        rows = rows.filter(counted_from__lte=day)
        return rows.on_post(day).filter(standing=standing).annotate(sat_in=F("pool_id"))
    rows = with_seat(rows, day, known_on).filter(stood__in=STOOD[standing])
    if known_on is None:
        return rows.filter(counted_from__lte=day).on_post(day)
    # The first day as it was known stands in the terms; only an opening roster counts from a later one.
    rows = rows.filter(Q(counted_from__lte=day) | Q(counted_from=F("start_date")))
    moment = end_of(known_on)
    terms = Term.objects.filter(engagement=OuterRef("pk"), recorded_at__lte=moment, from_day__lte=day)
    terms = terms.filter(Q(replaced_at=None) | Q(replaced_at__gt=moment))
    return rows.filter(Exists(terms.filter(Q(to_day=None) | Q(to_day__gte=day))))


def with_seat(rows, day: date, known_on: date | None):
    """Where each sat that day: the row itself only says where they sit now, the entries say where then."""
    taken = Entry.objects.filter(
        subject_id=OuterRef("pk"), target__book__in=(*STOOD["seated"], *STOOD["unseated"]), effective__lte=day
    )
    if known_on is not None:
        taken = taken.filter(recorded_at__lte=end_of(known_on))
    last = taken.order_by("-effective", "-id")
    return rows.annotate(
        stood=Coalesce(Subquery(last.values("target__book")[:1]), F("standing"), output_field=WORDS),
        sat_in=Coalesce(Subquery(last.values("target__pool_id")[:1]), F("pool_id"), output_field=IDS),
    )


def reserved(rows, day: date, known_on: date | None = None):
    """预留: a head is set aside for a start still to come."""
    moment = end_of(min(day, known_on or day))
    rows = rows.filter(standing=Engagement.Standing.SEATED, start_date__gt=day, created_at__lte=moment)
    return rows.filter(Q(voided_at=None) | Q(voided_at__gt=moment))


def set_aside(holds, day: date, known_on: date | None = None):
    """Holds of heads with what `stood` in them on a day; together they are what is reserved that day."""
    holds = holds.filter(pool__isnull=False)
    if known_on is None and day >= today():
        come = ScheduledAct.objects.filter(hold=OuterRef("pk"), settled_at=None, due__lte=day)
        holds = holds.filter(left__gt=0).exclude(Exists(come)).annotate(stood=F("left"))
    else:
        known = Q(effective__lte=day)
        if known_on is not None:
            known &= Q(recorded_at__lte=end_of(known_on))
        into, out = known & Q(target__book=Book.RESERVED), known & Q(source__book=Book.RESERVED)
        holds = holds.annotate(stood=moved("hold", into) - moved("hold", out)).filter(stood__gt=0)
    return holds.annotate(whole=Window(Sum("stood")))


def held(rows, day: date, known_on: date | None = None):
    """预占: seated, and the hire not yet on record."""
    rows = seated(rows, day, known_on)
    if known_on is None and day >= today():
        return rows.filter(UNFILED)
    if known_on is not None:
        # Filed and entered by then for certain: of these nobody's steps need to be looked at.
        rows = rows.exclude(filed_on__lte=min(day, known_on), created_at__lte=end_of(known_on))
    return rows.exclude(_is_filed(day, known_on))


def occupied(rows, day: date, known_on: date | None = None):
    """实有: seated, and the hire on record."""
    return seated(rows, day, known_on).filter(_is_filed(day, known_on))


def _is_filed(day: date, known_on: date | None) -> Q:
    if known_on is not None:
        steps = FilingEvent.objects.filter(engagement=OuterRef("pk"), filing__kind="hire", step__in=FILED)
        return Q(Exists(steps.filter(effective__lte=day, recorded_at__lte=end_of(known_on))))
    if day >= today():
        return ~UNFILED
    return Q(filed_on__isnull=False, filed_on__lte=day)


BEHIND = {"reserved": reserved, "held": held, "occupied": occupied, "unseated": unseated}
