"""The smallest change that would let a refused start pass, worked out from the books.

Every answer is a fact that was looked for: a day, another grant, a number of heads; where nothing is found
nothing is promised.
"""

from collections.abc import Iterable
from datetime import date

from quota_pool import ledger
from quota_pool.models import Book, ScheduledAct, Unit

LOOK_AHEAD = 12  # days on which something comes free that are looked at
FREEING = (ScheduledAct.Kind.EXIT, ScheduledAct.Kind.GRANT)


def free_since(books: ledger.Books, pool: ledger.PoolBooks, on: date) -> date | None:
    """The first day from `on` since which the pool has always had a head free; None while it has none."""
    if pool.heads(Book.FREE) <= 0:
        return None
    if on >= books.today:
        return on
    return next((day for day, least in ledger.standing(pool[Book.FREE], on) if least > 0), books.today)


def other_grant(books: ledger.Books, others: Iterable[ledger.PoolBooks], on: date) -> dict[str, str]:
    """A grant of the unit that was not asked for and has a head free on the day."""
    for pool in others:
        if pool.is_valid_on(on) and free_since(books, pool, on) == on:
            return {"other_grant": str(pool.pool)}
    return {}


def valid_day(books: ledger.Books, pool: ledger.PoolBooks, on: date) -> dict[str, date]:
    """The day nearest to the wanted one on which the grant is valid and has a head free."""
    first, last = pool.pool.valid_from, pool.pool.valid_to
    near = max(first, on) if first and on < first else last
    if near is None or free_since(books, pool, near) != near:
        return {}
    return {"nearest": near}


def next_free(unit: Unit, pools: Iterable[ledger.PoolBooks]) -> dict[str, date]:
    """The first day on which what is recorded already leaves a head of one of the pools free."""
    mine = {books.pool.pk: books for books in pools}
    for day in _days_to_come(unit, mine):
        found = ledger.positions([unit.pk], on=day)[unit.pk].pools
        if any(one.vacant and one.pool.pk in mine and mine[one.pool.pk].is_valid_on(day) for one in found):
            return {"next_free": day}
    return {}


def clears_on(unit: Unit) -> dict[str, date]:
    """The first day on which recorded exits and grants leave the unit no longer over its quota."""
    for day in _days_to_come(unit):
        found = ledger.positions([unit.pk], on=day)[unit.pk]
        if not found.unseated and not any(pool.over for pool in found.pools):
            return {"clears_on": day}
    return {}


def _days_to_come(unit: Unit, pools: Iterable[int] | None = None) -> list[date]:
    waiting = ScheduledAct.objects.filter(unit=unit, settled_at=None, kind__in=FREEING)
    if pools is not None:
        waiting = waiting.filter(pool__in=pools)
    # An exit frees nothing while heads are owed, and what comes free may be cut the same day.
    return list(waiting.order_by("due").values_list("due", flat=True).distinct()[:LOOK_AHEAD])
