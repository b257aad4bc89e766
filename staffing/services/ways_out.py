"""The smallest change that would let a refused start pass, worked out from the books.

Every answer is a fact that was looked for: a day, another grant, a number of heads; where nothing is found
nothing is promised.
"""

from collections.abc import Iterable
from datetime import date

from quota_pool import ledger
from quota_pool.models import Book, Unit


def free_since(books: ledger.Books, pool: ledger.PoolBooks, on: date) -> date | None:
    """The first day from `on` since which the pool has always had a head free; None while it has none."""
    if pool.heads(Book.FREE) <= 0:
        return None
    if on >= books.today:
        return on
    return next((day for day, least in ledger.standing(pool[Book.FREE], on) if least > 0), books.today)


def other_grant(
    books: ledger.Books, others: Iterable[ledger.PoolBooks], on: date, heads: int = 1
) -> dict[str, str]:
    """A grant of the unit that was not asked for and has a head free on the day, or several now."""
    for pool in others:
        is_free = free_since(books, pool, on) == on and pool.heads(Book.FREE) >= heads
        if pool.is_valid_on(on) and is_free:
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
    for day, found in ledger.ahead([unit.pk]):
        for one in found[unit.pk].pools:
            if one.vacant and one.pool.pk in mine and mine[one.pool.pk].is_valid_on(day):
                return {"next_free": day}
    return {}


def clears_on(unit: Unit) -> dict[str, date]:
    """The first day on which recorded exits and grants leave the unit no longer over its quota."""
    for day, found in ledger.ahead([unit.pk]):
        if not found[unit.pk].over:
            return {"clears_on": day}
    return {}
