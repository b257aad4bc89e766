"""What the worker does unasked: the jobs of each day, and clearing up what killed processes left behind."""

from collections.abc import Callable

from quota_pool.calendar import today
from quota_pool.models import District

_tidiers: list[Callable[[], None]] = []
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


def tidied_by(function: Callable[[], None]) -> Callable[[], None]:
    """Register what a floor clears up now and then; the worker calls it every few minutes."""
    _tidiers.append(function)
    return function


def tidy() -> None:
    """Clear up what killed processes left behind."""
    for function in _tidiers:
        function()
