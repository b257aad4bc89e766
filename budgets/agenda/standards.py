"""Rows about standards: those somebody else has proposed."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import Standard
from quota_pool import access, figures
from quota_pool.calendar import today
from staffing.agenda.desk import READ, Desk, Task, tasks


@tasks("approve_standards")
def standards_to_decide(desk: Desk) -> Iterator[Task]:
    """Standards per head to approve."""
    rows = Standard.objects.visible_to(desk.user).filter(state=Standard.State.PROPOSED).order_by("id")
    rows = rows.exclude(proposed_by__in=access.eyes_of(desk.user)).select_related("document")
    for one in rows[:READ]:
        said = {"category": one.get_post_category_display(), "amount": figures.money(one.amount_fen)}
        words = _("Standard of %(category)s: %(amount)s yuan a head and year") % said
        url = reverse("budgets:standard", args=[one.pk])
        yield Task(today(), 0, words, one.document.number, _("Decide"), url)
