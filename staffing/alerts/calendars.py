"""The alert about the calendar: the next year is not entered, so deadlines are only guessed."""

from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import working_days
from staffing.alerts.kinds import Found, Level, Scope, Side, alert
from staffing.links import list_url

FROM_MONTH = 12


@alert(
    "calendar_missing",
    _("calendar year missing"),
    _("the working days of {n} are not entered; deadlines in that year count Monday to Friday"),
    Level.AMBER,
    Side.ADMIN,
    Side.BUREAU,
    act="read_rules",
)
def calendar_missing(scope: Scope):
    """From the first of December on the next year is wanted; this year always."""
    if scope.district is None:
        return
    entered = working_days(scope.district).years
    for year in [scope.on.year, scope.on.year + 1][: 2 if scope.on.month >= FROM_MONTH else 1]:
        if year not in entered:
            yield Found(None, year, {}, list_url("calendar", year=year))
