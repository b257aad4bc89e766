"""Positions of money: what funds were given, hold, have spent and have free, read from balances."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Case, OuterRef, Subquery, Sum, When

from quota_pool.models import Account, Book, Fund, Hold


@dataclass
class Money:
    """One fund, or several together, in the words of the screen."""

    planned: int = 0  # what was approved at first
    given: int = 0  # with every change since: free, committed and spent
    held: int = 0
    spent: int = 0
    free: int = 0
    short: int = 0
    overspent: int = 0

    @property
    def adjusted(self) -> int:
        """What the changes since its approval have added or taken."""
        return self.given - self.planned

    @property
    def all_spent(self) -> int:
        return self.spent + self.overspent

    def __add__(self, other: "Money") -> "Money":
        return Money(**{name: value + getattr(other, name) for name, value in vars(self).items()})


def money_of(funds: Iterable[int]) -> dict[int, Money]:
    """The figures of some funds by their keys; one query, however many are asked for."""
    ids = list(funds)
    found = {pk: Money() for pk in ids}
    for pk, _unit, money in _told(Account.objects.filter(fund_id__in=ids)) if ids else ():
        found[pk] = money
    return found


def _told(accounts) -> Iterator[tuple[int, int, Money]]:
    """(fund, its unit, its figures) of the funds these accounts belong to, in one query."""
    short = Hold.objects.filter(fund=OuterRef("fund"), short__gt=0).order_by().values("fund")
    short = short.annotate(sum=Sum("short")).values("sum")
    once = Case(When(book=Book.FREE, then=Subquery(short)))  # a fund has five accounts and one sum
    books: dict[tuple[int, int], dict[str, int]] = {}
    shorts: dict[int, int] = {}
    rows = accounts.values_list("fund_id", "fund__unit_id", "book", "balance", once)
    for pk, unit, book, balance, sum_short in rows:
        books.setdefault((pk, unit), {})[book] = balance
        shorts[pk] = shorts.get(pk, 0) + (sum_short or 0)
    for (pk, unit), stands in books.items():
        yield pk, unit, _money(stands, shorts[pk])


def _money(stands: dict[str, int], short: int) -> Money:
    free, owed = stands[Book.FREE], stands[Book.RECALLED]
    return Money(
        given=free + stands[Book.COMMITTED] + stands[Book.SPENT],
        held=stands[Book.COMMITTED] + owed,
        spent=stands[Book.SPENT],
        free=max(0, free - owed),
        short=short + max(0, owed - free),
        overspent=stands[Book.OVERSPENT],
    )


def unit_money(units: Iterable[int], year: int) -> dict[int, Money]:
    """Money beside heads: a year's books of each unit together, carried money left out; one query.

    A unit without money that year has no line.
    """
    accounts = Account.objects.filter(fund__unit_id__in=list(units), fund__year=year)
    found: dict[int, Money] = {}
    for _fund, unit, money in _told(accounts.exclude(fund__kind=Fund.Kind.CARRIED)):
        found[unit] = found[unit] + money if unit in found else money
    return found
