"""What a later paper does to a mobile pool when it is decided: a new last day, or fewer free heads."""

from datetime import date, timedelta

from quota_pool import ledger, rules
from quota_pool.ledger.scheduled import cut_moves
from quota_pool.models import Act, Book, Pool
from quota_pool.refusals import Reason, raise_any
from staffing import codes, idle
from staffing.carried import check_carried, kind_of
from staffing.checks import Check, add_months, blocking
from staffing.models import QuotaGrant

Purpose = QuotaGrant.Purpose
GRANTED = (Book.FREE, Book.RESERVED, Book.SEATED)


def day_after(day: date) -> date:
    """The next calendar day."""
    return day + timedelta(days=1)


def newest_in_force(grant: QuotaGrant) -> QuotaGrant | None:
    """The paper the pool stands on so far."""
    granted = QuotaGrant.objects.filter(pool=grant.pool, state=QuotaGrant.State.GRANTED)
    return granted.order_by("-valid_from", "-decided_at", "-id").first()


def put_in_force(books: ledger.Books, grant: QuotaGrant, actor, key: str) -> None:
    """Do to the pool what the paper says, judged anew on the day it is decided."""
    pool, checks = books.pools[grant.pool_id], check_amendment(grant)
    raise_any([*_reasons(books, grant), *blocking(checks)])
    grant.amends = newest_in_force(grant)
    grant.checks = [check.stored() for check in checks]
    grant.valid_from, grant.year = books.today, books.today.year
    if grant.purpose == Purpose.EXTENSION:
        grant.heads, grant.change = pool.granted, 0
        ledger.extend(books, grant.pool, grant.valid_to, actor=actor, document=grant.document)
        moves, kind = [], Act.Kind.GRANT
    else:
        grant.change = -grant.evidence["heads"]
        grant.heads, grant.valid_to = pool.granted + grant.change, pool.pool.valid_to
        moves, kind = cut_moves(books, pool, -grant.change, books.today), Act.Kind.CUT
    grant.act = ledger.post(
        books, kind=kind, actor=actor, key=key, moves=moves, document=grant.document, reason=grant.note
    )


def check_amendment(grant: QuotaGrant) -> list[Check]:
    """The rules about this kind of paper, with their answers."""
    district, pool = grant.unit.district, grant.pool
    if grant.purpose == Purpose.EXTENSION:
        ruling = rules.ruling("mobile_extension", district, grant.valid_from, grant.unit_id)
        term = [Check(ruling, _too_long(grant, pool, ruling))] if ruling.is_on else []
        return [*term, *check_carried(grant.document, kind_of(grant), district, grant.unit_id)]
    if grant.purpose == Purpose.RECLAIM:
        ruling = rules.ruling("mobile_unused_reclaim", district, grant.valid_from, grant.unit_id)
        return [Check(ruling, _not_idle(grant, ruling))] if ruling.is_on else []
    return []


def _too_long(grant: QuotaGrant, pool: Pool, ruling) -> Reason | None:
    latest = add_months(day_after(pool.valid_to), ruling.value) - timedelta(days=1)
    if grant.valid_to <= latest:
        return None
    return codes.EXTENSION_LONG.reason(
        valid_to=grant.valid_to,
        limit=ruling.value,
        latest=latest,
        field="valid_to",
        rule=ruling.rule.code,
        document=ruling.document,
    )


def _not_idle(grant: QuotaGrant, ruling) -> Reason | None:
    found = idle.idleness([grant.pool], {grant.pool_id: ruling.value})[grant.pool_id]
    if grant.evidence["heads"] <= found.heads:
        return None
    return codes.NOT_IDLE.reason(
        idle=found.heads,
        heads=grant.evidence["heads"],
        limit=ruling.value,
        field="heads",
        rule=ruling.rule.code,
        document=ruling.document,
    )


def _reasons(books: ledger.Books, grant: QuotaGrant) -> list[Reason]:
    found = open_reasons(grant.pool, books.today)
    if grant.purpose == Purpose.EXTENSION:
        return found + extension_reasons(grant.pool, grant.valid_to)
    free, heads = books.pools[grant.pool_id].heads(Book.FREE), grant.evidence["heads"]
    if heads > free and not found:
        found.append(not_free(free, heads))
    return found


def not_free(free: int, heads: int) -> Reason:
    """So many heads do not stand free; so many do."""
    most = {"most": free} if free > 0 else {}
    return codes.NOT_FREE.reason(free=free, heads=heads, field="heads", **most)


def open_reasons(pool: Pool, today: date) -> list[Reason]:
    """Why nothing can be changed about this pool any more, or not yet."""
    if pool.kind != Pool.Kind.MOBILE:
        return [codes.NO_MOBILE_POOL.reason(grant=str(pool))]
    if pool.valid_to and pool.valid_to < today:
        return [codes.MOBILE_ENDED.reason(grant=str(pool), valid_to=pool.valid_to)]
    if pool.valid_from and pool.valid_from > today:
        return [codes.MOBILE_NOT_BEGUN.reason(grant=str(pool), valid_from=pool.valid_from)]
    return []


def extension_reasons(pool: Pool, valid_to: date) -> list[Reason]:
    """A pool is extended once, and to a later day."""
    if QuotaGrant.objects.filter(
        pool=pool, purpose=Purpose.EXTENSION, state=QuotaGrant.State.GRANTED
    ).exists():
        return [codes.EXTENDED_ALREADY.reason(grant=str(pool), valid_to=pool.valid_to)]
    if pool.valid_to is None or valid_to <= pool.valid_to:
        return [codes.NOT_LONGER.reason(valid_to=valid_to, now=pool.valid_to, field="valid_to")]
    return []
