"""Money over months: a whole month at its price, a part of one by its days, half up to the fen each."""

from collections.abc import Iterator
from datetime import date, timedelta

from budgets.monthly import last_day


def half_up(numerator: int, denominator: int) -> int:
    """A quotient of whole numbers, rounded half up (away from zero below it)."""
    sign = 1 if numerator >= 0 else -1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def first_of(year: int, month: int) -> date:
    return date(year, month, 1)


def last_of(year: int, month: int) -> date:
    return last_day(first_of(year, month))


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The stretch from one day to another, cut at the ends of months."""
    while first <= last:
        end = min(last_day(first), last)
        yield first, end
        first = end + timedelta(days=1)


def part(monthly_fen: int, first: date, last: date) -> int:
    """What a stretch within one month costs."""
    return half_up(monthly_fen * ((last - first).days + 1), last_day(first).day)


def between(monthly_fen: int, first: date, last: date) -> int:
    """What the stretch costs: whole months at the price, the first and the last by their days (R-014)."""
    if last < first:
        return 0
    if (first.year, first.month) == (last.year, last.month):
        return part(monthly_fen, first, last)
    whole = (last.year - first.year) * 12 + last.month - first.month - 1
    ends = part(monthly_fen, first, last_day(first)) + part(monthly_fen, last.replace(day=1), last)
    return ends + whole * monthly_fen
