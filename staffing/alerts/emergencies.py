"""Alerts about emergencies: people put to work, and nobody has asked for their heads in time."""

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from staffing.alerts.kinds import Found, Level, Scope, Side, alert, part
from staffing.models import Emergency, MobileRequest
from staffing.services.emergencies import ANSWERED


def _unasked(scope: Scope):
    asked = MobileRequest.objects.filter(emergency=OuterRef("pk"), state__in=ANSWERED)
    rows = Emergency.objects.visible_to(scope.user).filter(~Exists(asked), due__lt=scope.on)
    rows = rows.filter(people__engagement__voided_at=None, people__isnull=False)
    counts = {"count": Count("people"), "first": Min("due"), "one": Min("pk")}
    yield part(rows, "emergency_unasked", **counts)


@alert(
    "emergency_unasked",
    _("emergency not asked for"),
    _("{n} people put to work in an emergency whose request was due on {due} and has not been sent"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    act="read_requests",
    rule="emergency_request_limit",
    parts=_unasked,
)
def emergency_unasked(scope: Scope):
    """Emergencies with people, past the working days within which the request must follow."""
    for row in scope.counted("emergency_unasked"):
        if unit := scope.units.get(row.unit_id):
            url = reverse("staffing:emergency", args=[row.one])
            yield Found(unit, row.count, {"due": row.first.isoformat()}, url)
