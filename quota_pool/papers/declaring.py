"""What a paper is: its title, what it is for and is asked by, its columns, where its rows come from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import TextChoices

from quota_pool.as_of import AsOf
from quota_pool.calendar import today
from quota_pool.models import District, Unit


class Cell(TextChoices):
    """How a cell is written, on the page and in the workbook."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MONEY = "money"
    NAME = "name"  # a label inside a form: bold, never a sum


@dataclass(frozen=True)
class PaperColumn:
    """One column: `value` names a key of the row or computes from it."""

    key: str
    label: Any
    value: str | Callable[[Any], Any] | None = None
    kind: str = Cell.TEXT
    width: int = 12
    summed: bool = False

    def read(self, row):
        """Take this column's typed value out of a row."""
        if callable(self.value):
            return self.value(row)
        return row[self.value or self.key]


@dataclass(frozen=True)
class Heading:
    """A line of its own between rows: it opens a part of the table."""

    text: Any


@dataclass(frozen=True)
class Ask:
    """Whose paper, of which unit or the whole district, and for which days."""

    user: Any
    district: District
    unit: Unit | None = None
    on: date | None = None
    known_on: date | None = None
    since: date | None = None
    month: date | None = None
    record: int | None = None
    is_full: bool = False
    base: str = ""  # the address of this house, for a mark that leads back to the record

    @property
    def as_of(self) -> AsOf:
        return AsOf.asked(self.on or today(), self.known_on)

    @property
    def day(self) -> date:
        return self.as_of.day

    @cached_property
    def units(self) -> list[Unit]:
        """The unit asked for, or every one with a quota pool the asker sees."""
        if self.unit is not None:
            return [self.unit]
        return list(Unit.objects.visible_to(self.user).pool_owners())

    def narrowed(self, rows):
        """Rows of the unit asked for, or of all the reader sees."""
        return rows if self.unit is None else rows.filter(unit=self.unit)

    def stored(self) -> dict:
        """The parameters as kept with an issued paper and in the audit."""
        told = {"on": self.on, "known_on": self.known_on, "since": self.since, "month": self.month}
        kept = {name: day.isoformat() for name, day in told.items() if day}
        return kept | ({"record": self.record} if self.record else {})


Rows = Iterable[Any]


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `asks` names its parameters among unit, on, known_on, since, month, record."""

    key: str
    title: Any
    purpose: Any
    act: str
    rows: Callable[[Ask], Rows]
    columns: Callable[[Ask], Sequence[PaperColumn]]
    asks: tuple[str, ...] = ("unit", "on")
    measure: Any = ""
    facts: Callable[[Ask], list[tuple[Any, Any]]] | None = None
    mark: Callable[[Ask], str] | None = None
    find: Callable[[Any, int], Any] | None = None
    is_upright: bool = False
    is_form: bool = False
    is_numbered: bool = True
    may_be_full: bool = False


REGISTRY: dict[str, Paper] = {}


def register(*papers: Paper) -> None:
    """Enter papers; a second one of the same key is a programming fault."""
    for paper in papers:
        if paper.key in REGISTRY:
            raise ValueError(f"paper {paper.key} is declared twice")
        REGISTRY[paper.key] = paper


def of_record(ask: Ask, paper: Paper) -> Ask | None:
    """The question with the unit of the record it is about; None when the asker sees no such record."""
    if paper.find is None:
        return ask
    record = paper.find(ask.user, ask.record)
    return None if record is None else replace(ask, unit=record.unit)
