"""Pay of the demonstration district: a scheme in force and paid by, one with finance, one being made."""

from dataclasses import replace
from datetime import date, timedelta

from budgets.models import PayMark, PayRun, PayScheme
from budgets.pay import Grade, Post, Terms
from budgets.services import pay_runs, pay_schemes
from quota_pool import jobs
from quota_pool.calendar import played, today
from quota_pool.models import Member, Role, Unit, User
from staffing.demo import further
from staffing.demo.scene import Scene, office_hours

YUAN = 100
TERMS = Terms(
    grades=(
        Grade("1", "一档（高中及以下）", 3_000 * YUAN),
        Grade("2", "二档（大专）", 3_300 * YUAN, education="30", title_level="1"),
        Grade("3", "三档（本科）", 3_600 * YUAN, education="20", title_level="2"),
        Grade("N", "返聘年薪", 60_000 * YUAN, is_annual=True, mode="REHIRED_RETIREE"),
    ),
    posts=(
        Post(category="30", coefficient=12_000, special_fen=330 * YUAN),
        Post(category="40", coefficient=11_000),
        Post(category="20", coefficient=13_000, post_allowance_fen=300 * YUAN),
        Post(post="征拆专员", coefficient=13_000, is_key=True),
    ),
    performance_fen=1_200 * YUAN,
    bonus_share=50,
    key_uplift=15,
    agency_fee_fen=120 * YUAN,
    union_fee=50,
)


@further.then
def play(scene: Scene) -> None:
    """The home street pays by its scheme; another's waits for finance; the home street makes the next."""
    home, first = scene.units[2 % len(scene.units)], _month(today(), 0)
    with played(office_hours(first + timedelta(days=1))):
        _filed(scene, home, "编外人员薪酬方案（试行）", first, TERMS)
    others = [unit for unit in scene.units[1:] if unit != home]
    with played(office_hours(today() - timedelta(days=2))):
        _marks(scene, home)
        dearer = replace(TERMS, performance_fen=1_350 * YUAN)
        _simulated(scene, home, "编外人员薪酬方案（修订稿）", date(today().year + 1, 1, 1), dearer)
        for unit in others[:1]:
            _adopted(scene, unit, "编外人员薪酬绩效方案", _month(today(), 1), replace(TERMS, bonus_share=0))
    _paid(scene, home, to=PayRun.State.CHECKED)
    for unit in others[:1]:
        _paid(scene, unit, to=PayRun.State.POSTED)


def _month(day: date, away: int) -> date:
    number = day.year * 12 + day.month - 1 + away
    return date(number // 12, number % 12 + 1, 1)


def _simulated(scene: Scene, unit: Unit, name: str, first: date, terms: Terms) -> PayScheme:
    clerk = scene.clerks[unit.pk]
    what = {"unit": unit, "name": name, "from_day": first, "terms": terms}
    drafted = pay_schemes.draft_scheme(**what, actor=clerk, key=scene.key())
    return pay_schemes.simulate_scheme(scheme=drafted, actor=clerk)


def _adopted(scene: Scene, unit: Unit, name: str, first: date, terms: Terms) -> PayScheme:
    tried = _simulated(scene, unit, name, first, terms)
    if tried.state != PayScheme.State.SIMULATED:
        return tried
    number = f"{unit.name[:2]}街发〔{first.year}〕{first.month}号"
    return pay_schemes.adopt_scheme(scheme=tried, actor=scene.lead_of(unit), decision_no=number)


def _filed(scene: Scene, unit: Unit, name: str, first: date, terms: Terms) -> None:
    adopted = _adopted(scene, unit, name, first, terms)
    if adopted.state != PayScheme.State.ADOPTED:
        return
    pay_schemes.file_scheme(scheme=adopted, actor=scene.users["finance"], note="在包干经费内，准予备案")


def _paid(scene: Scene, unit: Unit, *, to: str) -> None:
    """This month worked out, and led on as far as nothing stands against it."""
    clerk, lead = _finance_of(scene, unit), scene.lead_of(unit)
    run = pay_runs.open_run(unit=unit, month=_month(today(), 0), actor=clerk, key=scene.key())
    jobs.perform(pay_runs.calculate_run(run=run, actor=clerk).pk)
    run = PayRun.objects.get(pk=run.pk)
    if run.state != PayRun.State.CALCULATED or pay_runs.found(run)[0]:
        return
    run = pay_runs.check_run(run=run, actor=clerk)
    if to == PayRun.State.POSTED and not pay_runs.money_reasons(run):
        run = pay_runs.approve_run(run=run, actor=lead)
        jobs.perform(pay_runs.post_run(run=run, actor=clerk).pk)


def _finance_of(scene: Scene, unit: Unit) -> User:
    """The finance clerk of a street; one is appointed where none has an account."""
    found = Member.objects.filter(unit=unit, role=Role.STREET_FINANCE).select_related("user").first()
    if found is None:
        user = User(username=f"finance-{unit.code[-3:]}", full_name=f"{unit.name}财务", is_demo=True)
        user.set_unusable_password()
        user.save()
        found = Member.objects.create(user=user, district=scene.district, unit=unit, role=Role.STREET_FINANCE)
    return found.user


def _marks(scene: Scene, unit: Unit) -> None:
    """One person was assessed excellent, one is on trial."""
    people = unit.engagements.filter(end_date=None, voided_at=None).order_by("id")
    told = (
        (PayMark.Kind.ASSESSED, "EXCELLENT", "年度考核优秀"),
        (PayMark.Kind.TRIAL, "", "双向选择落岗试岗"),
    )
    for engagement, (kind, code, reason) in zip(people, told, strict=False):
        pay_schemes.enter_mark(
            engagement=engagement,
            kind=kind,
            code=code,
            from_day=_month(today(), 0),
            reason=reason,
            actor=scene.clerks[unit.pk],
            key=scene.key(),
        )
