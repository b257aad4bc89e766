"""今天要办: what a person has to do, in order of deadline, each with the one button that does it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quota_pool import access, figures, rules
from quota_pool.calendar import SHANGHAI, add_working_days, today
from quota_pool.models import CalendarYear, District, Pool, ScheduledAct, Unit
from staffing.clocks import working_days_left
from staffing.links import list_url
from staffing.models import Engagement, Filing, QuotaGrant
from staffing.positions_table import SOON, ends_soon, street_url
from staffing.selectors import UnitRow
from staffing.workload import WITH_STREET, Waiting

State = Filing.State
MOST = 10
READ = 200  # open filings read for the rows; the lists behind the buttons hold them all
NAMED = 2
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Task:
    """One row: until when, what, the explanation, and the button."""

    due: date
    left: int
    text: str
    note: str
    act: str
    url: str


def names(people: list[str]) -> str:
    """The first names, and how many they are altogether."""
    shown = _(", ").join(people[:NAMED])
    if len(people) <= NAMED:
        return shown
    return _("%(names)s and others, %(n)s people") % {"names": shown, "n": len(people)}


def filing_tasks(user) -> Iterator[Task]:
    """Filings in the street's hands: those of one state and one last day stand in one row."""
    rows = Filing.objects.visible_to(user, "submit_filing")
    rows = rows.filter(state__in=WITH_STREET, event_date__lte=today())
    rows = rows.select_related("engagement__person", "district").order_by("deadline", "state", "kind", "id")
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
        text=words % said,
        note=_filing_note(filings),
        act=_("Mend") if returned else _("Go and file") if len(filings) == 1 else _("File them all"),
        url=url,
    )


def _filing_note(filings: list[Filing]) -> str:
    first, last = filings[0], max(one.event_date for one in filings)
    if first.state == State.RETURNED:
        return first.note or _("returned for correction")
    days = figures.short_day(first.event_date)
    if last != first.event_date:
        days = f"{figures.short_day(min(one.event_date for one in filings))} … {figures.short_day(last)}"
    words = _("on post since %(days)s") if first.kind == Filing.Kind.HIRE else _("left %(days)s")
    return " · ".join(part for part in (words % {"days": days}, first.engagement.primary_post) if part)


def review_tasks(waiting: dict[int, Waiting], units: dict[int, Unit]) -> Iterator[Task]:
    """Filings that wait for the bureau: the streets whose oldest one falls due on the same day in one row."""
    due: dict[date, list[tuple[Unit, Waiting]]] = {}
    for unit_id, row in waiting.items():
        if row.with_bureau and unit_id in units:
            unit = units[unit_id]
            limit = rules.value("review_limit", unit.district, today(), unit.pk)
            due.setdefault(add_working_days(unit.district, _day(row.earliest), limit).due, []).append(
                (unit, row)
            )
    for day, group in due.items():
        yield _review_task(day, group)


def _review_task(due: date, group: list[tuple[Unit, Waiting]]) -> Task:
    units = [unit for unit, _row in group]
    count = sum(row.with_bureau for _unit, row in group)
    words = ngettext("%(units)s: %(n)s filing to check", "%(units)s: %(n)s filings to check", count)
    oldest = min(_day(row.earliest) for _unit, row in group)
    return Task(
        due=due,
        left=working_days_left(units[0].district, due),
        text=words % {"units": _streets(units), "n": count},
        note=_("oldest submitted %(day)s") % {"day": figures.short_day(oldest)},
        act=_("Check"),
        url=list_url("filings", unit=units[0].pk if len(units) == 1 else None, state=State.SUBMITTED),
    )


def _day(moment) -> date:
    return moment.astimezone(SHANGHAI).date()


def _streets(units: list[Unit]) -> str:
    shown = _(", ").join(unit.name for unit in units[:NAMED])
    if len(units) <= NAMED:
        return shown
    return _("%(names)s and others, %(n)s streets") % {"names": shown, "n": len(units)}


def overdue_task(waiting: dict[int, Waiting]) -> Iterator[Task]:
    """What streets have not filed in time, for whoever answers for all of them."""
    late = [row for row in waiting.values() if row.overdue]
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


def grant_tasks(grants: Iterable[QuotaGrant], user) -> Iterator[Task]:
    """Proposed grants that this person may decide on; one's own proposals wait for others."""
    for grant in grants:
        if grant.proposed_by_id == user.pk:
            continue
        said = {"unit": grant.unit.name, "kind": grant.get_kind_display(), "heads": grant.heads}
        yield Task(
            due=grant.valid_from,
            left=(grant.valid_from - today()).days,
            text=_("%(unit)s: %(kind)s %(heads)s heads, proposed") % said,
            note=f"{grant.document.number} · {_('from %(day)s') % {'day': figures.day(grant.valid_from)}}",
            act=_("Decide"),
            url=reverse("staffing:grant", args=[grant.pk]),
        )


def expiry_tasks(rows: Iterable[UnitRow]) -> Iterator[Task]:
    """Mobile grants that run out while people still sit on them."""
    for row in rows:
        for pool in row.pools:
            if not ends_soon(pool, row.on) or not pool.used:
                continue
            said = {"unit": row.unit.name, "grant": pool.pool.label, "n": pool.used}
            yield Task(
                due=pool.pool.valid_to,
                left=(pool.pool.valid_to - row.on).days,
                text=_("%(unit)s: mobile quota %(grant)s ends with %(n)s people on it") % said,
                note=_("move them to the lump-sum (free %(n)s), or record their exits")
                % {"n": sum(one.free for one in row.pools if one.pool.kind == Pool.Kind.LUMP_SUM)},
                act=_("Handle"),
                url=list_url("roster", pool=pool.pool.pk, on=row.on) or street_url(row.unit.pk, row.on),
            )


def over_tasks(rows: Iterable[UnitRow]) -> Iterator[Task]:
    """Streets over their quota: the next exits go back to the district, and nobody comes in."""
    for row in rows:
        if row.over:
            yield Task(
                due=row.on,
                left=0,
                text=_("%(unit)s is over its quota by %(n)s") % {"unit": row.unit.name, "n": row.over},
                note=_("intake is closed until as many have left or the quota is raised"),
                act=_("Look"),
                url=street_url(row.unit.pk, row.on) + "#grants",
            )


def contract_tasks(ending: Iterable[Engagement]) -> Iterator[Task]:
    """Contracts that end within sixty days; those of one day stand in one row."""
    for day, group in groupby(ending, key=lambda one: one.contract_end):
        if day > today() + SOON:
            return
        people = list(group)
        url = list_url("roster", contract_end_from=day, contract_end_to=day, on=today())
        if len(people) == 1:
            url = reverse("staffing:person", args=[people[0].person.number])
        yield Task(
            due=day,
            left=(day - today()).days,
            text=_("Contract ends: %(names)s") % {"names": names([one.person.name for one in people])},
            note=_("renew it or record the exit"),
            act=_("Handle"),
            url=url,
        )


def contracts_ending(user) -> list[Engagement]:
    """The next contracts to end, soonest first."""
    rows = Engagement.objects.visible_to(user, "hire").on_post(today()).filter(contract_end__gte=today())
    return list(rows.select_related("person").order_by("contract_end", "id")[:READ])


def refused_tasks(user) -> Iterator[Task]:
    """Starts that never came true because their head was cut meanwhile (ledger.md section 3)."""
    rows = ScheduledAct.objects.visible_to(user, "hire").filter(
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


def calendar_tasks(user, district: District | None) -> Iterator[Task]:
    """From October on the next year's working days are wanted; without them deadlines are only guessed."""
    day = today()
    if district is None or day.month < 10 or not access.can(user, "set_calendar"):
        return
    if not CalendarYear.objects.filter(district=district, year=day.year + 1).exists():
        due = date(day.year, 12, 31)
        yield Task(
            due=due,
            left=(due - day).days,
            text=_("The calendar of %(year)s is not entered") % {"year": day.year + 1},
            note=_("until then deadlines in that year count Monday to Friday, and say so"),
            act=_("Enter it"),
            url=list_url("rules", year=day.year + 1),
        )


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The most pressing first."""
    return sorted(tasks, key=lambda task: (task.left, task.due, task.text))
