"""Rows about plans of savings: to submit, to file, above the ceiling."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import SavingsPlan
from quota_pool import access
from quota_pool.calendar import today
from staffing.agenda.desk import READ, Desk, Task, tasks

State = SavingsPlan.State


def _rows(desk: Desk, state: str, act: str, word: str) -> Iterator[Task]:
    rows = SavingsPlan.objects.visible_to(desk.user).filter(state=state).order_by("id")
    for one in rows.select_related("unit")[:READ]:
        hands = (one.planned_by_id, one.submitted_by_id, one.checked_by_id)
        is_own = act != "submit_savings" and access.had_a_hand(desk.user, *hands)
        if not is_own and access.can(desk.user, act, one.unit):
            said = {"unit": one.unit.name, "kind": one.get_kind_display()}
            words = _("%(unit)s: plan of savings, %(kind)s") % said
            yield Task(today(), 0, words, str(one.year), word, reverse("budgets:saving", args=[one.pk]))


@tasks("submit_savings")
def plans_to_submit(desk: Desk) -> Iterator[Task]:
    """Drafts of the street."""
    return _rows(desk, State.DRAFT, "submit_savings", _("Submit"))


@tasks("check_savings")
def plans_to_file(desk: Desk) -> Iterator[Task]:
    """Plans finance has not filed."""
    return _rows(desk, State.SUBMITTED, "check_savings", _("File"))


@tasks("approve_savings")
def plans_above_the_ceiling(desk: Desk) -> Iterator[Task]:
    """Plans that take pay above the ceiling."""
    return _rows(desk, State.CHECKED, "approve_savings", _("Decide"))
