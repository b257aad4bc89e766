"""今天要办 of the finance door: the month to confirm, to check, and what was returned."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets import finance_months, monthly
from budgets.models import Declaration, Snapshot
from quota_pool.calendar import today
from quota_pool.models import Unit
from staffing.agenda.desk import READ, Desk, Task, tasks

State = Declaration.State
SOON = 10  # days before the last day from which a month stands on the desk


def _url(unit_id: int, month: date) -> str:
    return f"{reverse('budgets:declaration', args=[unit_id])}?month={monthly.written(month)}"


def _open_month(desk: Desk) -> date | None:
    """The current month while it is not locked."""
    month = monthly.month_of(today())
    locked = Snapshot.objects.visible_to(desk.user).filter(month=month).exists()
    return None if locked else month


@tasks("declare_month")
def to_confirm(desk: Desk) -> Iterator[Task]:
    """The street's own month, from ten days before its last day on, or when the bureau gave it back."""
    month = desk.once(_open_month)
    if month is None:
        return
    units = Unit.objects.visible_to(desk.user, "declare_month").pool_owners().select_related("district")
    done = Declaration.objects.visible_to(desk.user).filter(month=month).exclude(state=State.RETURNED)
    told = set(done.values_list("unit_id", flat=True))
    for unit in units.order_by("code")[:READ]:
        due = finance_months.clock(unit.district, month, unit.pk).due
        left = (due - today()).days
        if unit.pk in told or left > SOON:
            continue
        yield Task(
            due=due,
            left=left,
            text=_("%(unit)s: confirm the roster of %(month)s")
            % {"unit": unit.name, "month": monthly.written(month)},
            note=_("also when nothing changed"),
            act=_("Confirm"),
            url=_url(unit.pk, month),
        )


@tasks("check_declaration")
def to_check(desk: Desk) -> Iterator[Task]:
    """How many streets wait for the bureau's check, as one row."""
    month = desk.once(_open_month)
    if month is None or desk.district is None:
        return
    waiting = Declaration.objects.visible_to(desk.user).filter(month=month, state=State.CONFIRMED).count()
    if not waiting:
        return
    due = finance_months.clock(desk.district, month).check
    yield Task(
        due=due,
        left=(due - today()).days,
        text=_("%(n)s monthly declarations wait for the check") % {"n": waiting},
        note=monthly.written(month),
        act=_("Check"),
        url=f"{reverse('budgets:declarations')}?month={monthly.written(month)}",
    )
