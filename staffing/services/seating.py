"""On whose head a person sits: the choice of the pool, and the movement that seats or reserves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from quota_pool import ledger, rules
from quota_pool.calendar import SHANGHAI
from quota_pool.models import Account, Act, Book, Entry, Hold, Pool, ScheduledAct, Unit
from quota_pool.refusals import Reason
from staffing import codes, overdue
from staffing.dictionaries import COUNTING, Mode
from staffing.models import Emergency, EmergencyPerson, Engagement, MobileRequest
from staffing.services import ways_out
from staffing.services.freezes import frozen_reasons
from staffing.services.ways_out import free_since

Standing, Why = Engagement.Standing, Engagement.UnseatedReason
SITTING = (Book.SEATED, Book.UNSEATED)  # an entry of a person never names what the pool has recalled


@dataclass(frozen=True)
class Seat:
    """The outcome of looking for a head: a pool, or the reasons why there is none."""

    pool: ledger.PoolBooks | None
    reasons: tuple[Reason, ...] = ()
    hold: Hold | None = None  # the recruitment's, when the head was set aside for it


def find_seat(books: ledger.Books, unit: Unit, on: date, mode: str, wanted: Pool | None = None) -> Seat:
    """Look for a head: lump-sum first, then mobile grants valid that day (domain.md section 4)."""
    candidates = all_pools = books.of_unit(unit.pk)
    if wanted is not None:
        candidates = [pool for pool in candidates if pool.pool.pk == wanted.pk]
    if COUNTING[Mode(mode)].mobile_only:
        candidates = [pool for pool in candidates if pool.pool.kind != Pool.Kind.LUMP_SUM]
        if not candidates:
            said = {"mode": str(Mode(mode).label), **_mobile_instead(books, all_pools, on)}
            return Seat(None, (codes.MOBILE_ONLY.reason(field="mode", **said),))
    if not candidates:
        return Seat(None, (codes.NO_POOL.reason(unit=unit.name),))
    valid = [pool for pool in candidates if pool.is_valid_on(on)]
    if not valid:
        return Seat(None, (not_valid(books, candidates[0], on),))
    for pool in valid:
        if free_since(books, pool, on) == on:
            return Seat(pool)
    others = [pool for pool in all_pools if pool not in candidates]
    return Seat(None, (_no_head(books, unit, valid, others, on),))


def _mobile_instead(books: ledger.Books, pools: Iterable[ledger.PoolBooks], on: date) -> dict:
    """A mobile grant of the unit with a head free on the day."""
    mobile = [pool for pool in pools if pool.pool.kind != Pool.Kind.LUMP_SUM]
    found = ways_out.other_grant(books, mobile, on)
    return found | {"on": on} if found else {}


def not_valid(books: ledger.Books, pool: ledger.PoolBooks, on: date, field: str = "start_date") -> Reason:
    """The grant's term does not cover the day; another grant or the nearest day may."""
    return codes.POOL_NOT_VALID.reason(
        grant=str(pool.pool),
        valid_from=pool.pool.valid_from,
        valid_to=pool.pool.valid_to,
        on=on,
        field=field,
        **ways_out.other_grant(books, books.of_unit(pool.pool.unit_id), on),
        **ways_out.valid_day(books, pool, on),
    )


def _no_head(books: ledger.Books, unit: Unit, valid: list[ledger.PoolBooks], others, on: date) -> Reason:
    """Which numbers stand in the way, and the nearest day on which they would not."""
    later = [day for pool in valid if (day := free_since(books, pool, on))]
    if later:
        other = ways_out.other_grant(books, others, on)
        facts = {"unit": unit.name, "on": on, "first_day": min(later)}
        return codes.NO_FREE_HEAD_THEN.reason(
            field="start_date", **facts, **other, **_ground(unit, valid, on)
        )
    facts = {
        "unit": unit.name,
        "on": on,
        "granted": sum(pool.granted for pool in valid),
        "used": sum(pool.people for pool in valid),
        "reserved": sum(pool.heads(Book.RESERVED) for pool in valid),
        "free": 0,
        **ways_out.other_grant(books, others, on),
        **ways_out.next_free(unit, valid),
    }
    return codes.NO_FREE_HEAD.reason(field="start_date", **facts, **_ground(unit, valid, on))


def _ground(unit: Unit, pools: list[ledger.PoolBooks], on: date) -> dict[str, str]:
    """The rule that heads are within the quota, and the papers that say how many there are."""
    papers = "、".join(pool.pool.label for pool in pools if pool.pool.label)
    found = rules.cited("quota", unit.district, on, unit.pk)
    return found | {"document": found["document"] or papers}


def pool_of(seat: Seat | None) -> Pool | None:
    """The grant of the head that was found."""
    return seat.pool.pool if seat is not None and seat.pool is not None else None


def intake_reasons(books: ledger.Books, unit: Unit, seat: Seat | None = None) -> list[Reason]:
    """A frozen unit takes nobody in; one over its quota or late with its filings neither, as rules say.

    Judged on the day of recording, under the unit's lock (ledger.md section 3).
    """
    pool = pool_of(seat)
    found = frozen_reasons(unit, pool) if getattr(unit, "has_freeze", True) else []
    return [*found, *over_reasons(books, unit), *overdue.intake_reasons(unit, books.today)]


def over_reasons(books: ledger.Books, unit: Unit) -> list[Reason]:
    """A unit over its quota takes nobody in, as far as the district's rule says so (ledger.md section 2).

    The emergency route puts people to work first and asks within its working days (P5): until then, and as
    long as the request is being decided on, they close nothing.
    """
    over = books.over(unit.pk)
    over -= _to_be_asked_for(unit, books.today) if over else 0
    ruling = rules.ruling("over_quota_closes_intake", unit.district, books.today, unit.pk)
    if over <= 0 or not ruling.blocks:
        return []
    said = {"rule": ruling.rule.code, "document": ruling.document, **ways_out.clears_on(unit)}
    return [codes.INTAKE_CLOSED.reason(unit=unit.name, over=over, **said)]


def _to_be_asked_for(unit: Unit, today: date) -> int:
    """People of emergencies without a head whose request is not due yet, or has not been decided on."""
    undecided = (MobileRequest.State.SUBMITTED, MobileRequest.State.REVIEWED)
    people = EmergencyPerson.objects.filter(
        Q(emergency__due__gte=today) | Q(emergency__requests__state__in=undecided),
        emergency__unit=unit,
        emergency__state=Emergency.State.OPEN,
        engagement__standing=Standing.UNSEATED,
        engagement__in=Engagement.objects.on_post(today),
    )
    return people.values("pk").distinct().count()


def start_kind(books: ledger.Books, seat: Seat | None, on: date) -> str:
    """What a start is in the ledger: seated now, reserved for a day to come, or only registered."""
    if seat is None:
        return Act.Kind.REGISTER
    return Act.Kind.START if on <= books.today else Act.Kind.RESERVE


def take(
    books: ledger.Books, act: Act, seat: Seat | None, purse: ledger.Purse, *, subject: int, on: date
) -> None:
    """Take the head that was found and hold the money, in the act of the start; see `taking`."""
    moves = taking(books, act.actor, seat, subject=subject, on=on) if seat is not None else []
    purse.write(act, moves)


def taking(books: ledger.Books, actor, seat: Seat, *, subject: int, on: date) -> list[ledger.Move]:
    """Seat from free on a day that has come; reserve today for a start still to come.

    A head set aside for a recruitment is freed for it in the same act, or seated straight from there.
    """
    pool, hold = seat.pool, seat.hold
    kept_since = hold.created_at.astimezone(SHANGHAI).date() if hold else on
    if hold and kept_since <= on <= books.today:
        return [ledger.Move(pool[Book.RESERVED], pool[Book.SEATED], 1, on, subject, hold)]
    moves = []
    if hold:
        moves = [ledger.Move(pool[Book.RESERVED], pool[Book.FREE], 1, books.today, None, hold)]
    if on <= books.today:
        moves.append(ledger.Move(pool[Book.FREE], pool[Book.SEATED], 1, on, subject))
    else:
        moves.append(reserve_start(books, subject, pool, on, actor))
    return moves


def reserve_start(books: ledger.Books, subject: int, pool: ledger.PoolBooks, on: date, actor) -> ledger.Move:
    """Set a head aside today for a start to come, and schedule the start; returns the movement."""
    hold = Hold.objects.create(
        district_id=books.district_id,
        unit_id=pool.pool.unit_id,
        pool=pool.pool,
        purpose=Hold.Purpose.START,
        subject_id=subject,
        created_at=books.moment,
    )
    ledger.schedule(
        books,
        ScheduledAct.Kind.START,
        due=on,
        unit_id=pool.pool.unit_id,
        actor=actor,
        pool=pool.pool,
        subject_id=subject,
        hold=hold,
    )
    return ledger.Move(pool[Book.FREE], pool[Book.RESERVED], 1, books.today, subject, hold)


def leave(books: ledger.Books, engagement, *, last_day: date, actor, key: str) -> Act:
    """Free the head, or leave the unseated, the day after the last one: now or when that day comes."""
    moves = leaving(books, engagement, last_day=last_day, actor=actor)
    return ledger.post(books, kind=Act.Kind.EXIT, actor=actor, key=key, moves=moves)


def leaving(books: ledger.Books, engagement, *, last_day: date, actor) -> list[ledger.Move]:
    """What an exit moves when its day has come; an exit to come is scheduled and moves nothing yet."""
    free_on = last_day + timedelta(days=1)
    if free_on <= books.today:
        return _leaving(books, engagement, free_on)
    leave_then(books, engagement, engagement.pool, free_on, actor)
    return []


def leave_then(books: ledger.Books, engagement, pool: Pool | None, free_on: date, actor) -> None:
    """Schedule an exit: the head of this grant, or the place among the unseated, is left on that day."""
    ledger.schedule(
        books,
        ScheduledAct.Kind.EXIT,
        due=free_on,
        unit_id=engagement.unit_id,
        actor=actor,
        pool=pool,
        subject_id=engagement.pk,
    )


def _leaving(books: ledger.Books, engagement, on: date) -> list[ledger.Move]:
    """Out of where the person sat on the last day; what moved them after it is taken back."""
    told = list(Entry.objects.filter(subject_id=engagement.pk))
    later = [row for row in told if row.effective >= on]
    if not later:
        pool, unseated = books.pools.get(engagement.pool_id), books.unseated[engagement.unit_id]
        return [going(books, pool[Book.SEATED] if pool else unseated, on, engagement.pk)]
    accounts = books.by_id()
    moves = ledger.mirrored(later, accounts)
    place = place_on(told, on - timedelta(days=1), accounts)
    if place is None:
        return moves  # gone before the first day that counts: there was nothing to leave
    if place.pool_id:
        sit(engagement, place.pool)
    else:
        sit(engagement, None, _why_unseated(engagement, told, place))
    return [*moves, going(books, place, on, engagement.pk)]


def sit(engagement, pool: Pool | None, why: str = Why.CORRECTION) -> None:
    """The row says where the person sits: on a head of this grant, or without one and why."""
    if pool is not None:
        engagement.standing, engagement.unseated_reason = Standing.SEATED, ""
    elif engagement.standing != Standing.UNSEATED:
        engagement.standing, engagement.unseated_reason = Standing.UNSEATED, why
    engagement.pool = pool


def _why_unseated(engagement, told: Iterable[Entry], place: Account) -> str:
    """Why somebody who sat on a head later had none at first, as the act says that put them there."""
    if EmergencyPerson.objects.filter(engagement=engagement).exists():
        return Why.EMERGENCY
    came = next((row.act.kind for row in told if row.target_id == place.pk), "")
    return {Act.Kind.OPENING: Why.OPENING, Act.Kind.REGISTER: Why.UNAUTHORISED}.get(came, Why.CORRECTION)


def place_on(entries: Iterable[Entry], day: date, accounts: dict[int, Account]) -> Account | None:
    """The seat, or the unseated, on which these entries leave a person on a day; None: nowhere yet."""
    came = [row for row in entries if row.effective <= day and accounts[row.target_id].book in SITTING]
    return accounts[max(came, key=lambda row: (row.effective, row.pk)).target_id] if came else None


def going(books: ledger.Books, place: Account, on: date, subject: int) -> ledger.Move:
    """Out of a seat, or out of the unseated."""
    return ledger.Move(place, _beside(books, place), 1, on, subject)


def coming(books: ledger.Books, place: Account, on: date, subject: int) -> ledger.Move:
    """Onto a seat, or into the unseated."""
    return ledger.Move(_beside(books, place), place, 1, on, subject)


def _beside(books: ledger.Books, place: Account) -> Account:
    pool = books.pools.get(place.pool_id)
    return pool[Book.FREE] if pool else books.district_account(Book.OUTSIDE)


def release(books: ledger.Books, engagement, *, actor, key: str, kept_for: Hold | None = None) -> Act:
    """Give back the head reserved for a start that will not come: to the recruitment's hold, or free."""
    waiting = ScheduledAct.objects.select_related("hold").get(
        subject_id=engagement.pk, kind=ScheduledAct.Kind.START, settled_at=None
    )
    pool = books.pools[engagement.pool_id]
    moves = []
    if waiting.hold.left:
        moves = [
            ledger.Move(pool[Book.RESERVED], pool[Book.FREE], 1, books.today, engagement.pk, waiting.hold)
        ]
        if kept_for is not None:
            moves.append(ledger.Move(pool[Book.FREE], pool[Book.RESERVED], 1, books.today, None, kept_for))
    act = ledger.post(books, kind=Act.Kind.UNRESERVE, actor=actor, key=key, moves=moves)
    ledger.call_off(books, engagement.unit_id, engagement.pk)
    return act


def unseated_moves(books: ledger.Books, unit_id: int, subjects: list[tuple[int, date]]) -> list[ledger.Move]:
    """People who sit on no head, each from a day: out of the outside into the unseated."""
    outside, unseated = books.district_account(Book.OUTSIDE), books.unseated[unit_id]
    return [ledger.Move(outside, unseated, 1, on, subject) for subject, on in subjects]


def seat_unseated(books: ledger.Books, engagement, seat: Seat, *, actor, key: str) -> Act:
    """Seat a person who had no head, from today, by a deliberate act (ledger.md section 2)."""
    unseated, outside = books.unseated[engagement.unit_id], books.district_account(Book.OUTSIDE)
    moves = [
        ledger.Move(unseated, outside, 1, books.today, engagement.pk),
        *taking(books, actor, seat, subject=engagement.pk, on=books.today),
    ]
    _exit_from(books, engagement, seat.pool, actor)
    return ledger.post(books, kind=Act.Kind.SEAT, actor=actor, key=key, moves=moves)


def move_seat(books: ledger.Books, engagement, seat: Seat, *, actor, key: str) -> Act:
    """Move a person from one grant of the unit to another, from today."""
    source = books.pools[engagement.pool_id]
    moves = [
        ledger.Move(source[Book.SEATED], source[Book.FREE], 1, books.today, engagement.pk),
        *taking(books, actor, seat, subject=engagement.pk, on=books.today),
    ]
    _exit_from(books, engagement, seat.pool, actor)
    return ledger.post(books, kind=Act.Kind.MOVE, actor=actor, key=key, moves=moves)


def _exit_from(books: ledger.Books, engagement, pool: ledger.PoolBooks, actor) -> None:
    """An exit still to come will free the head the person now sits on."""
    if engagement.end_date is not None:
        ledger.call_off(books, engagement.unit_id, engagement.pk)
        leave_then(books, engagement, pool.pool, engagement.end_date + timedelta(days=1), actor)
