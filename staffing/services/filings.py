"""Filings: submitted by the street, checked by the bureau against the day of the event (domain.md P4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import F, Q

from quota_pool import access, audit, ledger, rules, versions
from quota_pool.calendar import add_working_days, now, today, working_days_between
from quota_pool.models import AuditEvent, Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import codes, four_eyes
from staffing.checks import HireCase, check_hire
from staffing.models import Engagement, Filing, FilingEvent
from staffing.selectors import unit_position
from staffing.services.admission import grant_facts
from staffing.services.attachments import kinds_of
from staffing.services.terms import TERM_FIELDS
from staffing.states import wrong_state

State, Step = Filing.State, FilingEvent.Step
# What the engagement's own row says follows from its hire filing.
HIRE_STATES = {
    State.TO_SUBMIT: Engagement.FilingState.TO_SUBMIT,
    State.SUBMITTED: Engagement.FilingState.SUBMITTED,
    State.RETURNED: Engagement.FilingState.RETURNED,
    State.FILED: Engagement.FilingState.FILED,
    State.REFUSED: Engagement.FilingState.REFUSED,
}

# What the trail keeps of a filing with each step.
TRACED = ("state", "reasons", "late_days", "number", "deadline", "limit_days", "event_date")

# What is filed was made by these deeds on the engagement, as the audit names them.
DEEDS = {
    Filing.Kind.HIRE: (
        "engagement.start",
        "engagement.register",
        "engagement.open",
        "engagement.change",
        "engagement.correct",
        "engagement.set_back",
    ),
    Filing.Kind.EXIT: ("engagement.exit", "engagement.exit_moved", "engagement.exit_undone"),
}


@transaction.atomic
def submit(*, filing: Filing, actor, note: str = "", seen: int | None = None) -> Filing:
    """Send a filing to the bureau; late is counted in working days, and it is never too late to file."""
    access.require(actor, "submit_filing", filing.unit)
    filing = locked(filing, seen)
    raise_any(submit_reasons(filing))
    filing.first_submitted_on = filing.first_submitted_on or today()
    # A correction has a limit of its own; what was late once stays late.
    filing.late_days = max(filing.late_days, _late_days(filing, today()))
    filing.submitted_at, filing.submitted_by = now(), actor
    filing.decided_by = filing.decided_at = None
    filing.checks = hire_checks(filing) if filing.kind == Filing.Kind.HIRE else []
    return _step(filing, State.SUBMITTED, Step.SUBMITTED, actor, note=note)


@transaction.atomic
def withdraw(*, filing: Filing, actor, note: str = "", seen: int | None = None) -> Filing:
    """Take a filing back before the bureau has decided; the street's clock has gone on meanwhile."""
    access.require(actor, "submit_filing", filing.unit)
    filing = locked(filing, seen)
    raise_any(state_reasons(filing, State.SUBMITTED))
    filing.submitted_at = filing.submitted_by = None
    last = filing.events.filter(step=Step.RETURNED).order_by("id").last()
    return _step(
        filing, State.TO_SUBMIT, Step.WITHDRAWN, actor, reasons=last.reasons if last else [], note=note
    )


@transaction.atomic
def accept(*, filing: Filing, actor, note: str = "", seen: int | None = None) -> Filing:
    """Enter the filing on the record, with a number and the position on the day of the event."""
    access.require(actor, "decide_filing", filing.unit)
    filing = locked(filing, seen)
    raise_any(decide_reasons(filing, actor))
    filing.number = f"{filing.unit.code}-{filing.event_date.year}-{filing.kind[0].upper()}{filing.pk:06d}"
    return _decide(filing, State.FILED, Step.ACCEPTED, actor, [], note)


@transaction.atomic
def return_(*, filing: Filing, reasons: list[str], actor, note: str = "", seen: int | None = None) -> Filing:
    """Send a filing back with coded reasons; the correction limit runs from the next working day."""
    access.require(actor, "decide_filing", filing.unit)
    filing = locked(filing, seen)
    raise_any([*decide_reasons(filing, actor), *_needs_reasons(reasons)])
    district = filing.unit.district
    limit = rules.value("correction_limit", district, today(), filing.unit_id)
    filing.deadline, filing.limit_days = add_working_days(district, today(), limit).due, limit
    return _decide(filing, State.RETURNED, Step.RETURNED, actor, reasons, note)


@transaction.atomic
def refuse(*, filing: Filing, reasons: list[str], actor, note: str = "", seen: int | None = None) -> Filing:
    """Do not enter the filing on the record: what cannot be mended; the person must go or be placed anew."""
    access.require(actor, "refuse_filing", filing.unit)
    filing = locked(filing, seen)
    raise_any([*decide_reasons(filing, actor), *_needs_reasons(reasons)])
    return _decide(filing, State.REFUSED, Step.REFUSED, actor, reasons, note)


def void(filing: Filing, actor, note: str) -> Filing:
    """Close a filing whose event never was, or was on another day; the caller holds locks and right."""
    return _step(filing, State.VOIDED, Step.VOIDED, actor, note=note)


def mend(filing: Filing, moment) -> None:
    """Save an open filing after its entry was corrected, and ask its rules anew."""
    filing.checks = hire_checks(filing)
    filing.version += 1
    filing.updated_at = moment
    filing.save()


def hire_checks(filing: Filing) -> list[dict]:
    """Every rule with its answer, judged on the day the person started."""
    return [check.stored() for check in check_hire(_case(filing))]


def _case(filing: Filing) -> HireCase:
    engagement, person = filing.engagement, filing.engagement.person
    term = engagement.terms.filter(replaced_at=None).order_by("from_day", "id").first()
    names = set(TERM_FIELDS) & set(HireCase.__dataclass_fields__)
    return HireCase(
        district=filing.unit.district,
        unit=filing.unit,
        on=filing.event_date,
        today=today(),
        birth_date=person.birth_date,
        sex=person.sex,
        education=person.education,
        entry_channel=engagement.entry_channel,
        funding_source=engagement.funding_source,
        legal_employer=engagement.legal_employer,
        own=engagement.pk,
        **grant_facts(engagement.pool),
        kinds_attached=partial(kinds_of, engagement),
        **{name: getattr(term, name) for name in names},
    )


def _late_days(filing: Filing, on: date) -> int:
    if on <= filing.deadline:
        return 0
    return working_days_between(filing.unit.district, filing.deadline, on)


def locked(filing: Filing, seen: int | None) -> Filing:
    """The row read again under the lock of its unit's books, which post or strike a start that is due."""
    ledger.lock(filing.district_id, [filing.unit_id])
    rows = Filing.objects.select_for_update(no_key=True, of=("self",))
    filing = rows.select_related("unit__district", "engagement__person", "engagement__pool").get(pk=filing.pk)
    versions.check(filing, seen)
    return filing


def submit_reasons(filing: Filing, actor=None) -> list[Reason]:
    """Why this filing cannot be sent in now; the act itself and the preview of many ask here."""
    found = state_reasons(filing, State.TO_SUBMIT, State.RETURNED)
    if not found and filing.event_date > today():
        to_come = codes.NOT_STARTED if filing.kind == Filing.Kind.HIRE else codes.NOT_LEFT
        found.append(to_come.reason(on=filing.event_date))
    return found


def decide_reasons(filing: Filing, actor, own: set[int] | None = None) -> list[Reason]:
    """Why this officer cannot decide on this filing now: its state, and four eyes.

    `own`: which of many filings are the officer's own work, where that was asked for all of them at once.
    """
    found = state_reasons(filing, State.SUBMITTED)
    if filing.pk in own if own is not None else _is_own_work(filing, actor):
        found += own_work_reasons(filing, actor)
    return found


def own_work_reasons(filing: Filing, actor) -> list[Reason]:
    """What four eyes say of a filing known to be one's own work; a handing over is named as the cause."""
    if not access.handed_over(actor):
        return [codes.OWN_WORK.reason()]
    entered = filing.engagement.created_by_id if filing.kind == Filing.Kind.HIRE else None
    sent = Q(object_type="filing", object_id=str(filing.pk), act=f"filing.{Step.SUBMITTED}")
    about = Q(object_type="engagement", object_id=str(filing.engagement_id), act__in=DEEDS[filing.kind])
    told = AuditEvent.objects.filter(sent | about, actor__in=access.eyes_of(actor))
    hands = told.values_list("actor_id", flat=True)
    return four_eyes.own_work(actor, filing.submitted_by_id, entered, *hands)


def state_reasons(filing: Filing, *wanted: str) -> list[Reason]:
    """Why the filing is not in one of the states the act wants."""
    if filing.state in wanted:
        return []
    return [wrong_state(filing, *wanted)]


def _is_own_work(filing: Filing, actor) -> bool:
    """Whether the actor made, changed or ever sent in what is to be decided (four eyes)."""
    return filing.pk in own_work([filing], actor)


def own_work(filings: Sequence[Filing], actor) -> set[int]:
    """Of these filings, those the actor made, changed or ever sent in; one query for all of them."""
    sent = Q(object_type="filing", object_id__in={str(filing.pk) for filing in filings})
    spells = Q(object_type="engagement", object_id__in={str(filing.engagement_id) for filing in filings})
    # Who it was is asked here, not there: a row has few events, and an officer has all of theirs.
    told = AuditEvent.objects.filter(sent | spells)
    told = told.values_list("object_type", "object_id", "act", "actor_id")
    eyes = access.eyes_of(actor)
    done = {(kind, key, act) for kind, key, act, hand in told if hand in eyes}
    return {filing.pk for filing in filings if _made_by(filing, actor) or _is_among(filing, done)}


def _made_by(filing: Filing, actor) -> bool:
    entered = filing.engagement.created_by_id if filing.kind == Filing.Kind.HIRE else None
    return access.had_a_hand(actor, filing.submitted_by_id, entered)


def _is_among(filing: Filing, done: set[tuple[str, str, str]]) -> bool:
    """Whether one of the deeds done is about this filing."""
    about = [("engagement", str(filing.engagement_id), act) for act in DEEDS[filing.kind]]
    return not done.isdisjoint([("filing", str(filing.pk), f"filing.{Step.SUBMITTED}"), *about])


def _needs_reasons(reasons: Iterable[str]) -> list[Reason]:
    return [] if list(reasons) else [codes.NEEDS_REASONS.reason(field="reasons")]


def _decide(filing: Filing, state: str, step: str, actor, reasons: list[str], note: str) -> Filing:
    filing.decided_by, filing.decided_at = actor, now()
    filing.position = unit_position(filing.unit, on=filing.event_date).stored()
    return _step(filing, state, step, actor, reasons=reasons, note=note)


def _step(filing: Filing, state: str, step: str, actor, *, reasons: list[str] = (), note: str = "") -> Filing:
    before = {"state": filing.state}
    filing.state, filing.reasons, filing.note = state, list(reasons), note
    filing.version += 1
    filing.updated_at = now()
    filing.save()
    FilingEvent.objects.create(
        district_id=filing.district_id,
        filing=filing,
        engagement=filing.engagement,
        step=step,
        effective=today(),
        recorded_at=filing.updated_at,
        actor=actor,
        reasons=list(reasons),
        note=note,
    )
    if filing.kind == Filing.Kind.HIRE:
        _mark_engagement(filing)
    after = {name: getattr(filing, name) for name in TRACED}
    audit.record(
        actor,
        f"filing.{step}",
        filing,
        before=before,
        after=after,
        reason=note,
        label=filing.engagement.person.name,
    )
    return filing


def _mark_engagement(filing: Filing) -> None:
    Engagement.objects.filter(pk=filing.engagement_id).update(
        filing_state=HIRE_STATES[filing.state],
        filing_deadline=filing.deadline,
        filed_on=today() if filing.state == State.FILED else None,
        version=F("version") + 1,
        updated_at=filing.updated_at,
    )


def may_decide(filing: Filing, actor, unit: Unit) -> bool:
    """Whether this officer's eyes are other eyes; the page asks before it offers the buttons."""
    return not _is_own_work(filing, actor) and access.can(actor, "decide_filing", unit)


@dataclass
class Outcome:
    """What became of many filings: those done, and those left alone with every reason."""

    done: list[Filing] = field(default_factory=list)
    skipped: list[tuple[Filing, list[Reason]]] = field(default_factory=list)


@transaction.atomic
def submit_many(*, filings: Iterable[Filing], actor, note: str = "") -> Outcome:
    """Send in what can be sent in; one that cannot be does not hold up the others."""
    return each(submit, filings, actor, note)


@transaction.atomic
def accept_many(*, filings: Iterable[Filing], actor, note: str = "") -> Outcome:
    """Enter on the record what can be; the rest stays as it is and says why."""
    return each(accept, filings, actor, note)


@transaction.atomic
def return_many(*, filings: Iterable[Filing], reasons: list[str], actor, note: str = "") -> Outcome:
    """Send back what can be, all for the same reasons; the rest stays as it is and says why."""
    raise_any(_needs_reasons(reasons))
    return each(partial(return_, reasons=reasons), filings, actor, note)


def each(act, filings: Iterable[Filing], actor, note: str) -> Outcome:
    """Do `act` on each filing under all their locks; what is refused is left and says why."""
    filings, outcome = list(filings), Outcome()
    # All books before the first trace: whoever holds the end of the audit's chain waits for nobody.
    for district_id in {filing.district_id for filing in filings}:
        ledger.lock(district_id, [filing.unit_id for filing in filings if filing.district_id == district_id])
    for filing in filings:
        try:
            with transaction.atomic():
                outcome.done.append(act(filing=filing, actor=actor, note=note, seen=filing.version))
        except Refusal as refusal:
            outcome.skipped.append((filing, refusal.reasons))
    return outcome


def preview_many(*, filings: Iterable[Filing], actor, asked) -> Outcome:
    """What an act on many would do and leave; `asked(filing, actor)` gives the reasons that stop it."""
    outcome = Outcome()
    for filing in filings:
        if reasons := asked(filing, actor):
            outcome.skipped.append((filing, reasons))
        else:
            outcome.done.append(filing)
    return outcome
