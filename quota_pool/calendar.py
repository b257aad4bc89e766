"""What day it is in Shanghai, which days are worked, and when so many working days are over.

An answer carries each skipped day and why, and says which years nobody has entered yet: those count
Monday to Friday (domain.md finding 8).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _noop

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
# A limit in the rules is a few weeks; a longer one is a slip of the finger, not a reason to walk centuries.
MOST_DAYS = 2000

# Names as the calendar table keeps them; shown in the reader's language.
HOLIDAY_NAMES = (
    _noop("New Year's Day"),
    _noop("Spring Festival"),
    _noop("Tomb-sweeping Day"),
    _noop("Labour Day"),
    _noop("Dragon Boat Festival"),
    _noop("National Day"),
    _noop("Mid-autumn Festival"),
    _noop("Anti-Fascist 70th Day"),
)
WEEKEND_NAMES = {5: _noop("Saturday"), 6: _noop("Sunday")}


_played: ContextVar[datetime | None] = ContextVar("played", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _played.get() or datetime.now(UTC)


def today() -> date:
    """The office's day: the date in Shanghai, wherever the server stands."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def played(moment: datetime) -> Iterator[None]:
    """Live through a past moment: how the demonstration district gets its history, and nothing else does."""
    token = _played.set(moment)
    try:
        yield
    finally:
        _played.reset(token)


@dataclass(frozen=True)
class SkippedDay:
    """A day that was not counted: a weekend day, or a holiday by its name."""

    date: date
    name: str

    @property
    def why(self) -> str:
        """The reason in the reader's language."""
        return gettext(self.name)


@dataclass(frozen=True)
class Deadline:
    """The last day of a limit, with everything that explains it."""

    start: date
    n: int
    due: date
    skipped: tuple[SkippedDay, ...] = ()
    made_up: tuple[date, ...] = ()
    missing_years: tuple[int, ...] = ()

    @property
    def weekend_days(self) -> int:
        """How many of the skipped days are plain weekend days."""
        return sum(day.name in WEEKEND_NAMES.values() for day in self.skipped)

    @property
    def holidays(self) -> list[SkippedDay]:
        """The skipped days that are holidays."""
        return [day for day in self.skipped if day.name not in WEEKEND_NAMES.values()]

    def left_on(self, on: date) -> int:
        """Calendar days from a day to the last one; negative when it is over."""
        return (self.due - on).days


@dataclass(frozen=True)
class StripDay:
    """One square of the calendar strip: kind is work, off, holiday, makeup or due."""

    date: date
    kind: str
    name: str
    opens_month: bool

    @property
    def why(self) -> str:
        """The holiday or weekend in the reader's language."""
        return gettext(self.name) if self.name else ""


class WorkingDays:
    """One district's table of days off and make-up days; plain Monday to Friday where it is silent."""

    def __init__(self, off: dict[date, str], work: dict[date, str], years: frozenset[int]):
        self.off, self.work, self.years = off, work, years

    def is_worked(self, day: date) -> bool:
        """Whether offices work that day."""
        return day not in self.off and (day.weekday() < 5 or day in self.work)

    def name(self, day: date) -> str:
        """The holiday, the make-up day's holiday, or the weekend day; empty for a plain working day."""
        return self.off.get(day) or self.work.get(day) or WEEKEND_NAMES.get(day.weekday(), "")


def add_working_days(district, start: date, n: int) -> Deadline:
    """The n-th working day after `start`; the next working day is day 1."""
    if not 0 <= n <= MOST_DAYS:
        raise ValueError(f"a limit of {n} working days")
    return deadline_by(working_days(district), start, n)


@lru_cache(maxsize=4096)
def deadline_by(table: WorkingDays, start: date, n: int) -> Deadline:
    """The same by a table in hand: what a limit was before the table changed."""
    day, counted, skipped, made_up = start, 0, [], []
    while counted < n:
        day += ONE_DAY
        if not table.is_worked(day):
            skipped.append(SkippedDay(day, table.name(day)))
            continue
        counted += 1
        if day.weekday() >= 5:
            made_up.append(day)
    return Deadline(start, n, day, tuple(skipped), tuple(made_up), _missing(table, start, day))


def working_days_between(district, a: date, b: date) -> int:
    """Working days after `a` up to and with `b`; the inverse of `add_working_days`, negative backwards."""
    if b < a:
        return -working_days_between(district, b, a)
    table = working_days(district)
    return sum(table.is_worked(day) for day in _days(a, b))


def is_working_day(district, day: date) -> bool:
    """Whether the district's offices work that day."""
    return working_days(district).is_worked(day)


def missing_years(district, start: date, due: date) -> tuple[int, ...]:
    """Years of a span that nobody has entered: the answer then rests on Monday to Friday."""
    return _missing(working_days(district), start, due)


def strip(district, start: date, due: date) -> list[StripDay]:
    """The days of a limit as the page draws them, from the day after the start to the last one."""
    table = working_days(district)
    return [
        StripDay(day, _kind(table, day, due), "" if _is_plain(table, day) else table.name(day), day.day == 1)
        for day in _days(start, due)
    ]


def _kind(table: WorkingDays, day: date, due: date) -> str:
    if day == due:
        return "due"
    if table.is_worked(day):
        return "makeup" if day in table.work else "work"
    return "holiday" if day in table.off else "off"


def _is_plain(table: WorkingDays, day: date) -> bool:
    return day.weekday() < 5 and day not in table.off


def _missing(table: WorkingDays, start: date, due: date) -> tuple[int, ...]:
    first = start + ONE_DAY if start < due else start
    return tuple(year for year in range(first.year, due.year + 1) if year not in table.years)


def _days(start: date, end: date):
    """Each day after the start, to the end."""
    return (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))


def working_days(district) -> WorkingDays:
    """The district's table, read once a process for each version of its configuration."""
    return _remembered().of(district)


@lru_cache(maxsize=1)
def _remembered():
    # Models and the audit ask this module for the time, so the tables are looked up late.
    from quota_pool.remembered import Remembered

    return Remembered(_load)


def _load(district) -> WorkingDays:
    from quota_pool.models import CalendarDay, CalendarYear

    days = CalendarDay.objects.filter(district=district).values_list("date", "kind", "name")
    named = {CalendarDay.Kind.OFF: {}, CalendarDay.Kind.WORK: {}}
    for day, kind, name in days:
        named[kind][day] = name
    years = CalendarYear.objects.filter(district=district).values_list("year", flat=True)
    return WorkingDays(named[CalendarDay.Kind.OFF], named[CalendarDay.Kind.WORK], frozenset(years))
