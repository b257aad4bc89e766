"""A roster read from a file: its sheets, what each column means, and every row checked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Any

from quota_pool.refusals import Reason
from quota_pool.sheets import headings
from quota_pool.sheets.cells import column_letter
from quota_pool.sheets.headings import SEARCHED_LINES, Heading
from quota_pool.sheets.reading import Row, SheetRows, open_book

from . import faults as codes
from .cells import as_text, is_hollow
from .checks import check_row
from .faults import Fault
from .fields import ALL, ANCHORS, LEAVING, READ, REQUIRED, REQUIRED_OF_LEAVERS, SAID_ONCE, VOCABULARY, WORKING

KEY, MOST_NAMED = "id_no", 5
LEAVER_SHEET = ("离职", "减员", "退出", "解聘", "离岗", "辞退", "减少人员", "离开")


class Kind(StrEnum):
    """What a sheet lists."""

    ROSTER = "roster"
    LEAVERS = "leavers"
    OTHER = "other"


@dataclass
class RosterRow:
    """One person's line: the texts as written, the values read from them, and what is wrong."""

    line: int
    raw: dict[str, str]
    values: dict[str, Any]
    faults: list[Fault]
    notices: list[Fault]

    @property
    def is_good(self) -> bool:
        return not self.faults


@dataclass
class SheetReading:
    """One sheet as it was understood; `heading` is None where none was found."""

    name: str
    kind: Kind
    heading: Heading | None = None
    rows: Iterable[RosterRow] = ()
    notices: list[Reason] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)

    @property
    def columns(self) -> dict[int, str | None]:
        return self.heading.columns if self.heading else {}

    def as_mapping(self) -> dict:
        """How it was read, as plain JSON that a person edits and `read` takes back."""
        if not self.heading:
            return {"kind": str(self.kind), "lines": None, "columns": {}}
        columns = {str(at): name for at, name in self.heading.columns.items()}
        return {"kind": str(self.kind), "lines": list(self.heading.lines), "columns": columns}

    def as_columns(self) -> list[dict]:
        """Each column for a page: its letter, its heading as written, and its field."""
        if not self.heading:
            return []
        shown = sorted(self.heading.columns.items())
        return [
            {"at": at, "letter": column_letter(at), "text": self.heading.text_of(at), "field": name}
            for at, name in shown
        ]


@dataclass
class RosterFile:
    """A whole file, read."""

    sheets: list[SheetReading]
    encoding: str = ""
    notices: list[Reason] = field(default_factory=list)

    def of(self, kind: Kind) -> Iterator[tuple[SheetReading, RosterRow]]:
        """Every row of one kind of sheet, with its sheet."""
        for sheet in self.sheets:
            if sheet.kind is kind:
                for row in sheet.rows:
                    yield sheet, row


def read(
    path: str | Path, *, today: date, filename: str = "", mapping: Mapping[str, dict] | None = None
) -> RosterFile:
    """Read a roster and check every row.

    `mapping` (sheet name -> what `SheetReading.as_mapping` gave, edited) goes before what is found.
    """
    file = RosterFile([])
    for sheet in stream(path, today=today, filename=filename, mapping=mapping, into=file):
        sheet.rows = list(sheet.rows)
        file.sheets.append(sheet)
    return file


def stream(
    path: str | Path,
    *,
    today: date,
    filename: str = "",
    mapping: Mapping[str, dict] | None = None,
    into: RosterFile | None = None,
) -> Iterator[SheetReading]:
    """The sheets one after the other, their rows as they are read; for files too big to hold."""
    seen: dict[Kind, dict[str, tuple[str, int]]] = {Kind.ROSTER: {}, Kind.LEAVERS: {}}
    with open_book(path, filename or Path(path).name) as book:
        if into is not None and book.kind == "csv":
            into.encoding = book.encoding
            into.notices.append(codes.ENCODING_USED.reason(encoding=book.encoding, separator=book.separator))
        for sheet in book.sheets:
            chosen = (mapping or {}).get(sheet.name, {})
            yield _Sheet(sheet, chosen, today, book.date1904, seen).reading()


class _Sheet:
    """One sheet on its way from cells to rows of people."""

    def __init__(self, sheet: SheetRows, chosen: dict, today: date, is_1904: bool, seen: dict):
        self.sheet = sheet
        self.chosen = chosen
        self.today = today
        self.is_1904 = is_1904
        self.seen = seen
        self.head = list(islice(sheet.rows, SEARCHED_LINES))
        self.result = SheetReading(sheet.name, Kind.OTHER)

    def reading(self) -> SheetReading:
        heading = self.heading()
        if self.sheet.is_hidden and not self.chosen:
            # Lists to choose from lie in hidden sheets; only people left out are worth a word.
            if heading:
                self.result.notices.append(codes.SHEET_HIDDEN.reason(sheet=self.sheet.name))
            return self.result
        if heading is None:
            if self.head:
                self.result.notices.append(codes.SHEET_OTHER.reason(sheet=self.sheet.name))
            return self.result
        self.result.heading = heading
        self.result.kind = self.kind(heading)
        if self.result.kind is not Kind.OTHER:
            self.say_about_columns(heading)
            self.result.rows = self.rows(heading)
        elif KEY not in heading.places and not self.chosen.get("kind"):
            self.result.notices.append(self.without_numbers(heading))
        return self.result

    def without_numbers(self, heading: Heading) -> Reason:
        """People are named, but by no number: which column is missing, and where it belongs."""
        known = "、".join(ALL[name].heading for name in list(heading.places)[:MOST_NAMED])
        said = {"sheet": self.sheet.name, "line": heading.lines[1], "known": known}
        return codes.NO_NUMBERS.reason(**said, heading=ALL[KEY].heading, field=KEY)

    def heading(self) -> Heading | None:
        """The heading a person chose, or the one found by meaning."""
        columns = {
            int(at): name
            for at, name in (self.chosen.get("columns") or {}).items()
            if name in ALL or not name
        }
        if lines := self.chosen.get("lines"):
            found = headings.at_lines(self.head, self.sheet.merged, VOCABULARY, tuple(lines))
        else:
            found = headings.find(
                self.head, self.sheet.merged, VOCABULARY, required=REQUIRED, anchors=ANCHORS
            )
        return found.remapped(columns, REQUIRED) if found and columns else found

    def kind(self, heading: Heading) -> Kind:
        """Leavers when the sheet says so, or when nothing in it speaks of people at work."""
        if chosen := self.chosen.get("kind"):
            return Kind(chosen)
        there = set(heading.places)
        if KEY not in there:
            return Kind.OTHER
        is_leaving = bool(there & LEAVING)
        named = any(word in self.sheet.name for word in LEAVER_SHEET)
        if is_leaving and (named or not there & WORKING):
            return Kind.LEAVERS
        return Kind.ROSTER

    def say_about_columns(self, heading: Heading) -> None:
        required = REQUIRED if self.result.kind is Kind.ROSTER else REQUIRED_OF_LEAVERS
        heading.missing = [name for name in required if name not in heading.places]
        say = self.result.notices.append
        for name in heading.missing:
            say(codes.COLUMN_MISSING.reason(heading=ALL[name].heading, field=name))
        if self.result.kind is Kind.ROSTER:
            for name in SAID_ONCE:
                if name not in heading.places:
                    say(codes.COLUMN_ABSENT.reason(heading=ALL[name].heading, field=name))
        for name in heading.duplicates:
            say(codes.COLUMN_TWICE.reason(heading=ALL[name].heading, field=name))
        for name in heading.guessed:
            column = heading.text_of(heading.places[name])
            say(codes.COLUMN_GUESSED.reason(column=column, heading=ALL[name].heading, field=name))

    def rows(self, heading: Heading) -> Iterator[RosterRow]:
        """Every row that names somebody: below the heading, not blank, not a foot, not the heading again."""
        places = {name: at for name, at in heading.places.items() if name in READ}
        key = places.get(KEY)
        for row in chain(self.head, self.sheet.rows):
            if row.line <= heading.lines[1] or self.is_empty(row, places):
                continue
            if not self.names_somebody(row, key) and self.is_furniture(row, key, heading):
                self.result.skipped.append(row.line)
                continue
            yield self.row(row, places, heading)

    def names_somebody(self, row: Row, key: int | None) -> bool:
        """An ID number stands there; the common case, told apart without looking at every cell."""
        cell = row.cells[key] if key is not None and key < len(row.cells) else ""
        return isinstance(cell, str) and 14 < len(cell) < 30

    def is_furniture(self, row: Row, key: int | None, heading: Heading) -> bool:
        """Totals, the line for signatures, the heading printed again."""
        keys = [] if key is None else [key]
        return headings.is_foot(row, keys, len(heading.columns)) or headings.repeats(row, heading)

    def is_empty(self, row: Row, places: Mapping[str, int]) -> bool:
        """Nothing in any column that is read: a serial number alone makes no person."""
        return all(at >= len(row.cells) or is_hollow(row.cells[at]) for at in places.values())

    def row(self, row: Row, places: Mapping[str, int], heading: Heading) -> RosterRow:
        cells, width = row.cells, len(row.cells)
        raw = {name: as_text(cells[at], ALL[name], self.is_1904) for name, at in places.items() if at < width}
        values, faults, notices = check_row(raw, self.today, is_leaver=self.result.kind is Kind.LEAVERS)
        self.check_twice(row.line, values, faults)
        return RosterRow(
            row.line, raw, values, self.placed(row, faults, heading), self.placed(row, notices, heading)
        )

    def check_twice(self, line: int, values: dict, faults: list[Fault]) -> None:
        """The first of two rows stays good; the second's number is refused, and compared with nothing."""
        number = values.get("id_no")
        if not number:
            return
        here = (self.sheet.name, line)
        sheet, first = self.seen[self.result.kind].setdefault(number, here)
        if (sheet, first) == here:
            return
        faults[:] = [fault for fault in faults if fault.code not in COMPARED]
        if sheet == self.sheet.name:
            faults.append(codes.of(codes.ID_TWICE, "id_no", line=first))
        else:
            faults.append(codes.of(codes.ID_TWICE_ELSEWHERE, "id_no", sheet=sheet, line=first))

    def placed(self, row: Row, faults: list[Fault], heading: Heading) -> list[Fault]:
        return [self.place(row.line, fault, heading) for fault in faults]

    def place(self, line: int, fault: Fault, heading: Heading) -> Fault:
        """Where a person finds it; the field's usual heading where the sheet has no such column."""
        at = heading.places.get(fault.field)
        if at is None and fault.field in ("contract_start", "contract_end"):
            at = heading.places.get("contract_period")
        if at is None:
            return fault.at(line, ALL[fault.field].heading, "")
        return fault.at(line, heading.text_of(at), column_letter(at))


COMPARED = frozenset({codes.SEX_DISAGREES.name, codes.BIRTH_DISAGREES.name})
