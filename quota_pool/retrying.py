"""Doing a whole transaction once more where the database undid it for a reason that passes (R-034)."""

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

Outcome = TypeVar("Outcome")
# Deadlock and serialization failure. Who waited for a lock in vain has waited long enough and is told so.
PASSES = ("40P01", "40001")
MOST_TIMES = 3
PAUSE = 0.05  # seconds; by chance up to twice as long, doubled with each try, so that two do not meet again


def in_full(work: Callable[[], Outcome]) -> Outcome:
    """Do the work, a whole transaction, and do it again while the database undoes it in passing."""
    for tried in range(1, MOST_TIMES):
        try:
            return work()
        except OperationalError as fault:
            if getattr(fault.__cause__, "pgcode", "") not in PASSES:
                raise
        time.sleep(PAUSE * 2**tried * (1 + secrets.randbelow(1000) / 1000))
    return work()
