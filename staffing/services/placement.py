"""Placing people who are already here: without a head, on a head afterwards, on another grant."""

from datetime import date

from django.db import transaction

from quota_pool import access, audit, ledger, refusals, versions
from quota_pool.models import Act, Book, Pool, Unit
from quota_pool.refusals import raise_any
from staffing import codes, overdue
from staffing.checks import blocking, check_hire, warnings
from staffing.dictionaries import COUNTING, Mode, counts_head
from staffing.models import Engagement, Filing, MobileRequest, Recruitment
from staffing.services import admission, costs, recruitments, seating, spell_days
from staffing.services import engagements as spells
from staffing.services.freezes import frozen_reasons
from staffing.services.people import build_person, lock_person, named_otherwise

Standing, Reason = Engagement.Standing, Engagement.UnseatedReason


@transaction.atomic
def register_unseated(
    *,
    unit: Unit,
    person: dict,
    work: spells.Work,
    why: str,
    actor,
    key: str,
    note: str = "",
    as_on_file: bool = False,
) -> Engagement:
    """Record a person who is on post without a head (无指标登记): a fact, shown as over quota.

    `why`: unauthorised or emergency. Never refused for want of heads, only for a duplicate engagement.
    """
    access.require(actor, "register_unseated", unit)
    what = {"unit": unit, "person": person, "work": work, "why": why, "note": note}
    return enter_unseated(**what, actor=actor, key=key, as_on_file=as_on_file)


def enter_unseated(
    *,
    unit: Unit,
    person: dict,
    work: spells.Work,
    why: str,
    actor,
    key: str,
    note: str = "",
    as_on_file: bool = False,
    **told,
) -> Engagement:
    """Write down who is on post without a head; whether the actor may was asked before.

    In an emergency the rules of a hire hold, but for the head; whom the bureau found is a fact, and what the
    rules say of it is kept with the filing. `told`: what else the audit keeps of it.
    """
    books = ledger.lock(unit.district_id, [unit.pk])
    books.district_account(Book.OUTSIDE)  # every account is locked before the person
    unit, done = spells.unit_and_done(unit, key)
    if done:
        return Engagement.objects.get(act_id=done)
    typed = build_person(unit.district, person)
    somebody, _is_new = lock_person(typed)
    on = work.start_date
    checks = check_hire(admission.hire_case(unit, somebody, work, books.today))
    raise_any(
        [
            *spell_days.day_reasons(unit, on, books.today),
            *_registrable(work, books.today),
            *named_otherwise(typed, somebody, actor, as_on_file),
            *admission.already_engaged(somebody, unit, on, work.mode),
            *(blocking(checks) if why == Reason.EMERGENCY else ()),
        ]
    )
    act = ledger.begin(books, kind=Act.Kind.REGISTER, actor=actor, key=key, reason=note)
    engagement = spells.enter(books, unit, somebody, work, None, actor, act, unseated_reason=why)
    purse = ledger.Purse(books)
    price = costs.of_start(books, unit, work, None, is_charged=why != Reason.UNAUTHORISED)
    costs.hold(purse, price, engagement.pk)
    moves = seating.unseated_moves(books, unit.pk, [(engagement.pk, on)])
    purse.write(act, moves)
    spells.enter_term(engagement, work.terms(), on, books.moment)
    spells.open_filing(engagement, Filing.Kind.HIRE, books.moment, unit, checks=checks)
    audit.record(
        actor,
        "engagement.register",
        engagement,
        unit=unit,
        after=spells.shown(engagement) | told,
        reason=note,
        label=somebody.name,
    )
    engagement.remarks = warnings(checks)
    return engagement


@transaction.atomic
def seat(*, engagement: Engagement, pool: Pool, actor, key: str, seen: int | None = None) -> Engagement:
    """Put a person on a head of this grant from today: out of the unseated, or from another grant.

    What keeps a hire off the head keeps this person off it too; under approve-first an approved plan for the
    same class of post gives its head.
    """
    access.require(actor, "hire", engagement.unit)
    books = ledger.lock(engagement.district_id, [engagement.unit_id])
    engagement = spells.locked(engagement, None)
    if Act.objects.filter(district_id=engagement.district_id, key=key).exists():
        return engagement
    versions.check(engagement, seen)
    found, plan = _head_for(books, engagement, pool)
    checks = admission.change_checks(engagement, books.today, {}, books.today, pool=pool)
    raise_any(
        _seat_reasons(engagement, pool, books.today)
        or [*found.reasons, *_closed(books, engagement, pool, found), *blocking(checks)]
    )
    before = spells.shown(engagement)
    move = seating.seat_unseated if engagement.standing == Standing.UNSEATED else seating.move_seat
    act = move(books, engagement, found, actor=actor, key=key)
    if plan is not None:
        engagement.recruitment = plan
        recruitments.after_hire(books, plan)
    engagement.standing, engagement.unseated_reason, engagement.pool = Standing.SEATED, "", pool
    spells.touch(engagement, books.moment)
    costs.follow(books, [engagement], actor=actor, act=act, decides=True)
    audit.record(
        actor,
        "engagement.seat",
        engagement,
        before=before,
        after=spells.shown(engagement) | {"act": act.pk},
        label=engagement.person.name,
    )
    engagement.remarks = warnings(checks)
    return engagement


def _head_for(
    books: ledger.Books, engagement: Engagement, pool: Pool
) -> tuple[seating.Seat, Recruitment | None]:
    """A free head of this grant; where it asks for a plan first, the head that an approved plan keeps."""
    unit, today, mode = engagement.unit, books.today, engagement.mode
    is_lump_sum = pool.kind == Pool.Kind.LUMP_SUM
    if recruitments.approves_first(unit, pool, today) and not (
        is_lump_sum and COUNTING[Mode(mode)].mobile_only
    ):
        plan = (
            None
            if _granted_for(engagement, pool)
            else recruitments.ready_plan(pool, engagement.post_category)
        )
        if plan is not None:
            what = {"mode": mode, "post_category": engagement.post_category, "recruitment": plan}
            work = spells.Work(start_date=today, **what)
            return recruitments.seat_from(books, unit, work), plan
    return seating.find_seat(books, unit, today, mode, pool), None


def _closed(
    books: ledger.Books, engagement: Engagement, pool: Pool, seat: seating.Seat
) -> list[refusals.Reason]:
    """What keeps a hire off this head: a freeze, overdue filings, no approved plan.

    Not that the unit is over its quota: this person is counted there already and is over no longer.
    """
    found = frozen_reasons(engagement.unit, pool)
    if engagement.standing == Standing.UNSEATED:
        found += overdue.intake_reasons(engagement.unit, books.today)
    if not _granted_for(engagement, pool):
        found += recruitments.plan_reasons(engagement.unit, seat, books.today)
    return found


def _granted_for(engagement: Engagement, pool: Pool) -> bool:
    """Whether this grant was asked for because of the emergency the person was put to work in."""
    asked = MobileRequest.objects.filter(emergency__people__engagement=engagement, grant__pool=pool)
    return asked.exists()


def _registrable(work: spells.Work, today: date) -> list[refusals.Reason]:
    """Only who would use a head can be without one, and only once on post."""
    found = []
    if not counts_head(work.mode):
        found.append(codes.USES_NO_HEAD.reason(mode=str(Mode(work.mode).label), field="mode"))
    if work.start_date > today:
        found.append(codes.STARTS_LATER.reason(on=work.start_date, field="start_date"))
    return found


def _seat_reasons(engagement: Engagement, pool: Pool, today: date) -> list[refusals.Reason]:
    """Why this person cannot be given another seat, whatever is free there."""
    if engagement.standing == Standing.UNCOUNTED:
        return [codes.USES_NO_HEAD.reason(mode=str(Mode(engagement.mode).label))]
    if engagement.voided_at is not None:
        return [codes.NOT_ON_POST.reason(end=engagement.start_date)]
    if engagement.end_date is not None and engagement.end_date < today:
        return [codes.NOT_ON_POST.reason(end=engagement.end_date)]
    if engagement.start_date > today:
        return [codes.STARTS_LATER.reason(on=engagement.start_date)]
    if engagement.pool_id == pool.pk:
        return [codes.SEATED_THERE.reason(grant=str(pool))]
    return []
