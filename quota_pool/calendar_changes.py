"""What a change of the calendar moves: each floor recomputes its open deadlines at once, and lists them.

Nothing moves silently: the same transaction that changes a day moves the deadlines, keeps a row for each,
and a rehearsal of it shows them beforehand.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from quota_pool.calendar import WorkingDays, now
from quota_pool.models import CalendarChange, District
from quota_pool.rehearsal import rehearsed


@dataclass(frozen=True)
class Moved:
    """One deadline that lies on another day now."""

    unit: str
    text: str
    was: date
    due: date
    url: str = ""


Follower = Callable[[CalendarChange, WorkingDays], list[Moved]]
_followers: list[Follower] = []
_told: ContextVar[list[Moved] | None] = ContextVar("told", default=None)


def follows(follower: Follower) -> Follower:
    """Register `follower(change, table before it)`, which moves its floor's open deadlines and says which."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def follow(
    district: District,
    act: str,
    *,
    before: WorkingDays,
    actor,
    year: int,
    day: date | None = None,
    reason: str = "",
) -> int:
    """Keep the change, and move what it moves; before the audit, since the followers lock the books."""
    change = CalendarChange.objects.create(
        district=district, act=act, year=year, day=day, reason=reason, actor=actor, recorded_at=now()
    )
    moved = [one for follower in _followers for one in follower(change, before)]
    if (told := _told.get()) is not None:
        told.extend(moved)
    return len(moved)


def foreseen(service: Callable, **what) -> list[Moved]:
    """What an act on the calendar would move, by doing it and taking it back."""
    told: list[Moved] = []
    token = _told.set(told)
    try:
        with rehearsed():
            service(**what)
    finally:
        _told.reset(token)
    return told
