"""The clock of a month at the finance door, and the row whoever writes about the month holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from budgets.models import FinanceMonth
from budgets.monthly import day_in
from quota_pool import rules
from quota_pool.models import District

DUE, CHECK, LOCK = "declaration_due", "declaration_check", "snapshot_lock"


@dataclass(frozen=True)
class Clock:
    """Until when a month is confirmed and checked, and when it is locked."""

    month: date
    due: date
    check: date
    lock: date


def clock(district: District, month: date, unit_id: int | None = None) -> Clock:
    """The days of one month, as the rules in force that month say."""
    in_force = rules.rulings(district, month, unit_id)
    days = (day_in(month, int(in_force(code).value)) for code in (DUE, CHECK, LOCK))
    return Clock(month, *days)


def hold(district: District, months: Iterable[date]) -> None:
    """Hold the months, in order; what another writer enters meanwhile is seen once it is committed."""
    months = sorted(set(months))
    rows = [FinanceMonth(district=district, month=month) for month in months]
    FinanceMonth.objects.bulk_create(rows, ignore_conflicts=True)
    held = FinanceMonth.objects.select_for_update(no_key=True).filter(district=district, month__in=months)
    list(held.order_by("month").values_list("pk", flat=True))
