"""How long mobile heads have stood unused: since when, how many, and how many were used at most.

Read from the entries of the pools' own accounts, two statements however many pools are asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from quota_pool.as_of import NOW, AsOf
from quota_pool.models import Book, Entry, Pool
from staffing.checks import add_months

USED = (Book.SEATED, Book.RECALLED)


@dataclass(frozen=True)
class Idleness:
    """`heads` stood free through the whole window; `since`: from that day a head has always stood free."""

    since: date | None
    heads: int
    peak: int
    peak_on: date | None
    window_from: date


def idleness(pools: Iterable[Pool], months: Mapping[int, int], as_of: AsOf = NOW) -> dict[int, Idleness]:
    """By pool, how idle its heads are on a day; `months`: how long is long, by pool."""
    pools = list(pools)
    free, used = _profiles((pool.pk for pool in pools), as_of)
    found = {}
    for pool in pools:
        start = add_months(as_of.day, -months[pool.pk])
        standing, sat = _running(free[pool.pk]), _running(used[pool.pk])
        peak_on, peak = max(sat, key=lambda step: step[1], default=(None, 0))
        found[pool.pk] = Idleness(
            since=_since(standing),
            heads=_least(standing, start) if pool.valid_from and pool.valid_from <= start else 0,
            peak=peak,
            peak_on=peak_on if peak else None,
            window_from=start,
        )
    return found


def _profiles(pool_ids: Iterable[int], as_of: AsOf):
    """(free, used) by pool: how many more heads than the day before, by day."""
    ids = list(pool_ids)
    free: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    used: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for side, sign in (("target", 1), ("source", -1)):
        rows = Entry.objects.filter(as_of.recorded(), effective__lte=as_of.day)
        rows = rows.filter(**{f"{side}__pool__in": ids, f"{side}__book__in": (Book.FREE, *USED)})
        sums = rows.order_by().values_list(f"{side}__pool_id", f"{side}__book", "effective")
        for pool_id, book, day, amount in sums.annotate(Sum("amount")):
            (free if book == Book.FREE else used)[pool_id][day] += sign * amount
    return free, used


def _running(changes: dict[date, int]) -> list[tuple[date, int]]:
    """(day, what stood from that day on), in order of days."""
    standing, total = [], 0
    for day in sorted(changes):
        total += changes[day]
        standing.append((day, total))
    return standing


def _since(standing: list[tuple[date, int]]) -> date | None:
    """The first day from which a head has always stood free."""
    since = None
    for day, heads in reversed(standing):
        if heads <= 0:
            break
        since = day
    return since


def _least(standing: list[tuple[date, int]], start: date) -> int:
    """The least that stood free from a day on."""
    before = [heads for day, heads in standing if day <= start]
    return min([*before[-1:], *(heads for day, heads in standing if day > start)], default=0)
