"""Months of pay: their last day, and the year they are charged to."""

import calendar
from datetime import date


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
