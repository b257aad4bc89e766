"""What is to come: scheduled acts, posted by whoever next locks the account once they are due."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from quota_pool.calendar import today
from quota_pool.models import Act, Book, Halt, Hold, Pool, ScheduledAct
from quota_pool.refusals import Refusal

from .books import Books, PoolBooks, lock
from .halted import Halted
from .posting import LedgerFault, Move, post

log = logging.getLogger(__name__)

Kind, Outcome = ScheduledAct.Kind, ScheduledAct.Outcome

# Order on one day: leave, unreserve, grant, cut and expiry, seat.
RANK = {Kind.EXIT: 0, Kind.GRANT: 1, Kind.CUT: 2, Kind.EXPIRE: 2, Kind.START: 3}
ACT_KIND = {
    Kind.EXIT: Act.Kind.EXIT,
    Kind.GRANT: Act.Kind.GRANT,
    Kind.CUT: Act.Kind.CUT,
    Kind.EXPIRE: Act.Kind.EXPIRE,
    Kind.START: Act.Kind.START,
}

_listeners: list[Callable[[Books, ScheduledAct], None]] = []


def when_settled(listener: Callable[[Books, ScheduledAct], None]) -> None:
    """Let a higher floor hear of what came due: an exit that freed a head, a start that was refused."""
    if listener not in _listeners:
        _listeners.append(listener)


def schedule(books: Books, kind: str, *, due: date, unit_id: int, actor, **what) -> ScheduledAct:
    """Record an act for a day to come; `what`: pool, amount, subject_id, hold, document, reason."""
    return ScheduledAct.objects.create(
        district_id=books.district_id,
        unit_id=unit_id,
        kind=kind,
        due=due,
        actor=actor,
        recorded_at=books.moment,
        **what,
    )


def unschedule(books: Books, scheduled: ScheduledAct) -> None:
    """Call off what has not come due; it stays in the books as cancelled."""
    _settle(books, scheduled, Outcome.CANCELLED, None)


def extend(books: Books, pool: Pool, valid_to: date, *, actor, document) -> ScheduledAct:
    """Let a pool end later: its expiry is called off, stays readable as such, and stands on another day."""
    waiting = ScheduledAct.objects.filter(pool=pool, kind=Kind.EXPIRE, settled_at=None)
    for expiry in waiting:
        unschedule(books, expiry)
    pool.valid_to = valid_to
    pool.save(update_fields=["valid_to"])
    due = valid_to + timedelta(days=1)
    return schedule(
        books,
        Kind.EXPIRE,
        due=due,
        unit_id=pool.unit_id,
        actor=actor,
        pool=pool,
        document=document,
    )


def call_off(books: Books, unit_id: int, subject_id: int) -> None:
    """Call off everything that is still to come for one subject."""
    for waiting in ScheduledAct.objects.filter(unit_id=unit_id, subject_id=subject_id, settled_at=None):
        unschedule(books, waiting)


def settle_due(books: Books, unit_ids: list[int]) -> None:
    """Post, in the order of their days, all scheduled acts of these units that are due."""
    due = ScheduledAct.objects.filter(unit_id__in=unit_ids, settled_at=None, due__lte=books.today)
    struck = set()
    for scheduled in sorted(due.select_related("hold", "document", "actor"), key=in_order):
        if scheduled.subject_id in struck:
            continue
        outcome = _post_due(books, scheduled)
        if scheduled.kind == Kind.START and outcome == Outcome.REFUSED:
            # Who never started does not leave either: the exit to come would take another's seat.
            struck.add(scheduled.subject_id)
            call_off(books, scheduled.unit_id, scheduled.subject_id)


def catch_up() -> int:
    """Post what is due everywhere, one unit a transaction; returns how many units were behind.

    Nothing waits for it: whoever locks a unit's accounts posts what is due there anyway.
    """
    due = ScheduledAct.objects.filter(settled_at=None, due__lte=today()).order_by("unit_id")
    behind = list(due.values_list("district_id", "unit_id").distinct())
    for district_id, unit_id in behind:
        try:
            with transaction.atomic():
                lock(district_id, [unit_id])
        except (LedgerFault, Halted):
            log.exception("what is due in unit %s cannot be posted", unit_id)
    return len(behind)


def units_behind(district_id: int) -> list[int]:
    """Units of a district where something is due that nobody has posted yet; halted books have to wait."""
    due = ScheduledAct.objects.filter(district_id=district_id, settled_at=None, due__lte=today())
    due = due.exclude(unit__in=Halt.objects.filter(lifted_at=None, unit__isnull=False).values("unit"))
    return list(due.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def in_order(scheduled: ScheduledAct) -> tuple:
    """The order of ledger.md section 3: by day, then by kind, then as recorded."""
    return scheduled.due, RANK[scheduled.kind], scheduled.pk


def _post_due(books: Books, scheduled: ScheduledAct) -> str:
    moves = _moves(books, scheduled)
    act, outcome = None, Outcome.REFUSED
    if moves is not None:
        try:
            act = post(
                books,
                kind=ACT_KIND[scheduled.kind],
                actor=scheduled.actor,
                key=f"due:{scheduled.pk}",
                moves=moves,
                document=scheduled.document,
                reason=scheduled.reason,
            )
            outcome = Outcome.POSTED
        except Refusal:
            outcome = Outcome.REFUSED
    _settle(books, scheduled, outcome, act)
    return outcome


def _settle(books: Books, scheduled: ScheduledAct, outcome: str, act: Act | None) -> None:
    scheduled.settled_at, scheduled.outcome, scheduled.act = books.moment, outcome, act
    scheduled.save(update_fields=["settled_at", "outcome", "act"])
    for listener in _listeners:
        listener(books, scheduled)


def _moves(books: Books, scheduled: ScheduledAct) -> list[Move] | None:
    """The movements of a due act, or None when it can no longer be done."""
    on, subject = scheduled.due, scheduled.subject_id
    if scheduled.pool_id is None:  # only a person without a head leaves no pool
        unseated, outside = books.unseated[scheduled.unit_id], books.district_account(Book.OUTSIDE)
        return [Move(unseated, outside, 1, on, subject)]
    pool = books.pools[scheduled.pool_id]
    if scheduled.kind == Kind.EXIT:
        return [Move(pool[Book.SEATED], pool[Book.FREE], 1, on, subject)]
    if scheduled.kind == Kind.GRANT:
        return [Move(books.district_account(Book.RESERVE), pool[Book.FREE], scheduled.amount, on)]
    if scheduled.kind == Kind.START:
        hold = scheduled.hold
        return [Move(pool[Book.RESERVED], pool[Book.SEATED], 1, on, subject, hold)] if hold.left else None
    heads = pool.granted if scheduled.kind == Kind.EXPIRE else min(scheduled.amount, pool.granted)
    return cut_moves(books, pool, heads, on)


def cut_moves(books: Books, pool: PoolBooks, heads: int, on: date) -> list[Move]:
    """CUT: free heads first, then those set aside (newest recruiting first), then seats become recalled."""
    reserve, moves = books.district_account(Book.RESERVE), []
    if free := min(heads, pool.heads(Book.FREE)):
        moves.append(Move(pool[Book.FREE], reserve, free, on))
    rest = heads - free
    for hold in _cuttable(pool) if rest else ():
        if not (taken := min(rest, hold.left)):
            break
        moves.append(Move(pool[Book.RESERVED], reserve, taken, on, hold=hold))
        rest -= taken
    if recalled := min(rest, pool.heads(Book.SEATED)):
        moves.append(Move(pool[Book.SEATED], pool[Book.RECALLED], recalled, on))
    return moves


def _cuttable(pool: PoolBooks):
    """Holds that a cut may take, recruiting before starts to come, the newest first."""
    order = {Hold.Purpose.RECRUITING: 0, Hold.Purpose.START: 1}
    return sorted(
        Hold.objects.filter(pool=pool.pool, left__gt=0), key=lambda hold: (order[hold.purpose], -hold.pk)
    )
