"""What is planned with money in the demonstration: standards, cost sheets, tasks, savings, a recovery."""

from datetime import date, timedelta

from budgets.demo.departments import departments
from budgets.demo.envelopes import STANDARDS
from budgets.savings import Terms, on_post
from budgets.services import cost_sheets, post_demands, recoveries, savings, standards, task_transfers
from quota_pool.calendar import played, today
from quota_pool.models import Unit
from quota_pool.refusals import Refusal
from staffing.demo import further
from staffing.demo.scene import Scene, office_hours
from staffing.dictionaries import PostCategory

TASKS = (
    ("电动自行车充电设施巡查", "埔应急〔2026〕11号", 4_800, "处", 360_000, 0),
    ("建筑垃圾运输车辆登记", "埔城管〔2026〕7号", 1_200, "车次", 180_000, 0),
    ("户外广告设施安全核查", "埔城管〔2026〕15号", 2_600, "块", 240_000, 0),
    ("三防应急值守点管理", "埔应急〔2026〕19号", 12, "个", 420_000, 2),
    ("小型工程安全监管", "埔城管〔2026〕21号", 340, "宗", 300_000, 0),
)
LIST = (
    {"kind": "item", "what": "事项清单及办理流程"},
    {"kind": "files", "what": "台账底册", "quantity": "3 册"},
)


@further.then
def play(scene: Scene) -> None:
    """Standards since the opening, cost sheets, tasks in every hand, savings, services."""
    _standards(scene)
    home = scene.units[2 % len(scene.units)]
    with played(office_hours(today() - timedelta(days=20), 10)):
        for unit in dict.fromkeys((home, scene.units[0])):
            _sheets(scene, unit)
    _tasks(scene, home)
    _savings(scene, home)
    _recoveries(scene, home)


def _standards(scene: Scene) -> None:
    for year in sorted({scene.opening.year, today().year}):
        paper_day = max(date(year, 1, 4), scene.opening)
        with played(office_hours(paper_day, 11)):
            paper = scene.paper(f"{year}年编外聘用人员经费定额标准", paper_day, kind="other")
            for category, yuan in STANDARDS.items():
                _standard(scene, category, yuan * 100, date(year, 1, 1), paper)


def _standard(scene: Scene, category: str, fen: int, on: date, paper) -> None:
    proposed = standards.propose_standard(
        district=scene.district,
        post_category=category,
        amount_fen=fen,
        valid_from=on,
        document=paper,
        actor=scene.users["finance"],
    )
    standards.approve_standard(standard=proposed, actor=scene.users["finance-lead"])


def _sheets(scene: Scene, unit: Unit) -> None:
    for heads_from in ("granted", "roster"):
        cost_sheets.make_cost_sheet(
            unit=unit, year=today().year + 1, heads_from=heads_from, actor=scene.users["finance"]
        )


def _tasks(scene: Scene, home: Unit) -> None:
    """One with the bureau, one with finance, one with the street, one unpaid for too long, one refused."""
    emergency, city = departments(scene)
    day = today()
    with played(office_hours(day - timedelta(days=70), 9)):
        unpaid = _funded(scene, _task(scene, emergency, home, 0, day - timedelta(days=60)))
        lead = scene.lead_of(home)
        task_transfers.accept_task(task=unpaid, actor=lead)
    with played(office_hours(day - timedelta(days=8), 9)):
        _task(scene, city, scene.units[0], 1, day)
        _reviewed(scene, _task(scene, city, home, 2, day))
        _funded(scene, _task(scene, emergency, home, 3, day))
        _task(scene, city, home, 4, day, demands_post=True)
        post_demands.register_demand(
            department=city,
            paper="埔城管〔2026〕23号",
            demand="要求各街道固定 3 名专职市容巡查员",
            actor=scene.users["bureau"],
        )


def _task(scene: Scene, department: Unit, unit: Unit, place: int, start: date, **more):
    name, basis, volume, counted_in, yuan, heads = TASKS[place]
    return task_transfers.propose_task(
        department=department,
        unit=unit,
        actor=scene.users["department"],
        key=scene.key(),
        name=name,
        basis=basis,
        volume=volume,
        volume_unit=counted_in,
        year_fen=yuan * 100,
        heads_asked=heads,
        start=start.replace(day=1),
        end=date(start.year + 1, 12, 31),
        hand_over=LIST,
        **more,
    )


def _reviewed(scene: Scene, task):
    return task_transfers.review_task(task=task, note="不涉及专职岗位", actor=scene.users["bureau"])


def _funded(scene: Scene, task):
    line = "2120104 城管执法"
    finance = scene.users["finance"]
    return task_transfers.fund_task(task=_reviewed(scene, task), source_line=line, actor=finance)


def _savings(scene: Scene, home: Unit) -> None:
    """The clerk of the home street has worked out what three fewer heads would bear."""
    people = on_post(home)
    if len(people) < 6:
        return
    cost = sum(row.monthly_pay_fen for row in people) * 12 * 128 // 100
    terms = Terms(
        year=today().year,
        count=3,
        paid_until=today().month,
        raise_from=13,
        step_fen=100,
        free_fen=60_000_00,
        next_fen=cost,
    )
    try:
        savings.plan_raise(unit=home, terms=terms, share="even", actor=scene.clerks[home.pk])
    except Refusal:
        scene.say(f"{home.name}: no room for a raise")


def _recoveries(scene: Scene, home: Unit) -> None:
    """One service contracted by result, and one priced by heads."""
    for unit, service, priced_by in (
        (home, "办公楼及社区服务站保安服务", "result"),
        (scene.units[0], "机关食堂帮厨服务", "heads"),
    ):
        clerk = scene.clerks[unit.pk]
        one = recoveries.plan_recovery(
            unit=unit,
            service=service,
            catalogue="物业管理服务",
            post_category=PostCategory.LOGISTICS,
            heads=2,
            actor=clerk,
        )
        recoveries.submit_recovery(recovery=one, actor=scene.lead_of(unit))
        recoveries.check_recovery(recovery=one, actor=scene.users["bureau"])
        recoveries.contract_service(
            recovery=one,
            provider="某物业服务有限公司",
            contract_no=f"2026-服-{unit.code[-3:]}",
            contract_from=today().replace(day=1),
            contract_to=date(today().year + 1, 12, 31),
            outcome="全天值守，月度考核 95 分以上",
            year_fen=96_000_00,
            priced_by=priced_by,
            actor=clerk,
        )
