"""How numbers, money and days are written, in one place for tables, papers and badges."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from .calendar import SHANGHAI

NOTHING = "–"
MINUS = "−"  # the true minus sign lines up with tabular digits, the hyphen does not


def number(value) -> str:
    """Write a whole or decimal number with thousands marks."""
    return f"{value:,}".replace("-", MINUS)


def money(fen: int | None) -> str:
    """Write fen as yuan with two decimals: 680000 -> 6,800.00."""
    if fen is None:
        return NOTHING
    return number(Decimal(fen).scaleb(-2).quantize(Decimal("0.01")))


def wan(fen: int | None, places: int = 2) -> str:
    """Write fen in units of ten thousand yuan (万元) for summaries, half up."""
    if fen is None:
        return NOTHING
    return number(Decimal(fen).scaleb(-6).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def day(value: date | None) -> str:
    """Write a day for tables: 2026-03-05."""
    return value.isoformat() if value else NOTHING


def paper_day(value: date | None) -> str:
    """Write a day for papers: 2026年3月5日, or March 5, 2026."""
    return formats.date_format(value, "DATE_FORMAT") if value else NOTHING


def weekday(value: date) -> str:
    """Name the day of the week beside a date."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[value.weekday()]


def weekday_mark(value: date) -> str:
    """Name the day of the week as briefly as a square of the calendar strip allows."""
    return (_("mo"), _("tu"), _("we"), _("th"), _("fr"), _("sa"), _("su"))[value.weekday()]


def short_day(value: date) -> str:
    """Write a day within the year for narrow places: 03-05."""
    return f"{value.month:02d}-{value.day:02d}"


def moment(value: datetime | None) -> str:
    """Write a moment as it was in the offices: 2026-03-05 14:07, China time."""
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if value else NOTHING


def percent(part: int, whole: int, places: int = 1) -> str:
    """Write a share of a whole; a share of nothing is written as nothing."""
    if not whole:
        return NOTHING
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{number(share)}%"


def cell(value) -> str:
    """Write any plain value as a table shows it."""
    if value is None or value == "":
        return NOTHING
    writer = _WRITERS.get(type(value), str)
    return writer(value)


_WRITERS = {
    bool: lambda value: _("yes") if value else _("no"),
    int: number,
    Decimal: number,
    date: day,
    datetime: moment,
}
