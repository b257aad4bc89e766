"""定额标准: finance proposes on a document, its leader approves; the newest day counts (domain.md M1)."""

from datetime import date

from django.db import transaction

from budgets.codes import standards as codes
from budgets.models import Standard
from quota_pool import access, audit, figures, versions
from quota_pool.calendar import now
from quota_pool.models import District, Document
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing.codes import DOCUMENT_VOIDED
from staffing.four_eyes import own_work
from staffing.states import wrong_state

State = Standard.State


@transaction.atomic
def propose_standard(
    *,
    district: District,
    post_category: str,
    amount_fen: int,
    valid_from: date,
    document: Document,
    actor,
    note: str = "",
) -> Standard:
    """Enter a standard for the leader to approve; cost sheets do not know it before."""
    access.require(actor, "set_standards")
    raise_any(_reasons(district, post_category, valid_from, document))
    standard = Standard.objects.create(
        district=district,
        post_category=post_category,
        amount_fen=amount_fen,
        valid_from=valid_from,
        document=document,
        note=note,
        proposed_by=actor,
        proposed_at=now(),
    )
    audit.record(actor, "standard.propose", standard, after=_shown(standard))
    return standard


@transaction.atomic
def approve_standard(*, standard: Standard, actor, seen: int | None = None) -> Standard:
    """Put it in force from its day on; sheets made before keep what they reckoned with."""
    standard = _locked(standard, actor, seen)
    raise_any(_reasons(standard.district, standard.post_category, standard.valid_from, standard.document))
    return _decide(standard, actor, State.IN_FORCE, "standard.approve")


@transaction.atomic
def refuse_standard(*, standard: Standard, actor, note: str, seen: int | None = None) -> Standard:
    """Turn it down, with the words that say why."""
    standard = _locked(standard, actor, seen)
    return _decide(standard, actor, State.REFUSED, "standard.refuse", note)


def standards_on(district_id: int, day: date) -> dict[str, Standard]:
    """The standard in force on a day by post category."""
    rows = Standard.objects.filter(district_id=district_id, state=State.IN_FORCE, valid_from__lte=day)
    return {row.post_category: row for row in rows.order_by("valid_from", "id")}


def _reasons(district: District, post_category: str, valid_from: date, document: Document) -> list[Reason]:
    found = []
    if document.voided_at:
        found.append(DOCUMENT_VOIDED.reason(field="document", number=document.number))
    there = Standard.objects.filter(
        district=district, post_category=post_category, valid_from=valid_from, state=State.IN_FORCE
    ).first()
    if there:
        said = {"category": str(there.get_post_category_display()), "amount": figures.money(there.amount_fen)}
        found.append(codes.STANDARD_TWICE.reason(field="valid_from", on=valid_from, **said))
    return found


def _locked(standard: Standard, actor, seen: int | None) -> Standard:
    access.require(actor, "approve_standards")
    # Two of one category and day stand in line here.
    District.objects.select_for_update(no_key=True).get(pk=standard.district_id)
    rows = Standard.objects.select_for_update(no_key=True, of=("self",))
    standard = rows.select_related("document", "district").get(pk=standard.pk)
    versions.check(standard, seen)
    if standard.state != State.PROPOSED:
        raise Refusal(wrong_state(standard, State.PROPOSED))
    raise_any(own_work(actor, standard.proposed_by_id))
    return standard


def _decide(standard: Standard, actor, state: str, act: str, note: str = "") -> Standard:
    before = _shown(standard)
    standard.state, standard.decided_by, standard.decided_at = state, actor, now()
    standard.decision_note = note
    standard.version += 1
    standard.save()
    audit.record(actor, act, standard, before=before, after=_shown(standard), reason=note)
    return standard


def _shown(standard: Standard) -> dict:
    names = ("post_category", "amount_fen", "valid_from", "state")
    return {name: getattr(standard, name) for name in names} | {"document": standard.document.number}
