"""The clocks of a filing: when each is over, every square on the way, and the rule that set the limit."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import ngettext

from quota_pool import calendar, figures, rules
from quota_pool.calendar import SHANGHAI, Deadline, StripDay
from quota_pool.models import District, Unit
from staffing.models import Filing, FilingEvent

State = Filing.State
WITH_STREET = (State.TO_SUBMIT, State.RETURNED)
FILE, CORRECT, CHECK = "file", "correct", "check"


@dataclass(frozen=True)
class Clock:
    """One limit in working days, ready to draw: the street's to file or correct, the bureau's to check."""

    deadline: Deadline
    strip: list[StripDay]
    document: str = ""
    purpose: str = FILE

    @property
    def holidays(self) -> list[str]:
        """The holidays skipped, each named once."""
        return list(dict.fromkeys(day.why for day in self.deadline.holidays))

    @property
    def title(self) -> str:
        """What is to be done within how many days, until when."""
        n, due = self.deadline.n, self.deadline.due
        words = {
            FILE: ngettext("File within %(n)s working day", "File within %(n)s working days", n),
            CORRECT: ngettext("Correct within %(n)s working day", "Correct within %(n)s working days", n),
            CHECK: ngettext(
                "The bureau checks within %(n)s working day", "The bureau checks within %(n)s working days", n
            ),
        }[self.purpose]
        return f"{words % {'n': n}} → {figures.day(due)} ({figures.weekday(due)})"


def clock_of_event(unit: Unit, kind: str, event_date: date) -> Clock:
    """The clock that an event of this day would start under the rule in force."""
    ruling = rules.ruling(f"{kind}_filing_limit", unit.district, event_date, unit.pk)
    return _clock(unit.district, event_date, ruling.value, FILE, ruling.document)


def clock_of_filing(filing: Filing) -> Clock | None:
    """The clock that runs now: the street's from the event or the last return, or the bureau's."""
    if filing.state == State.SUBMITTED:
        return _clock_of_review(filing)
    if filing.state not in WITH_STREET:
        return None
    returned = filing.events.filter(step=FilingEvent.Step.RETURNED).order_by("id").last()
    start = returned.effective if returned else filing.event_date
    return _clock(filing.unit.district, start, filing.limit_days, CORRECT if returned else FILE)


def _clock_of_review(filing: Filing) -> Clock:
    day = _day(filing.submitted_at)
    ruling = rules.ruling("review_limit", filing.unit.district, day, filing.unit_id)
    return _clock(filing.unit.district, day, ruling.value, CHECK, ruling.document)


def _clock(district: District, start: date, limit: int, purpose: str, document: str = "") -> Clock:
    deadline = calendar.add_working_days(district, start, limit)
    return Clock(deadline, calendar.strip(district, start, deadline.due), document, purpose)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def review_due(district: District, submitted_at: datetime, unit_id: int) -> date:
    """When the bureau's own time for the check is over."""
    limit = rules.value("review_limit", district, _day(submitted_at), unit_id)
    return calendar.add_working_days(district, _day(submitted_at), limit).due


def due_of(filing: Filing) -> date:
    """The last day of whoever has the filing in hand."""
    if filing.state == State.SUBMITTED:
        return review_due(filing.unit.district, filing.submitted_at, filing.unit_id)
    return filing.deadline


def working_days_left(district: District, due: date) -> int:
    """Working days until the last one: 0 on the day itself, negative once it is over."""
    return calendar.working_days_between(district, calendar.today(), due)
