"""Big plain exports: one heading line, rows streamed, every text a text in whatever program opens it.

`write_xlsx` runs on rustpy-xlsxwriter, with XlsxWriter (constant memory) where that is missing. A workbook
cell written as text never computes; in a text table the same cell would, so it is shielded by an apostrophe,
which `plaintext` takes off again.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone

from . import limits

try:
    import rustpy_xlsxwriter as rust
except ImportError:  # no wheel for this machine
    rust = None

DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
SURROGATES = re.compile("[\ud800-\udfff]")
SHEET_NAME_MARKS = re.compile(r"[\[\]:*?/\\]")
# Whole numbers beyond this lose digits in a workbook; they become text.
EXACT = 2**53
FIRST_YEAR = 1900
PEEK_ROWS = 200


def write_xlsx(
    target: str | Path | BinaryIO,
    columns: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    title: str | None = None,
    sheet_name: str = "Sheet1",
) -> None:
    """Write a workbook of one sheet: an optional title, a frozen heading line, the rows as they come."""
    headings = distinct(columns)
    sheet_name = SHEET_NAME_MARKS.sub(" ", str(sheet_name))[:31] or "Sheet1"
    cleaned = ([workbook_cell(value) for value in row] for row in rows)
    head = list(islice(cleaned, PEEK_ROWS))
    moments = {at for row in head for at, value in enumerate(row) if isinstance(value, datetime)}
    writer = _write_fast if rust and head else _write_plain
    writer(target, headings, chain(head, cleaned), title, sheet_name, moments)


def _write_fast(target, headings, rows, title, sheet_name, moments) -> None:
    options: dict[str, Any] = {}
    if title:
        span = (0, 0, 0, max(1, len(headings) - 1), str(title), rust.Format().set_bold().set_font_size(14))
        options = {"header_row": 1, "merge_ranges": [span]}
    clock = rust.Format().set_num_format(MOMENT)
    rust.write_worksheet(
        (dict(zip(headings, row, strict=True)) for row in rows),
        target if hasattr(target, "write") else str(target),
        sheet_name=sheet_name,
        datetime_format=DAY,
        column_formats={headings[at]: clock for at in moments},
        column_widths={heading: _width(heading) for heading in headings},
        header_format=rust.Format().set_bold(),
        freeze_row=2 if title else 1,
        **options,
    )


def _write_plain(target, headings, rows, title, sheet_name, moments) -> None:
    """The same sheet by XlsxWriter; also for an empty list, which the fast writer leaves without headings."""
    target = target if hasattr(target, "write") else str(target)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(
        target, options | {"strings_to_numbers": False, "default_date_format": DAY}
    ) as book:
        sheet = book.add_worksheet(sheet_name)
        bold, clock = book.add_format({"bold": True}), book.add_format({"num_format": MOMENT})
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, _width(heading), clock if at in moments else None)
        top = 1 if title else 0
        if title:
            sheet.write_string(0, 0, str(title), book.add_format({"bold": True, "font_size": 14}))
        sheet.write_row(top, 0, headings, bold)
        sheet.freeze_panes(top + 1, 0)
        for line, row in enumerate(rows, top + 1):
            for at, value in enumerate(row):
                _write_cell(sheet, line, at, value, clock if at in moments else None)


def _write_cell(sheet, line: int, at: int, value: Any, clock) -> None:
    if isinstance(value, str):
        sheet.write_string(line, at, value)
    elif value is not None:
        sheet.write(line, at, value, clock)


def write_csv(target: str | Path | BinaryIO, columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    """Write a text table (UTF-8 with mark, RFC 4180) that no spreadsheet runs."""
    if not hasattr(target, "write"):
        with Path(target).open("wb") as file:
            write_csv(file, columns, rows)
        return
    for piece in csv_pieces(columns, rows):
        target.write(piece)


def csv_pieces(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The same text table piece by piece, for an answer that streams."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow([shield(str(column)) for column in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([text_cell(value) for value in row])
        if number % 500 == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def workbook_cell(value: Any) -> Any:
    """A value as a workbook keeps it: typed where that loses nothing, text otherwise."""
    kind = type(value)
    if kind is str:
        return _text(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is int:
        return value if -EXACT <= value <= EXACT else str(value)
    if isinstance(value, Decimal):
        return value if value.is_finite() and len(value.as_tuple().digits) <= 15 else str(value)
    if isinstance(value, date):
        return _day(value)
    return _text(str(value))


def _day(value: date) -> date | str:
    if value.year < FIRST_YEAR:
        return value.isoformat()
    if isinstance(value, datetime) and value.tzinfo:
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _text(value: str) -> str:
    """Half a character pair cannot be written, and Excel cuts off nothing: it refuses the file."""
    try:
        value.encode()
    except UnicodeEncodeError:
        value = SURROGATES.sub("\ufffd", value)
    return value[: limits.CELL_CHARS]


def text_cell(value: Any) -> str:
    """A value as a text table keeps it; numbers and dates are not shielded, they cannot run."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{_day(value):%Y-%m-%d %H:%M}"
    if isinstance(value, (int, float, Decimal, date)):
        return str(value)
    return shield(_text(str(value)))


def shield(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run."""
    return "'" + text if DANGEROUS.match(text) else text


def distinct(columns: Sequence[Any]) -> list[str]:
    """Headings as text, no two alike: rows are written by heading."""
    headings: list[str] = []
    for column in columns:
        heading = base = _text(str(column))
        count = 1
        while heading in headings:
            count += 1
            heading = f"{base} ({count})"
        headings.append(heading)
    return headings


def _width(heading: str) -> int:
    """Wide enough for the heading and for a date; Chinese characters are two wide."""
    return max(11, sum(2 if ord(char) > 0x2E7F else 1 for char in heading) + 2)
