"""What stands on one issued sheet, as a file: a head line, one line a row, a foot line; read back as a sheet.

The file is what the content's hash is taken over, so it is written the same way for the same sheet.
"""

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

import orjson

from .declaring import Ask, Cell, Heading, Paper, PaperColumn

FOOT = b'{"foot":'


def head_of(paper: Paper, ask: Ask, language: str) -> dict:
    """The words above the rows, in the language of the paper, and how its columns are written."""
    columns = [
        {"label": str(column.label), "kind": str(column.kind), "width": column.width}
        for column in paper.columns(ask)
    ]
    facts = paper.facts(ask) if paper.facts else []
    return {
        "paper": paper.key,
        "title": str(paper.title),
        "unit": ask.unit.name if ask.unit else ask.district.name,
        "on": ask.day.isoformat(),
        "known_on": ask.as_of.known_on.isoformat() if ask.as_of.known_on else "",
        "since": ask.since.isoformat() if ask.since else "",
        "month": ask.month.isoformat()[:7] if ask.month else "",
        "measure": str(paper.measure),
        "facts": [[str(label), str(value)] for label, value in facts],
        "columns": columns,
        "is_upright": paper.is_upright,
        "is_form": paper.is_form,
        "is_numbered": paper.is_numbered and not paper.is_form,
        "mark": paper.mark(ask) if paper.mark else "",
        "language": language,
    }


class Lines:
    """The rows of a paper as plain cells, counted and summed on the way past."""

    def __init__(self, paper: Paper, ask: Ask):
        self._columns = list(paper.columns(ask))
        self._rows = paper.rows(ask)
        self.count = 0
        self.sums = [0 if column.summed else None for column in self._columns]

    def __iter__(self) -> Iterator[list | dict]:
        for row in self._rows:
            if isinstance(row, Heading):
                yield {"heading": str(row.text)}
                continue
            cells = [plain(column, column.read(row)) for column in self._columns]
            self.count += 1
            for place, total in enumerate(self.sums):
                if total is not None:
                    self.sums[place] = total + (cells[place] or 0)
            yield cells

    @property
    def foot(self) -> list | None:
        """The sums under the columns; nothing where none is summed."""
        return self.sums if any(total is not None for total in self.sums) and self.count else None


def plain(column: PaperColumn, value):
    """A value as the content keeps it: numbers as they are, days as text, the rest as words."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    if column.kind in (Cell.NUMBER, Cell.MONEY):
        return value
    return str(value)


class ContentWriter:
    """Writes a content file line by line and takes its hash over the lines, not over their packing."""

    def __init__(self, target):
        self._packed = gzip.GzipFile(fileobj=target, mode="wb", mtime=0)
        self._digest = hashlib.sha256()

    def write(self, what) -> None:
        line = orjson.dumps(what) + b"\n"
        self._digest.update(line)
        self._packed.write(line)

    def close(self) -> str:
        self._packed.close()
        return self._digest.hexdigest()


class Sheet:
    """One sheet ready to be drawn: its head, its lines and its foot; of a kept one its rows and its hash."""

    rows, sha256 = 0, ""

    def __init__(self, head: dict, lines: Iterable, foot: list | None):
        self.head, self.lines, self.foot = head, lines, foot


def lines_of(file) -> Iterator[list | dict]:
    """The lines of a content file one by one, without its head and its foot."""
    file.seek(0)
    with gzip.open(file, "rb") as packed:
        packed.readline()
        for line in packed:
            found = orjson.loads(line)
            if isinstance(found, list) or "heading" in found:
                yield found


def read_back(file, most: int) -> Sheet:
    """An issued sheet from its file; of a very long one the first lines."""
    lines, foot, count, digest = [], None, 0, hashlib.sha256()
    with gzip.open(file, "rb") as packed:
        first = packed.readline()
        digest.update(first)
        for line in packed:
            digest.update(line)
            count += line.startswith(b"[")
            if line.startswith(FOOT):
                foot = orjson.loads(line)["foot"]
            elif len(lines) < most:
                lines.append(orjson.loads(line))
    sheet = Sheet(orjson.loads(first), lines, foot)
    sheet.rows, sheet.sha256 = count, digest.hexdigest()
    return sheet


def previewed(paper: Paper, ask: Ask, language: str, most: int) -> tuple[Sheet, bool]:
    """The first lines of a paper as it would be issued today; and whether that is all of it."""
    lines, shown, is_whole = Lines(paper, ask), [], True
    for line in lines:
        if len(shown) == most:
            is_whole = False
            break
        shown.append(line)
    return Sheet(head_of(paper, ask, language), shown, lines.foot if is_whole else None), is_whole
