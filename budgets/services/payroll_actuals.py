"""Payroll actuals taken in: each row answered for itself, none counted twice, whatever order they come in.

A payment is known by unit, month, person, component and source number. A correction says so by a higher
revision; of the revisions that are there the highest counts and the others are taken back by rows of their
own, so that it makes no difference which was sent first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from budgets import finance_months
from budgets.actual_rows import Line, read_row
from budgets.codes.payroll_actuals import ACTUAL_DIFFERS, MONTH_TO_COME, PERSON_UNKNOWN, UNIT_UNKNOWN
from budgets.models import ActualsBatch, FinanceMonth, PayrollActual
from budgets.monthly import month_of, written
from budgets.services.differences import start_comparing
from quota_pool import access, audit
from quota_pool.api.shapes import yuan
from quota_pool.calendar import now, today
from quota_pool.loading import Fresh, load
from quota_pool.models import District, Unit
from quota_pool.refusals import Reason
from staffing.models import Person

MOST_ROWS = 5_000
ACCEPTED, ALREADY_THERE, REFUSED = "accepted", "already_there", "refused"
NEW = Fresh(PayrollActual)
IDENTITY = ("unit_id", "month", "person_id", "component", "source_no")


@dataclass
class Answer:
    """What became of one row: its row in the books, and the revision it took back or came after."""

    outcome: str
    actual: PayrollActual | None = None
    supersedes: PayrollActual | None = None
    superseded_by: PayrollActual | None = None
    reasons: list[Reason] = field(default_factory=list)


@dataclass
class Posted:
    """One sending with the answer to each row, in the order sent."""

    batch: ActualsBatch
    answers: list[Answer]


@transaction.atomic
def post_actuals(*, district: District, rows: Sequence, actor) -> Posted:
    """Take in up to five thousand rows; the same rows again change nothing."""
    access.require(actor, "post_actuals")
    lines = [read_row(raw) for raw in rows]
    reader = _Reader(district, actor, [line for line in lines if isinstance(line, Line)])
    answers = [reader.answer(line) for line in lines]
    batch = _entered(district, actor, answers)
    _load(batch, reader)
    audit.record(actor, "actuals.post", batch, after=_figures(batch))
    if touched := {actual.month for actual in reader.fresh}:
        start_comparing(district, touched, f"compare:batch:{batch.pk}", actor)
    return Posted(batch, answers)


class _Reader:
    """The rows of one sending against what is there; the months are locked before anything is compared."""

    def __init__(self, district: District, actor, lines: Iterable[Line]):
        self.district, self.day = district, today()
        lines = [line for line in lines if line.month <= month_of(self.day)]
        self.units = _units(actor, {line.unit for line in lines})
        self.people = _people(actor, {line.person for line in lines})
        finance_months.hold(district, {line.month for line in lines})
        self.moment = now()
        self.known = _known(district, {line.month for line in lines}, self.people.values())
        self.fresh: list[PayrollActual] = []
        self.taken_back: list[PayrollActual] = []

    def answer(self, line: Line | list[Reason]) -> Answer:
        if not isinstance(line, Line):
            return Answer(REFUSED, reasons=line)
        if reasons := list(self._reasons(line)):
            return Answer(REFUSED, reasons=reasons)
        place = (self.units[line.unit], line.month, self.people[line.person], line.component, line.source_no)
        revisions = self.known.setdefault(place, {})
        there = revisions.get(line.revision)
        if there is None:
            return self._take(line, place, revisions)
        if there.amount_fen == line.amount_fen:
            return Answer(ALREADY_THERE, there)
        said = {"known": yuan(there.amount_fen), "sent": yuan(line.amount_fen), "next": max(revisions) + 1}
        return Answer(
            REFUSED, there, reasons=[ACTUAL_DIFFERS.reason(field="amount", revision=line.revision, **said)]
        )

    def _reasons(self, line: Line) -> Iterator[Reason]:
        if line.month > month_of(self.day):
            yield MONTH_TO_COME.reason(field="month", month=written(line.month))
            return
        if line.unit not in self.units:
            yield UNIT_UNKNOWN.reason(field="unit")
        if line.person not in self.people:
            yield PERSON_UNKNOWN.reason(field="person")

    def _take(self, line: Line, place: tuple, revisions: dict[int, PayrollActual]) -> Answer:
        newest = revisions[max(revisions)] if revisions else None
        actual = NEW(
            **dict(zip(IDENTITY, place, strict=True)),
            district_id=self.district.pk,
            revision=line.revision,
            amount_fen=line.amount_fen,
            paid_on=line.paid_on,
            recorded_at=self.moment,
        )
        revisions[line.revision] = actual
        self.fresh.append(actual)
        if newest is None:
            return Answer(ACCEPTED, actual)
        if newest.revision > line.revision:
            self.taken_back.append(actual)
            return Answer(ACCEPTED, actual, superseded_by=newest)
        self.taken_back.append(newest)
        return Answer(ACCEPTED, actual, supersedes=newest)


def _units(actor, ids: set[int]) -> dict[int, int]:
    rows = Unit.objects.visible_to(actor, "post_actuals").filter(pk__in=ids)
    return {pk: pk for pk in rows.values_list("pk", flat=True)}


def _people(actor, numbers: set[str]) -> dict[str, int]:
    rows = Person.objects.visible_to(actor, "post_actuals").filter(number__in=numbers)
    return dict(rows.values_list("number", "pk"))


COLUMNS = ("pk", *IDENTITY, "revision", "amount_fen")


def _known(district: District, months: set[date], people: Iterable[int]) -> dict[tuple, dict]:
    """What is there of these people and months: by payment, its revisions."""
    found: dict[tuple, dict[int, PayrollActual]] = {}
    rows = PayrollActual.objects.filter(district=district, month__in=months, person_id__in=list(people))
    for pk, *place, revision, amount in rows.filter(reverses=None).order_by().values_list(*COLUMNS):
        actual = NEW(id=pk, revision=revision, amount_fen=amount, **dict(zip(IDENTITY, place, strict=True)))
        found.setdefault(tuple(place), {})[revision] = actual
    return found


def _entered(district: District, actor, answers: list[Answer]) -> ActualsBatch:
    outcomes = [answer.outcome for answer in answers]
    return ActualsBatch.objects.create(
        district=district,
        unit_id=access.unit_of(actor),
        actor=actor,
        recorded_at=now(),
        accepted=outcomes.count(ACCEPTED),
        already_there=outcomes.count(ALREADY_THERE),
        refused=outcomes.count(REFUSED),
    )


def _load(batch: ActualsBatch, reader: _Reader) -> None:
    """The new rows, then those that take one back: they name it by its key."""
    for actual in reader.fresh:
        actual.batch_id = batch.pk
    load(reader.fresh)
    load([_turned(batch, actual, reader.moment) for actual in reader.taken_back])
    if reader.fresh:
        months = {actual.month for actual in reader.fresh}
        rows = FinanceMonth.objects.filter(district=batch.district_id, month__in=months)
        rows.update(changed_at=reader.moment)


def _turned(batch: ActualsBatch, actual: PayrollActual, moment: datetime) -> PayrollActual:
    return NEW(
        **{name: getattr(actual, name) for name in IDENTITY},
        district_id=batch.district_id,
        batch_id=batch.pk,
        revision=actual.revision,
        amount_fen=-actual.amount_fen,
        recorded_at=moment,
        reverses_id=actual.pk,
    )


def _figures(batch: ActualsBatch) -> dict:
    return {name: getattr(batch, name) for name in ("accepted", "already_there", "refused")}
