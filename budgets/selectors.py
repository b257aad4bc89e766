"""Readings of money: what a fund was given, holds, has spent and has free, read from balances."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from budgets.models import Envelope
from quota_pool.ledger import Money, money_of
from quota_pool.models import Account, Entry, Fund

__all__ = ["FundRow", "Money", "books_of", "entries_of", "envelope_money", "money_of", "money_of_envelopes"]


@dataclass
class FundRow:
    """One book of a unit's money with its figures."""

    fund: Fund
    money: Money

    @property
    def name(self) -> str:
        return f"{self.fund.get_kind_display()} {self.fund.label}".strip()


def envelope_money(envelopes: Iterable[Envelope]) -> dict[int, Money]:
    """The figures of envelopes by their keys; one that is not in force yet has only its plan."""
    rows = list(envelopes)
    by_fund = money_of(row.fund_id for row in rows if row.fund_id)
    found = {}
    for row in rows:
        money = by_fund.get(row.fund_id, Money())
        money.planned = row.total_fen
        found[row.pk] = money
    return found


def money_of_envelopes(ids: Iterable[int]) -> dict[int, Money]:
    """The same by keys alone; what is only planned yet has been adjusted by nothing."""
    rows = Envelope.objects.filter(pk__in=list(ids)).only("fund_id", "total_fen")
    found = envelope_money(rows)
    for row in rows:
        if row.fund_id is None:
            found[row.pk].planned = 0
    return found


def books_of(envelope: Envelope) -> list[FundRow]:
    """The books of the unit's money of the envelope's year: the envelope's own first, then each beside it."""
    funds = list(Fund.objects.filter(unit_id=envelope.unit_id, year=envelope.year).order_by("id"))
    funds.sort(key=lambda fund: (fund.kind != Fund.Kind.ENVELOPE, fund.kind, fund.pk))
    figures = money_of(fund.pk for fund in funds)
    return [FundRow(fund, figures[fund.pk]) for fund in funds]


def entries_of(envelope: Envelope):
    """Every movement of the year's money of the unit, whichever book it lies in."""
    accounts = Account.objects.filter(fund__unit_id=envelope.unit_id, fund__year=envelope.year)
    ids = list(accounts.values_list("pk", flat=True))
    return Entry.objects.filter(Q(source_id__in=ids) | Q(target_id__in=ids))
