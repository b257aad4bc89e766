"""Rows about pay: schemes to adopt, to check or to mend; runs to approve, to post or to go on with."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import PayRun, PayScheme
from quota_pool import access, figures
from quota_pool.calendar import today
from staffing.agenda.desk import READ, Desk, Task, tasks

Scheme, Run = PayScheme.State, PayRun.State


def _schemes(desk: Desk, act: str, state: str, text, button) -> Iterator[Task]:
    rows = PayScheme.objects.visible_to(desk.user, act).filter(state=state).select_related("unit")
    for one in rows.order_by("from_day", "id")[:READ]:
        said = {"unit": one.unit.name, "name": one.name}
        note = one.check_note or _("in force from %(day)s") % {"day": figures.day(one.from_day)}
        url = reverse("budgets:pay-scheme", args=[one.pk])
        yield Task(one.from_day, _left(one.from_day), text % said, note, button, url)


def _left(due: date) -> int:
    return (due - today()).days


@tasks("adopt_scheme")
def to_adopt(desk: Desk) -> Iterator[Task]:
    """Simulated schemes that wait for the street's leader."""
    yield from _schemes(desk, "adopt_scheme", Scheme.SIMULATED, _("Pay scheme to adopt: %(name)s"), _("Look"))


@tasks("check_scheme")
def to_check(desk: Desk) -> Iterator[Task]:
    """Adopted schemes that finance holds against the ceiling."""
    words = _("%(unit)s: pay scheme to check, %(name)s")
    yield from _schemes(desk, "check_scheme", Scheme.ADOPTED, words, _("Check"))


@tasks("draft_scheme")
def to_mend(desk: Desk) -> Iterator[Task]:
    """Schemes finance has sent back."""
    words = _("Pay scheme returned: %(name)s")
    yield from _schemes(desk, "draft_scheme", Scheme.RETURNED, words, _("Change"))


def _runs(desk: Desk, act: str, states: tuple[str, ...], text, button) -> Iterator[Task]:
    rows = PayRun.objects.visible_to(desk.user, act).filter(state__in=states).select_related("unit")
    if act == "approve_pay_run":
        eyes = access.eyes_of(desk.user)
        rows = rows.exclude(created_by__in=eyes).exclude(checked_by__in=eyes)
    for one in rows.order_by("month", "id")[:READ]:
        note = _("%(n)s people, %(yuan)s yuan") % {
            "n": figures.number(one.lines_count),
            "yuan": figures.money(one.total_fen),
        }
        url = reverse("budgets:pay-run", args=[one.pk])
        said = {"unit": one.unit.name, "month": f"{one.month:%Y-%m}"}
        yield Task(today(), 0, text % said, note, button, url)


@tasks("approve_pay_run")
def to_approve(desk: Desk) -> Iterator[Task]:
    """Checked runs that wait for the street's leader."""
    words = _("Pay of %(month)s to approve")
    yield from _runs(desk, "approve_pay_run", (Run.CHECKED,), words, _("Approve the run"))


@tasks("make_pay_run")
def to_go_on(desk: Desk) -> Iterator[Task]:
    """Runs the finance clerk goes on with."""
    states = (Run.OPEN, Run.CALCULATED, Run.APPROVED)
    yield from _runs(desk, "make_pay_run", states, _("Pay of %(month)s to go on with"), _("Go on"))
