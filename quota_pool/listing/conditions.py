"""Conditions: what the address of a list says, checked, and the addresses that change one thing of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.widgets import SuffixedMultiWidget

from quota_pool import figures

from .columns import Column

SIZES = (20, 50, 100, 200)
FORMATS = ("xlsx", "csv")
IN_FRONT = 4
DENSITIES = (
    ("roomy", gettext_lazy("roomy")),
    ("compact", gettext_lazy("compact")),
    ("tight", gettext_lazy("tight")),
)
DEFAULT_DENSITY = "compact"
OWN = ("page", "size", "order", "columns", "density", "export", "more", "print")


class BadQuery(Exception):
    """The address asks for something this list does not know; every fault is named."""

    def __init__(self, faults: Iterable[str]):
        self.faults = list(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True)
class Chip:
    """One condition in force, with the address of the list without it."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class Wish:
    """How the reader wants the list: page, size, order, columns, density, or a workbook of it."""

    page: int
    size: int
    order: str
    columns: tuple[Column, ...]
    density: str
    export: str
    is_print: bool = False


def changed(query: QueryDict, **changes) -> str:
    """Write the address with some parameters set (a value) or dropped (None); the page starts over."""
    copy = query.copy()
    for name in ("page", "export", "more", "print", *changes):
        copy.pop(name, None)
    for name, value in changes.items():
        if value is not None:
            copy.setlist(name, value if isinstance(value, list) else [value])
    for name in [name for name in copy if not any(copy.getlist(name))]:
        del copy[name]
    return "?" + copy.urlencode(safe=",")


def given(query: QueryDict) -> QueryDict:
    """The conditions that say something: a form sends its empty fields too."""
    said = QueryDict(mutable=True)
    for name, values in query.lists():
        if any(values):
            said.setlist(name, [value for value in values if value])
    return said


def carried(query: QueryDict) -> list[tuple[str, str]]:
    """What a form that only changes the columns must send along."""
    names = (name for name in query if name not in ("columns", "page", "export", "print"))
    return [(name, value) for name in names for value in query.getlist(name) if value]


class WishReader:
    """Reads a `Wish` out of a query string and collects every fault on the way."""

    def __init__(self, query: QueryDict, columns: Sequence[Column], default_size: int, hidden=()):
        self.query, self.columns, self.default_size = query, columns, default_size
        self.hidden = {column.key for column in hidden}  # a colleague's address may ask for them
        self.faults: list[str] = []

    def read(self) -> Wish:
        return Wish(
            page=self._whole("page", 1, _("“%(value)s” is not a page number.")),
            size=self._size(),
            order=self._order(),
            columns=self._columns(),
            density=self._density(),
            export=self._export(),
            is_print=self._print(),
        )

    def _whole(self, name: str, default: int, fault: str) -> int:
        value = self.query.get(name) or str(default)
        if value.isascii() and value.isdigit() and len(value) < 9 and int(value) > 0:
            return int(value)
        self.faults.append(fault % {"value": value[:40]})
        return default

    def _size(self) -> int:
        fault = _("“%(value)s” is not a page size; choose 20, 50, 100 or 200.")
        size = self._whole("size", self.default_size, fault)
        if size in (*SIZES, self.default_size):
            return size
        self.faults.append(fault % {"value": size})
        return self.default_size

    def _order(self) -> str:
        value = self.query.get("order", "")
        sortable = {column.key for column in self.columns if column.order}
        if not value or value.removeprefix("-") in sortable:
            return value
        self.faults.append(_("This list cannot be sorted by “%(value)s”.") % {"value": value[:40]})
        return ""

    def _columns(self) -> tuple[Column, ...]:
        wanted = [key for part in self.query.getlist("columns") for key in part.split(",") if key]
        known = {column.key for column in self.columns} | self.hidden
        unknown = [key for key in wanted if key not in known]
        if unknown:
            self.faults.append(_("There is no column “%(value)s”.") % {"value": unknown[0][:40]})
        if not set(wanted) - self.hidden:
            return tuple(column for column in self.columns if not column.optional)
        by_key = {column.key: column for column in self.columns}
        return tuple(by_key[key] for key in dict.fromkeys(wanted) if key in by_key)

    def _density(self) -> str:
        value = self.query.get("density") or DEFAULT_DENSITY
        if value in dict(DENSITIES):
            return value
        self.faults.append(_("Rows stand roomy, compact or tight, not “%(value)s”.") % {"value": value[:40]})
        return DEFAULT_DENSITY

    def _print(self) -> bool:
        """Every row at once, for the printer."""
        value = self.query.get("print", "")
        if value not in ("", "all"):
            self.faults.append(
                _("A list is printed with print=all, not “%(value)s”.") % {"value": value[:40]}
            )
        return value == "all"

    def _export(self) -> str:
        value = self.query.get("export", "")
        if value in ("", *FORMATS):
            return value
        self.faults.append(
            _("Lists are exported as xlsx or csv, not as “%(value)s”.") % {"value": value[:40]}
        )
        return ""


def check_names(query: QueryDict, filterset) -> list[str]:
    """Name every parameter that neither the list nor its filter knows; silence would show wrong rows."""
    known = {*OWN, *field_names(filterset)}
    return [
        _("This list does not know the condition “%(name)s”.") % {"name": name[:40]}
        for name in query
        if name not in known
    ]


def check_values(filterset) -> list[str]:
    """Put the filter's own faults into sentences that name the condition."""
    if filterset is None or filterset.form.is_valid():
        return []
    form = filterset.form
    labels = {name: field.label or name for name, field in form.fields.items()}
    return [
        _("%(field)s: %(fault)s") % {"field": labels.get(name, name), "fault": fault}
        for name, faults in form.errors.items()
        for fault in faults
    ]


def field_names(filterset) -> list[str]:
    """List the parameters a filter reads; a range reads two."""
    if filterset is None:
        return []
    return [part for name, field in filterset.form.fields.items() for part in _parts(name, field)]


def _parts(name: str, field) -> list[str]:
    widget = field.widget
    if isinstance(widget, SuffixedMultiWidget):
        return [widget.suffixed(name, suffix) for suffix in widget.suffixes]
    return [name]


@dataclass
class Drawn:
    """The conditions as the page draws them: in front, folded away, and those only a link can set.

    What is folded away is drawn when the fold is opened, or when one of it is in force.
    """

    front: list
    more: list
    kept: list[tuple[str, str]]
    is_open: bool
    more_url: str


def drawn(query: QueryDict, filterset, front: Sequence[str], linked: Sequence[str]) -> Drawn | None:
    """Sort a filter's fields by where the page shows them; a select that is not drawn asks no query."""
    if filterset is None:
        return None
    form = filterset.form
    front = tuple(front) or tuple(form.fields)[:IN_FRONT]
    more = [name for name in form.fields if name not in front and name not in linked]
    parts = {name: _parts(name, field) for name, field in form.fields.items()}
    silent = [part for name in linked if name in parts for part in parts[name]]
    return Drawn(
        front=[form[name] for name in front if name not in linked],
        more=[form[name] for name in more],
        kept=[(part, value) for part in silent for value in query.getlist(part) if value],
        is_open="more" in query or any(query.get(part) for name in more for part in parts[name]),
        more_url=changed(query, more="on"),
    )


def chips(query: QueryDict, filterset) -> list[Chip]:
    """Turn the conditions in force into words, each with the address that drops it."""
    if filterset is None:
        return []
    form = filterset.form
    found = ((name, field, form.cleaned_data.get(name)) for name, field in form.fields.items())
    return [
        Chip(
            label=str(field.label or name),
            text=_in_words(field, value),
            url=changed(query, **dict.fromkeys(_parts(name, field))),
        )
        for name, field, value in found
        if _given(value)
    ]


def _given(value) -> bool:
    if hasattr(value, "exists"):  # a multiple choice of rows; its truth would fetch them twice
        return bool(len(value))
    return value is not None and value != "" and value != []


def _in_words(field, value) -> str:
    if isinstance(value, slice):
        return f"{_end(value.start)} … {_end(value.stop)}"
    if isinstance(value, (str, int)) and hasattr(field, "choices"):
        words = {str(code): str(word) for code, word in field.choices}
        return words.get(str(value), str(value))
    if isinstance(value, (list, tuple)) or hasattr(value, "exists"):
        return ", ".join(_in_words(field, one) for one in value)
    return figures.cell(value)


def _end(value) -> str:
    if hasattr(value, "date"):
        value = value.date()
    return "" if value is None else figures.cell(value)
