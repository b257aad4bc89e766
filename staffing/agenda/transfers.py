"""Rows about transfers and gifts: offers to answer, heads the bureau lets go along, gifts to decide on."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import access
from quota_pool.calendar import today
from staffing.agenda.desk import READ, Desk, Task, tasks
from staffing.models import HeadGift, Transfer

State = Transfer.State


def _task(one: Transfer, words: str, act: str) -> Task:
    said = {"name": one.engagement.person.name, "unit": one.unit.name, "to": one.to_unit.name}
    left = (one.expires_on - today()).days
    url = reverse("staffing:transfer", args=[one.pk])
    return Task(one.expires_on, left, words % said, one.note or one.engagement.primary_post, act, url)


@tasks("transfer")
def to_answer(desk: Desk) -> Iterator[Task]:
    """People another street offers to this one."""
    rows = Transfer.objects.visible_to(desk.user).filter(state=State.OFFERED, expires_on__gte=today())
    rows = rows.select_related("unit", "to_unit", "engagement__person").order_by("expires_on", "id")
    for one in rows[:READ]:
        if access.can(desk.user, "transfer", one.to_unit):
            yield _task(one, _("%(unit)s offers %(name)s"), _("Answer"))


@tasks("approve_grant")
def to_let_go_along(desk: Desk) -> Iterator[Task]:
    """Transfers both streets agreed on that take the head along."""
    rows = Transfer.objects.visible_to(desk.user).filter(state=State.AGREED)
    rows = rows.select_related("unit", "to_unit", "engagement__person").order_by("expires_on", "id")
    for one in rows[:READ]:
        if access.had_a_hand(desk.user, one.offered_by_id, one.answered_by_id):
            continue
        yield _task(one, _("%(unit)s → %(to)s: %(name)s with the head"), _("Decide"))


@tasks("approve_grant")
def gifts_to_decide(desk: Desk) -> Iterator[Task]:
    """Gifts of heads somebody else has proposed."""
    rows = HeadGift.objects.visible_to(desk.user).filter(state=HeadGift.State.PROPOSED)
    rows = rows.exclude(proposed_by__in=access.eyes_of(desk.user)).order_by("id")
    for one in rows.select_related("unit", "to_unit", "document")[:READ]:
        said = {"unit": one.unit.name, "to": one.to_unit.name, "n": one.heads}
        words = _("%(unit)s → %(to)s: %(n)s heads to give") % said
        url = reverse("staffing:gift", args=[one.pk])
        yield Task(today(), 0, words, one.document.number, _("Decide"), url)
