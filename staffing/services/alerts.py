"""Acknowledging an alert: it says who has seen it, and takes nothing away until the cause is gone."""

from collections.abc import Iterable

from django.db import transaction
from django.http import Http404

from quota_pool import access, audit
from quota_pool.calendar import now
from quota_pool.models import District
from staffing.alerts import Alert, Scope, alerts
from staffing.models import AlertSeen


@transaction.atomic
def acknowledge(*, kind: str, unit_id: int | None, actor, note: str = "") -> AlertSeen:
    """Keep that this person has seen the alert as it stands now; Http404 where nothing presses."""
    access.require(actor, "see_alerts")
    scope = Scope(actor)
    for alert in alerts(scope):
        if alert.key == (kind, unit_id):
            return _seen(alert, scope, actor, note)
    raise Http404


def _seen(alert: Alert, scope: Scope, actor, note: str) -> AlertSeen:
    row = AlertSeen.objects.create(
        district_id=access.district_of(actor),
        unit=alert.unit,
        kind=alert.kind.code,
        count=alert.count,
        level=alert.level,
        actor=actor,
        recorded_at=now(),
        note=note,
    )
    after = {"kind": row.kind, "count": row.count, "level": row.level}
    label = alert.unit.name if alert.unit else District.objects.get(pk=row.district_id).name
    audit.record(actor, "alert.seen", row, after=after, reason=note, label=label)
    return row


def last_seen(found: Iterable[Alert], user) -> dict[tuple, AlertSeen]:
    """The last acknowledgement of each alert; one query."""
    kinds = {alert.kind.code for alert in found}
    rows = AlertSeen.objects.visible_to(user).filter(kind__in=kinds).select_related("actor").order_by("id")
    return {(row.kind, row.unit_id): row for row in rows}
