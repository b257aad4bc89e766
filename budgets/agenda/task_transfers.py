"""Rows about tasks handed down: to review, to confirm, to take over, to pay."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import TaskTransfer
from quota_pool import access
from quota_pool.calendar import SHANGHAI, today
from staffing.agenda.desk import READ, Desk, Task, tasks

State = TaskTransfer.State


def _waiting(desk: Desk, state: str) -> Iterator[TaskTransfer]:
    rows = TaskTransfer.objects.visible_to(desk.user).filter(state=state).order_by("start", "id")
    yield from rows.select_related("unit", "department")[:READ]


def _row(one: TaskTransfer, act: str) -> Task:
    said = {"task": one.name, "department": one.department.name, "unit": one.unit.name}
    words = _("%(department)s → %(unit)s: %(task)s") % said
    due = one.accepted_on or one.proposed_at.astimezone(SHANGHAI).date()
    left = (due - today()).days
    return Task(due, left, words, one.get_state_display(), act, reverse("budgets:task", args=[one.pk]))


@tasks("review_task")
def to_review(desk: Desk) -> Iterator[Task]:
    """Tasks the bureau has not looked at."""
    for one in _waiting(desk, State.PROPOSED):
        if not access.had_a_hand(desk.user, one.proposed_by_id):
            yield _row(one, _("Review"))


@tasks("fund_task")
def to_confirm(desk: Desk) -> Iterator[Task]:
    """Tasks whose budget line finance has not confirmed."""
    for one in _waiting(desk, State.REVIEWED):
        yield _row(one, _("Confirm the source"))


@tasks("accept_task")
def to_take_over(desk: Desk) -> Iterator[Task]:
    """Tasks that wait for the street."""
    for one in _waiting(desk, State.FUNDED):
        if access.can(desk.user, "accept_task", one.unit):
            yield _row(one, _("Take over"))


@tasks("post_task")
def to_pay(desk: Desk) -> Iterator[Task]:
    """Tasks that were taken over and whose money has not come."""
    for one in _waiting(desk, State.ACCEPTED):
        if not access.had_a_hand(desk.user, one.funded_by_id):
            yield _row(one, _("Post the money"))
