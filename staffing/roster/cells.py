"""Cells of any type as the one text that is checked: a row of a file and one mended on a page are alike."""

import re
from datetime import date, datetime

from quota_pool.sheets.cells import ErrorCell, Formula

from .dates import number_as_text
from .fields import Field, Shape

# What stands for a cell that nobody typed: a formula and an error stay faults when the row is checked again.
FORMULA = "="
ERROR = "#ERROR!"
ERRORS = re.compile(r"#(ERROR!|REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
NO_VALUE = frozenset({"", "/", "-", "--", "—", "——", "N/A", "n/a", "\\", "／"})


def as_text(cell: object, field: Field, is_1904: bool = False) -> str:
    """The text of a cell as its field reads it; a number never turns into an ID number."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return _number(cell, field, is_1904)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Formula):
        return FORMULA
    return ERROR if isinstance(cell, ErrorCell) else ""


def _number(cell: float, field: Field, is_1904: bool) -> str:
    if field.shape in (Shape.ID, Shape.CARD):
        # Written with its exponent, so that it is refused here and again when the row is mended.
        return f"{float(cell):.14E}"
    if field.shape in (Shape.DAY, Shape.PERIOD):
        return number_as_text(float(cell), is_1904)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return repr(cell)


def is_blank(text: str) -> bool:
    """Nothing, or one of the marks for nothing."""
    return text in NO_VALUE


def is_hollow(cell: object) -> bool:
    """A cell without a value, or a formula that computes to nothing: it does not make a row."""
    if isinstance(cell, Formula):
        return cell.cached in ("", 0, None)
    return cell is None or (isinstance(cell, str) and not cell.strip())
