"""Jobs of every day: each floor registers its own, and the worker enters them once a day in each district."""

from collections.abc import Callable

from quota_pool.calendar import today
from quota_pool.models import District

_daily: list[Callable] = []
_started: dict = {}


def daily(starter: Callable) -> Callable:
    """Register `starter(district)`, which enters a day's job under a key of that day."""
    if starter not in _daily:
        _daily.append(starter)
    return starter


def start_daily() -> None:
    """Enter today's jobs of every district; a worker asks once a day, and asking again enters nothing."""
    day = today()
    if _started.get("day") == day:
        return
    for district in District.objects.order_by("pk"):
        for starter in _daily:
            starter(district)
    _started["day"] = day
