"""Which units stand frozen on a day, as known on a day: read from the steps of their freezes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quota_pool.as_of import end_of
from quota_pool.calendar import today
from quota_pool.models import Pool
from staffing.models import Freeze, FreezeEvent

Kind, Step = Freeze.Kind, FreezeEvent.Step


@dataclass(frozen=True)
class Standstill:
    """One freeze that holds on a day."""

    freeze_id: int
    kind: str
    since: date
    document: str

    def holds_for(self, pool: Pool | None) -> bool:
        """A frozen unit seats nobody new; a suspended one nobody new on mobile heads (P2, P14)."""
        return self.kind == Kind.FROZEN or pool is not None and pool.kind != Pool.Kind.LUMP_SUM


def standstills(
    units: Iterable[int], on: date | None = None, known_on: date | None = None
) -> dict[int, list[Standstill]]:
    """The freezes that hold in each unit on a day, as known at the end of a closed day; one query."""
    return standing(steps_of(units, known_on), on or today())


def steps_of(units: Iterable[int], known_on: date | None = None) -> list[tuple]:
    """The steps of the units' freezes in their order, for every day."""
    steps = FreezeEvent.objects.filter(freeze__unit_id__in=list(units))
    if known_on is not None:
        steps = steps.filter(recorded_at__lte=end_of(known_on))
    names = ("freeze_id", "freeze__unit_id", "freeze__kind", "step", "effective", "freeze__document__number")
    return list(steps.order_by("id").values_list(*names))


def standing(steps: Iterable[tuple], on: date) -> dict[int, list[Standstill]]:
    """The freezes that hold on a day, by what had been done by then."""
    begun: dict[int, tuple[int, Standstill]] = {}
    for freeze_id, unit_id, kind, step, day, number in steps:
        if day > on:
            continue
        if step == Step.FROZEN:
            begun[freeze_id] = unit_id, Standstill(freeze_id, kind, day, number)
        else:
            begun.pop(freeze_id, None)
    found = defaultdict(list)
    for unit_id, standstill in begun.values():
        found[unit_id].append(standstill)
    return found
