"""What has become of heads lately in the demonstration district: streets frozen or recruiting."""

from datetime import timedelta

from quota_pool.calendar import played, today
from quota_pool.models import Unit
from staffing.demo import people
from staffing.demo.scene import Scene, office_hours
from staffing.models import Freeze
from staffing.selectors import unit_position
from staffing.services import engagements, freezes, gifts, recruitments, transfers
from staffing.services.engagements import Work


def play(scene: Scene) -> None:
    """Decisions of the bureau, and heads set aside by streets."""
    frozen, doubtful = (scene.units[place % len(scene.units)] for place in (4, 9))
    with played(office_hours(today() - timedelta(days=12))):
        freezes.approve_freeze(
            freeze=_propose(scene, frozen, "untrue", "花名册列有已离岗人员，限期核实更正"),
            actor=scene.users["bureau-lead"],
        )
    if doubtful != frozen:
        _propose(scene, doubtful, "late", "连续两月未按时报送花名册", Freeze.Kind.SUSPENDED)
    _recruit(scene)
    _between_streets(scene)


def _between_streets(scene: Scene) -> None:
    """A person offered to the clerk's own street, and a head the bureau may give it."""
    home, giver = scene.units[2 % len(scene.units)], scene.units[0]
    if home == giver:
        return
    seated = giver.engagements.filter(standing="seated", end_date=None, voided_at=None)
    transfers.offer_transfer(
        engagement=seated.filter(start_date__lt=today()).order_by("id").first(),
        to_unit=home,
        from_day=today(),
        note="家住本街道，双方协商同意",
        actor=scene.clerks[giver.pk],
    )
    gifts.propose_gift(
        unit=giver,
        to_unit=home,
        heads=1,
        document=scene.paper(f"关于调剂{giver.name}、{home.name}编外指标的通知", today()),
        actor=scene.users["bureau"],
    )


def _recruit(scene: Scene) -> None:
    """Heads set aside in a street while it recruits; one start is taken from them."""
    for place, unit in enumerate(scene.units[:4]):
        free = unit_position(unit).total("free", "lump_sum")
        if free < 3:
            continue
        one = recruitments.open_recruitment(
            unit=unit,
            pool=unit.pools.get(kind="lump_sum"),
            heads=2,
            post_category="50",
            primary_post="网格员",
            planned_for=today() + timedelta(days=20 + place),
            note="公开招聘公告已发布",
            actor=scene.clerks[unit.pk],
            key=scene.key(),
        )
        if place == 0:
            work = people.work(scene.random, today()) | {"post_category": "50"}
            engagements.start_work(
                unit=unit,
                person=scene.person(),
                work=Work(**work, recruitment=one),
                actor=scene.clerks[unit.pk],
                key=scene.key(),
            )


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
