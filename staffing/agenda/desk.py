"""One person's desk: the rows every module lays on it, and what those modules share to lay them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import access
from quota_pool.calendar import today
from quota_pool.models import District, Unit
from staffing.positions_table import Table, table
from staffing.selectors import UnitRow, unit_positions
from staffing.workload import Waiting, waiting

MOST = 10
READ = 200  # rows read for the desk; the lists behind the buttons hold them all
NAMED = 2
DUE, RETURNED, WAITING, PRESSING = "due", "returned", "waiting", "pressing"
PANELS = {
    DUE: gettext_lazy("Due within seven days"),
    RETURNED: gettext_lazy("Returned to me"),
    WAITING: gettext_lazy("Waiting for others"),
    PRESSING: gettext_lazy("Alerts"),
}


@dataclass(frozen=True)
class Task:
    """One row: until when, what, the explanation, and the button."""

    due: date
    left: int
    text: str
    note: str
    act: str
    url: str
    working: bool = False  # `left` counts working days


@dataclass(frozen=True)
class Line:
    """One line of a panel: how many of what, and the list of them."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Next:
    """The next date of one kind, for a day on which nothing is to be done."""

    day: date
    text: str


@dataclass(frozen=True)
class Panel:
    """What is due, returned or waited for."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Teller:
    """A function that tells rows to whoever may do one of its acts."""

    acts: tuple[str, ...]
    tell: Callable[["Desk"], Iterable]


_tasks: list[Teller] = []
_upcoming: list[Teller] = []
_told: dict[str, list[Teller]] = {kind: [] for kind in PANELS}


def tasks(*acts: str):
    """Register `function(desk) -> Iterable[Task]` for those who may do one of the acts."""
    return _joins(_tasks, acts)


def told(panel: str, *acts: str):
    """Register `function(desk) -> Iterable[Line]` of one panel."""
    return _joins(_told[panel], acts)


def upcoming(*acts: str):
    """Register `function(desk) -> Iterable[Next]`."""
    return _joins(_upcoming, acts)


def _joins(tellers: list[Teller], acts: tuple[str, ...]):
    def register(function):
        tellers.append(Teller(acts, function))
        return function

    return register


class Desk:
    """What lies before one person today; each shared reading is made once, when first asked for."""

    def __init__(self, user):
        self.user = user
        self._read: dict[Callable, Any] = {}

    def once(self, reading: Callable[["Desk"], Any]) -> Any:
        """What `reading(desk)` gives, read when it is first asked for and kept for this desk."""
        if reading not in self._read:
            self._read[reading] = reading(self)
        return self._read[reading]

    def can(self, *acts: str) -> bool:
        """Whether this person may do one of the acts anywhere; no acts, everybody."""
        return not acts or any(access.can(self.user, act) for act in acts)

    @cached_property
    def waiting(self) -> dict[int, Waiting]:
        """Open filings by unit."""
        return waiting(self.user)

    @cached_property
    def heads(self) -> Table:
        """Positions of the streets in sight, as of now."""
        units = Unit.objects.visible_to(self.user, "read_pool").pool_owners().select_related("district")
        return table(unit_positions(units), self.waiting, today(), None)

    @property
    def rows(self) -> list[UnitRow]:
        """The position of each street in sight."""
        return [line.row for line in self.heads.lines]

    @property
    def units(self) -> dict[int, Unit]:
        """The streets in sight by id."""
        return {row.unit.pk: row.unit for row in self.rows}

    @property
    def district(self) -> District | None:
        """The district of the streets in sight."""
        return self.rows[0].unit.district if self.rows else None

    def tasks(self) -> list[Task]:
        """Every row of every kind, the most pressing first."""
        return in_order(self._ask(_tasks))

    def panels(self) -> list[Panel]:
        """What is due, returned and waited for, as far as it can concern this person."""
        return [
            Panel(title, list(self._ask(_told[kind])))
            for kind, title in PANELS.items()
            if any(self.can(*teller.acts) for teller in _told[kind])
        ]

    def next(self) -> str:
        """What comes next, whatever its kind; empty where nothing has a date."""
        found = sorted(self._ask(_upcoming), key=lambda one: one.day)
        return found[0].text if found else ""

    def _ask(self, tellers: list[Teller]) -> Iterable:
        return chain.from_iterable(teller.tell(self) for teller in tellers if self.can(*teller.acts))


def in_order(found: Iterable[Task]) -> list[Task]:
    """In order of deadline; of one day, what is late in working days before the rest."""
    return sorted(found, key=lambda task: (task.due, task.left, task.text))


def names(people: list[str]) -> str:
    """The first names, and how many they are altogether."""
    shown = _(", ").join(people[:NAMED])
    if len(people) <= NAMED:
        return shown
    return _("%(names)s and others, %(n)s people") % {"names": shown, "n": len(people)}


def streets(units: list[Unit]) -> str:
    """The first streets, and how many they are altogether."""
    shown = _(", ").join(unit.name for unit in units[:NAMED])
    if len(units) <= NAMED:
        return shown
    return _("%(names)s and others, %(n)s streets") % {"names": shown, "n": len(units)}
