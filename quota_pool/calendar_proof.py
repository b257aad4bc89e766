"""The calendar against its trail: every day off or made up was entered by an act, and none has gone since."""

from collections.abc import Iterator

from quota_pool.ledger.proof import Fault, deep
from quota_pool.models import AuditEvent, CalendarDay, District


@deep
def calendar_days_are_what_the_trail_says(district: District) -> Iterator[Fault]:
    """The days that stand are those loaded with a year or set by hand, as they were told last."""
    told, stands = _told(district), {}
    for day, kind, name in CalendarDay.objects.filter(district=district).values_list("date", "kind", "name"):
        stands[day.isoformat()] = f"{kind} {name}"
    for day in sorted(told.keys() | stands.keys()):
        if stands.get(day) != told.get(day):
            yield Fault("calendar", day, "is not what the trail last said of it")


def _told(district: District) -> dict[str, str]:
    """Day by day what the trail last said; a day given back to its weekday is gone."""
    days: dict[str, str] = {}
    events = AuditEvent.objects.filter(district=district, act__in=("calendar.load", "calendar.set"))
    for before, after in events.order_by("seq").values_list("before", "after"):
        days |= after.get("entered") or {}
        if "kind" in after:
            days[after["date"]] = f"{after['kind']} {after['name']}"
        elif before:
            days.pop(before["date"], None)
    return days
