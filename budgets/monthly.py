"""Months: a row keeps the first day of its month, addresses and bodies write 2026-10."""

import calendar
import re
from datetime import date

WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
EARLIEST, LATEST = 2000, 2199


def month_of(day: date) -> date:
    """The month a day lies in, as its first day."""
    return day.replace(day=1)


def last_day(month: date) -> date:
    """The last day of the month a day lies in."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def day_in(month: date, day: int) -> date:
    """This day of a month; its last where the month is shorter."""
    return month.replace(day=max(1, min(day, last_day(month).day)))


def before(month: date) -> date:
    """The month before."""
    return date(month.year - 1, 12, 1) if month.month == 1 else month.replace(month=month.month - 1)


def after(month: date) -> date:
    """The month after."""
    return date(month.year + 1, 1, 1) if month.month == 12 else month.replace(month=month.month + 1)


def read(text) -> date | None:
    """The month that is written so; None for anything else."""
    found = WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if not found or not EARLIEST <= int(found[1]) <= LATEST:
        return None
    return date(int(found[1]), int(found[2]), 1)


def written(month: date) -> str:
    """2026-10."""
    return f"{month:%Y-%m}"
