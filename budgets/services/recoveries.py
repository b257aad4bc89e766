"""购买服务收回: the street plans and contracts a service, the bureau recovers the heads for good (P12, M8).

The contract says what is delivered, not who: one priced by heads is flagged as hiring in disguise.
"""

from datetime import date

from django.db import transaction

from budgets.codes import recoveries as codes
from budgets.models import Recovery
from budgets.services.standards import standards_on
from quota_pool import access, audit, versions
from quota_pool.calendar import now, today
from quota_pool.models import Document, Unit
from quota_pool.refusals import Refusal, raise_any
from staffing.codes import NEEDS_WORDS
from staffing.dictionaries import PostCategory
from staffing.four_eyes import own_work
from staffing.services.recoveries import retire_heads
from staffing.states import wrong_state

State = Recovery.State
OPEN = (State.PLANNED, State.SUBMITTED, State.CHECKED, State.CONTRACTED)


@transaction.atomic
def plan_recovery(
    *,
    unit: Unit,
    service: str,
    post_category: str,
    heads: int,
    actor,
    average_fen: int | None = None,
    catalogue: str = "",
    note: str = "",
) -> Recovery:
    """Plan to buy a service and give heads up; what they free is reckoned at the standard of their posts."""
    access.require(actor, "plan_recovery", unit)
    average = average_fen or _standard(unit, post_category, heads)
    recovery = Recovery.objects.create(
        district_id=unit.district_id,
        unit=unit,
        service=service,
        catalogue=catalogue,
        post_category=post_category,
        heads=heads,
        average_fen=average,
        note=note,
        planned_by=actor,
        planned_at=now(),
    )
    audit.record(actor, "recovery.plan", recovery, after=_shown(recovery), label=service)
    return recovery


def _standard(unit: Unit, post_category: str, heads: int) -> int:
    day = today()
    standard = standards_on(unit.district_id, day).get(post_category)
    if standard is None:
        said = {"category": str(PostCategory(post_category).label), "on": day, "heads": heads}
        raise Refusal(codes.NO_AVERAGE.reason(field="post_category", **said))
    return standard.amount_fen


@transaction.atomic
def submit_recovery(*, recovery: Recovery, actor, seen: int | None = None) -> Recovery:
    """The street's leader sends the plan to the bureau and to finance."""
    recovery = _locked(recovery, actor, "submit_recovery", seen, State.PLANNED)
    recovery.submitted_by = actor
    return _moved(recovery, State.SUBMITTED, actor, "recovery.submit")


@transaction.atomic
def advise_recovery(*, recovery: Recovery, note: str, actor, seen: int | None = None) -> Recovery:
    """Finance says what it thinks of the price and of the money freed."""
    recovery = _locked(recovery, actor, "advise_recovery", seen, *OPEN[1:])
    raise_any([] if note.strip() else [NEEDS_WORDS.reason(field="note")])
    recovery.finance_note = note
    return _moved(recovery, recovery.state, actor, "recovery.advise", note)


@transaction.atomic
def check_recovery(*, recovery: Recovery, actor, note: str = "", seen: int | None = None) -> Recovery:
    """The bureau's officer has checked that the service stands in the catalogue and is none of people."""
    recovery = _locked(recovery, actor, "check_recovery", seen, State.SUBMITTED)
    recovery.checked_by, recovery.note = actor, note or recovery.note
    return _moved(recovery, State.CHECKED, actor, "recovery.check", note)


@transaction.atomic
def refuse_recovery(*, recovery: Recovery, note: str, actor, seen: int | None = None) -> Recovery:
    """The bureau turns the plan down, with the words that say why."""
    recovery = _locked(recovery, actor, "check_recovery", seen, State.SUBMITTED, State.CHECKED)
    raise_any([] if note.strip() else [NEEDS_WORDS.reason(field="note")])
    recovery.note = note
    return _moved(recovery, State.REFUSED, actor, "recovery.refuse", note)


@transaction.atomic
def contract_service(
    *,
    recovery: Recovery,
    provider: str,
    contract_no: str,
    contract_from: date,
    contract_to: date,
    outcome: str,
    year_fen: int,
    priced_by: str,
    actor,
    seen: int | None = None,
) -> Recovery:
    """Enter the service contract; one priced by heads is entered as it is, and flagged."""
    recovery = _locked(recovery, actor, "plan_recovery", seen, State.CHECKED, State.CONTRACTED)
    recovery.provider, recovery.contract_no = provider, contract_no
    recovery.contract_from, recovery.contract_to = contract_from, contract_to
    recovery.outcome, recovery.year_fen, recovery.priced_by = outcome, year_fen, priced_by
    return _moved(recovery, State.CONTRACTED, actor, "recovery.contract")


@transaction.atomic
def recover_heads(
    *, recovery: Recovery, document: Document, actor, key: str, seen: int | None = None
) -> Recovery:
    """Take the heads out of the street's number for good, on a document; only free heads are taken.

    They cannot come back but by a new grant, which is the committee's to decide.
    """
    access.require(actor, "approve_recovery", recovery.unit)
    row = Recovery.objects.select_related("unit__district", "act").get(pk=recovery.pk)
    if row.act_id and row.act.key == key:
        return row
    # Accounts before the row: a hire holds them while it waits for nothing of ours.
    what = {"document": document, "proposer": row.checked_by, "actor": actor, "key": key}
    raise_any(own_work(actor, row.checked_by_id, row.planned_by_id, row.submitted_by_id))
    _check_state(row, State.CONTRACTED)
    act = retire_heads(unit=row.unit, heads=row.heads, note=row.service[:200], **what)
    row = _at_lock(row, seen, State.CONTRACTED)
    row.document, row.act, row.approved_by, row.recovered_on = document, act, actor, today()
    return _moved(row, State.RECOVERED, actor, "recovery.recover")


@transaction.atomic
def verify_recovery(*, recovery: Recovery, actor, note: str = "", seen: int | None = None) -> Recovery:
    """The bureau has looked: the service is delivered, and nobody was hired in disguise."""
    recovery = _locked(recovery, actor, "check_recovery", seen, State.RECOVERED)
    recovery.verified_on, recovery.note = today(), note or recovery.note
    return _moved(recovery, State.VERIFIED, actor, "recovery.verify", note)


@transaction.atomic
def withdraw_recovery(*, recovery: Recovery, actor, note: str = "", seen: int | None = None) -> Recovery:
    """The street gives the plan up; what was recovered stays recovered."""
    recovery = _locked(recovery, actor, "plan_recovery", seen, *OPEN)
    recovery.note = note or recovery.note
    return _moved(recovery, State.WITHDRAWN, actor, "recovery.withdraw", note)


def _locked(recovery: Recovery, actor, act: str, seen: int | None, *wanted: str) -> Recovery:
    access.require(actor, act, recovery.unit)
    return _at_lock(recovery, seen, *wanted)


def _at_lock(recovery: Recovery, seen: int | None, *wanted: str) -> Recovery:
    rows = Recovery.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("unit__district").get(pk=recovery.pk)
    versions.check(row, seen)
    _check_state(row, *wanted)
    return row


def _check_state(row: Recovery, *wanted: str) -> None:
    if row.state not in wanted:
        raise Refusal(wrong_state(row, *wanted))


def _moved(row: Recovery, state: str, actor, act: str, note: str = "") -> Recovery:
    before = _shown(row)
    row.state = state
    row.version += 1
    row.save()
    audit.record(actor, act, row, before=before, after=_shown(row), reason=note, label=row.service)
    return row


def _shown(row: Recovery) -> dict:
    names = ("service", "post_category", "heads", "priced_by", "year_fen", "state")
    return {name: getattr(row, name) for name in names}
