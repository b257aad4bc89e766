"""Recruiting: heads set aside for people still sought, planned and agreed first where a grant asks for it.

File-after: the street opens a recruitment and its heads are reserved at once. Approve-first (先批后用): the
clerk plans, the street's leader submits, the bureau agrees within its limit, and then they are (P4).
"""

from datetime import date, timedelta

from django.db import transaction

from quota_pool import access, audit, ledger, rules, versions
from quota_pool.calendar import add_working_days
from quota_pool.models import Act, Book, Hold, Pool, Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import codes
from staffing.four_eyes import own_work
from staffing.models import Engagement, Recruitment
from staffing.services import seating, ways_out
from staffing.services.freezes import frozen_reasons
from staffing.states import wrong_state

State = Recruitment.State
WAITING = (State.PLANNED, State.REQUESTED)
FURTHEST_PLAN = 366  # days ahead


def approves_first(unit: Unit, pool: Pool, on: date) -> bool:
    """Whether hires on this grant need an approved plan: as the grant says, else the district's rule."""
    mode = pool.entry_mode or rules.value("entry_mode", unit.district, on, unit.pk)
    return mode == Pool.EntryMode.APPROVE_FIRST


@transaction.atomic
def open_recruitment(
    *,
    unit: Unit,
    pool: Pool,
    heads: int,
    post_category: str,
    planned_for: date,
    actor,
    key: str,
    primary_post: str = "",
    note: str = "",
) -> Recruitment:
    """Set heads of a grant aside for people still sought; under approve-first only plan them.

    The same key answers with the first recruitment. Raises Refusal with every reason.
    """
    access.require(actor, "recruit", unit)
    books = ledger.lock(unit.district_id, [unit.pk])
    unit = Unit.objects.select_related("district").get(pk=unit.pk)
    if done := _done(unit, key):
        return done
    recruitment = Recruitment(
        district_id=unit.district_id,
        unit=unit,
        pool=pool,
        heads=heads,
        post_category=post_category,
        primary_post=primary_post,
        planned_for=planned_for,
        note=note,
        state=State.PLANNED,
        created_by=actor,
        created_at=books.moment,
    )
    found = [*_day_reasons(planned_for, books.today), *reserve_reasons(books, unit, recruitment)]
    raise_any(found)
    if approves_first(unit, pool, books.today):
        # An act without movements keeps the key, so that a second click is known for what it is.
        act = ledger.post(books, kind=Act.Kind.RESERVE, actor=actor, key=key, moves=[])
        recruitment.save()
    else:
        act = _reserve(books, recruitment, actor, key)
    after = _shown(recruitment) | {"act": act.pk}
    audit.record(actor, "recruitment.open", recruitment, after=after, reason=note)
    return recruitment


def _done(unit: Unit, key: str) -> Recruitment | None:
    act = Act.objects.filter(district_id=unit.district_id, key=key).first()
    if act is None:
        return None
    entry = act.entries.filter(hold__pool__isnull=False).select_related("hold__recruitment").first()
    if entry is not None:
        return entry.hold.recruitment
    return Recruitment.objects.filter(unit=unit, created_by=act.actor, created_at=act.recorded_at).get()


@transaction.atomic
def submit_recruitment(*, recruitment: Recruitment, actor, seen: int | None = None) -> Recruitment:
    """The street's leader sends the plan to the bureau; its clock of working days starts."""
    recruitment, books = _locked(recruitment, actor, "submit_plan", seen, State.PLANNED)
    before, unit = _shown(recruitment), recruitment.unit
    limit = rules.value("plan_approval_limit", unit.district, books.today, unit.pk)
    recruitment.submitted_by, recruitment.submitted_at = actor, books.moment
    recruitment.deadline = add_working_days(unit.district, books.today, limit).due
    return _moved(recruitment, State.REQUESTED, actor, "recruitment.submit", before)


@transaction.atomic
def approve_recruitment(*, recruitment: Recruitment, actor, key: str, seen: int | None = None) -> Recruitment:
    """The bureau agrees to the plan: its heads are set aside from today."""
    recruitment, books = _locked(recruitment, actor, "decide_plan", seen, State.REQUESTED)
    _four_eyes(recruitment, actor)
    raise_any(reserve_reasons(books, recruitment.unit, recruitment))
    before = _shown(recruitment)
    recruitment.decided_by, recruitment.decided_at = actor, books.moment
    act = _reserve(books, recruitment, actor, key)
    return _moved(recruitment, State.OPEN, actor, "recruitment.approve", before, act=act.pk)


@transaction.atomic
def refuse_recruitment(*, recruitment: Recruitment, actor, note: str, seen: int | None = None) -> Recruitment:
    """The bureau does not agree; the words that say why stay with the plan."""
    recruitment, books = _locked(recruitment, actor, "decide_plan", seen, State.REQUESTED)
    _four_eyes(recruitment, actor)
    before = _shown(recruitment)
    recruitment.decided_by, recruitment.decided_at = actor, books.moment
    recruitment.decision_note = note
    return _moved(recruitment, State.REFUSED, actor, "recruitment.refuse", before)


@transaction.atomic
def cancel_recruitment(
    *, recruitment: Recruitment, actor, key: str, reason: str, seen: int | None = None
) -> Recruitment:
    """Give up seeking: the heads still set aside are free at once."""
    recruitment, books = _locked(recruitment, actor, "recruit", seen, *WAITING, State.OPEN)
    before, hold = _shown(recruitment), recruitment.hold
    moves = []
    if hold is not None and hold.left:
        pool = books.pools[recruitment.pool_id]
        moves = [ledger.Move(pool[Book.RESERVED], pool[Book.FREE], hold.left, books.today, None, hold)]
    act = ledger.post(books, kind=Act.Kind.UNRESERVE, actor=actor, key=key, moves=moves, reason=reason)
    recruitment.closed_on, recruitment.close_reason = books.today, reason
    return _moved(recruitment, State.CANCELLED, actor, "recruitment.cancel", before, reason, act=act.pk)


def _locked(
    recruitment: Recruitment, actor, act: str, seen: int | None, *wanted: str
) -> tuple[Recruitment, ledger.Books]:
    access.require(actor, act, recruitment.unit)
    books = ledger.lock(recruitment.district_id, [recruitment.unit_id])
    rows = Recruitment.objects.select_for_update(no_key=True, of=("self",))
    recruitment = rows.select_related("unit__district", "pool", "hold").get(pk=recruitment.pk)
    versions.check(recruitment, seen)
    if recruitment.state not in wanted:
        raise Refusal(wrong_state(recruitment, *wanted))
    return recruitment, books


def _four_eyes(recruitment: Recruitment, actor) -> None:
    raise_any(own_work(actor, recruitment.created_by_id, recruitment.submitted_by_id))


def _moved(
    recruitment: Recruitment, state: str, actor, deed: str, before: dict, reason: str = "", **also
) -> Recruitment:
    recruitment.state = state
    recruitment.version += 1
    recruitment.save()
    after = _shown(recruitment) | also
    audit.record(actor, deed, recruitment, before=before, after=after, reason=reason)
    return recruitment


def _shown(recruitment: Recruitment) -> dict:
    names = ("heads", "post_category", "primary_post", "planned_for", "state", "pool_id")
    return {name: getattr(recruitment, name) for name in names}


def _day_reasons(planned_for: date, today: date) -> list[Reason]:
    if today <= planned_for <= today + timedelta(days=FURTHEST_PLAN):
        return []
    latest = today + timedelta(days=FURTHEST_PLAN)
    return [codes.PLAN_DAY.reason(on=planned_for, first=today, last=latest, field="planned_for")]


def reserve_reasons(books: ledger.Books, unit: Unit, recruitment: Recruitment) -> list[Reason]:
    """Why these heads cannot be set aside today: frozen, over quota, not valid, not free."""
    pool = books.pools.get(recruitment.pool_id)
    if pool is None:
        return [codes.NO_POOL.reason(unit=unit.name, field="pool")]
    found = [*frozen_reasons(unit, pool.pool), *seating.over_reasons(books, unit)]
    if not pool.is_valid_on(recruitment.planned_for):
        found.append(seating.not_valid(books, pool, recruitment.planned_for, "planned_for"))
    free = max(0, pool.heads(Book.FREE))
    if free < recruitment.heads:
        said = {"unit": unit.name, "grant": str(pool.pool), "free": free, "heads": recruitment.heads}
        said |= {"most": free} if free else {}
        said |= ways_out.other_grant(books, _others(books, pool), books.today, recruitment.heads)
        ground = rules.cited("quota", unit.district, books.today, unit.pk)
        ground["document"] = ground["document"] or pool.pool.label
        found.append(codes.RESERVE_TOO_MANY.reason(**said, **ground, field="heads"))
    return found


def _others(books: ledger.Books, pool: ledger.PoolBooks) -> list[ledger.PoolBooks]:
    return [other for other in books.of_unit(pool.pool.unit_id) if other is not pool]


def _reserve(books: ledger.Books, recruitment: Recruitment, actor, key: str) -> Act:
    pool = books.pools[recruitment.pool_id]
    hold = Hold.objects.create(
        district_id=books.district_id,
        unit_id=recruitment.unit_id,
        pool=pool.pool,
        purpose=Hold.Purpose.RECRUITING,
        note=str(recruitment)[:200],
        created_at=books.moment,
    )
    recruitment.hold, recruitment.opened_on, recruitment.state = hold, books.today, State.OPEN
    if recruitment.pk is None:
        recruitment.save()
    move = ledger.Move(pool[Book.FREE], pool[Book.RESERVED], recruitment.heads, books.today, None, hold)
    return ledger.post(
        books, kind=Act.Kind.RESERVE, actor=actor, key=key, moves=[move], reason=recruitment.note
    )


# --- a hire out of a recruitment ---------------------------------------------------------------------------


def seat_from(books: ledger.Books, unit: Unit, work) -> seating.Seat:
    """The head a recruitment keeps, or why it gives none; read under the unit's lock."""
    rows = Recruitment.objects.select_related("hold")
    recruitment = rows.filter(pk=work.recruitment.pk, unit=unit).first()
    left = recruitment.hold.left if recruitment and recruitment.state == State.OPEN else 0
    if not left:
        return seating.Seat(None, (_closed(unit, work),))
    if recruitment.post_category != work.post_category:
        said = {"category": recruitment.get_post_category_display(), "field": "post_category"}
        return seating.Seat(None, (codes.OTHER_CATEGORY.reason(**said),))
    pool = books.pools[recruitment.pool_id]
    if not pool.is_valid_on(work.start_date):
        return seating.Seat(None, (seating.not_valid(books, pool, work.start_date, "start_date"),))
    return seating.Seat(pool, hold=recruitment.hold)


def _closed(unit: Unit, work) -> Reason:
    """The recruitment keeps no head; one of the same class that still does is named."""
    said = {"left": 0, "heads": work.recruitment.heads, "field": "recruitment"}
    open_ones = Recruitment.objects.filter(unit=unit, state=State.OPEN, hold__left__gt=0)
    other = open_ones.filter(post_category=work.post_category).order_by("planned_for", "id").first()
    return codes.RECRUITMENT_CLOSED.reason(
        **said, **({"plan": str(other), "number": other.pk} if other else {})
    )


def plan_reasons(unit: Unit, seat: seating.Seat, today: date) -> list[Reason]:
    """Under approve-first nobody is hired without an approved plan; the plan that would do is named."""
    if seat.pool is None or seat.hold is not None or not approves_first(unit, seat.pool.pool, today):
        return []
    facts = {"grant": str(seat.pool.pool), "unit": unit.name}
    facts |= rules.cited("entry_mode", unit.district, today, unit.pk)
    if seat.pool.pool.entry_mode:
        facts["document"] = seat.pool.pool.label
    ready = Recruitment.objects.filter(pool=seat.pool.pool, state=State.OPEN, hold__left__gt=0).first()
    if ready is not None:
        facts |= {"plan": str(ready), "number": ready.pk}
    return [codes.NEEDS_PLAN.reason(**facts, field="recruitment")]


def ready_plan(pool: Pool, post_category: str) -> Recruitment | None:
    """The oldest recruitment that still keeps a head of this grant for a class of post."""
    rows = Recruitment.objects.filter(
        pool=pool, post_category=post_category, state=State.OPEN, hold__left__gt=0
    )
    return rows.select_related("hold").order_by("planned_for", "id").first()


def after_hire(books: ledger.Books, recruitment: Recruitment) -> None:
    """Close the recruitment once its last head is given."""
    hold = Hold.objects.get(recruitment=recruitment)
    if not hold.left:
        Recruitment.objects.filter(pk=recruitment.pk).update(
            state=State.FILLED, closed_on=books.today, updated_at=books.moment
        )


def hold_again(engagement: Engagement) -> Hold | None:
    """Where the head of a start called off goes back to: people are still sought for it, unless given up."""
    rows = Recruitment.objects.select_for_update(no_key=True, of=("self",)).select_related("hold")
    recruitment = rows.filter(pk=engagement.recruitment_id, pool=engagement.pool_id).first()
    if recruitment is None or recruitment.state not in (State.OPEN, State.FILLED):
        return None
    if recruitment.state == State.FILLED:
        recruitment.state, recruitment.closed_on = State.OPEN, None
        recruitment.version += 1
        recruitment.save()
    return recruitment.hold
