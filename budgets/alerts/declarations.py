"""预警 of the finance door (domain.md section 10)."""

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets import finance_months, monthly
from budgets.models import Declaration, Snapshot
from staffing.alerts.kinds import Found, Level, Scope, Side, alert, part

CONFIRMED, CLOSED = "confirmed", "closed"


def _months(scope: Scope):
    """Which streets have confirmed the month, and whether it is closed already."""
    month = monthly.month_of(scope.on)
    confirmed = Declaration.objects.visible_to(scope.user).filter(month=month)
    confirmed = confirmed.exclude(state=Declaration.State.RETURNED)
    closed = Snapshot.objects.visible_to(scope.user).filter(month=month)
    yield part(confirmed, "roster_unconfirmed", text=Value(CONFIRMED, output_field=CharField()))
    yield part(closed, "roster_unconfirmed", unit="district_id", text=Value(CLOSED, output_field=CharField()))


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
    parts=_months,
)
def roster_unconfirmed(scope: Scope):
    """Streets whose leader has not confirmed the month, from the day after the last day on."""
    month = monthly.month_of(scope.on)
    counted = scope.counted("roster_unconfirmed")
    if any(one.text == CLOSED for one in counted):
        return
    confirmed = {one.unit_id for one in counted if one.text == CONFIRMED}
    for unit in scope.units.values():
        due = finance_months.clock(unit.district, month, unit.pk).due
        if unit.pk not in confirmed and scope.on > due:
            url = f"{reverse('budgets:declaration', args=[unit.pk])}?month={monthly.written(month)}"
            yield Found(unit, 1, {"month": monthly.written(month), "due": due.isoformat()}, url)
