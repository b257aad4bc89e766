"""What a list page draws: its heads, rows, chips and addresses, and the acts it offers on many rows."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from . import conditions
from .columns import Column
from .pages import Pager
from .printing import Printing


@dataclass(frozen=True)
class BulkAct:
    """One act on many rows: where the selection is sent and what a person must be allowed to do."""

    label: Any
    url_name: str
    act: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Header:
    """One column's head with the address that sorts by it."""

    column: Column
    url: str = ""
    sorted: str = ""


@dataclass
class Shown:
    """What the templates print of a list."""

    pager: Pager | None = None
    headers: list[Header] = field(default_factory=list)
    rows: list[SafeString] = field(default_factory=list)
    totals: list[SafeString] = field(default_factory=list)
    chips: list[conditions.Chip] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    density: str = conditions.DEFAULT_DENSITY
    density_urls: list[tuple[str, str, str]] = field(default_factory=list)
    page_urls: list[tuple[int, str]] = field(default_factory=list)
    size_urls: list[tuple[int, str]] = field(default_factory=list)
    printing: Printing = Printing()
