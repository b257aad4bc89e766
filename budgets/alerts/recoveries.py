"""The alert about services bought by the head: hiring in disguise (MOF Decree 102 art. 10)."""

from django.utils.translation import gettext_lazy as _

from budgets.models import Recovery
from staffing.alerts.kinds import Found, Level, Scope, Side, alert, part
from staffing.links import list_url

BY_HEADS, OVER = Recovery.PricedBy.HEADS, (Recovery.State.REFUSED, Recovery.State.WITHDRAWN)


def _by_heads(scope: Scope):
    rows = Recovery.objects.visible_to(scope.user).filter(priced_by=BY_HEADS).exclude(state__in=OVER)
    yield part(rows, "service_priced_by_heads")


@alert(
    "service_priced_by_heads",
    _("service priced by heads"),
    _("{n} purchased services are priced by heads: hiring in disguise"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    act="read_money",
    parts=_by_heads,
)
def service_priced_by_heads(scope: Scope):
    """Contracts whose price is so much a head."""
    for row in scope.counted("service_priced_by_heads"):
        url = list_url("recoveries", unit=row.unit_id, priced_by=BY_HEADS)
        yield Found(scope.units.get(row.unit_id), row.count, {}, url)
