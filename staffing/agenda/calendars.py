"""Rows about the calendar: the next year is wanted before its first day."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from quota_pool.calendar import today
from quota_pool.models import CalendarYear
from staffing.agenda.desk import Desk, Task, tasks
from staffing.links import list_url


@tasks("set_calendar")
def next_year(desk: Desk) -> Iterator[Task]:
    """From October on the next year's working days are wanted; without them deadlines are only guessed."""
    day, district = today(), desk.district
    if district is None or day.month < 10:
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
