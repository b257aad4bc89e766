"""What a cell can hold beyond text, number, truth and date, and how cells cross the pipe from the child."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import orjson

# Dates and our own cells pass through `_mark`, or they would arrive as plain text.
AS_MARKED = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes: `cached` is what some program last saw there, never what somebody entered."""

    cached: object = ""


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that shows an error such as #REF!."""


def dump(message: object) -> bytes:
    """One message to the parent."""
    return orjson.dumps(message, default=_mark, option=AS_MARKED)


def load(payload: bytes) -> dict:
    """One message from the child, its marked cells made into values again."""
    message = orjson.loads(payload)
    for row in message.get("rows", ()):
        for at, cell in enumerate(row):
            if type(cell) is dict:
                row[at] = _unmark(cell)
    return message


def _mark(cell: object) -> dict:
    if isinstance(cell, Formula):
        return {"f": cell.cached}
    if isinstance(cell, ErrorCell):
        return {"e": 1}
    if isinstance(cell, (datetime, date)):
        return {"d": cell.isoformat()}
    if isinstance(cell, (time, timedelta)):
        return {"s": str(cell)}
    raise TypeError(type(cell).__name__)


def _unmark(cell: dict) -> object:
    if "f" in cell:
        inner = cell["f"]
        return Formula(_unmark(inner) if isinstance(inner, dict) else inner)
    if "d" in cell:
        return _moment(cell["d"])
    return cell["s"] if "s" in cell else ErrorCell()


def _moment(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def column_letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA: the name a person sees above the column."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
