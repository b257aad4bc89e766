"""Addresses of rows: the address of a page is taken apart once, not once a row."""

from collections.abc import Callable
from functools import cache
from urllib.parse import quote

from django.urls import reverse

PLACE = "7319205846"  # stands where the row's key will: digits fit every kind of key


def opens(url_name: str, field: str = "pk") -> Callable[[dict], str]:
    """Link each row to the page of that name and of the key in this field; no link where it has none."""

    def link(row) -> str:
        key = row[field]
        return "" if key is None else address(url_name, key)

    return link


def address(url_name: str, key) -> str:
    """The page of that name about the row of this key."""
    before, after = _around(url_name)
    return f"{before}{quote(str(key))}{after}"


@cache
def _around(url_name: str) -> tuple[str, str]:
    before, _place, after = reverse(url_name, args=[PLACE]).partition(PLACE)
    return before, after
