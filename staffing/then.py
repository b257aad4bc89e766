"""What held about people and their filings on a day, as it was known on a day (ledger.md section 3).

The row of an engagement or a filing says what holds now; what held then is read from dated terms, entries
and filing steps, a fixed number of queries for as many rows as a page shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.db.models import Case, CharField, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest

from quota_pool import rules
from quota_pool.as_of import AsOf
from quota_pool.calendar import ONE_DAY, add_working_days, working_days_between
from quota_pool.models import District, Entry, Pool
from staffing import selectors
from staffing.models import DeadlineMove, Engagement, Filing, FilingEvent, Term
from staffing.selectors import STOOD
from staffing.services.terms import CURRENT_FIELDS

State, Step = Filing.State, FilingEvent.Step
STATE_OF = {
    Step.SUBMITTED: State.SUBMITTED,
    Step.ACCEPTED: State.FILED,
    Step.OPENED: State.FILED,
    Step.RETURNED: State.RETURNED,
    Step.REFUSED: State.REFUSED,
    Step.VOIDED: State.VOIDED,
    Step.WITHDRAWN: State.TO_SUBMIT,
}
STANDING_OF = {book: standing for standing, books in STOOD.items() for book in books}


# --- which rows there were ---------------------------------------------------------------------------------


def with_terms(engagements, as_of: AsOf):
    """The engagements with the term that held then as `held`; of who is still to start, the first one."""
    day = Greatest(Value(as_of.day), F("start_date"))
    covers = Q(terms__from_day__lte=day) & (Q(terms__to_day=None) | Q(terms__to_day__gte=day))
    return engagements.alias(held=FilteredRelation("terms", condition=covers & as_of.known("terms__")))


def on_post(engagements, as_of: AsOf):
    """Those on post on the day as it was known then."""
    if as_of.known_on is None:
        return engagements.on_post(as_of.day)
    holds = Term.objects.filter(as_of.stands(), engagement=OuterRef("pk"))
    return engagements.filter(Exists(holds))


def there(filings, as_of: AsOf):
    """Filings whose event had come, and that were in the books by then."""
    return filings.filter(as_of.recorded("created_at"), event_date__lte=as_of.day)


def steps_then(as_of: AsOf):
    """Steps of filings that were true and known then."""
    return FilingEvent.objects.filter(as_of.recorded(), effective__lte=as_of.day)


def with_state(filings, as_of: AsOf):
    """The filings with the state they were in as `state_then`."""
    last = steps_then(as_of).filter(filing=OuterRef("pk")).order_by("-id").values("step")[:1]
    filings = filings.alias(last_step=Subquery(last))
    voided = Q(state=State.VOIDED)
    if as_of.moment:
        voided &= Q(updated_at__lte=as_of.moment)
    known = [When(last_step=step, then=Value(state)) for step, state in STATE_OF.items()]
    return filings.alias(
        state_then=Case(
            When(voided, then=Value(State.VOIDED)),
            *known,
            default=Value(State.TO_SUBMIT),
            output_field=CharField(),
        )
    )


def late_then(filings, as_of: AsOf) -> Q:
    """Of the filings with `state_then`: past their last day, and not with the bureau."""
    still_open = Q(state_then__in=(State.TO_SUBMIT, State.RETURNED))
    return still_open & due_then(filings.filter(still_open), as_of, last=as_of.day - ONE_DAY)


def due_then(filings, as_of: AsOf, *, first: date | None = None, last: date | None = None) -> Q:
    """Of the filings: those whose last day, as it stood and was known then, lies between these days."""
    later = Exists(
        FilingEvent.objects.filter(filing=OuterRef("pk"), step=Step.RETURNED).exclude(
            pk__in=steps_then(as_of).values("pk")
        )
    )
    # A return that was still to come has moved the row's deadline since, and so has a change of the calendar
    # not yet known: the few such rows are played again.
    if as_of.moment:
        later |= Exists(DeadlineMove.objects.filter(filing=OuterRef("pk"), recorded_at__gt=as_of.moment))
    moved = filings_then(filings.filter(later).values_list("pk", flat=True), as_of)
    within = [
        pk
        for pk, one in moved.items()
        if (first is None or first <= one.deadline) and (last is None or one.deadline <= last)
    ]
    unmoved = ~Q(pk__in=list(moved))
    unmoved &= Q(deadline__gte=first) if first else Q()
    unmoved &= Q(deadline__lte=last) if last else Q()
    return unmoved | Q(pk__in=within)


def with_filing_state(engagements, as_of: AsOf):
    """The engagements with the state their hire filing was in as `filing_then`."""
    steps = steps_then(as_of).filter(engagement=OuterRef("pk"), filing__kind=Filing.Kind.HIRE)
    told = [When(last_step=step, then=Value(state)) for step, state in STATE_OF.items()]
    none = Engagement.FilingState.NONE
    return engagements.alias(last_step=Subquery(steps.order_by("-id").values("step")[:1])).alias(
        filing_then=Case(
            When(filing_state=none, then=Value(none)),
            *told,
            default=Value(State.TO_SUBMIT),
            output_field=CharField(),
        )
    )


def with_seat(engagements, as_of: AsOf):
    """The engagements with where they sat as `stood_then` and `sat_in`."""
    rows = selectors.with_seat(engagements, as_of.day, as_of.known_on)
    told = [When(stood__in=books, then=Value(standing)) for standing, books in STOOD.items()]
    return rows.alias(stood_then=Case(*told, default=F("stood"), output_field=CharField()))


# --- a filing, played again step by step ------------------------------------------------------------------


@dataclass
class FilingThen:
    """A filing as it stood then; the fields are those of the row."""

    state: str
    deadline: date
    number: str = ""
    first_submitted_on: date | None = None
    submitted_at: datetime | None = None
    late_days: int = 0
    decided_at: datetime | None = None
    reasons: list = field(default_factory=list)
    note: str = ""


def filings_then(ids: Iterable[int], as_of: AsOf) -> dict[int, FilingThen]:
    """Each of these filings as it stood then; two queries."""
    return {row.pk: then for row, then in _played(Filing.objects.filter(pk__in=list(ids)), as_of)}


def _played(filings, as_of: AsOf) -> list[tuple[Filing, FilingThen]]:
    rows = list(filings.select_related("unit__district").order_by("pk"))
    steps = defaultdict(list)
    for step in FilingEvent.objects.filter(filing__in=[row.pk for row in rows]).order_by("filing_id", "id"):
        steps[step.filing_id].append(step)
    moves = _unknown_moves([row.pk for row in rows], as_of)
    return [(row, _play(row, steps[row.pk], moves[row.pk], as_of)) for row in rows]


def _unknown_moves(ids: Iterable[int], as_of: AsOf) -> dict[int, list[DeadlineMove]]:
    """What changes of the calendar have done to the deadlines of filings since the day it was known on."""
    found = defaultdict(list)
    if as_of.moment is None:
        return found
    rows = DeadlineMove.objects.filter(filing__in=list(ids), recorded_at__gt=as_of.moment)
    for move in rows.exclude(state=State.SUBMITTED).order_by("id"):
        found[move.filing_id].append(move)
    return found


def _play(
    filing: Filing, steps: Sequence[FilingEvent], moves: Sequence[DeadlineMove], as_of: AsOf
) -> FilingThen:
    """Go through the steps that were true and known then, as the services went through them."""
    returns = [step for step in steps if step.step == Step.RETURNED]
    then = FilingThen(State.TO_SUBMIT, _deadline(filing, returns, 0, moves))
    for step in steps:
        if step.effective > as_of.day or (as_of.moment and step.recorded_at > as_of.moment):
            continue
        then.state, then.reasons, then.note = STATE_OF[step.step], step.reasons, step.note
        if step.step == Step.SUBMITTED:
            _submitted(then, step, filing.unit.district)
            continue
        if step.step == Step.WITHDRAWN:
            then.submitted_at = None
            continue
        then.decided_at = step.recorded_at
        if step.step == Step.RETURNED:
            then.deadline = _deadline(filing, returns, returns.index(step) + 1, moves)
        elif then.state == State.FILED:
            then.number = filing.number
    if filing.state == State.VOIDED and not (as_of.moment and filing.updated_at > as_of.moment):
        then.state = State.VOIDED
    return then


def _submitted(then: FilingThen, step: FilingEvent, district: District) -> None:
    late = 0
    if step.effective > then.deadline:
        late = working_days_between(district, then.deadline, step.effective)
    then.late_days = max(then.late_days, late)
    then.first_submitted_on = then.first_submitted_on or step.effective
    then.submitted_at, then.decided_at = step.recorded_at, None


def _deadline(
    filing: Filing, returns: Sequence[FilingEvent], times: int, moves: Sequence[DeadlineMove]
) -> date:
    """The last day after so many returns, as it stood before these moves of it.

    The row keeps the one that holds now; what a later return has set anew is reckoned again.
    """
    for move in moves:
        if sum(step.recorded_at <= move.recorded_at for step in returns) == times:
            return move.was
    if times == len(returns):
        return filing.deadline
    if not times:
        return _due(filing, filing.event_date, f"{filing.kind}_filing_limit")
    return _due(filing, returns[times - 1].effective, "correction_limit")


def _due(filing: Filing, since: date, limit: str) -> date:
    district = filing.unit.district
    days = rules.value(limit, district, since, filing.unit_id)
    return add_working_days(district, since, days).due


# --- people, as they stood then -----------------------------------------------------------------------------


@dataclass
class Stood:
    """On what a person sat: a head of a grant, none, or not counted."""

    standing: str
    pool_id: int | None = None
    pool_kind: str | None = None
    pool_label: str | None = None


def seats_then(ids: Iterable[int], as_of: AsOf) -> dict[int, Stood]:
    """Where each engagement sat then, by the last entry that took it anywhere; absent: nowhere."""
    rows = Entry.objects.filter(
        as_of.recorded(), subject_id__in=list(ids), target__book__in=STANDING_OF, effective__lte=as_of.day
    )
    told = rows.order_by("effective", "id").values_list(
        "subject_id", "target__book", "target__pool_id", "target__pool__kind", "target__pool__label"
    )
    return {subject: Stood(STANDING_OF[book], *pool) for subject, book, *pool in told}


def people_then(ids: Iterable[int], as_of: AsOf) -> dict[int, dict]:
    """The changing columns of each engagement as they stood then; four queries, however many are asked."""
    ids = list(ids)
    seats = seats_then(ids, as_of)
    hires = Filing.objects.filter(engagement__in=ids, kind=Filing.Kind.HIRE)
    papers = {row.engagement_id: then for row, then in _played(hires, as_of)}
    return {
        pk: _told(terms, seats.get(pk), papers.get(pk), as_of)
        for pk, terms in _terms_then(ids, as_of).items()
    }


def retold(engagements: Iterable[Engagement], as_of: AsOf) -> list[Engagement]:
    """The rows with their columns as they stood then, for reading alone; now: as they are."""
    rows = list(engagements)
    told = {} if as_of.is_now else people_then([row.pk for row in rows], as_of)
    for row in rows:
        facts = told.get(row.pk, {})
        kind, label = facts.pop("pool__kind", None), facts.pop("pool__label", None)
        if facts and facts["pool_id"] != row.pool_id:
            row.pool = facts["pool_id"] and Pool(pk=facts["pool_id"], kind=kind, label=label)
        for name, value in facts.items():
            setattr(row, name, value)
    return rows


def filings_retold(filings: Iterable[Filing], as_of: AsOf) -> list[Filing]:
    """The same for filings."""
    rows = list(filings)
    told = {} if as_of.is_now else filings_then([row.pk for row in rows], as_of)
    for row in rows:
        for name, value in vars(told[row.pk]).items() if row.pk in told else ():
            setattr(row, name, value)
    return rows


def _terms_then(ids: list[int], as_of: AsOf) -> dict[int, list[Term]]:
    rows = Term.objects.filter(as_of.known(), engagement__in=ids).select_related("engagement__pool")
    rows = rows.order_by("engagement_id", "from_day", "id")
    return {pk: list(terms) for pk, terms in groupby(rows, key=attrgetter("engagement_id"))}


def _told(terms: list[Term], seat: Stood | None, filing: FilingThen | None, as_of: AsOf) -> dict:
    """One engagement's columns, by the names the row has for them."""
    row = terms[0].engagement
    held = term_of(terms, max(as_of.day, row.start_date))
    told = {name: getattr(held or row, name) for name in CURRENT_FIELDS}
    end = row.end_date if as_of.known_on is None else terms[-1].to_day
    told |= {"end_date": end, "exit_reason": row.exit_reason if end else ""}
    told["compensation_fen"] = row.compensation_fen if end else None
    pool = row.pool
    seat = seat or Stood(row.standing, row.pool_id, pool and pool.kind, pool and pool.label)
    told |= {"standing": seat.standing, "pool_id": seat.pool_id}
    told |= {"pool__kind": seat.pool_kind, "pool__label": seat.pool_label}
    told["unseated_reason"] = row.unseated_reason if seat.standing == Engagement.Standing.UNSEATED else ""
    if filing is not None and row.filing_state != Engagement.FilingState.NONE:
        told |= {
            "filing_state": filing.state if filing.state != State.VOIDED else State.TO_SUBMIT,
            "filing_deadline": filing.deadline,
            "filed_on": row.filed_on if filing.state == State.FILED else None,
        }
    return told


def term_of(terms: Iterable[Term], day: date) -> Term | None:
    """Of the terms known then, the one that covers the day."""
    covering = [one for one in terms if one.from_day <= day and (one.to_day is None or day <= one.to_day)]
    return covering[-1] if covering else None
