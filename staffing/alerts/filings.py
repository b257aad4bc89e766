"""Alerts about filings: nearly due, overdue, unfiled for finance, checks overdue, deadlines moved."""

from datetime import date, timedelta

from django.db.models import Min
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import SHANGHAI, add_working_days
from staffing import overdue
from staffing.alerts.kinds import Found, Level, Scope, Side, alert, part
from staffing.clocks import WITH_STREET, review_due
from staffing.links import list_url
from staffing.models import DeadlineMove, Filing

DUE_WITHIN = 5  # working days
RECENT = timedelta(days=7)


def _due(scope: Scope):
    if scope.district is not None:
        days = {"deadline__gte": scope.on, "deadline__lte": _until(scope)}
        rows = Filing.objects.visible_to(scope.user).filter(state__in=WITH_STREET, **days)
        yield part(rows, "filing_due", first=Min("deadline"))


def _until(scope: Scope) -> date:
    return add_working_days(scope.district, scope.on, DUE_WITHIN).due


def _overdue(scope: Scope):
    rows = Filing.objects.visible_to(scope.user).filter(state__in=WITH_STREET, deadline__lt=scope.on)
    yield part(rows, "filing_overdue", first=Min("deadline"))


def _unfiled(scope: Scope):
    if scope.district is not None:
        rows = Filing.objects.visible_to(scope.user).filter(overdue.unfiled(scope.district, scope.on))
        yield part(rows, "unfiled_for_finance", first=Min("deadline"))


def _moved(scope: Scope):
    rows = DeadlineMove.objects.visible_to(scope.user).filter(recorded_at__date__gte=scope.on - RECENT)
    first = Min(TruncDate("recorded_at", tzinfo=SHANGHAI))
    yield part(rows, "deadlines_moved", unit="filing__unit_id", first=first)


@alert(
    "filing_due",
    _("filing due"),
    _("{n} filings due by {until}, the first on {first}"),
    Level.AMBER,
    Side.STREET,
    act="read_filings",
    rule="hire_filing_limit",
    at_home=True,
    parts=_due,
)
def filing_due(scope: Scope):
    """Filings whose last day comes within five working days."""
    for row in scope.counted("filing_due"):
        until = _until(scope)
        url = list_url(
            "filings", unit=row.unit_id, state=list(WITH_STREET), deadline_from=scope.on, deadline_to=until
        )
        facts = {"until": until.isoformat(), "first": row.first.isoformat()}
        yield Found(scope.units.get(row.unit_id), row.count, facts, url)


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
    parts=_overdue,
)
def filing_overdue(scope: Scope):
    """Filings past their last day and not with the bureau."""
    for row in scope.counted("filing_overdue"):
        url = list_url("filings", unit=row.unit_id, overdue=True)
        yield Found(scope.units.get(row.unit_id), row.count, {"first": row.first.isoformat()}, url)


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
    parts=_unfiled,
)
def unfiled_for_finance(scope: Scope):
    """Hires that finance counts as unfiled (domain.md section 8)."""
    for row in scope.counted("unfiled_for_finance"):
        url = list_url("filings", unit=row.unit_id, unfiled=True)
        yield Found(scope.units.get(row.unit_id), row.count, {"first": row.first.isoformat()}, url)


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
    parts=_moved,
)
def deadlines_moved(scope: Scope):
    """Open deadlines that a change of the calendar has moved within a week."""
    for row in scope.counted("deadlines_moved"):
        url = list_url("deadline-moves", unit=row.unit_id)
        yield Found(scope.units.get(row.unit_id), row.count, {"on": row.first.isoformat()}, url)
