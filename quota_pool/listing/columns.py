"""Columns: what a list reads, shows, links, sorts by and exports, said once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from html import escape
from operator import attrgetter
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from quota_pool import figures, marks


@dataclass(frozen=True)
class Column:
    """One column: `value` names a field of the row or computes from it, then `fields` names what it reads.

    Cells are written to strings here and not in the template: 750 cells printed as native values cost
    a page three times what they cost as strings.
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    numeric: bool = False
    sort: str | tuple[str, ...] = ()
    export: Callable[[Any], Any] | None = None
    words: Mapping[Any, Any] | None = None  # the word of each code of the first field: what a file says
    show: Callable[[Any], Any] = figures.cell
    fields: tuple[str, ...] = ()
    optional: bool = False
    any_length: bool = False  # an index holds this order, however many rows match
    on_paper: bool = True
    css: str = ""

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the database fields this column needs in a row."""
        if callable(self.value):
            return self.fields
        return (self.value or self.key, *self.fields)

    @property
    def order(self) -> tuple[str, ...]:
        """Name the fields this column sorts by, none if it cannot be sorted."""
        return (self.sort,) if isinstance(self.sort, str) else self.sort

    @cached_property
    def css_class(self) -> str:
        words = ("n" if self.numeric else "", self.css, "" if self.on_paper else "no-print")
        return " ".join(word for word in words if word)

    @cached_property
    def opening(self) -> str:
        """How each cell of the column begins."""
        return f'<td class="{self.css_class}">' if self.css_class else "<td>"

    def read(self, row):
        """Take this column's plain value out of a row."""
        return self._read(row)

    def text(self, row):
        """Write the value as the screen shows it; drawings come back as safe markup."""
        value = self.read(row)
        return value if isinstance(value, SafeString) else self.show(value)

    def cell(self, row) -> str:
        """Draw the table cell, with its link if there is one; what comes from the row is escaped here."""
        text = self.text(row)
        text = escape(text) if type(text) is str else conditional_escape(text)
        address = self.link(row) if self.link else ""
        if address:
            text = f'<a href="{escape(str(address))}">{text}</a>'
        return f"{self.opening}{text}</td>"

    def exporter(self) -> Callable[[Any], Any]:
        """What gives the typed value of a row for a file: days stay days, numbers stay numbers.

        Asked once a file: what no row changes, like the words of its language, is looked up once.
        """
        if self.words is not None:
            name = self.fields[0] if self.fields else self.key
            told = {code: str(word) for code, word in self.words.items()}
            return lambda row: told.get(row[name], row[name])
        return self.export or self._read

    @cached_property
    def _read(self) -> Callable[[Any], Any]:
        if callable(self.value):
            return self.value
        name = self.value or self.key
        get = attrgetter(name.replace("__", "."))
        return lambda row: row[name] if type(row) is dict else get(row)


def markup(text: str) -> SafeString:
    """Say that this string is markup of ours: whatever a row brought into it was escaped when it came in."""
    return mark_safe(text)  # noqa: S308


def fen(key: str, label, **more) -> Column:
    """A column of money kept in fen, shown and exported in yuan."""
    name = more.get("value") or key

    def yuan(row):
        return None if row[name] is None else Decimal(row[name]).scaleb(-2)

    return Column(key, label, numeric=True, show=figures.money, export=yuan, **more)


def coded(key: str, label, choices, **more) -> Column:
    """A column that stores a code and shows its word."""
    words = dict(choices)
    name = more.pop("value", None) or key

    @lru_cache(maxsize=1024)
    def said(code, _language: str):
        """A list of a hundred thousand rows looks each word up once."""
        return str(words[code]) if code in words else code

    def word(row):
        return said(row[name], get_language())

    return Column(key, label, value=word, fields=(name,), words=words, **more)


def marked(key: str, label, choices, tones, **more) -> Column:
    """A column that stores a code and shows its word as a badge in the code's tone."""
    words = dict(choices)

    def badge(row):
        return marks.badge(words[row[key]], tones[row[key]])

    return Column(key, label, value=badge, words=words, fields=(key,), **more)


def day_of(key: str, label, **more) -> Column:
    """A column of days, narrow and never broken over two lines."""
    return Column(key, label, show=figures.day, css="day", **more)
