"""Requests for mobile heads in the demonstration district: one in every hand they can lie in."""

from datetime import date, timedelta

from quota_pool.calendar import played, today
from quota_pool.models import Pool, Unit
from staffing.demo import people
from staffing.demo.scene import Scene, office_hours
from staffing.models import MobileRequest
from staffing.services import emergencies, requests
from staffing.services.work import Work

TASKS = (
    ("task_sunk", "出租屋巡查事项下沉街道", "辖区出租屋 3,200 套，每月巡查一次", 4),
    ("demolition", "旧村改造项目征拆动迁", "涉及 560 户，计划六个月完成签约", 8),
    ("campaign", "电动自行车消防整治", "排查点位 210 处，为期三个月", 3),
    ("emergency", "强降雨后危房排查", "危旧房 126 栋，须一个月内复核", 5),
)
WITHIN = "现有网格员人均负责 400 户，已实行一岗多责，无法再调剂"


def play(scene: Scene) -> None:
    """The home street has one of each kind; others have one with the bureau, one checked, an emergency."""
    home, day = scene.units[2 % len(scene.units)], today()
    with played(office_hours(day - timedelta(days=6))):
        _draft(scene, home, 0, day)
        _returned(scene, _sent(scene, home, 2, day))
        _sent(scene, scene.units[-1], 1, day)
        _reviewed(scene, _sent(scene, scene.units[0], 3, day))
        _granted(scene, _reviewed(scene, _sent(scene, home, 1, day)), day)
    with played(office_hours(day - timedelta(days=5))):
        # Not at home: people without a head close a street's intake, and the tour begins with a hire.
        _emergency(scene, scene.units[6 % len(scene.units)], day)
        refused = _reviewed(scene, _sent(scene, home, 3, day))
        requests.refuse(request=refused, note="可由包干指标空缺调剂解决", actor=scene.users["bureau-lead"])
        lead = scene.users["street-lead"]
        requests.withdraw(request=_sent(scene, home, 2, day), note="任务已取消", actor=lead)
        _extension(scene, home)


def _extension(scene: Scene, unit: Unit) -> None:
    """The street asks for its grant that ends first to end later."""
    running = Pool.objects.filter(unit=unit, kind=Pool.Kind.MOBILE, valid_from__lte=today())
    pool = running.filter(valid_to__gte=today()).order_by("valid_to").first()
    if pool is None:
        return
    drafted = requests.draft(
        unit=unit,
        actor=scene.clerks[unit.pk],
        key=scene.key(),
        extends=pool,
        task="征拆收尾：剩余 60 户签约及安置对接",
        workload="60 户，约三个月",
        why_not_within=WITHIN,
        valid_to=pool.valid_to + timedelta(days=90),
    )
    requests.submit(request=drafted, actor=scene.lead_of(unit))


def _emergency(scene: Scene, unit: Unit, day: date) -> None:
    """Two people put to work after a storm, the request not yet sent in."""
    opened = emergencies.open_emergency(
        unit=unit,
        what="强降雨致边坡滑移，须立即值守排险",
        started_on=today(),
        actor=scene.lead_of(unit),
        key=scene.key(),
    )
    for _place in range(2):
        emergencies.register(
            emergency=opened,
            person=scene.person(),
            work=Work(**people.work(scene.random, today())),
            actor=scene.clerks[unit.pk],
            key=scene.key(),
        )


def _draft(scene: Scene, unit: Unit, place: int, day: date) -> MobileRequest:
    reason, task, workload, heads = TASKS[place]
    return requests.draft(
        unit=unit,
        actor=scene.clerks[unit.pk],
        key=scene.key(),
        reason_code=reason,
        task=task,
        workload=workload,
        why_not_within=WITHIN,
        heads=heads,
        valid_from=day + timedelta(days=7),
        valid_to=day + timedelta(days=187),
        funding_source="task_transfer" if reason == "task_sunk" else "envelope",
    )


def _sent(scene: Scene, unit: Unit, place: int, day: date) -> MobileRequest:
    return requests.submit(request=_draft(scene, unit, place, day), actor=scene.lead_of(unit))


def _returned(scene: Scene, request: MobileRequest) -> MobileRequest:
    return requests.return_(request=request, note="请补充工作量测算依据", actor=scene.users["bureau"])


def _reviewed(scene: Scene, request: MobileRequest) -> MobileRequest:
    fewer = max(1, request.heads - 1)
    requests.check(
        request=request,
        opinion="less",
        heads=fewer,
        note=f"建议先核 {fewer} 名，视进度再定",
        actor=scene.users["bureau"],
    )
    return requests.advise(request=request, opinion="for", note="经费可保障", actor=scene.users["finance"])


def _granted(scene: Scene, request: MobileRequest, day: date) -> MobileRequest:
    return requests.grant(
        request=request,
        document=scene.paper(f"下达{request.unit.name}机动指标", today(), kind="mobile"),
        heads=request.bureau_heads,
        actor=scene.users["bureau-lead"],
        key=scene.key(),
    )
