"""Positions of money: what funds were given, hold, have spent and have free, read from balances."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

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
    """The figures of some funds by their keys; two queries, however many are asked for."""
    ids = list(funds)
    found = {pk: Money() for pk in ids}
    if not ids:
        return found
    books: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    accounts = Account.objects.filter(fund_id__in=ids)
    for pk, book, balance in accounts.values_list("fund_id", "book", "balance"):
        books[pk][book] = balance
    short = Hold.objects.filter(fund_id__in=ids, short__gt=0).order_by().values_list("fund_id")
    shorts = dict(short.annotate(Sum("short")))
    for pk, stands in books.items():
        if stands:
            found[pk] = _money(stands, shorts.get(pk, 0))
    return found


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
    """Money beside heads: a year's books of each unit together, carried money left out; three queries.

    A unit without money that year has no line.
    """
    funds = Fund.objects.filter(unit_id__in=list(units), year=year).exclude(kind=Fund.Kind.CARRIED)
    of_unit = dict(funds.values_list("pk", "unit_id"))
    found: dict[int, Money] = {}
    for pk, money in money_of(of_unit).items():
        unit = of_unit[pk]
        found[unit] = found[unit] + money if unit in found else money
    return found
