"""What is planned with money in the demonstration: standards, cost sheets, savings, recoveries."""

from datetime import date, timedelta

from budgets.savings import Terms, on_post
from budgets.services import cost_sheets, recoveries, savings, standards
from quota_pool.calendar import played, today
from quota_pool.models import Unit
from quota_pool.refusals import Refusal
from staffing.demo import further
from staffing.demo.scene import Scene, office_hours
from staffing.dictionaries import PostCategory

STANDARDS = {"10": 76, "20": 95, "30": 85, "40": 76, "50": 72, "60": 80, "70": 62, "90": 66}  # 1,000 yuan
ROSE_BY = 102  # percent, from the second year on


@further.then
def play(scene: Scene) -> None:
    """Standards since the opening, cost sheets, savings, services."""
    _standards(scene)
    home = scene.units[2 % len(scene.units)]
    with played(office_hours(today() - timedelta(days=20), 10)):
        for unit in dict.fromkeys((home, scene.units[0])):
            _sheets(scene, unit)
    _savings(scene, home)
    _recoveries(scene, home)


def _standards(scene: Scene) -> None:
    for year in sorted({scene.opening.year, today().year}):
        paper_day = max(date(year, 1, 4), scene.opening)
        with played(office_hours(paper_day, 11)):
            paper = scene.paper(f"{year}年编外聘用人员经费定额标准", paper_day, kind="other")
            for category, thousands in STANDARDS.items():
                rise = ROSE_BY if year > scene.opening.year else 100
                _standard(scene, category, thousands * 1_000 * rise, date(year, 1, 1), paper)


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
