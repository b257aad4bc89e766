"""The cockpit of one month: quota, filed people, pay run and actuals side by side, by street."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Min, Sum

from budgets.models import Difference, PayrollActual, PayRun
from budgets.monthly import last_day
from quota_pool.calendar import today
from quota_pool.models import Unit
from staffing.selectors import unit_positions


@dataclass
class Street:
    """One street's month as each hand tells it."""

    unit: Unit
    granted: int
    filed: int
    unfiled: int
    paid_people: int = 0
    paid_fen: int = 0
    run: PayRun | None = None
    open_kinds: Counter = field(default_factory=Counter)
    oldest: date | None = None

    @property
    def open(self) -> int:
        return sum(self.open_kinds.values())

    @property
    def is_silent(self) -> bool:
        """Finance has sent nothing, and somebody is on post."""
        return not self.paid_people and bool(self.filed + self.unfiled)


def streets(units: Iterable[Unit], month: date, user) -> list[Street]:
    """Every street given with its month; a fixed number of queries."""
    day = min(last_day(month), today())
    found = {
        row.unit.pk: Street(row.unit, row.total("granted"), row.total("occupied"), row.total("held"))
        for row in unit_positions(units, on=day)
    }
    paid = PayrollActual.objects.filter(month=month, unit__in=found).order_by()
    for unit_id, people, amount in paid.values_list("unit_id").annotate(
        people=Count("person", distinct=True), amount=Sum("amount_fen")
    ):
        found[unit_id].paid_people, found[unit_id].paid_fen = people, amount
    runs = PayRun.objects.filter(month=month, unit__in=found, state=PayRun.State.POSTED)
    for run in runs.only("unit", "lines_count", "total_fen"):
        found[run.unit_id].run = run
    _differences(found, month, user)
    return list(found.values())


def _differences(found: dict[int, Street], month: date, user) -> None:
    rows = Difference.objects.visible_to(user).filter(month=month, state=Difference.State.OPEN)
    for unit_id, kind, count, since in (
        rows.order_by().values_list("unit_id", "kind").annotate(Count("id"), Min("opened_at"))
    ):
        if street := found.get(unit_id):
            street.open_kinds[kind] += count
            first = since.date()
            street.oldest = min(street.oldest or first, first)
