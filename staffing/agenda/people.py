"""Rows about people: contracts that end, starts that did not come true."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import figures
from quota_pool.calendar import today
from quota_pool.models import ScheduledAct
from staffing.agenda.desk import DUE, MOST, READ, Desk, Line, Next, Task, names, tasks, told, upcoming
from staffing.links import list_url
from staffing.models import Engagement
from staffing.workload import THIS_WEEK

REMEMBERED = timedelta(days=30)
AHEAD = timedelta(days=60)


def ending(desk: Desk) -> list[Engagement]:
    """Contracts of people on post in order of their end: those over already first."""
    rows = (
        Engagement.objects.visible_to(desk.user, "hire").on_post(today()).filter(contract_end__isnull=False)
    )
    return list(rows.select_related("person").order_by("contract_end", "id")[:READ])


@tasks("hire")
def contracts(desk: Desk) -> Iterator[Task]:
    """Contracts that end within sixty days, a row a day; those that have ended stand in one row together."""
    over = today() - timedelta(days=1)
    for last, group in groupby(desk.once(ending), key=lambda one: max(over, one.contract_end)):
        if last > today() + AHEAD:
            return
        people, is_over = list(group), last == over
        day = people[0].contract_end
        words = _("Contract over, still on post: %(names)s") if is_over else _("Contract ends: %(names)s")
        url = list_url("roster", contract_end_from=day, contract_end_to=last, on=today())
        if len(people) == 1:
            url = reverse("staffing:person", args=[people[0].person.number])
        yield Task(
            due=day,
            left=(day - today()).days,
            text=words % {"names": names([one.person.name for one in people])},
            note=_("renew it or record the exit"),
            act=_("Handle"),
            url=url,
        )


@told(DUE, "hire")
def due(desk: Desk) -> Iterator[Line]:
    """Contracts that end within a week."""
    day, week = today(), today() + THIS_WEEK
    count = sum(day <= one.contract_end <= week for one in desk.once(ending))
    url = list_url("roster", contract_end_from=day, contract_end_to=week, on=day)
    yield Line(_("contracts ending"), figures.number(count), url)


@upcoming("hire")
def next_contract(desk: Desk) -> Iterator[Next]:
    """The next contract to end."""
    for one in [one for one in desk.once(ending) if one.contract_end >= today()][:1]:
        said = {"day": figures.day(one.contract_end)}
        yield Next(one.contract_end, _("Next: a contract ends on %(day)s.") % said)


@tasks("hire")
def refused(desk: Desk) -> Iterator[Task]:
    """Starts that never came true because their head was cut meanwhile (ledger.md section 3)."""
    rows = ScheduledAct.objects.visible_to(desk.user, "hire").filter(
        kind=ScheduledAct.Kind.START,
        outcome=ScheduledAct.Outcome.REFUSED,
        due__gte=today() - REMEMBERED,
    )
    for act in rows.order_by("due", "id")[:MOST]:
        yield Task(
            due=act.due,
            left=(act.due - today()).days,
            text=_("A start on %(day)s did not come true: its head was cut") % {"day": figures.day(act.due)},
            note=_("enter it again on another grant, or tell the person"),
            act=_("Look"),
            url=list_url("ledger", unit=act.unit_id, subject=act.subject_id),
        )
