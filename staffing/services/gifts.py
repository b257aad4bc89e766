"""Heads given from unit to unit: free lump-sum heads move, and both units' numbers with them (GIVE)."""

from django.db import transaction

from quota_pool import access, audit, ledger, versions
from quota_pool.calendar import now
from quota_pool.models import Act, Book, Document, Pool, ScheduledAct, Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import carried, codes
from staffing.checks import Check, blocking, warnings
from staffing.four_eyes import own_work
from staffing.grant_checks import check_grant
from staffing.models import HeadGift, QuotaGrant
from staffing.services.freezes import application_reasons, frozen_reasons
from staffing.states import wrong_state

State = HeadGift.State


@transaction.atomic
def propose_gift(
    *, unit: Unit, to_unit: Unit, heads: int, document: Document, actor, note: str = ""
) -> HeadGift:
    """Enter heads to be given from one unit to another, for the leader to approve; nothing moves yet."""
    access.require(actor, "propose_grant", unit)
    access.require(actor, "propose_grant", to_unit)
    checks = carried.check_carried(document, carried.GIFT, unit.district, unit.pk)
    raise_any([*paper_reasons(unit, to_unit, document), *_standstill(unit, to_unit), *blocking(checks)])
    gift = HeadGift.objects.create(
        district_id=unit.district_id,
        unit=unit,
        to_unit=to_unit,
        heads=heads,
        document=document,
        note=note,
        proposed_by=actor,
        proposed_at=now(),
    )
    audit.record(actor, "gift.propose", gift, after=_shown(gift))
    gift.remarks = warnings(checks)
    return gift


@transaction.atomic
def approve_gift(*, gift: HeadGift, actor, key: str, seen: int | None = None) -> HeadGift:
    """Move the heads today; both units' lump-sum numbers are amended by the document."""
    gift, books = _locked(gift, actor)
    if gift.act_id and gift.act.key == key:
        return gift
    _check_open(gift, actor, seen)
    found = give_reasons(books, gift.unit, gift.to_unit, gift.heads)
    papers = paper_reasons(gift.unit, gift.to_unit, gift.document)
    raise_any([*found, *papers, *_standstill(gift.unit, gift.to_unit), *blocking(_checks(books, gift))])
    source, target = lump_sum(books, gift.unit), lump_sum(books, gift.to_unit)
    gift.act = ledger.begin(books, kind=Act.Kind.GIVE, actor=actor, key=key, document=gift.document)
    gift.remarks = amend_numbers(books, gift, gift.act, proposer=gift.proposed_by, actor=actor)
    ledger.move(books, gift.act, [ledger.Move(source[Book.FREE], target[Book.FREE], gift.heads, books.today)])
    return _decide(gift, actor, State.DONE, "gift.approve")


@transaction.atomic
def refuse_gift(*, gift: HeadGift, actor, note: str, seen: int | None = None) -> HeadGift:
    """Turn it down, with the words that say why."""
    gift, _books = _locked(gift, actor)
    _check_open(gift, actor, seen)
    gift.decision_note = note
    return _decide(gift, actor, State.REFUSED, "gift.refuse")


def lump_sum(books: ledger.Books, unit: Unit) -> ledger.PoolBooks:
    """The unit's lump-sum pool, under lock."""
    return next(pool for pool in books.of_unit(unit.pk) if pool.pool.kind == Pool.Kind.LUMP_SUM)


def give_reasons(
    books: ledger.Books, unit: Unit, to_unit: Unit, heads: int, leaving: int = 0
) -> list[Reason]:
    """Why the giver cannot give: heads owed, too few free (`leaving` come free in the same act), others."""
    pool, found = lump_sum(books, unit), []
    if recalled := pool.heads(Book.RECALLED):
        found.append(codes.GIVER_OWES.reason(unit=unit.name, recalled=recalled))
    free = max(0, pool.heads(Book.FREE)) + leaving
    if free < heads:
        ground = {"rule": "quota", "document": pool.pool.label}
        said = {"unit": unit.name, "free": free, "heads": heads, "field": "heads"}
        said |= {"most": free} if free > 0 else {}
        found.append(codes.GIVE_TOO_MANY.reason(**said, **ground))
    pools = [pool.pool, lump_sum(books, to_unit).pool]
    kinds = (ScheduledAct.Kind.GRANT, ScheduledAct.Kind.CUT)
    coming = ScheduledAct.objects.filter(pool__in=pools, settled_at=None, kind__in=kinds)
    if first := coming.select_related("unit").order_by("due").first():
        found.append(codes.NUMBER_TO_COME.reason(unit=first.unit.name, on=first.due))
    return found


def paper_reasons(unit: Unit, to_unit: Unit, document: Document) -> list[Reason]:
    """One document gives a unit one lump-sum number; a voided one gives none."""
    found = []
    if unit.pk == to_unit.pk:
        found.append(codes.GIVES_ITSELF.reason(unit=unit.name, field="to_unit"))
    if document.voided_at:
        found.append(codes.DOCUMENT_VOIDED.reason(field="document", number=document.number))
    standing = (QuotaGrant.State.PROPOSED, QuotaGrant.State.GRANTED)
    rows = QuotaGrant.objects.filter(
        document=document, unit__in=(unit, to_unit), kind=Pool.Kind.LUMP_SUM, state__in=standing
    )
    if row := rows.select_related("unit").first():
        said = {"number": document.number, "unit": row.unit.name, "field": "document"}
        found.append(codes.GRANT_TWICE.reason(**said))
    return found


def amend_numbers(books: ledger.Books, given, act: Act, *, proposer, actor) -> list[Reason]:
    """Write both units' new numbers on the document, so that documents and entries agree (invariant 3).

    Gives back what the rules warn of.
    """
    heads, checks = getattr(given, "heads", 1), _checks(books, given)
    raise_any(blocking(checks))
    for unit, change in ((given.unit, -heads), (given.to_unit, heads)):
        pool = lump_sum(books, unit)
        rows = QuotaGrant.objects.filter(pool=pool.pool, state=QuotaGrant.State.GRANTED)
        QuotaGrant.objects.create(
            district_id=unit.district_id,
            unit=unit,
            kind=Pool.Kind.LUMP_SUM,
            year=books.today.year,
            heads=pool.granted + change,
            document=given.document,
            valid_from=books.today,
            state=QuotaGrant.State.GRANTED,
            pool=pool.pool,
            act=act,
            amends=rows.order_by("-valid_from", "-id").first(),
            change=change,
            note=given.note,
            checks=[check.stored() for check in checks] if change > 0 else [],
            proposed_by=proposer,
            proposed_at=books.moment,
            decided_by=actor,
            decided_at=books.moment,
        )
    return warnings(checks)


def _checks(books: ledger.Books, given) -> list[Check]:
    """The rules of a grant, asked of what the receiver is given."""
    grant = QuotaGrant(
        unit=given.to_unit, kind=Pool.Kind.LUMP_SUM, document=given.document, year=books.today.year
    )
    kind = carried.GIFT if isinstance(given, HeadGift) else carried.TRANSFER
    return check_grant(grant, getattr(given, "heads", 1), kind)


def _standstill(unit: Unit, to_unit: Unit) -> list[Reason]:
    """A frozen unit gives no heads away, and one that may not apply for more is given none."""
    return [*frozen_reasons(unit), *application_reasons(to_unit)]


def _locked(gift: HeadGift, actor) -> tuple[HeadGift, ledger.Books]:
    access.require(actor, "approve_grant", gift.unit)
    books = ledger.lock(gift.district_id, [gift.unit_id, gift.to_unit_id])
    books.district_account(Book.RESERVE)  # what the receiver owes goes back there in the same act
    rows = HeadGift.objects.select_for_update(no_key=True, of=("self",))
    gift = rows.select_related("unit", "to_unit", "document", "act", "proposed_by").get(pk=gift.pk)
    return gift, books


def _check_open(gift: HeadGift, actor, seen: int | None) -> None:
    versions.check(gift, seen)
    if gift.state != State.PROPOSED:
        raise Refusal(wrong_state(gift, State.PROPOSED))
    raise_any(own_work(actor, gift.proposed_by_id))


def _decide(gift: HeadGift, actor, state: str, act: str) -> HeadGift:
    before = _shown(gift)
    gift.state, gift.decided_by, gift.decided_at = state, actor, now()
    gift.version += 1
    gift.save()
    audit.record(actor, act, gift, before=before, after=_shown(gift))
    return gift


def _shown(gift: HeadGift) -> dict:
    return {
        "to_unit": gift.to_unit.name,
        "heads": gift.heads,
        "document": gift.document.number,
        "state": gift.state,
    }
