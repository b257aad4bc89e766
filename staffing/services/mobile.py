"""The life of a mobile pool after its grant: extended once, given back, reclaimed when idle (P5)."""

from datetime import date

from django.db import transaction

from quota_pool import access, audit, ledger
from quota_pool.calendar import now, today
from quota_pool.models import Act, Book, Document, Pool
from quota_pool.refusals import Reason, raise_any
from staffing import codes, idle
from staffing.checks import blocking, warnings
from staffing.mobile import idle_months
from staffing.models import QuotaGrant
from staffing.selectors import unit_position
from staffing.services import amendments, grants

Purpose, State = QuotaGrant.Purpose, QuotaGrant.State


@transaction.atomic
def propose_extension(*, pool: Pool, valid_to: date, document: Document, actor, note: str = "") -> QuotaGrant:
    """Propose a later last day on a document of its own; the leader approves it as any grant."""
    access.require(actor, "propose_grant", pool.unit)
    grant = enter_extension(pool=pool, valid_to=valid_to, document=document, proposed_by=actor, note=note)
    return _entered(grant, actor, "grant.extend")


def enter_extension(*, pool: Pool, valid_to: date, document: Document, proposed_by, note: str) -> QuotaGrant:
    """Write the paper of an extension; who proposes it was asked before."""
    pool = _locked(pool)
    grant = _paper(pool, Purpose.EXTENSION, document, proposed_by, note, valid_to=valid_to)
    raise_any([*extension_reasons(pool, valid_to), *blocking(amendments.check_amendment(grant))])
    grants.check_document(grant.document)
    grant.save()
    return grant


def extension_reasons(pool: Pool, valid_to: date) -> list[Reason]:
    """Why this pool cannot be extended to that day, whoever asks."""
    return [
        *amendments.open_reasons(pool, today()),
        *amendments.extension_reasons(pool, valid_to),
        *_waiting(pool, Purpose.EXTENSION),
    ]


@transaction.atomic
def propose_reclaim(
    *, pool: Pool, heads: int, actor, document: Document | None = None, note: str = ""
) -> QuotaGrant:
    """Propose to take back heads that stood unused; what proves it is kept with the proposal."""
    access.require(actor, "propose_grant", pool.unit)
    pool = _locked(pool)
    raise_any(amendments.open_reasons(pool, today()))
    proof = evidence(pool)
    grant = _paper(
        pool, Purpose.RECLAIM, document or pool.document, actor, note, evidence={**proof, "heads": heads}
    )
    free = proof["free"]
    raise_any(
        [
            *([amendments.not_free(free, heads)] if heads > free else ()),
            *_waiting(pool, Purpose.RECLAIM),
            *blocking(amendments.check_amendment(grant)),
        ]
    )
    return _entered(grant, actor, "grant.reclaim")


@transaction.atomic
def return_heads(
    *, pool: Pool, heads: int, actor, key: str, note: str = "", document: Document | None = None
) -> QuotaGrant:
    """The street gives free heads back before the term is over; nobody's seat is touched.

    The same key answers with the first return.
    """
    access.require(actor, "return_heads", pool.unit)
    books = ledger.lock(pool.district_id, [pool.unit_id])
    books.district_account(Book.RESERVE)
    if done := Act.objects.filter(district_id=pool.district_id, key=key).first():
        return QuotaGrant.objects.get(act=done)
    pool = _locked(pool)
    raise_any(amendments.open_reasons(pool, books.today))
    grant = _paper(pool, Purpose.RETURN, document or pool.document, None, note, evidence={"heads": heads})
    grants.check_document(grant.document)
    amendments.put_in_force(books, grant, actor, key)
    grant.save()
    return grants.decide(grant, actor, State.GRANTED, "grant.return")


def evidence(pool: Pool) -> dict:
    """What is known of the use of a pool today, in plain values that are kept with a proposal."""
    months = idle_months(pool, today())
    found = idle.idleness([pool], {pool.pk: months})[pool.pk]
    row = next(row for row in unit_position(pool.unit).pools if row.pool.pk == pool.pk)
    first = pool.grants.filter(purpose=Purpose.GRANT, state=State.GRANTED).order_by("id").first()
    return {
        "on": today().isoformat(),
        "months": months,
        "idle_since": found.since.isoformat() if found.since else None,
        "idle_heads": found.heads,
        "peak_use": found.peak,
        "peak_on": found.peak_on.isoformat() if found.peak_on else None,
        "requested": first.requested if first else None,
        "granted": row.granted,
        "used": row.used,
        "free": row.free + row.frozen,  # a freeze keeps nobody from taking back what stands idle
    }


def _locked(pool: Pool) -> Pool:
    rows = Pool.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("unit__district", "document").get(pk=pool.pk)


def _paper(pool: Pool, purpose: str, document: Document, proposed_by, note: str, **what) -> QuotaGrant:
    """A later paper of the pool, not yet written."""
    granted = sum(account.balance for account in pool.accounts.filter(book__in=amendments.GRANTED))
    heads = granted - what.get("evidence", {}).get("heads", 0)
    first = pool.grants.filter(purpose=Purpose.GRANT).order_by("id").first()
    return QuotaGrant(
        district_id=pool.district_id,
        unit=pool.unit,
        kind=pool.kind,
        purpose=purpose,
        year=today().year,
        heads=max(0, heads),
        document=document,
        valid_from=today(),
        pool=pool,
        reason_code=first.reason_code if first else "",
        funding_source=first.funding_source if first else "",
        note=note,
        proposed_by=proposed_by,
        proposed_at=now(),
        **{"valid_to": pool.valid_to, **what},
    )


def _waiting(pool: Pool, purpose: str) -> list[Reason]:
    if pool.grants.filter(purpose=purpose, state=State.PROPOSED).exists():
        return [codes.PROPOSED_ALREADY.reason(grant=str(pool))]
    return []


def _entered(grant: QuotaGrant, actor, act: str) -> QuotaGrant:
    grants.check_document(grant.document)
    grant.save()
    audit.record(actor, act, grant, after={**grants.shown(grant), **_counted(grant)}, reason=grant.note)
    grant.remarks = warnings(amendments.check_amendment(grant))
    return grant


def _counted(grant: QuotaGrant) -> dict:
    return {"change": -grant.evidence["heads"]} if grant.evidence else {}
