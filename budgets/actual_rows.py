"""Rows of payroll actuals as they were sent, read strictly: a fault refuses its row, never the others.

Five thousand rows are read in one request, so this is plain Python; a serializer would take seconds.
"""

import re
from dataclasses import dataclass
from datetime import date

from budgets import monthly
from budgets.codes.payroll_actuals import ROW_UNKNOWN_FIELD, ROW_UNREADABLE
from budgets.models import Component
from quota_pool.refusals import Reason

YUAN = re.compile(r"(-?)([0-9]{1,12})\.([0-9]{2})")
NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Z]{10}")
SOURCE = re.compile(r"[^\s\x00-\x1f](?:[^\x00-\x1f]{0,58}[^\s\x00-\x1f])?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_REVISIONS = 999
FIELDS = {"unit", "month", "person", "component", "amount", "source_no", "revision", "paid_on"}
COMPONENTS = frozenset(Component.values)


@dataclass(frozen=True, slots=True)
class Line:
    """One payment as it was sent, with its values read."""

    unit: int
    month: date
    person: str
    component: str
    source_no: str
    amount_fen: int
    revision: int
    paid_on: date | None


def read_row(raw) -> Line | list[Reason]:
    """The row, or everything that is wrong with it."""
    if not isinstance(raw, dict):
        return [ROW_UNREADABLE.reason(field="", field_name="-")]
    values = {
        "unit": _whole(raw.get("unit"), 10**18 - 1),
        "month": monthly.read(raw.get("month")),
        "person": _matching(NUMBER, raw.get("person")),
        "component": _among(COMPONENTS, raw.get("component")),
        "source_no": _matching(SOURCE, raw.get("source_no")),
        "amount_fen": _fen(raw.get("amount")),
        "revision": _whole(raw.get("revision", 1), MOST_REVISIONS),
    }
    faults = [
        ROW_UNREADABLE.reason(field=name.removesuffix("_fen"), field_name=name.removesuffix("_fen"))
        for name, value in values.items()
        if value is None
    ]
    paid_on = raw.get("paid_on")
    day = None if paid_on is None else _day(paid_on)
    if paid_on is not None and day is None:
        faults.append(ROW_UNREADABLE.reason(field="paid_on", field_name="paid_on"))
    if not raw.keys() <= FIELDS:
        faults.append(ROW_UNKNOWN_FIELD.reason())
    return faults or Line(**values, paid_on=day)


def _whole(value, most: int) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 1 <= value <= most else None


def _matching(pattern: re.Pattern, value) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _among(codes: frozenset[str], value) -> str | None:
    return value if isinstance(value, str) and value in codes else None


def _fen(value) -> int | None:
    found = YUAN.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    amount = int(found[2]) * 100 + int(found[3])
    return -amount if found[1] else amount


def _day(value) -> date | None:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if monthly.EARLIEST <= day.year <= monthly.LATEST else None
