"""A list on paper: this page, every row at once, or the official paper that tells the same."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from quota_pool import access
from quota_pool.papers import REGISTRY

from . import conditions
from .conditions import Wish
from .pages import Pager

# So many rows are drawn at once for the printer; more is for the workbook.
MOST = 3_000


@dataclass(frozen=True)
class Printing:
    """Whether every row stands here for the printer, and the addresses with and without them."""

    is_all: bool = False
    all_url: str = ""
    pages_url: str = ""

    @classmethod
    def of(cls, query: QueryDict, wish: Wish, pager: Pager) -> "Printing":
        all_url = conditions.changed(query, print="all") if pager.last > 1 else ""
        return cls(wish.is_print, all_url, conditions.changed(query))


def page_of(wish: Wish) -> dict:
    """How many rows to read, and from which page on."""
    return {"size": MOST, "wanted": 1} if wish.is_print else {"size": wish.size, "wanted": wish.page}


def paper_url(user, query: QueryDict, key: str) -> str:
    """The official paper of the same rows, asked for the same unit and days; nothing where there is none."""
    if not key or not access.can(user, REGISTRY[key].act):
        return ""
    said = {name: query[name] for name in REGISTRY[key].asks if query.get(name)}
    return reverse("paper", args=[key]) + (f"?{urlencode(said)}" if said else "")
