"""One line of a roster between the file and the row that keeps it: its texts, its values, its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from datetime import date
from functools import cached_property
from typing import Any

import orjson

from quota_pool.refusals import Reason
from staffing.models import Engagement, ImportBatch, ImportRow, Person, Term
from staffing.roster import Fault, Kind, RosterRow, SheetReading, check_row
from staffing.roster.faults import restore
from staffing.roster.fields import ALL
from staffing.services.engagements import Work
from staffing.services.people import id_hash

WORK_NAMES = tuple(one.name for one in fields_of(Work) if one.name in ALL)
Places = Mapping[str, tuple[str, str]]


@dataclass
class Line:
    """A line under way; `sort` fills in what it would do and to whom."""

    sheet: str
    number: int
    raw: dict[str, str]
    values: dict[str, Any]
    faults: list[Fault]
    notices: list[Fault]
    places: Places
    row: ImportRow | None = None
    id_hash: bytes | None = None
    status: str = ""
    person: Person | None = None
    keeps_record: bool = True  # whether the record of a person known already is this unit's to change
    engagement: Engagement | None = None
    term: Term | None = None
    changes: dict[str, tuple] = field(default_factory=dict)
    checks: list = field(default_factory=list)
    outcome: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)

    def __post_init__(self):
        if number := self.values.get("id_no"):
            self.id_hash = id_hash(number)

    @property
    def leaves(self) -> bool:
        """Whether the line tells of a last day."""
        return "leave_date" in self.values

    @property
    def day(self) -> date | None:
        return self.values.get("leave_date") or self.values.get("start_date")

    @property
    def name(self) -> str:
        return self.values.get("name", "")

    def say(self, reason: Reason, *, is_fault: bool = False) -> None:
        """Add a reason at the line's own place, once."""
        said = self.faults if is_fault else self.notices
        if all(one.code != reason.code for one in said):
            said.append(Fault(reason.code, reason.field, reason.facts, *self._place(reason.field)))

    def _place(self, name: str) -> tuple[int, str, str]:
        """Line, heading and letter; the usual heading where the sheet has no such column."""
        found = self.places.get(name)
        if found is None:
            found = (ALL[name].heading if name in ALL else "", "")
        return self.number, *found

    def refuse(self, reasons: list[Reason]) -> None:
        """Say why the line was not entered after all."""
        self.outcome = {"done": "refused", "refused": [reason.stored() for reason in reasons]}

    @cached_property
    def work(self) -> Work:
        """The terms the line states."""
        return Work(**{name: self.values[name] for name in WORK_NAMES if name in self.values})


def places_of(sheet: SheetReading) -> dict[str, tuple[str, str]]:
    """Field to (heading as written, column letter)."""
    return {one["field"]: (one["text"], one["letter"]) for one in sheet.as_columns() if one["field"]}


def line_of(sheet: SheetReading, row: RosterRow, places: Places) -> Line:
    """A line as it was read."""
    return Line(sheet.name, row.line, row.raw, row.values, list(row.faults), list(row.notices), places)


class Sheets:
    """What a batch remembers of its sheets: which lists leavers, and what stands above each column."""

    def __init__(self, batch: ImportBatch):
        self.by_name = {sheet["name"]: sheet for sheet in batch.reading.get("sheets", ())}

    def is_leavers(self, name: str) -> bool:
        return self.by_name.get(name, {}).get("kind") == Kind.LEAVERS

    def places(self, name: str) -> Places:
        kept = self.by_name.get(name, {}).get("places", {})
        return {name: tuple(place) for name, place in kept.items()}

    def line(self, row: ImportRow, raw: dict[str, str], today: date) -> Line:
        """A kept row checked afresh from its texts."""
        is_leaver = self.is_leavers(row.sheet)
        values, faults, notices = check_row(raw, today, is_leaver=is_leaver)
        places = self.places(row.sheet)
        line = Line(row.sheet, row.line, dict(raw), values, [], [], places, row=row)
        line.faults = [fault.at(*line._place(fault.field)) for fault in faults]
        line.notices = [fault.at(*line._place(fault.field)) for fault in notices]
        return line


def texts_of(row: ImportRow) -> dict[str, str]:
    """The cells of a kept row, opened."""
    return texts(row.cells)


def texts(opened: str) -> dict[str, str]:
    """The cells from the text that was sealed."""
    return orjson.loads(opened or "{}")


def sealed_texts(raw: Mapping[str, str]) -> str:
    """The cells as one text, to be sealed."""
    return orjson.dumps(raw).decode()


def fill(row: ImportRow, line: Line) -> ImportRow:
    """Put into a row what its line says."""
    row.sheet, row.line, row.name, row.day = line.sheet[:60], line.number, line.name[:60], line.day
    row.id_hash, row.status = line.id_hash, line.status
    row.faults = [fault.stored() for fault in line.faults]
    row.notices = [fault.stored() for fault in line.notices]
    row.changes = line.changes
    return row


def faults_of(row: ImportRow) -> list[Fault]:
    """What is wrong with a kept row."""
    return [restore(one) for one in row.faults]
