"""对账: one month's heads, filings, pay run and actuals laid beside each other, person by person."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, Sum

from budgets.models import Component, Difference, PayLine, PayrollActual, PayRun
from budgets.monthly import last_day
from quota_pool.models import District
from staffing.dictionaries import COUNTING
from staffing.models import Engagement

Kind = Difference.Kind
FILED = (Engagement.FilingState.FILED, Engagement.FilingState.NONE)
CHARGED = frozenset(mode for mode, counting in COUNTING.items() if counting.charged)
BORNE = (PayLine.Standing.CHARGED, PayLine.Standing.UNFILED)
Place = tuple[int, int]  # (unit, person)


@dataclass(frozen=True)
class Finding:
    """One difference as the comparison sees it."""

    unit_id: int
    person_id: int
    kind: str
    paid_fen: int
    run_fen: int | None = None
    other_unit_id: int | None = None

    @property
    def key(self) -> tuple:
        return self.unit_id, self.person_id, self.kind


@dataclass
class Books:
    """What four hands say of one month: who worked where, who is filed, what was run, what was paid."""

    works: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # person: units
    filed: set[Place] = field(default_factory=set)
    charged: set[Place] = field(default_factory=set)
    paid: dict[Place, int] = field(default_factory=dict)
    after: dict[Place, int] = field(default_factory=dict)  # what may be paid to who has left
    run: dict[Place, int] = field(default_factory=dict)
    ran: set[int] = field(default_factory=set)  # units with a posted pay run


def books_of(district: District, month: date) -> Books:
    """Read the month; a fixed number of queries."""
    books = Books()
    first, last = month, last_day(month)
    rows = Engagement.objects.filter(district=district, voided_at=None, start_date__lte=last)
    rows = rows.filter(Q(end_date=None) | Q(end_date__gte=first)).order_by()
    for unit_id, person_id, mode, state in rows.values_list("unit_id", "person_id", "mode", "filing_state"):
        books.works[person_id].add(unit_id)
        if state in FILED:
            books.filed.add((unit_id, person_id))
        if mode in CHARGED:
            books.charged.add((unit_id, person_id))
    paid = PayrollActual.objects.filter(district=district, month=month).order_by()
    severance = Sum("amount_fen", filter=Q(component=Component.SEVERANCE), default=0)
    sums = paid.values_list("unit_id", "person_id").annotate(all=Sum("amount_fen"), after=severance)
    for unit_id, person_id, amount, after in sums:
        if amount:
            books.paid[unit_id, person_id] = amount
            books.after[unit_id, person_id] = after
    _read_runs(books, district, month)
    return books


def _read_runs(books: Books, district: District, month: date) -> None:
    """What the posted pay runs of the month say; a unit without one is not held against any."""
    runs = PayRun.objects.filter(district=district, month=month, state=PayRun.State.POSTED)
    books.ran = set(runs.values_list("unit_id", flat=True))
    lines = PayLine.objects.filter(run__in=runs, calculation=F("run__calculation"), standing__in=BORNE)
    sums = lines.order_by().values_list("unit_id", "engagement__person_id").annotate(Sum("total_fen"))
    books.run = {(unit_id, person_id): amount for unit_id, person_id, amount in sums}


def findings(books: Books) -> Iterator[Finding]:
    """Every difference of the month, each person and unit once a kind."""
    for (unit_id, person_id), amount in books.paid.items():
        yield from _of_paid(books, unit_id, person_id, amount)
    reported, paid = {unit for unit, _person in books.paid}, {person for _unit, person in books.paid}
    for place in books.filed & books.charged:
        unit_id, person_id = place
        if unit_id in reported and person_id not in paid:
            yield Finding(unit_id, person_id, Kind.FILED_NOT_PAID, 0, books.run.get(place))


def _of_paid(books: Books, unit_id: int, person_id: int, amount: int) -> Iterator[Finding]:
    place = (unit_id, person_id)
    run = books.run.get(place, 0) if unit_id in books.ran else None
    units = books.works.get(person_id, ())
    if unit_id in units:
        if place not in books.filed:
            yield Finding(unit_id, person_id, Kind.PAID_NOT_FILED, amount, run)
        if run is not None and amount > run:
            yield Finding(unit_id, person_id, Kind.ABOVE_SCHEME, amount, run)
    elif units:
        yield Finding(unit_id, person_id, Kind.WRONG_UNIT, amount, run, min(units))
    elif amount > books.after[place]:
        yield Finding(unit_id, person_id, Kind.LEFT_PAID, amount, run)
