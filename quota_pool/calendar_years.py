"""Entering the calendar: a year from the official arrangement, and single days by hand with a reason."""

from datetime import date
from importlib.metadata import version

from chinese_calendar import constants as official
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, calendar_changes, refusals
from quota_pool.calendar import working_days
from quota_pool.models import CalendarChange, CalendarDay, CalendarYear, District
from quota_pool.remembered import touch

KNOWN_YEARS = frozenset(day.year for day in official.holidays)

YEAR_UNKNOWN = refusals.code(
    "calendar_year_unknown",
    _("The official arrangement of {year} is not in this version; the newest year it holds is {newest}"),
    _("Enter the days of {year} by hand from the State Council's notice"),
)
REASON_MISSING = refusals.code("calendar_reason_missing", _("A change of the calendar needs a reason"))


@transaction.atomic
def load_year(*, district: District, year: int, document=None, actor=None) -> int:
    """Enter a year the package knows; days already entered by hand stay. Returns how many were added."""
    _require(actor, district)
    if year not in KNOWN_YEARS:
        raise refusals.Refusal(YEAR_UNKNOWN.reason(year=year, newest=max(KNOWN_YEARS)))
    before = working_days(district)
    by_hand = CalendarDay.objects.filter(district=district, date__year=year)
    entered = set(by_hand.values_list("date", flat=True))
    days = [day for day in _official_days(district, year) if day.date not in entered]
    source = f"chinesecalendar {version('chinesecalendar')}"
    row, is_new = CalendarYear.objects.get_or_create(
        district=district, year=year, defaults={"source": source, "document": document}
    )
    if not is_new and not days:
        return 0
    CalendarDay.objects.bulk_create(days)
    touch(district)
    moved = calendar_changes.follow(district, CalendarChange.Act.LOAD, before=before, actor=actor, year=year)
    entered = {day.date.isoformat(): f"{day.kind} {day.name}" for day in days}
    after = {"year": year, "days": len(days), "source": source, "moved": moved, "entered": entered}
    audit.record(actor, "calendar.load", row, after=after)
    return len(days)


def load_known_years(*, district: District, first: int, actor=None) -> list[int]:
    """Enter every year from `first` that the package knows; the first load of a new district."""
    years = [year for year in sorted(KNOWN_YEARS) if year >= first]
    for year in years:
        load_year(district=district, year=year, actor=actor)
    return years


@transaction.atomic
def set_day(
    *, district: District, date: date, kind: str, name: str, actor, reason: str
) -> CalendarDay | None:
    """Make a day off or a working day; an empty kind returns it to what its weekday says."""
    _require(actor, district)
    if not reason.strip():
        raise refusals.Refusal(REASON_MISSING.reason(field="reason"))
    table = working_days(district)
    before = CalendarDay.objects.filter(district=district, date=date).first()
    row = before
    if kind:
        row, _is_new = CalendarDay.objects.update_or_create(
            district=district, date=date, defaults={"kind": CalendarDay.Kind(kind), "name": name.strip()}
        )
    else:
        CalendarDay.objects.filter(district=district, date=date).delete()
    touch(district)
    if row is None:
        return None
    moved = calendar_changes.follow(
        district, CalendarChange.Act.SET, before=table, actor=actor, year=date.year, day=date, reason=reason
    )
    after = (_told(row) if kind else {}) | {"moved": moved}
    audit.record(actor, "calendar.set", row, before=_told(before), after=after, reason=reason)
    return row if kind else None


@transaction.atomic
def close_year(*, district: District, year: int, document=None, actor, reason: str) -> CalendarYear:
    """Say that a year entered by hand is complete, so that answers stop warning about it."""
    _require(actor, district)
    if not reason.strip():
        raise refusals.Refusal(REASON_MISSING.reason(field="reason"))
    before = working_days(district)
    row, _is_new = CalendarYear.objects.update_or_create(
        district=district, year=year, defaults={"source": "by hand", "document": document}
    )
    touch(district)
    moved = calendar_changes.follow(
        district, CalendarChange.Act.CLOSE, before=before, actor=actor, year=year, reason=reason
    )
    audit.record(actor, "calendar.close", row, after={"year": year, "moved": moved}, reason=reason)
    return row


def _require(actor, district: District) -> None:
    """The system itself (no actor) may load; people need the act in this very district."""
    if actor is None:
        return
    access.require(actor, "set_calendar")
    if all(grip.district_id != district.pk for grip in access.grips(actor)):
        raise Http404


def _official_days(district: District, year: int) -> list[CalendarDay]:
    kinds = ((official.holidays, CalendarDay.Kind.OFF), (official.workdays, CalendarDay.Kind.WORK))
    return [
        CalendarDay(district=district, date=day, kind=kind, name=name)
        for table, kind in kinds
        for day, name in table.items()
        if day.year == year
    ]


def _told(day: CalendarDay | None) -> dict | None:
    return None if day is None else {"date": day.date, "kind": day.kind, "name": day.name}
