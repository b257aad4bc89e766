"""The child process: looks a file through, parses it under hard limits, writes its rows to the pipe.

A valid file of 1.4 KB can take a parser two gigabytes and abort it; here only this process dies. Messages are
frames of four bytes of length and JSON. The standard error stays empty: it could hold personal data.
"""

import contextlib
import resource
import struct
import sys
from collections.abc import Iterator

from . import limits
from .cells import ErrorCell, Formula, dump
from .limits import Unreadable
from .markup import Sheet, Survey
from .package import CSV, Package, kind_of
from .plaintext import TextTable

FRAME = struct.Struct(">I")
BATCH_ROWS = 250


def main() -> int:
    """Read the file named on the command line; the answer is always a last frame, or a dead process."""
    limit_self()
    path, extension = sys.argv[1], sys.argv[2]
    try:
        for message in messages(path, extension):
            send(message)
    except Unreadable as fault:
        send({"fault": fault.code, "facts": fault.facts})
    except MemoryError:
        return 3
    else:
        send({"end": True})
    return 0


def limit_self() -> None:
    """Memory, processor time, no core dump with people in it, no file written."""
    for what, most in (
        (resource.RLIMIT_AS, limits.CHILD_MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CHILD_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        # macOS knows no limit of address space; the others hold there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def send(message: dict) -> None:
    payload = dump(message)
    sys.stdout.buffer.write(FRAME.pack(len(payload)) + payload)
    sys.stdout.buffer.flush()


def messages(path: str, extension: str) -> Iterator[dict]:
    """The book, then each sheet followed by its rows in batches."""
    if kind_of(path, extension) == CSV:
        yield from text_messages(path)
        return
    with Package(path) as package:
        survey = Survey(package)
    yield {"book": "xlsx", "date1904": survey.workbook.date1904}
    yield from workbook_messages(path, survey)


def text_messages(path: str) -> Iterator[dict]:
    table = TextTable(path)
    yield {"book": "csv", "encoding": table.encoding, "separator": table.separator}
    yield {"sheet": "", "state": "visible", "merged": []}
    yield from batches(table.rows())


def workbook_messages(path: str, survey: Survey) -> Iterator[dict]:
    """calamine reads the values; the survey says which of them nobody typed."""
    import python_calamine  # after the limits are set, so that its memory counts

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        for index, (name, relation, state) in enumerate(survey.workbook.sheets):
            surveyed = survey.sheet(relation)
            if surveyed is None:
                continue
            yield {"sheet": name, "state": state, "merged": surveyed.spans()}
            yield from batches(sheet_rows(book.get_sheet_by_index(index), surveyed))
    except (python_calamine.CalamineError, ValueError, OSError):
        raise Unreadable("file_corrupt") from None


def sheet_rows(sheet, surveyed: Sheet) -> Iterator[list]:
    """Full rows from the sheet's first line and column A on, formulas and errors put in their places."""
    marks: dict[int, list[tuple[int, type]]] = {}
    for kind, places in ((Formula, surveyed.formulas), (ErrorCell, surveyed.errors - surveyed.formulas)):
        for row, column in places:
            marks.setdefault(row, []).append((column, kind))
    left = [""] * (sheet.start[1] if sheet.start else 0)
    line = 0
    for row in sheet.iter_rows() if sheet.start else ():
        yield marked(left + row, marks.get(line, ()))
        line += 1
    # Formulas nobody has computed yet lie outside what calamine sees.
    for beyond in range(line, max(marks, default=-1) + 1):
        yield marked([], marks.get(beyond, ()))


def marked(row: list, marks) -> list:
    for column, kind in marks:
        row.extend([""] * (column + 1 - len(row)))
        row[column] = Formula(row[column]) if kind is Formula else ErrorCell()
    return row


def batches(rows: Iterator[list]) -> Iterator[dict]:
    """Rows from the first line on; a blank one is empty, so that the line is first + position."""
    first, batch = 1, []
    for number, row in enumerate(rows, 1):
        batch.append(shortened(row))
        if len(batch) == BATCH_ROWS:
            yield {"first": first, "rows": batch}
            first, batch = number + 1, []
    if batch:
        yield {"first": first, "rows": batch}


def shortened(row: list) -> list:
    """Without the blank cells at its end; a cell longer than Excel allows is not a cell."""
    size = len(row)
    while size and row[size - 1] == "":
        size -= 1
    row = row[:size]
    if any(type(cell) is str and len(cell) > limits.CELL_CHARS for cell in row):
        raise Unreadable("file_cell_long", most=limits.CELL_CHARS)
    return row


if __name__ == "__main__":
    sys.exit(main())
