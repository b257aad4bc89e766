"""Rows about freezes: to decide on, and what a frozen street has to put right."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import access, figures
from quota_pool.calendar import today
from staffing.agenda.desk import READ, Desk, Task, tasks
from staffing.models import Freeze


@tasks("decide_freeze")
def to_decide(desk: Desk) -> Iterator[Task]:
    """Freezes somebody else has proposed, for the leader."""
    rows = Freeze.objects.visible_to(desk.user, "decide_freeze").filter(state=Freeze.State.PROPOSED)
    rows = rows.exclude(proposed_by__in=access.eyes_of(desk.user)).select_related("unit", "document")
    for one in rows.order_by("id")[:READ]:
        yield Task(
            due=one.from_day,
            left=(one.from_day - today()).days,
            text=_("%(unit)s: %(kind)s, proposed") % {"unit": one.unit.name, "kind": one.get_kind_display()},
            note=f"{one.document.number} · {one.reason}",
            act=_("Decide"),
            url=reverse("staffing:freeze", args=[one.pk]),
        )


@tasks("hire")
def in_force(desk: Desk) -> Iterator[Task]:
    """What the street has to put right before it may hire again."""
    for row in desk.rows:
        for one in row.standstills:
            said = {"kind": Freeze.Kind(one.kind).label, "day": figures.short_day(one.since)}
            yield Task(
                due=today(),
                left=0,
                text=_("%(kind)s since %(day)s") % said,
                note=_("put right what the document names; the bureau's leader lifts it"),
                act=_("Look"),
                url=reverse("staffing:freeze", args=[one.freeze_id]),
            )
