"""The alert about services bought by the head: hiring in disguise (MOF Decree 102 art. 10)."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from budgets.models import Recovery
from staffing.alerts.kinds import Found, Level, Scope, Side, alert
from staffing.links import list_url


@alert(
    "service_priced_by_heads",
    _("service priced by heads"),
    _("{n} purchased services are priced by heads: hiring in disguise"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    act="read_money",
)
def service_priced_by_heads(scope: Scope):
    """Contracts whose price is so much a head."""
    by_heads, over = Recovery.PricedBy.HEADS, (Recovery.State.REFUSED, Recovery.State.WITHDRAWN)
    rows = Recovery.objects.visible_to(scope.user).filter(priced_by=by_heads).exclude(state__in=over)
    for unit_id, count in rows.order_by("unit_id").values_list("unit_id").annotate(Count("id")):
        url = list_url("recoveries", unit=unit_id, priced_by=by_heads)
        yield Found(scope.units.get(unit_id), count, {}, url)
