"""Addresses of the rows behind a number: every figure on a page leads to a list whose total it equals."""

from datetime import date
from urllib.parse import urlencode

from quota_pool.navigation import address


def list_url(page: str, **conditions) -> str:
    """A list with these conditions; empty while there is no such page."""
    said = {name: _text(value) for name, value in conditions.items() if value not in (None, "")}
    place = address(page)
    return f"{place}?{urlencode(said, doseq=True)}" if place and said else place


def _text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else value
