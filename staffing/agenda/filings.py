"""Rows about filings: to send in, to mend, to check, late; and how many are where."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.db.models import Count, F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quota_pool import access, figures, rules
from quota_pool.calendar import SHANGHAI, add_working_days, today
from quota_pool.models import Unit
from staffing import overdue
from staffing.agenda.desk import DUE, READ, RETURNED, WAITING, Desk, Line, Task, names, streets, tasks, told
from staffing.clocks import working_days_left
from staffing.links import list_url
from staffing.models import Filing, Urge
from staffing.workload import THIS_WEEK, WITH_STREET, Waiting, total

State = Filing.State


@tasks("submit_filing")
def to_file(desk: Desk) -> Iterator[Task]:
    """Filings in the street's hands: those of one state and one last day stand in one row."""
    rows = Filing.objects.visible_to(desk.user, "submit_filing")
    rows = rows.filter(state__in=WITH_STREET, event_date__lte=today())
    rows = rows.select_related("engagement__person", "district").order_by("deadline", "state", "kind", "id")
    rows = rows.annotate(urged_at=_last_urge(Urge.Side.STREET))
    for _key, group in groupby(rows[:READ], key=lambda one: (one.deadline, one.state, one.kind)):
        yield _filing_task(list(group))


def _filing_task(filings: list[Filing]) -> Task:
    first = filings[0]
    people = names([one.engagement.person.name for one in filings])
    returned = first.state == State.RETURNED
    said = {"names": people, "kind": first.get_kind_display()}
    words = _("%(kind)s returned: %(names)s") if returned else _("%(kind)s: %(names)s")
    if len(filings) == 1:
        url = reverse("staffing:filing", args=[first.pk])
    else:
        days = {"deadline_from": first.deadline, "deadline_to": first.deadline}
        url = list_url("filings", state=first.state, kind=first.kind, **days)
    return Task(
        due=first.deadline,
        left=working_days_left(first.district, first.deadline),
        working=True,
        text=words % said,
        note=_filing_note(filings),
        act=_("Mend") if returned else _("Go and file") if len(filings) == 1 else _("File them all"),
        url=url,
    )


def _filing_note(filings: list[Filing]) -> str:
    first = filings[0]
    said = first.note or _("returned for correction") if first.state == State.RETURNED else _since(filings)
    urged = [one.urged_at for one in filings if one.urged_at]
    if not urged:
        return said
    return f"{said} · {_('the bureau reminded on %(day)s') % {'day': figures.short_day(_day(max(urged)))}}"


def _last_urge(side: str) -> Subquery:
    """The last reminder that still presses: given since the filing last changed hands."""
    rows = Urge.objects.filter(filing=OuterRef("pk"), towards=side, recorded_at__gte=OuterRef("updated_at"))
    return Subquery(rows.order_by("-id").values("recorded_at")[:1])


def _since(filings: list[Filing]) -> str:
    first, last = filings[0], max(one.event_date for one in filings)
    days = figures.short_day(first.event_date)
    if last != first.event_date:
        days = f"{figures.short_day(min(one.event_date for one in filings))} … {figures.short_day(last)}"
    words = _("on post since %(days)s") if first.kind == Filing.Kind.HIRE else _("left %(days)s")
    return " · ".join(part for part in (words % {"days": days}, first.engagement.primary_post) if part)


@tasks("hire")
def intake_closed(desk: Desk) -> Iterator[Task]:
    """The street takes nobody in until its overdue filings are sent in."""
    unit = desk.units.get(access.unit_of(desk.user))
    late = overdue.closed_by(unit, today()) if unit else []
    if late:
        words = ngettext(
            "Intake is closed: %(n)s filing is overdue",
            "Intake is closed: %(n)s filings are overdue",
            len(late),
        )
        yield Task(
            due=late[0][1],
            left=working_days_left(unit.district, late[0][1]),
            text=words % {"n": len(late)},
            note=_("submitting them opens it at once"),
            act=_("File them all"),
            url=list_url("filings", unit=unit.pk, overdue=True),
        )


@tasks("decide_filing")
def to_check(desk: Desk) -> Iterator[Task]:
    """Filings that wait for the bureau: the streets whose oldest one falls due on the same day in one row."""
    due: dict[date, list[tuple[Unit, Waiting]]] = {}
    for unit_id, row in desk.waiting.items():
        unit = desk.units.get(unit_id)
        if row.with_bureau and unit:
            limit = rules.value("review_limit", unit.district, today(), unit.pk)
            day = add_working_days(unit.district, _day(row.earliest), limit).due
            due.setdefault(day, []).append((unit, row))
    urged = desk.once(reminders_to_bureau) if due else {}
    for day, group in due.items():
        yield _review_task(day, group, sum(urged.get(unit.pk, 0) for unit, _row in group))


def reminders_to_bureau(desk: Desk) -> dict[int, int]:
    """How many filings the streets have reminded the bureau of, by unit."""
    rows = Urge.objects.visible_to(desk.user, "decide_filing").filter(
        towards=Urge.Side.BUREAU,
        filing__state=State.SUBMITTED,
        recorded_at__gte=F("filing__submitted_at"),
    )
    return dict(rows.order_by().values_list("filing__unit_id").annotate(Count("filing_id", distinct=True)))


def _review_task(due: date, group: list[tuple[Unit, Waiting]], urged: int) -> Task:
    units = [unit for unit, _row in group]
    count = sum(row.with_bureau for _unit, row in group)
    words = ngettext("%(units)s: %(n)s filing to check", "%(units)s: %(n)s filings to check", count)
    oldest = min(_day(row.earliest) for _unit, row in group)
    note = _("oldest submitted %(day)s") % {"day": figures.short_day(oldest)}
    if urged:
        note += " · " + ngettext("reminded of %(n)s", "reminded of %(n)s", urged) % {"n": urged}
    return Task(
        due=due,
        left=working_days_left(units[0].district, due),
        working=True,
        text=words % {"units": streets(units), "n": count},
        note=note,
        act=_("Check"),
        url=list_url("filings", unit=units[0].pk if len(units) == 1 else None, state=State.SUBMITTED),
    )


def _day(moment) -> date:
    return moment.astimezone(SHANGHAI).date()


@tasks("decide_filing")
def late_streets(desk: Desk) -> Iterator[Task]:
    """What streets have not filed in time, for whoever answers for all of them."""
    late = [row for row in desk.waiting.values() if row.overdue]
    if late:
        said = {"n": sum(row.overdue for row in late), "streets": len(late)}
        yield Task(
            due=today(),
            left=0,
            text=_("%(n)s filings overdue in %(streets)s streets") % said,
            note=_("the streets have them on their own pages too"),
            act=_("Look"),
            url=list_url("filings", overdue=True),
        )


@told(DUE, "submit_filing")
def due(desk: Desk) -> Iterator[Line]:
    """Filings whose last day falls within a week."""
    days = {"deadline_from": today(), "deadline_to": today() + THIS_WEEK}
    url = list_url("filings", state=list(WITH_STREET), **days)
    yield Line(_("filings due"), figures.number(total(desk.user, "due_soon")), url)


@told(RETURNED, "submit_filing")
def returned(desk: Desk) -> Iterator[Line]:
    """What came back, to the street that must mend it."""
    if count := total(desk.user, "returned"):
        yield Line(_("filings to correct"), figures.number(count), list_url("filings", state=State.RETURNED))


@told(WAITING, "submit_filing")
def with_bureau(desk: Desk) -> Iterator[Line]:
    """What the bureau has to check before it goes on."""
    count = total(desk.user, "with_bureau")
    if count:
        oldest = min(row.earliest for row in desk.waiting.values() if row.earliest)
        since = _("%(n)s · oldest %(day)s") % {"n": count, "day": figures.short_day(_day(oldest))}
        yield Line(_("filings with the bureau"), since, list_url("filings", state=State.SUBMITTED))


@told(WAITING, "decide_filing")
def with_streets(desk: Desk) -> Iterator[Line]:
    """What the streets have to send in or to mend."""
    if count := total(desk.user, "with_street"):
        url = list_url("filings", state=list(WITH_STREET))
        yield Line(_("filings with the streets"), figures.number(count), url)
