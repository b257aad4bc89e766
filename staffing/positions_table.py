"""The table of the quota pool: streets by figures, the rows behind each, what presses, and the sums."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import figures, marks
from quota_pool.as_of import AsOf
from quota_pool.calendar import today
from quota_pool.ledger import Money
from quota_pool.listing import Column
from quota_pool.models import Pool, Unit
from staffing.expiring import runs_out
from staffing.links import list_url
from staffing.models import Freeze
from staffing.requested import requests_url
from staffing.selectors import PoolRow, UnitRow
from staffing.workload import Waiting

NEARLY_FULL = 98  # percent
OTHER_KINDS = [kind for kind in Pool.Kind.values if kind != Pool.Kind.LUMP_SUM]
PEOPLE = ("reserved", "held", "occupied", "unseated")
FIGURES = {
    "lump_sum": gettext_lazy("Lump-sum"),
    "mobile": gettext_lazy("Mobile"),
    "reserved": gettext_lazy("Reserved"),
    "held": gettext_lazy("Held"),
    "occupied": gettext_lazy("Occupied"),
    "free": gettext_lazy("Free"),
    "frozen": gettext_lazy("Frozen"),
    "over": gettext_lazy("Over"),
}


@dataclass(frozen=True)
class Cell:
    """One figure as the table shows it."""

    key: str
    value: int
    url: str
    then: int | None = None

    @property
    def delta(self) -> str:
        """How much it has grown or fallen since the day it is compared with."""
        if self.then is None or self.then == self.value:
            return ""
        change = self.value - self.then
        return f"+{figures.number(change)}" if change > 0 else figures.number(change)

    @property
    def text(self) -> str:
        return figures.number(self.value) if self.value or self.key == "free" else figures.NOTHING


@dataclass(frozen=True)
class Alert:
    """What wants looking at in one street, and where it leads."""

    text: str
    tone: str
    url: str


@dataclass
class Line:
    """One street: its position, the filings that wait there, and the rows behind each figure."""

    row: UnitRow
    waiting: Waiting | None = None
    then: UnitRow | None = None

    @property
    def unit(self) -> Unit:
        return self.row.unit

    @property
    def size(self) -> str:
        return str(Unit.SizeClass(self.unit.size_class).label) if self.unit.size_class else ""

    @property
    def url(self) -> str:
        return street_url(self.unit.pk, self.row.on, self.row.known_on)

    def value(self, figure: str) -> int:
        return value_of(self.row, figure)

    @property
    def cells(self) -> list[Cell]:
        return [Cell(key, self.value(key), self.behind(key), self.value_then(key)) for key in FIGURES]

    @property
    def requested(self) -> int | None:
        """Heads asked for and not decided on; None where they were not read, or are not for this reader."""
        return getattr(self.unit, "requested", None)

    @property
    def asked(self) -> Cell:
        """The heads asked for, beside those granted and used."""
        return asked(self.requested, self.row.on, self.row.known_on, self.unit.pk)

    def value_then(self, figure: str) -> int | None:
        """The figure on the day it is compared with, if there is one."""
        return None if self.then is None else value_of(self.then, figure)

    def behind(self, figure: str) -> str:
        """The rows behind a figure of this street; none behind nothing."""
        if not self.value(figure):
            return ""
        if figure == "over" and self.row.over == self.row.unseated:
            figure = "unseated"
        if figure in ("free", "frozen", "over"):
            return self.url + "#grants"
        return behind(figure, self.row.on, self.row.known_on, self.unit.pk)

    @property
    def granted(self) -> int:
        return self.value("granted")

    @property
    def used(self) -> int:
        return self.value("used")

    @property
    def on_post(self) -> int:
        """Everybody on post who counts, with a head or without: what the share of use is reckoned from."""
        return self.value("on_post")

    @property
    def heads(self) -> marks.Heads:
        """What the bar draws."""
        names = ("granted", "occupied", "held", "reserved", "over")
        return marks.Heads(**{name: self.value(name) for name in names})

    @property
    def alerts(self) -> list[Alert]:
        return [*_frozen(self), *_over(self), *_overdue(self), *_expiring(self), *_full(self)]


def value_of(row: UnitRow, figure: str) -> int:
    """One figure of a street over its pools, or over those of one kind."""
    if figure == "lump_sum":
        return row.total("granted", Pool.Kind.LUMP_SUM)
    if figure == "mobile":
        return row.total("granted") - row.total("granted", Pool.Kind.LUMP_SUM)
    if figure == "on_post":
        return row.total("used") + row.unseated
    return row.over if figure == "over" else row.total(figure)


def asked(heads: int, on: date, known_on: date | None, unit: int | None = None) -> Cell:
    """A figure of heads asked for, with the requests behind it."""
    return Cell("requested", heads, requests_url(unit, AsOf(on, known_on)) if heads else "")


def behind(figure: str, on: date, known_on: date | None, unit: int | None = None) -> str:
    """The list whose total is the figure: grants behind what is granted, people behind the rest."""
    as_of = {"unit": unit, "on": on, "known_on": known_on}
    if figure == "lump_sum":
        return list_url("grants", kind=[Pool.Kind.LUMP_SUM], **as_of)
    if figure == "mobile":
        return list_url("grants", kind=OTHER_KINDS, **as_of)
    if figure == "reserved":
        return list_url("reserved", **as_of)
    return list_url("roster", heads=figure, **as_of) if figure in PEOPLE else ""


def street_url(unit: int, on: date, known_on: date | None = None) -> str:
    """A street's page on the same days."""
    place = reverse("staffing:street", args=[unit])
    if known_on:
        return f"{place}?on={on}&known_on={known_on}"
    return place if on == today() else f"{place}?on={on}"


def ends_soon(row: PoolRow, street: UnitRow) -> bool:
    """Whether a grant that still carries heads or people runs out, as the district's rule says."""
    return bool(row.granted or row.used) and runs_out(row.pool.valid_to, street.unit, street.on)


def _over(line: Line):
    if line.row.over:
        said = {"n": line.row.over, "unseated": line.row.unseated}
        with_split = _("over quota %(n)s, of them without a head %(unseated)s")
        words = with_split if line.row.unseated else _("over quota %(n)s")
        yield Alert(words % said, "red", line.behind("over"))


def _frozen(line: Line):
    for one in line.row.standstills:
        words = _("%(kind)s since %(day)s")
        said = {"kind": Freeze.Kind(one.kind).label, "day": figures.short_day(one.since)}
        yield Alert(words % said, "red", reverse("staffing:freeze", args=[one.freeze_id]))


def _overdue(line: Line):
    if line.waiting and line.waiting.overdue:
        where = list_url("filings", unit=line.unit.pk, overdue=True)
        yield Alert(_("filings overdue %(n)s") % {"n": line.waiting.overdue}, "amber", where)


def _expiring(line: Line):
    for row in line.row.pools:
        if ends_soon(row, line.row):
            words = _("mobile ends %(day)s") % {"day": figures.short_day(row.pool.valid_to)}
            yield Alert(words, "blue", line.url + "#grants")


def _full(line: Line):
    if line.granted and not line.row.over and line.used * 100 >= NEARLY_FULL * line.granted:
        yield Alert(_("nearly full"), "grey", line.behind("free"))


@dataclass
class Table:
    """All streets a person sees, and the sums of their figures."""

    lines: list[Line]
    on: date
    known_on: date | None
    sums: dict[str, int] = field(default_factory=dict)
    money: dict[int, Money] = field(default_factory=dict)

    @property
    def money_lines(self) -> list[tuple[Line, Money | None]]:
        """Each street with its money of the year, where it has any."""
        return [(line, self.money.get(line.unit.pk)) for line in self.lines]

    @property
    def all_money(self) -> Money:
        return sum(self.money.values(), Money())

    def __post_init__(self):
        names = (*FIGURES, "granted", "used", "on_post")
        self.sums = {name: sum(line.value(name) for line in self.lines) for name in names}

    @property
    def asked(self) -> Cell | None:
        """The heads all streets ask for; nothing for whoever may not read requests."""
        if any(line.requested is None for line in self.lines):
            return None
        return asked(sum(line.requested for line in self.lines), self.on, self.known_on)

    @property
    def totals(self) -> list[Cell]:
        """The foot: the same figures for all streets, each leading to all their rows."""
        return [
            Cell(key, value, behind(key, self.on, self.known_on) if value else "", self.sum_then(key))
            for key, value in self.sums.items()
            if key in FIGURES
        ]

    def sum_then(self, figure: str) -> int | None:
        """The same sum on the day it is compared with."""
        if any(line.then is None for line in self.lines):
            return None
        return sum(line.value_then(figure) for line in self.lines)

    @property
    def expiring(self) -> int:
        """How many mobile grants run out."""
        return sum(ends_soon(row, line.row) for line in self.lines for row in line.row.pools)

    @property
    def overdue(self) -> int:
        return sum(line.waiting.overdue for line in self.lines if line.waiting)

    @property
    def with_grant(self) -> int:
        """How many streets have been granted anything."""
        return sum(1 for line in self.lines if line.value("granted"))


def table(
    rows: Iterable[UnitRow],
    waiting: dict[int, Waiting],
    on: date,
    known_on: date | None,
    then: Iterable[UnitRow] = (),
) -> Table:
    """Lines in the order of the units; what is late is said of today only; `then`: what to compare with."""
    now = known_on is None and on == today()
    others = {row.unit.pk: row for row in then}
    lines = [Line(row, waiting.get(row.unit.pk) if now else None, others.get(row.unit.pk)) for row in rows]
    return Table(lines, on, known_on)


def _column(key: str, label) -> Column:
    return Column(key, label, value=lambda line: line.value(key), numeric=True)


EXPORTED = [
    Column("code", gettext_lazy("Code"), value=lambda line: line.unit.code),
    Column("street", gettext_lazy("Street or town"), value=lambda line: line.unit.name),
    Column("size", gettext_lazy("Size class"), value=lambda line: line.size),
    Column("requested", gettext_lazy("Requested"), value=lambda line: line.requested, numeric=True),
    *(_column(key, label) for key, label in FIGURES.items()),
    Column("alerts", gettext_lazy("Notes"), value=lambda line: "; ".join(a.text for a in line.alerts)),
]
