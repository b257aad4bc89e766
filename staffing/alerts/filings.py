"""Alerts about filings: nearly due, overdue, unfiled for finance, checks overdue, deadlines moved."""

from datetime import timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import SHANGHAI, add_working_days
from staffing import overdue
from staffing.alerts.kinds import Found, Level, Scope, Side, alert
from staffing.clocks import WITH_STREET, review_due
from staffing.links import list_url
from staffing.models import DeadlineMove, Filing

DUE_WITHIN = 5  # working days
RECENT = timedelta(days=7)


def _by_unit(rows) -> dict[int, tuple]:
    """How many filings of each unit, and the first day one of them is or was due."""
    found = rows.order_by().values_list("unit_id").annotate(Count("id"), Min("deadline"))
    return {unit_id: (count, first) for unit_id, count, first in found}


@alert(
    "filing_due",
    _("filing due"),
    _("{n} filings due by {until}, the first on {first}"),
    Level.AMBER,
    Side.STREET,
    act="read_filings",
    rule="hire_filing_limit",
    at_home=True,
)
def filing_due(scope: Scope):
    """Filings whose last day comes within five working days."""
    if scope.district is None:
        return
    until = add_working_days(scope.district, scope.on, DUE_WITHIN).due
    rows = Filing.objects.visible_to(scope.user).filter(state__in=WITH_STREET, deadline__gte=scope.on)
    for unit_id, (count, first) in _by_unit(rows.filter(deadline__lte=until)).items():
        url = list_url(
            "filings", unit=unit_id, state=list(WITH_STREET), deadline_from=scope.on, deadline_to=until
        )
        facts = {"until": until.isoformat(), "first": first.isoformat()}
        yield Found(scope.units.get(unit_id), count, facts, url)


@alert(
    "filing_overdue",
    _("filing overdue"),
    _("{n} filings overdue, the oldest since {first}"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    act="read_filings",
    rule="overdue_closes_intake",
    at_home=True,
)
def filing_overdue(scope: Scope):
    """Filings past their last day and not with the bureau."""
    rows = Filing.objects.visible_to(scope.user).filter(state__in=WITH_STREET, deadline__lt=scope.on)
    for unit_id, (count, first) in _by_unit(rows).items():
        url = list_url("filings", unit=unit_id, overdue=True)
        yield Found(scope.units.get(unit_id), count, {"first": first.isoformat()}, url)


@alert(
    "unfiled_for_finance",
    _("unfiled for finance"),
    _("{n} hires unfiled a payroll month and more after their last day, the oldest since {first}"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    Side.FINANCE,
    act="read_filings",
    rule="unfiled_for_finance",
)
def unfiled_for_finance(scope: Scope):
    """Hires that finance counts as unfiled (domain.md section 8)."""
    if scope.district is None:
        return
    rows = Filing.objects.visible_to(scope.user).filter(overdue.unfiled(scope.district, scope.on))
    for unit_id, (count, first) in _by_unit(rows).items():
        url = list_url("filings", unit=unit_id, unfiled=True)
        yield Found(scope.units.get(unit_id), count, {"first": first.isoformat()}, url)


@alert(
    "check_overdue",
    _("check overdue"),
    _("{n} filings with the bureau, the oldest to be checked by {due}"),
    Level.RED,
    Side.BUREAU,
    act="read_filings",
    rule="review_limit",
    at_home=True,
)
def check_overdue(scope: Scope):
    """The bureau's own time for the oldest filing is over."""
    for unit_id, row in scope.waiting.items():
        unit = scope.units.get(unit_id)
        if row.with_bureau and unit:
            due = review_due(unit.district, row.earliest, unit_id)
            if due < scope.on:
                url = list_url("filings", unit=unit_id, state=Filing.State.SUBMITTED)
                yield Found(unit, row.with_bureau, {"due": due.isoformat()}, url)


@alert(
    "deadlines_moved",
    _("deadlines moved"),
    _("{n} deadlines moved by a change of the calendar on {on}"),
    Level.INFO,
    Side.STREET,
    act="read_filings",
)
def deadlines_moved(scope: Scope):
    """Open deadlines that a change of the calendar has moved within a week."""
    rows = DeadlineMove.objects.visible_to(scope.user).filter(recorded_at__date__gte=scope.on - RECENT)
    found = rows.order_by().values_list("filing__unit_id").annotate(Count("id"), Min("recorded_at"))
    for unit_id, count, moment in found:
        on = moment.astimezone(SHANGHAI).date()
        url = list_url("deadline-moves", unit=unit_id)
        yield Found(scope.units.get(unit_id), count, {"on": on.isoformat()}, url)
