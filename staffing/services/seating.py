"""On whose head a person sits: the choice of the pool, and the movement that seats or reserves."""

from dataclasses import dataclass
from datetime import date, timedelta

from quota_pool import ledger, rules
from quota_pool.models import Account, Act, Book, Entry, Hold, Pool, ScheduledAct, Unit
from quota_pool.refusals import Reason
from staffing import codes, overdue
from staffing.dictionaries import COUNTING, Mode
from staffing.services.freezes import frozen_reasons

LOOK_AHEAD = 12  # days on which something comes free that are looked at for a way out


@dataclass(frozen=True)
class Seat:
    """The outcome of looking for a head: a pool, or the reasons why there is none."""

    pool: ledger.PoolBooks | None
    reasons: tuple[Reason, ...] = ()


def free_since(books: ledger.Books, pool: ledger.PoolBooks, on: date) -> date | None:
    """The first day from `on` since which the pool has always had a head free; None while it has none."""
    if pool.heads(Book.FREE) <= 0:
        return None
    if on >= books.today:
        return on
    return next((day for day, least in ledger.standing(pool[Book.FREE], on) if least > 0), books.today)


def find_seat(books: ledger.Books, unit: Unit, on: date, mode: str, wanted: Pool | None = None) -> Seat:
    """Look for a head: lump-sum first, then mobile grants valid that day (domain.md section 4)."""
    candidates = books.of_unit(unit.pk)
    if wanted is not None:
        candidates = [pool for pool in candidates if pool.pool.pk == wanted.pk]
    if COUNTING[Mode(mode)].mobile_only:
        candidates = [pool for pool in candidates if pool.pool.kind != Pool.Kind.LUMP_SUM]
        if not candidates:
            return Seat(None, (codes.MOBILE_ONLY.reason(field="mode", mode=str(Mode(mode).label)),))
    if not candidates:
        return Seat(None, (codes.NO_POOL.reason(unit=unit.name),))
    valid = [pool for pool in candidates if pool.is_valid_on(on)]
    if not valid:
        return Seat(None, (_not_valid(candidates[0], on),))
    for pool in valid:
        if free_since(books, pool, on) == on:
            return Seat(pool)
    return Seat(None, (_no_head(books, unit, valid, on),))


def _not_valid(pool: ledger.PoolBooks, on: date) -> Reason:
    return codes.POOL_NOT_VALID.reason(
        grant=str(pool.pool),
        valid_from=pool.pool.valid_from,
        valid_to=pool.pool.valid_to,
        on=on,
        field="start_date",
    )


def _no_head(books: ledger.Books, unit: Unit, valid: list[ledger.PoolBooks], on: date) -> Reason:
    """Which numbers stand in the way, and the nearest day on which they would not."""
    later = [day for pool in valid if (day := free_since(books, pool, on))]
    if later:
        return codes.NO_FREE_HEAD_THEN.reason(unit=unit.name, on=on, first_day=min(later), field="start_date")
    facts = {
        "unit": unit.name,
        "on": on,
        "granted": sum(pool.granted for pool in valid),
        "used": sum(pool.people for pool in valid),
        "reserved": sum(pool.heads(Book.RESERVED) for pool in valid),
        "free": 0,
    }
    if coming := _next_free(unit, valid):
        facts["next_free"] = coming
    return codes.NO_FREE_HEAD.reason(field="start_date", **facts)


def _next_free(unit: Unit, valid: list[ledger.PoolBooks]) -> date | None:
    """The first day on which what is recorded already leaves a head of one of the pools free."""
    mine = {books.pool.pk: books for books in valid}
    waiting = ScheduledAct.objects.filter(
        pool__in=mine, settled_at=None, kind__in=(ScheduledAct.Kind.EXIT, ScheduledAct.Kind.GRANT)
    )
    # An exit frees nothing while heads are owed, and what comes free may be cut the same day.
    for day in waiting.order_by("due").values_list("due", flat=True).distinct()[:LOOK_AHEAD]:
        pools = ledger.positions([unit.pk], on=day)[unit.pk].pools
        if any(one.vacant and one.pool.pk in mine and mine[one.pool.pk].is_valid_on(day) for one in pools):
            return day
    return None


def intake_reasons(books: ledger.Books, unit: Unit, seat: Seat | None = None) -> list[Reason]:
    """A frozen unit takes nobody in; one over its quota or late with its filings neither, as rules say.

    Judged on the day of recording, under the unit's lock (ledger.md section 3).
    """
    pool = seat.pool.pool if seat and seat.pool else None
    found = frozen_reasons(unit, pool) if getattr(unit, "has_freeze", True) else []
    over = books.over(unit.pk)
    ruling = rules.ruling("over_quota_closes_intake", unit.district, books.today, unit.pk)
    if over and ruling.blocks:
        said = {"rule": ruling.rule.code, "document": ruling.document}
        found.append(codes.INTAKE_CLOSED.reason(unit=unit.name, over=over, **said))
    return [*found, *overdue.intake_reasons(unit, books.today)]


def start_kind(books: ledger.Books, seat: Seat | None, on: date) -> str:
    """What a start is in the ledger: seated now, reserved for a day to come, or only registered."""
    if seat is None:
        return Act.Kind.REGISTER
    return Act.Kind.START if on <= books.today else Act.Kind.RESERVE


def take_head(books: ledger.Books, act: Act, pool: ledger.PoolBooks, *, subject: int, on: date) -> None:
    """Seat from free on a day that has come; reserve today for a start still to come."""
    if on <= books.today:
        ledger.move(books, act, [ledger.Move(pool[Book.FREE], pool[Book.SEATED], 1, on, subject)])
        return
    ledger.move(books, act, [reserve_start(books, subject, pool, on, act.actor)])


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
    _leave_then(books, engagement, engagement.pool, free_on, actor)
    return []


def _leave_then(books: ledger.Books, engagement, pool: Pool | None, free_on: date, actor) -> None:
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
    later = list(Entry.objects.filter(subject_id=engagement.pk, effective__gte=on))
    if not later:
        pool, unseated = books.pools.get(engagement.pool_id), books.unseated[engagement.unit_id]
        return [_going(books, pool[Book.SEATED] if pool else unseated, on, engagement)]
    accounts = books.by_id()
    moves = ledger.mirrored(later, accounts)
    # Whoever moves a person writes first where they go from.
    place = accounts[min(later, key=lambda row: (row.effective, row.pk)).source_id]
    if place.book not in (Book.SEATED, Book.UNSEATED):
        return moves  # gone before the first day that counts: there was nothing to leave
    if place.pool_id:
        engagement.pool = place.pool
    return [*moves, _going(books, place, on, engagement)]


def _going(books: ledger.Books, place: Account, on: date, engagement) -> ledger.Move:
    pool = books.pools.get(place.pool_id)
    target = pool[Book.FREE] if pool else books.district_account(Book.OUTSIDE)
    return ledger.Move(place, target, 1, on, engagement.pk)


def release(books: ledger.Books, engagement, *, actor, key: str) -> Act:
    """Give back the head reserved for a start that will not come."""
    waiting = ScheduledAct.objects.select_related("hold").get(
        subject_id=engagement.pk, kind=ScheduledAct.Kind.START, settled_at=None
    )
    pool = books.pools[engagement.pool_id]
    moves = []
    if waiting.hold.left:
        moves = [
            ledger.Move(pool[Book.RESERVED], pool[Book.FREE], 1, books.today, engagement.pk, waiting.hold)
        ]
    act = ledger.post(books, kind=Act.Kind.UNRESERVE, actor=actor, key=key, moves=moves)
    ledger.call_off(books, engagement.unit_id, engagement.pk)
    return act


def unseated_moves(books: ledger.Books, unit_id: int, subjects: list[tuple[int, date]]) -> list[ledger.Move]:
    """People who sit on no head, each from a day: out of the outside into the unseated."""
    outside, unseated = books.district_account(Book.OUTSIDE), books.unseated[unit_id]
    return [ledger.Move(outside, unseated, 1, on, subject) for subject, on in subjects]


def seat_unseated(books: ledger.Books, engagement, pool: ledger.PoolBooks, *, actor, key: str) -> Act:
    """Seat a person who had no head, from today, by a deliberate act (ledger.md section 2)."""
    unseated, outside = books.unseated[engagement.unit_id], books.district_account(Book.OUTSIDE)
    moves = [
        ledger.Move(unseated, outside, 1, books.today, engagement.pk),
        ledger.Move(pool[Book.FREE], pool[Book.SEATED], 1, books.today, engagement.pk),
    ]
    _exit_from(books, engagement, pool, actor)
    return ledger.post(books, kind=Act.Kind.SEAT, actor=actor, key=key, moves=moves)


def move_seat(books: ledger.Books, engagement, pool: ledger.PoolBooks, *, actor, key: str) -> Act:
    """Move a person from one grant of the unit to another, from today."""
    source = books.pools[engagement.pool_id]
    moves = [
        ledger.Move(source[Book.SEATED], source[Book.FREE], 1, books.today, engagement.pk),
        ledger.Move(pool[Book.FREE], pool[Book.SEATED], 1, books.today, engagement.pk),
    ]
    _exit_from(books, engagement, pool, actor)
    return ledger.post(books, kind=Act.Kind.MOVE, actor=actor, key=key, moves=moves)


def _exit_from(books: ledger.Books, engagement, pool: ledger.PoolBooks, actor) -> None:
    """An exit still to come will free the head the person now sits on."""
    if engagement.end_date is not None:
        ledger.call_off(books, engagement.unit_id, engagement.pk)
        _leave_then(books, engagement, pool.pool, engagement.end_date + timedelta(days=1), actor)
