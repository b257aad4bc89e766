"""The largest raise for a street of five hundred: its people read, three variants solved.

The floor reads the same rows and adds up what they cost, once.
"""

import json
import statistics
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402

from bench.crowd import UNITS, Crowd  # noqa: E402
from budgets import savings  # noqa: E402
from quota_pool.calendar import today  # noqa: E402

PEOPLE = 500
TIMES = 7
STAYING = 0.86  # of the crowd is on post with pay entered


def milliseconds(work: Callable) -> float:
    """The median of some runs."""
    found = []
    for _time in range(TIMES):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


def main() -> None:
    crowd = Crowd(round(PEOPLE * UNITS / STAYING))
    unit = crowd.units[0]
    people = len(savings.on_post(unit))
    terms = savings.Terms(
        year=today().year,
        count=people // 10,
        paid_until=0,
        raise_from=1,
        free_fen=0,
        next_fen=people * 10_000_000,
    )
    answer = savings.ask(unit, terms)
    floor = milliseconds(lambda: sum(row.monthly_pay_fen for row in savings.on_post(unit)))
    shown = {
        "what": f"savings solver, {people} people, three variants, {connection.vendor}",
        "ours": f"{milliseconds(lambda: savings.ask(unit, terms).variants):.0f} ms"
        f" (raise {answer.variants[0].average_fen / 100:.2f} yuan a month)",
        "floor": f"{floor:.0f} ms (the same people read and added up)",
        "target": "≤ 300 ms",
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    main()
