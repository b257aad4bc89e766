"""An approved envelope changes only by ledger entries, each on its document: proposed, then approved (P3)."""

from datetime import date

from django.db import transaction

from budgets.codes import envelopes as said
from budgets.models import Envelope, EnvelopeChange
from budgets.months import half_up, months
from quota_pool import access, audit, ledger, versions
from quota_pool.calendar import now
from quota_pool.figures import money
from quota_pool.models import Act, Book, Document, Fund, Pool
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import codes
from staffing.four_eyes import own_work
from staffing.services import costs
from staffing.states import wrong_state

from .appropriations import OWN_CHANGES, above_appropriation

Kind, State = EnvelopeChange.Kind, EnvelopeChange.State
# Money in a book of its own, and what that book is called in the ledger.
OWN_BOOK = {
    Kind.TASK_IN: Fund.Kind.TASK,
    Kind.TASK_OUT: Fund.Kind.TASK,
    Kind.MOBILE_GRANT: Fund.Kind.MOBILE,
    Kind.CARRY_IN: Fund.Kind.CARRIED,
}
ALWAYS_LESS = (Kind.CUT, Kind.TASK_OUT, Kind.RETURN, Kind.CARRY_OUT)
PROPOSED_BY_HAND = (
    Kind.TASK_IN,
    Kind.TASK_OUT,
    Kind.MOBILE_GRANT,
    Kind.STANDARD_CHANGE,
    Kind.CUT,
    Kind.CORRECTION,
)


def pro_rata(yearly_fen: int, first: date, last: date) -> int:
    """A yearly amount for the months of a stretch; a month begun counts (M6, M7)."""
    return half_up(yearly_fen * sum(1 for _month in months(first, last)), 12)


@transaction.atomic
def propose_change(
    *,
    envelope: Envelope,
    kind: str,
    amount_fen: int,
    document: Document,
    reason: str,
    actor,
    pool: Pool | None = None,
    label: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> EnvelopeChange:
    """Enter a change for the leader of finance to decide on; no fen moves yet."""
    access.require(actor, "propose_adjustment", envelope.unit)
    change = EnvelopeChange(
        district_id=envelope.district_id,
        envelope=envelope,
        kind=kind,
        amount_fen=-abs(amount_fen) if kind in ALWAYS_LESS else amount_fen,
        document=document,
        reason=reason,
        pool=pool,
        label=label or (pool.label if pool else ""),
        valid_from=valid_from,
        valid_to=valid_to,
        proposed_by=actor,
        proposed_at=now(),
    )
    raise_any(_proposal_reasons(change))
    change.save()
    audit.record(actor, "envelope.change", change, unit=envelope.unit, after=shown(change), reason=reason)
    return change


def _proposal_reasons(change: EnvelopeChange) -> list[Reason]:
    envelope, year = change.envelope, change.envelope.year
    found = _in_force(envelope)
    if change.document.voided_at:
        found.append(codes.DOCUMENT_VOIDED.reason(field="document", number=change.document.number))
    if change.kind == Kind.MOBILE_GRANT and (change.pool is None or change.pool.unit_id != envelope.unit_id):
        found.append(said.NEEDS_GRANT.reason(unit=envelope.unit.name, field="pool"))
    for name in ("valid_from", "valid_to"):
        day = getattr(change, name)
        if day and day.year != year:
            span = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
            found.append(said.OUTSIDE_YEAR.reason(on=day, year=year, field=name, **span))
    return found


def _in_force(envelope: Envelope) -> list[Reason]:
    if envelope.state == Envelope.State.IN_FORCE:
        return []
    return [said.NOT_IN_FORCE.reason(unit=envelope.unit.name, year=envelope.year)]


@transaction.atomic
def approve_change(*, change: EnvelopeChange, actor, key: str, seen: int | None = None) -> EnvelopeChange:
    """The leader of finance approves: the fen move, holds are set anew, new money covers what was short."""
    access.require(actor, "approve_adjustment", change.envelope.unit)
    books = ledger.lock(change.district_id, [change.envelope.unit_id])
    purse = ledger.Purse(books)
    purse.appropriation  # noqa: B018 - the district's accounts are locked before anything is read
    if Act.objects.filter(district_id=change.district_id, key=key).exists():
        return EnvelopeChange.objects.get(pk=change.pk)
    change = _locked(change, seen)
    raise_any([*own_work(actor, change.proposed_by_id), *_in_force(change.envelope)])
    before = shown(change)
    change.decided_by, change.decided_at = actor, books.moment
    post_change(purse, change, actor=actor, key=key)
    change.version += 1
    change.save()
    unit = change.envelope.unit
    audit.record(actor, "envelope.change_approve", change, unit=unit, before=before, after=shown(change))
    return change


@transaction.atomic
def refuse_change(*, change: EnvelopeChange, actor, note: str, seen: int | None = None) -> EnvelopeChange:
    """Leave the envelope as it is, with the words that say why."""
    access.require(actor, "approve_adjustment", change.envelope.unit)
    change = _locked(change, seen)
    raise_any(own_work(actor, change.proposed_by_id))
    before, unit = shown(change), change.envelope.unit
    change.state, change.decided_by, change.decided_at = State.REFUSED, actor, now()
    change.decision_note = note
    change.version += 1
    change.save()
    after = shown(change)
    audit.record(actor, "envelope.change_refuse", change, unit=unit, before=before, after=after, reason=note)
    return change


def _locked(change: EnvelopeChange, seen: int | None) -> EnvelopeChange:
    rows = EnvelopeChange.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("envelope__unit__district", "envelope__fund", "document", "pool", "fund")
    change = rows.get(pk=change.pk)
    versions.check(change, seen)
    if change.state != State.PROPOSED:
        raise Refusal(wrong_state(change, State.PROPOSED))
    return change


def post_change(purse: ledger.Purse, change: EnvelopeChange, *, actor, key: str) -> Act:
    """Move the fen of a change under the locks of its unit's books; the caller has asked who may.

    Task, mobile and carried money lie in a fund of their own, opened when it first comes. The change is
    written with its act and is the caller's to save.
    """
    fund = _fund_for(purse, change)
    raise_any(_posting_reasons(purse, change, fund))
    _move(purse, change, fund)
    unit = change.envelope.unit
    costs.hold_anew(purse, unit)
    for one in purse.books.funds_of(unit.pk):
        purse.top_up(one)
    act = purse.post(
        kind=Act.Kind.FUND if change.amount_fen > 0 else Act.Kind.CUT_FUND,
        actor=actor,
        key=key,
        document=change.document,
        reason=change.reason,
    )
    change.state, change.act, change.fund = State.POSTED, act, fund.fund
    return act


def _fund_for(purse: ledger.Purse, change: EnvelopeChange) -> ledger.FundBooks:
    """The envelope's own fund, or the book of the task or grant: found by its name, or opened."""
    books, envelope, kind = purse.books, change.envelope, OWN_BOOK.get(change.kind)
    if kind is None:
        return books.funds[envelope.fund_id]
    for one in books.funds_of(envelope.unit_id):
        is_same = (one.fund.kind, one.fund.year, one.fund.label) == (kind, envelope.year, change.label)
        if is_same and one.fund.pool_id == change.pool_id:
            return one
    if change.amount_fen < 0:
        raise Refusal(said.NO_SUCH_MONEY.reason(kind=str(kind.label), field="label"))
    pool = change.pool
    return ledger.open_fund(
        books,
        Fund(
            district_id=envelope.district_id,
            unit=envelope.unit,
            kind=kind,
            year=envelope.year,
            label=change.label,
            document=change.document,
            pool=pool,
            valid_from=change.valid_from,
            valid_to=change.valid_to,
        ),
    )


def _posting_reasons(purse: ledger.Purse, change: EnvelopeChange, fund: ledger.FundBooks) -> list[Reason]:
    if change.amount_fen < 0:
        cuttable = purse.balance(fund[Book.FREE]) + purse.balance(fund[Book.COMMITTED])
        if -change.amount_fen <= cuttable:
            return []
        facts = {"wanted": money(-change.amount_fen), "cuttable": money(cuttable)}
        return [said.BELOW_SPENT.reason(field="amount", **facts)]
    if change.kind not in OWN_CHANGES:
        return []
    envelope = change.envelope
    return above_appropriation(envelope.unit.district, envelope.year, change.amount_fen)


def _move(purse: ledger.Purse, change: EnvelopeChange, fund: ledger.FundBooks) -> None:
    fen = abs(change.amount_fen)
    if change.amount_fen > 0:
        if change.kind == Kind.TASK_IN:
            purse.appropriate(fen)  # a department's money comes to the district with its task
        purse.fund(fund, fen)
        return
    purse.cut(fund, fen)
    if change.kind == Kind.TASK_OUT:
        purse.appropriate(-fen)


def shown(change: EnvelopeChange) -> dict:
    """What the audit keeps of a change."""
    names = ("kind", "amount_fen", "label", "state", "valid_from", "valid_to")
    return {"document": change.document.number} | {name: getattr(change, name) for name in names}
