"""Rows about papers with full ID numbers: to approve, and to issue while the approval runs."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import access, figures
from quota_pool.calendar import SHANGHAI, now, today
from quota_pool.models import FullPaper
from staffing.agenda.desk import READ, Desk, Task, tasks


@tasks("approve_full")
def to_approve(desk: Desk) -> Iterator[Task]:
    """What others have asked for, for a second pair of eyes."""
    rows = FullPaper.objects.visible_to(desk.user, "approve_full").filter(state=FullPaper.State.ASKED)
    rows = rows.exclude(asked_by__in=access.eyes_of(desk.user)).select_related("unit", "district", "asked_by")
    for one in rows.order_by("id")[:READ]:
        said = {"title": one.title, "place": (one.unit or one.district).name}
        yield Task(
            due=today(),
            left=0,
            text=_("%(title)s of %(place)s with full ID numbers: to approve") % said,
            note=f"{one.asked_by} · {one.reason}",
            act=_("Decide"),
            url=reverse("full-paper", args=[one.pk]),
        )


@tasks("export_full")
def to_issue(desk: Desk) -> Iterator[Task]:
    """What was approved for this person and waits to be issued."""
    rows = FullPaper.objects.filter(asked_by=desk.user, state=FullPaper.State.APPROVED)
    for one in rows.filter(valid_until__gte=now()).order_by("valid_until")[:READ]:
        until = one.valid_until.astimezone(SHANGHAI).date()
        yield Task(
            due=until,
            left=(until - today()).days,
            text=_("%(title)s with full ID numbers: approved") % {"title": one.title},
            note=_("issue it before %(until)s") % {"until": figures.moment(one.valid_until)},
            act=_("Issue it"),
            url=reverse("full-paper", args=[one.pk]),
        )
