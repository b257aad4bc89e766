"""Rows about recruiting: plans to submit and decide on, heads cut away, recruitments gone stale."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import access, figures, rules
from quota_pool.calendar import today
from staffing.agenda.desk import READ, Desk, Task, tasks
from staffing.checks import add_months
from staffing.clocks import working_days_left
from staffing.models import Recruitment

State = Recruitment.State


def _task(one: Recruitment, due: date, left: int, text, act, note="") -> Task:
    url = reverse("staffing:recruitment", args=[one.pk])
    said = {"unit": one.unit.name, "post": str(one), "n": one.heads}
    return Task(due, left, text % said, note or one.note, act, url)


@tasks("submit_plan")
def to_submit(desk: Desk) -> Iterator[Task]:
    """Plans the street's leader sends on."""
    rows = Recruitment.objects.visible_to(desk.user, "submit_plan").filter(state=State.PLANNED)
    for one in rows.select_related("unit").order_by("planned_for", "id")[:READ]:
        words = _("Staffing plan to submit: %(post)s, %(n)s heads")
        yield _task(one, one.planned_for, (one.planned_for - today()).days, words, _("Submit"))


@tasks("decide_plan")
def to_decide(desk: Desk) -> Iterator[Task]:
    """Plans that wait for the bureau, by their deadline in working days."""
    rows = Recruitment.objects.visible_to(desk.user, "decide_plan").filter(state=State.REQUESTED)
    eyes = access.eyes_of(desk.user)
    rows = rows.exclude(created_by__in=eyes).exclude(submitted_by__in=eyes)
    for one in rows.select_related("unit__district").order_by("deadline", "id")[:READ]:
        left = working_days_left(one.unit.district, one.deadline)
        words = _("%(unit)s: staffing plan, %(post)s, %(n)s heads")
        yield _task(one, one.deadline, left, words, _("Decide"))


def seeking(desk: Desk) -> list[Recruitment]:
    """Open recruitments, with how many started from each."""
    rows = Recruitment.objects.visible_to(desk.user, "recruit").filter(state=State.OPEN)
    rows = rows.select_related("unit__district", "hold").annotate(
        hired=Count("hires", filter=Q(hires__voided_at=None))
    )
    return list(rows.order_by("planned_for", "id")[:READ])


@tasks("recruit")
def cut_away(desk: Desk) -> Iterator[Task]:
    """Heads set aside that a cut has taken back (ledger.md section 2): the clerk is told."""
    for one in desk.once(seeking):
        lost = one.heads - one.hired - one.hold.left
        if lost > 0:
            note = _("%(n)s of its heads were cut; go on with the rest or give it up") % {"n": lost}
            yield _task(one, today(), 0, _("Recruiting %(post)s: heads were cut"), _("Look"), note)


@tasks("recruit")
def stale(desk: Desk) -> Iterator[Task]:
    """Recruitments long past their planned start: giving them up is proposed."""
    for one in desk.once(seeking):
        months = rules.ruling("recruitment_expiry", one.unit.district, today(), one.unit_id)
        ends = add_months(one.planned_for, months.value)
        if months.is_on and one.hold.left and ends <= today():
            said = {"day": figures.day(one.planned_for), "n": one.hold.left}
            note = _("planned for %(day)s, %(n)s heads still set aside; give it up or hire") % said
            words = _("Recruiting %(post)s has gone stale")
            yield _task(one, ends, (ends - today()).days, words, _("Handle"), note)
