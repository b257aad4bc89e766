"""Granting heads: the bureau proposes on a document, its leader approves, the ledger moves (domain.md P2)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Sum

from quota_pool import access, audit, ledger, versions
from quota_pool.calendar import now, today
from quota_pool.ledger.scheduled import cut_moves
from quota_pool.models import Act, Book, District, Document, Pool, ScheduledAct, Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import codes
from staffing.carried import ISSUE, check_carried
from staffing.checks import Check, blocking, warned, warnings
from staffing.four_eyes import own_work
from staffing.grant_checks import check_grant, check_term
from staffing.models import GrantOrigin, QuotaGrant
from staffing.services import amendments
from staffing.services.amendments import day_after
from staffing.services.freezes import application_reasons
from staffing.states import wrong_state

Purpose = QuotaGrant.Purpose


@transaction.atomic
def issue_heads(
    *, district: District, heads: int, document: Document, actor, key: str, on: date | None = None
) -> Act:
    """Bring heads into the district's reserve on a document of the level above, from `on` (default today)."""
    access.require(actor, "issue_heads")
    if done := Act.objects.filter(district=district, key=key).first():
        return done
    check_document(document)
    checks = check_carried(document, ISSUE, district)
    raise_any(blocking(checks))
    books = ledger.lock(district.pk, [])
    reserve, outside = books.district_account(Book.RESERVE), books.district_account(Book.OUTSIDE)
    act = ledger.post(
        books,
        kind=Act.Kind.ISSUE,
        actor=actor,
        key=key,
        document=document,
        moves=[ledger.Move(outside, reserve, heads, min(on or books.today, books.today))],
    )
    audit.record(actor, "heads.issue", act, after={"heads": heads, "document": document.number})
    act.remarks = warnings(checks)
    return act


@transaction.atomic
def propose_grant(
    *,
    unit: Unit,
    kind: str,
    heads: int,
    document: Document,
    valid_from: date,
    actor,
    valid_to: date | None = None,
    requested: int | None = None,
    reason_code: str = "",
    funding_source: str = "",
    note: str = "",
    entry_mode: str = "",
    origins: list[dict] | None = None,
) -> QuotaGrant:
    """Enter a grant for the leader to approve; `heads` is the whole number from `valid_from` on.

    `origins`: old lines merged into it, each {assistant_kind, department, heads}. Nothing moves yet.
    """
    access.require(actor, "propose_grant", unit)
    checks = check_carried(document, kind, unit.district, unit.pk)
    if kind != Pool.Kind.LUMP_SUM:
        checks += check_term(unit, valid_from, valid_to)
        raise_any(application_reasons(unit))
    raise_any(blocking(checks))
    grant = enter_grant(
        unit=unit,
        kind=kind,
        heads=heads,
        requested=requested,
        document=document,
        valid_from=valid_from,
        valid_to=valid_to,
        reason_code=reason_code,
        funding_source=funding_source,
        note=note,
        entry_mode=entry_mode,
        proposed_by=actor,
    )
    GrantOrigin.objects.bulk_create(GrantOrigin(grant=grant, **line) for line in origins or ())
    audit.record(actor, "grant.propose", grant, after={**shown(grant), "origins": origins or []})
    grant.remarks = warnings(checks)
    return grant


def enter_grant(*, unit: Unit, kind: str, document: Document, valid_from: date, **what) -> QuotaGrant:
    """Write a proposed grant that rests on a document in force; who proposes it was asked before."""
    check_document(document)
    if what.get("purpose", Purpose.GRANT) == Purpose.GRANT:
        _check_first(document, unit, kind)
    return QuotaGrant.objects.create(
        district_id=unit.district_id,
        unit=unit,
        kind=kind,
        year=valid_from.year,
        document=document,
        valid_from=valid_from,
        proposed_at=now(),
        **what,
    )


@transaction.atomic
def approve_grant(
    *, grant: QuotaGrant, actor, key: str, seen: int | None = None, opinions: Iterable[Check] = ()
) -> QuotaGrant:
    """Put the grant in force: the ledger moves the difference on its day, or schedules it.

    Refuses when the proposer decides (own_work), when the reserve is short, when a cut would reach back, or
    when the unit is frozen and would be given more. `opinions`: what was said of the request behind it.
    """
    access.require(actor, "approve_grant", grant.unit)
    grant = (
        QuotaGrant.objects.select_for_update(no_key=True).select_related("unit", "document").get(pk=grant.pk)
    )
    if grant.act_id and Act.objects.filter(pk=grant.act_id, key=key).exists():
        return grant
    versions.check(grant, seen)
    _check_open(grant, actor)
    grant.pool = _pool_for(grant)
    # What is due anywhere is posted first: heads on their way back to the district count.
    books = ledger.lock(grant.district_id, [grant.unit_id, *ledger.units_behind(grant.district_id)])
    if grant.purpose == Purpose.GRANT:
        grant.change = grant.heads - _granted_then(books, grant)
        checks = check_grant(grant, grant.change)
        raise_any([*_check_grant(books, grant), *blocking(checks)])
        grant.checks = [check.stored() for check in checks]
        _put_in_force(books, grant, actor, key)
    else:
        amendments.put_in_force(books, grant, actor, key)
    grant.checks += [check.stored() for check in opinions]
    grant.remarks = warned(grant.checks)
    if grant.entry_mode:
        Pool.objects.filter(pk=grant.pool_id).update(entry_mode=grant.entry_mode)
    return decide(grant, actor, QuotaGrant.State.GRANTED, "grant.approve")


@transaction.atomic
def refuse_grant(*, grant: QuotaGrant, actor, note: str, seen: int | None = None) -> QuotaGrant:
    """Turn a proposed grant down, with the words that say why."""
    access.require(actor, "approve_grant", grant.unit)
    grant = QuotaGrant.objects.select_for_update(no_key=True).select_related("unit").get(pk=grant.pk)
    versions.check(grant, seen)
    _check_open(grant, actor)
    grant.note = note
    return decide(grant, actor, QuotaGrant.State.REFUSED, "grant.refuse")


def check_document(document: Document) -> None:
    """No new number rests on a voided document."""
    if document.voided_at:
        raise Refusal(codes.DOCUMENT_VOIDED.reason(field="document", number=document.number))


def _check_first(document: Document, unit: Unit, kind: str) -> None:
    """One document grants a unit one number of a kind."""
    standing = (QuotaGrant.State.PROPOSED, QuotaGrant.State.GRANTED)
    same = QuotaGrant.objects.filter(document=document, unit=unit, kind=kind, purpose=Purpose.GRANT)
    if same.filter(state__in=standing).exists():
        raise Refusal(codes.GRANT_TWICE.reason(field="document", number=document.number, unit=unit.name))


def _check_open(grant: QuotaGrant, actor) -> None:
    if grant.state != QuotaGrant.State.PROPOSED:
        raise Refusal(wrong_state(grant, QuotaGrant.State.PROPOSED))
    raise_any(own_work(actor, grant.proposed_by_id))


def _pool_for(grant: QuotaGrant) -> Pool:
    """A lump-sum grant amends the unit's one pool; a mobile grant opens a pool of its own."""
    if grant.pool_id:
        return grant.pool
    if grant.kind == Pool.Kind.LUMP_SUM:
        pool = Pool.objects.filter(unit_id=grant.unit_id, kind=Pool.Kind.LUMP_SUM).first()
        return pool or ledger.open_unit(grant.unit)
    return ledger.open_pool(
        Pool(
            district_id=grant.district_id,
            unit=grant.unit,
            kind=grant.kind,
            label=grant.document.number,
            document=grant.document,
            paid_by=grant.funding_source,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
        )
    )


def _granted_then(books: ledger.Books, grant: QuotaGrant) -> int:
    """What the pool will hold on the grant's day without it: now, and what is scheduled up to that day."""
    heads = books.pools[grant.pool_id].granted
    for scheduled in ScheduledAct.objects.filter(pool=grant.pool, settled_at=None, due__lte=grant.valid_from):
        if scheduled.kind == ScheduledAct.Kind.GRANT:
            heads += scheduled.amount
        elif scheduled.kind == ScheduledAct.Kind.CUT:
            heads -= scheduled.amount
    return heads


def _check_grant(books: ledger.Books, grant: QuotaGrant) -> list[Reason]:
    found = application_reasons(grant.unit) if grant.change > 0 else []
    if grant.change == 0:
        found.append(codes.GRANT_UNCHANGED.reason(unit=grant.unit.name, heads=grant.heads, field="heads"))
    if grant.change < 0 and grant.valid_from < books.today:
        granted = grant.heads - grant.change
        found.append(
            codes.GRANT_BACK_DATED.reason(
                heads=grant.heads, granted=granted, today=books.today, field="valid_from"
            )
        )
    newer = amendments.newest_in_force(grant)
    if newer and newer.valid_from > grant.valid_from:
        found.append(
            codes.GRANT_EARLIER.reason(on=grant.valid_from, since=newer.valid_from, field="valid_from")
        )
    reserve = books.district_account(Book.RESERVE).balance - _promised(grant)
    if grant.change > reserve:
        found.append(
            codes.RESERVE_SHORT.reason(
                reserve=reserve, needed=grant.change, missing=grant.change - reserve, field="heads"
            )
        )
    return found


def _promised(grant: QuotaGrant) -> int:
    """Heads of the reserve that grants already approved will take on a day to come."""
    waiting = ScheduledAct.objects.filter(
        district_id=grant.district_id, kind=ScheduledAct.Kind.GRANT, settled_at=None
    )
    return waiting.aggregate(heads=Sum("amount"))["heads"] or 0


def _put_in_force(books: ledger.Books, grant: QuotaGrant, actor, key: str) -> None:
    grant.amends = amendments.newest_in_force(grant)
    what = {"pool": grant.pool, "document": grant.document}
    kind = ScheduledAct.Kind.GRANT if grant.change > 0 else ScheduledAct.Kind.CUT
    if grant.valid_from > books.today:
        grant.scheduled = ledger.schedule(
            books,
            kind,
            due=grant.valid_from,
            unit_id=grant.unit_id,
            actor=actor,
            amount=abs(grant.change),
            **what,
        )
        # An act without movements keeps the key, so that a second click is known for what it is.
        act_kind = Act.Kind.GRANT if grant.change > 0 else Act.Kind.CUT
        grant.act = ledger.post(books, kind=act_kind, actor=actor, key=key, moves=[], document=grant.document)
    else:
        grant.act = _post_change(books, grant, actor, key)
    if grant.valid_to and grant.kind != Pool.Kind.LUMP_SUM:
        # A lump-sum stands until the next document: nobody moves on 1 January.
        # The day after the last valid day, everything the grant still carries goes back (ledger.md 3).
        ledger.schedule(
            books,
            ScheduledAct.Kind.EXPIRE,
            due=day_after(grant.valid_to),
            unit_id=grant.unit_id,
            actor=actor,
            **what,
        )


def _post_change(books: ledger.Books, grant: QuotaGrant, actor, key: str) -> Act:
    pool = books.pools[grant.pool_id]
    if grant.change > 0:
        reserve = books.district_account(Book.RESERVE)
        moves = [ledger.Move(reserve, pool[Book.FREE], grant.change, min(grant.valid_from, books.today))]
        kind = Act.Kind.GRANT
    else:
        moves, kind = cut_moves(books, pool, -grant.change, books.today), Act.Kind.CUT
    return ledger.post(books, kind=kind, actor=actor, key=key, moves=moves, document=grant.document)


def decide(grant: QuotaGrant, actor, state: str, act: str) -> QuotaGrant:
    """Write who decided what on a grant, and its trace."""
    before = shown(grant)
    grant.state, grant.decided_by, grant.decided_at = state, actor, now()
    grant.version += 1
    grant.save()
    audit.record(actor, act, grant, before=before, after=shown(grant))
    return grant


def shown(grant: QuotaGrant) -> dict:
    """What the audit keeps of a grant."""
    return {
        "kind": grant.kind,
        "purpose": grant.purpose,
        "heads": grant.heads,
        "requested": grant.requested,
        "change": grant.change,
        "valid_from": grant.valid_from,
        "valid_to": grant.valid_to,
        "document": grant.document.number,
        "state": grant.state,
        "note": grant.note,
    }


def is_in_force(grant: QuotaGrant) -> bool:
    """Whether the grant's number has taken effect."""
    return grant.state == QuotaGrant.State.GRANTED and grant.valid_from <= today()
