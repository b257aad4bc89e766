"""What presses in the demonstration: late filings the bureau reminded of, an alert it has seen."""

from quota_pool.calendar import today
from staffing.alerts import Scope, alerts
from staffing.clocks import WITH_STREET
from staffing.demo.scene import Scene
from staffing.models import Filing
from staffing.services import urges
from staffing.services.alerts import acknowledge

REMINDED = 3


def play(scene: Scene) -> None:
    """A reminder of the oldest late filings, and a note on the first alert of heads over the quota."""
    bureau = scene.users["bureau"]
    late = Filing.objects.filter(district=scene.district, state__in=WITH_STREET, deadline__lt=today())
    late = late.select_related("unit__district", "engagement__person").order_by("deadline", "pk")
    urges.urge_many(filings=late[:REMINDED], actor=bureau, note="请于本周内补报备案")
    for alert in alerts(Scope(bureau), at_home=True):
        if alert.kind.code == "over_quota":
            note = "已约谈，随退出逐步消化"
            acknowledge(kind=alert.kind.code, unit_id=alert.unit.pk, actor=bureau, note=note)
            return
