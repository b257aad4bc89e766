"""预警 of the finance door (domain.md section 10)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets import finance_months, monthly
from budgets.models import Declaration, Snapshot
from staffing.alerts.kinds import Found, Level, Scope, Side, alert


@alert(
    "roster_unconfirmed",
    _("roster not confirmed"),
    _("The roster of {month} was to be confirmed by {due}"),
    Level.AMBER,
    Side.STREET,
    Side.BUREAU,
    act="read_declarations",
    rule="declaration_due",
    at_home=True,
)
def roster_unconfirmed(scope: Scope):
    """Streets whose leader has not confirmed the month, from the day after the last day on."""
    month = monthly.month_of(scope.on)
    rows = Declaration.objects.visible_to(scope.user).filter(month=month)
    confirmed = set(rows.exclude(state=Declaration.State.RETURNED).values_list("unit_id", flat=True))
    if Snapshot.objects.visible_to(scope.user).filter(month=month).exists():
        return
    for unit in scope.units.values():
        due = finance_months.clock(unit.district, month, unit.pk).due
        if unit.pk not in confirmed and scope.on > due:
            url = f"{reverse('budgets:declaration', args=[unit.pk])}?month={monthly.written(month)}"
            yield Found(unit, 1, {"month": monthly.written(month), "due": due.isoformat()}, url)
