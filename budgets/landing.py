"""The landing forecast (M5): month by month what was paid and what is known to come, never a straight line.

To come: everybody on post on the terms that hold, starts and exits already recorded, recruiting under way,
severance, and what other floors of the house know (bonuses of a pay scheme). Around it a band: contracts
that end are not renewed, or every free head is filled next month.
"""

from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from budgets import prices
from budgets.models import Envelope
from budgets.monthly import last_day
from budgets.months import between, first_of, half_up, last_of
from budgets.selectors import Money, envelope_money
from quota_pool import ledger
from quota_pool.calendar import today
from quota_pool.models import Book, Entry, Fund
from quota_pool.prices import Piece
from staffing.models import Engagement, Recruitment
from staffing.services.costs import pieces_of

Known = Callable[[Envelope], dict[date, int]]
_known: list[Known] = []
AHEAD = 5  # percent that money may run before time (domain.md section 10)


def known_costs(function: Known) -> Known:
    """Register further costs known to come: a function from an envelope to fen by first of month."""
    if function not in _known:
        _known.append(function)
    return function


@dataclass
class Month:
    """One month of the year: what was paid in it, or what it is expected to cost."""

    first: date
    paid: int = 0
    expected: int = 0
    low: int = 0
    high: int = 0
    is_posted: bool = False
    so_far: int = 0
    so_far_low: int = 0
    so_far_high: int = 0


@dataclass
class Landing:
    """Where the year's money will land."""

    envelope: Envelope
    money: Money
    months: list[Month] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.money.given if not self.envelope.fund_id or self.money.given else self.money.planned

    @property
    def at_end(self) -> int:
        """What is expected to be left on 31 December; below zero it does not reach."""
        return self.total - self.months[-1].so_far

    @property
    def at_end_low(self) -> int:
        return self.total - self.months[-1].so_far_high

    @property
    def at_end_high(self) -> int:
        return self.total - self.months[-1].so_far_low

    @property
    def time_share(self) -> int:
        """Percent of the year gone by today."""
        return time_share(self.envelope.year)

    @property
    def money_share(self) -> int:
        """Percent of the money spent by today."""
        return half_up(self.money.all_spent * 100, self.total) if self.total else 0

    @property
    def runs_dry_on(self) -> date | None:
        """The first month that the money does not carry."""
        return next((month.first for month in self.months if month.so_far > self.total), None)

    @property
    def burns(self) -> bool:
        """Whether money runs well before time."""
        return ahead_of_time(self.envelope, self.money)


def time_share(year: int) -> int:
    """Percent of a year that is over today."""
    day = today()
    if day.year != year:
        return 100 if day.year > year else 0
    return half_up(day.timetuple().tm_yday * 100, 366 if isleap(year) else 365)


def ahead_of_time(envelope: Envelope, money: Money) -> bool:
    """Whether more of the money is spent than of the year is over, by more than a few points."""
    total = money.given or money.planned
    return total > 0 and money.all_spent * 100 > (time_share(envelope.year) + AHEAD) * total


def landing(envelope: Envelope) -> Landing:
    """The forecast of an envelope; a fixed number of queries, however many people it pays."""
    found = Landing(envelope, envelope_money([envelope])[envelope.pk])
    fund = envelope.fund
    posted = fund.posted_through if fund else None
    found.months = [
        Month(first_of(envelope.year, n), is_posted=bool(posted and last_of(envelope.year, n) <= posted))
        for n in range(1, 13)
    ]
    if fund is not None:
        _add_paid(found, fund)
        _add_expected(found, fund)
    _add_up(found)
    return found


def _add_paid(found: Landing, fund: Fund) -> None:
    """What was paid, in the month in which it was; after the year in its last one."""
    spent = Entry.objects.filter(target__fund=fund, target__book__in=(Book.SPENT, Book.OVERSPENT))
    back = Entry.objects.filter(source__fund=fund, source__book__in=(Book.SPENT, Book.OVERSPENT))
    for rows, sign in ((spent, 1), (back, -1)):
        summed = rows.order_by().annotate(month=TruncMonth("effective")).values_list("month")
        for month, fen in summed.annotate(Sum("amount")):
            place = min(max(month.month if month.year == fund.year else 12 * (month.year > fund.year), 1), 12)
            found.months[place - 1].paid += sign * fen


def _add_expected(found: Landing, fund: Fund) -> None:
    envelope, district = found.envelope, found.envelope.unit.district
    first, last = prices.window(fund)
    year_of = list(Fund.objects.filter(unit_id=fund.unit_id, year=fund.year))
    rates: list[int] = []
    for pieces in pieces_of(envelope.unit, since=first).values():
        for piece in pieces:
            payer = prices.payer(piece, year_of)
            if payer is None or payer.pk != fund.pk:
                continue
            monthly = prices.monthly(district, piece, max(first, piece.first), fund, year_of)
            rates.append(monthly)
            _spread(found, piece, monthly, first, last)
    average = half_up(sum(rates), len(rates)) if rates else 0
    _add_joiners(found, average, first, last)
    _add_severance(found, first)
    for function in _known:
        for month, fen in function(envelope).items():
            _add(found, month, fen)


def _spread(found: Landing, piece: Piece, monthly: int, first: date, last: date) -> None:
    """One person's cost over the months that are not posted yet."""
    start, end = max(first, piece.first), min(last, piece.last or last)
    contract = piece.contract_end if piece.contract_end and piece.contract_end >= today() else None
    for month in found.months:
        one, other = max(start, month.first), min(end, last_day(month.first))
        if one > other:
            continue
        fen = between(monthly, one, other)
        month.expected += fen
        month.high += fen
        month.low += between(monthly, one, min(other, contract)) if contract else fen


def _add_joiners(found: Landing, average: int, first: date, last: date) -> None:
    """Recruiting under way costs from its day; the high band fills every free head next month."""
    unit = found.envelope.unit
    rows = Recruitment.objects.filter(unit=unit, state=Recruitment.State.OPEN, hold__left__gt=0)
    for planned, heads in rows.values_list("planned_for", "hold__left"):
        _from(found, ("expected", "low", "high"), average * heads, max(first, planned or today()), last)
    position = ledger.positions([unit.pk]).get(unit.pk)
    vacant = sum(pool.vacant for pool in position.pools) if position else 0
    soon = date(today().year + today().month // 12, today().month % 12 + 1, 1)
    _from(found, ("high",), average * vacant, max(first, soon), last)


def _from(found: Landing, names: tuple[str, ...], monthly: int, start: date, last: date) -> None:
    for month in found.months:
        one, other = max(start, month.first), min(last, last_day(month.first))
        if one <= other:
            for name in names:
                setattr(month, name, getattr(month, name) + between(monthly, one, other))


def _add_severance(found: Landing, first: date) -> None:
    rows = Engagement.objects.filter(
        unit_id=found.envelope.unit_id, end_date__gte=first, voided_at=None, compensation_fen__gt=0
    )
    for end, fen in rows.values_list("end_date", "compensation_fen"):
        _add(found, end, fen)


def _add(found: Landing, day: date, fen: int) -> None:
    month = found.months[day.month - 1]
    if day.year == found.envelope.year and not month.is_posted:
        month.expected, month.low, month.high = month.expected + fen, month.low + fen, month.high + fen


def _add_up(found: Landing) -> None:
    """From month to month: what was paid already stands in every line."""
    so_far = low = high = 0
    for month in found.months:
        so_far, low, high = (
            total + month.paid + more
            for total, more in ((so_far, month.expected), (low, month.low), (high, month.high))
        )
        month.so_far, month.so_far_low, month.so_far_high = so_far, low, high
