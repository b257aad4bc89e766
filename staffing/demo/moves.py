"""What has become of heads lately in the demonstration district: one street frozen, one freeze proposed."""

from datetime import timedelta

from quota_pool.calendar import played, today
from quota_pool.models import Unit
from staffing.demo.scene import Scene, office_hours
from staffing.models import Freeze
from staffing.services import freezes


def play(scene: Scene) -> None:
    """The loose ends of the bureau's own decisions."""
    frozen, doubtful = (scene.units[place % len(scene.units)] for place in (4, 9))
    with played(office_hours(today() - timedelta(days=12))):
        freezes.approve_freeze(
            freeze=_propose(scene, frozen, "untrue", "花名册列有已离岗人员，限期核实更正"),
            actor=scene.users["bureau-lead"],
        )
    if doubtful != frozen:
        _propose(scene, doubtful, "late", "连续两月未按时报送花名册", Freeze.Kind.SUSPENDED)


def _propose(scene: Scene, unit: Unit, cause: str, reason: str, kind: str = Freeze.Kind.FROZEN) -> Freeze:
    return freezes.propose_freeze(
        unit=unit,
        kind=kind,
        cause=cause,
        reason=reason,
        document=scene.paper(f"关于冻结{unit.name}编外指标的通知", today()),
        from_day=today(),
        actor=scene.users["bureau"],
    )
