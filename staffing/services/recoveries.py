"""Heads recovered for good: free lump-sum heads leave the unit and the district on one document (RETIRE)."""

from django.db import transaction

from quota_pool import ledger
from quota_pool.models import Act, Book, Document, Pool, ScheduledAct, Unit
from quota_pool.refusals import Reason, raise_any
from staffing import codes
from staffing.models import QuotaGrant
from staffing.services.amendments import not_free
from staffing.services.gifts import lump_sum

Kind = ScheduledAct.Kind


@transaction.atomic
def retire_heads(
    *, unit: Unit, heads: int, document: Document, proposer, actor, key: str, note: str = ""
) -> Act:
    """Take free heads out of the unit's lump-sum and out of the district, today, on a document.

    Who may was asked before. The same key answers with the first act; nobody loses a seat.
    """
    books = ledger.lock(unit.district_id, [unit.pk])
    reserve, outside = books.district_account(Book.RESERVE), books.district_account(Book.OUTSIDE)
    if done := Act.objects.filter(district_id=unit.district_id, key=key).first():
        return done
    pool = lump_sum(books, unit)
    raise_any(_reasons(unit, pool, heads, document))
    act = ledger.begin(books, kind=Act.Kind.RETIRE, actor=actor, key=key, document=document, reason=note)
    _amend(unit, pool, heads, document, act, proposer=proposer, actor=actor, books=books, note=note)
    moves = [
        ledger.Move(pool[Book.FREE], reserve, heads, books.today),
        ledger.Move(reserve, outside, heads, books.today),
    ]
    return ledger.move(books, act, moves)


def _reasons(unit: Unit, pool: ledger.PoolBooks, heads: int, document: Document) -> list[Reason]:
    found, free = [], pool.heads(Book.FREE)
    if document.voided_at:
        found.append(codes.DOCUMENT_VOIDED.reason(field="document", number=document.number))
    standing = (QuotaGrant.State.PROPOSED, QuotaGrant.State.GRANTED)
    same = QuotaGrant.objects.filter(document=document, unit=unit, kind=Pool.Kind.LUMP_SUM)
    if same.filter(state__in=standing).exists():
        found.append(codes.GRANT_TWICE.reason(field="document", number=document.number, unit=unit.name))
    if heads > free:
        found.append(not_free(free, heads))
    coming = ScheduledAct.objects.filter(pool=pool.pool, settled_at=None, kind__in=(Kind.GRANT, Kind.CUT))
    if first := coming.order_by("due").first():
        found.append(codes.NUMBER_TO_COME.reason(unit=unit.name, on=first.due))
    return found


def _amend(
    unit: Unit,
    pool: ledger.PoolBooks,
    heads: int,
    document: Document,
    act: Act,
    *,
    proposer,
    actor,
    books,
    note,
) -> None:
    """The unit's new number on the document, so that documents and entries agree (invariant 3)."""
    rows = QuotaGrant.objects.filter(pool=pool.pool, state=QuotaGrant.State.GRANTED)
    QuotaGrant.objects.create(
        district_id=unit.district_id,
        unit=unit,
        kind=Pool.Kind.LUMP_SUM,
        year=books.today.year,
        heads=pool.granted - heads,
        document=document,
        valid_from=books.today,
        state=QuotaGrant.State.GRANTED,
        pool=pool.pool,
        act=act,
        amends=rows.order_by("-valid_from", "-id").first(),
        change=-heads,
        note=note,
        proposed_by=proposer,
        proposed_at=books.moment,
        decided_by=actor,
        decided_at=books.moment,
    )
