"""One person's pay of a year, or of its remaining months: what simulation and ceilings look at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from .effects import Effects
from .slips import Slip, Worker, slip, worked_days
from .terms import Terms


@dataclass(frozen=True)
class Year:
    """What the months cost together; `months` counts those on post, `monthly` is a full ordinary month."""

    slip: Slip
    months: int
    monthly: Slip

    @property
    def gross(self) -> int:
        return self.slip.gross

    @property
    def total(self) -> int:
        return self.slip.total


ALL = tuple(range(1, 13))


def year_of(
    terms: Terms | None, worker: Worker, effects: Effects, year: int, months: Sequence[int] = ALL
) -> Year:
    """The named months of a year together; equal months are worked out once."""
    whole, sum_of, count = None, Slip(), 0
    for number in months:
        month = date(year, number, 1)
        worked, days = worked_days(worker, month)
        if not worked:
            continue
        count += 1
        if worked < days or number == 12:
            sum_of += slip(terms, worker, month, effects)
            continue
        whole = whole or slip(terms, worker, month, effects)
        sum_of += whole
    # Tax depends on the months before; a year that is only looked at leaves it out.
    return Year(sum_of, count, whole or _ordinary(terms, worker, effects, year))


def _ordinary(terms: Terms | None, worker: Worker, effects: Effects, year: int) -> Slip:
    """A full month without a year-end bonus."""
    always = replace(worker, first=None, last=None)
    return slip(terms, always, date(year, 1, 1), effects)
