"""Lists: one declaration of columns and filters serves the page, its swaps by htmx and its exports."""

from .columns import Column, coded, day_of, fen, marked
from .conditions import BadQuery
from .links import address, opens
from .pages import Pager, counts
from .selection import selected
from .view import BulkAct, ListPage

__all__ = [
    "BadQuery",
    "BulkAct",
    "Column",
    "ListPage",
    "Pager",
    "address",
    "coded",
    "counts",
    "day_of",
    "fen",
    "marked",
    "opens",
    "selected",
]
