"""The clock of a filing: when it is due, every square on the way there, and the rule that set the limit."""

from dataclasses import dataclass
from datetime import date

from quota_pool import calendar, rules
from quota_pool.calendar import Deadline, StripDay
from quota_pool.models import District, Unit
from staffing.models import Filing


@dataclass(frozen=True)
class Clock:
    """One limit in working days, ready to be drawn."""

    deadline: Deadline
    strip: list[StripDay]
    document: str = ""

    @property
    def holidays(self) -> list[str]:
        """The holidays skipped, each named once."""
        return list(dict.fromkeys(day.why for day in self.deadline.holidays))


def clock_of_event(unit: Unit, kind: str, event_date: date) -> Clock:
    """The clock that an event of this day would start under the rule in force."""
    ruling = rules.ruling(f"{kind}_filing_limit", unit.district, event_date, unit.pk)
    return _clock(unit.district, event_date, ruling.value, ruling.document)


def clock_of_filing(filing: Filing) -> Clock:
    """The clock a filing runs on now: from its event, or from its last return."""
    start = filing.event_date
    if filing.state == Filing.State.RETURNED and filing.decided_at:
        start = filing.decided_at.astimezone(calendar.SHANGHAI).date()
    return _clock(filing.unit.district, start, filing.limit_days)


def _clock(district: District, start: date, limit: int, document: str = "") -> Clock:
    deadline = calendar.add_working_days(district, start, limit)
    return Clock(deadline, calendar.strip(district, start, deadline.due), document)


def working_days_left(district: District, due: date) -> int:
    """Working days until the last one: 0 on the day itself, negative once it is over."""
    return calendar.working_days_between(district, calendar.today(), due)
