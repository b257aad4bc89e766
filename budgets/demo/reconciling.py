"""The finance door in the demonstration: a system, two locked months, what it paid, what differs."""

from datetime import date, timedelta

from django.conf import settings

from budgets import monthly, roster
from budgets.models import Difference
from budgets.services import declarations, differences, payroll_actuals
from quota_pool import access, tokens
from quota_pool.calendar import now, played, today
from quota_pool.models import Member, Role, Unit, User
from staffing.demo import further
from staffing.demo.scene import Scene, office_hours
from staffing.models import Engagement

SYSTEM = "finance-system"
AT_ONCE = payroll_actuals.MOST_ROWS
USUAL_PAY = 450_000  # fen, where a contract names none


@further.then
def play(scene: Scene) -> None:
    """The month before last is settled, last month is not reconciled yet, this one is being confirmed."""
    system = _system(scene)
    this = monthly.month_of(today())
    last = monthly.before(this)
    before = monthly.before(last)
    if before < scene.opening:
        return
    for month in (before, last):
        _declared(scene, month, scene.units, is_checked=True)
        with played(office_hours(monthly.day_in(month, 28), 18)):
            declarations.lock_month(district=scene.district, month=month, actor=scene.users["bureau-lead"])
        with played(office_hours(monthly.last_day(month), 20)):
            _paid(scene, system, month)
            differences.compare_month(district=scene.district, month=month)
        scene.say(f"what finance paid in {monthly.written(month)} is in")
    _settled(scene, before)
    _declared(scene, this, scene.units[1::2], is_checked=False)


def _system(scene: Scene) -> User:
    """A connected system with a token everybody knows: it opens nothing outside the demonstration."""
    user = User(username=SYSTEM, full_name="财政一体化系统", is_client=True, is_demo=True)
    user.set_unusable_password()
    user.save()
    Member.objects.create(user=user, district=scene.district, role=Role.API)
    tokens.issue(
        user=user,
        district=scene.district,
        name="沙箱令牌（公开）",
        scopes=sorted(access.ROLE_ACTS[Role.API]),
        expires_at=now() + timedelta(days=365),
        actor=None,
        published=settings.DEMO_TOKEN,
    )
    return user


def _declared(scene: Scene, month: date, units: list[Unit], *, is_checked: bool) -> None:
    """Each street's leader confirms, the first of them late; the bureau checks."""
    for place, unit in enumerate(units):
        day = monthly.day_in(month, 23 if is_checked and not place else 16)
        with played(office_hours(min(day, today()), 10)):
            lead = scene.lead_of(unit)
            people = Engagement.objects.filter(unit=unit)
            nil = roster.movements(people, month).get(unit.pk)
            declarations.confirm_month(unit=unit, month=month, nil=nil is None or nil.is_nil, actor=lead)
        if is_checked:
            with played(office_hours(monthly.day_in(month, 25), 15)):
                declarations.check_month(unit=unit, month=month, actor=scene.users["bureau"])


def _paid(scene: Scene, system: User, month: date) -> None:
    """Everybody on post at the end of the month is paid but a few; a few are paid who should not be."""
    on_post = Engagement.objects.filter(district=scene.district).on_post(monthly.last_day(month))
    columns = ("unit_id", "person__number", "monthly_pay_fen")
    paid = list(on_post.order_by("unit__code", "id").values_list(*columns))
    home, other = scene.units[2 % len(scene.units)], scene.units[0]
    gone = Engagement.objects.filter(unit=home, end_date__lt=month).order_by("-end_date", "id")
    paid = [one for place, one in enumerate(paid) if place % 997 != 500]
    paid += gone.values_list(*columns)[:1]
    strayed = next((place for place, one in enumerate(paid) if one[0] == home.pk), None)
    if strayed is not None:
        paid[strayed] = (other.pk, *paid[strayed][1:])
    rows = [_row(month, place, *one) for place, one in enumerate(paid, 1)]
    for start in range(0, len(rows), AT_ONCE):
        payroll_actuals.post_actuals(
            district=scene.district, rows=rows[start : start + AT_ONCE], actor=system
        )


def _row(month: date, place: int, unit_id: int, number: str, pay: int | None) -> dict:
    amount = pay or USUAL_PAY
    return {
        "unit": unit_id,
        "month": monthly.written(month),
        "person": number,
        "component": "basic",
        "amount": f"{amount // 100}.{amount % 100:02d}",
        "source_no": f"{month:%Y%m}-{place:05d}",
        "paid_on": monthly.last_day(month).isoformat(),
    }


def _settled(scene: Scene, month: date) -> None:
    """The month before last: each difference was explained by whom it lay with."""
    actors = {"finance": scene.users["finance"]}
    rows = Difference.objects.filter(district=scene.district, month=month, state=Difference.State.OPEN)
    for one in rows.select_related("unit"):
        actor = actors.get(one.owner) or scene.clerks[one.unit_id]
        differences.explain_difference(difference=one, reason="wrong_booking", note="次月更正", actor=actor)
