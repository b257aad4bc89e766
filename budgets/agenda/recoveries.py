"""Rows about recoveries: to check, to contract, heads to recover."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import Recovery
from quota_pool import access
from quota_pool.calendar import today
from staffing.agenda.desk import READ, Desk, Task, tasks

State = Recovery.State


def _rows(desk: Desk, state: str, act: str, word: str, *, by_another: bool = False) -> Iterator[Task]:
    rows = Recovery.objects.visible_to(desk.user).filter(state=state).order_by("id").select_related("unit")
    for one in rows[:READ]:
        is_own = by_another and access.had_a_hand(desk.user, one.checked_by_id)
        if not is_own and access.can(desk.user, act, one.unit):
            said = {"unit": one.unit.name, "service": one.service, "n": one.heads}
            words = _("%(unit)s: %(service)s instead of %(n)s heads") % said
            url = reverse("budgets:recovery", args=[one.pk])
            yield Task(today(), 0, words, one.get_state_display(), word, url)


@tasks("submit_recovery")
def recoveries_to_submit(desk: Desk) -> Iterator[Task]:
    """Plans of the street."""
    return _rows(desk, State.PLANNED, "submit_recovery", _("Submit"))


@tasks("check_recovery")
def recoveries_to_check(desk: Desk) -> Iterator[Task]:
    """Plans the bureau has not checked."""
    return _rows(desk, State.SUBMITTED, "check_recovery", _("Check"))


@tasks("plan_recovery")
def recoveries_to_contract(desk: Desk) -> Iterator[Task]:
    """Services to be contracted by the street."""
    return _rows(desk, State.CHECKED, "plan_recovery", _("Enter the contract"))


@tasks("approve_recovery")
def heads_to_recover(desk: Desk) -> Iterator[Task]:
    """Heads whose service is contracted."""
    return _rows(desk, State.CONTRACTED, "approve_recovery", _("Decide"), by_another=True)
