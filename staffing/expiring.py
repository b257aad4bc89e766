"""When a mobile grant is said to run out: the two limits, in days, that the district sets by date."""

from datetime import date, timedelta

from django.db.models import Q

from quota_pool import rules
from quota_pool.models import District, Unit

FIRST, LAST = "mobile_alert", "mobile_last_alert"


def days_before(unit: Unit, on: date, rule: str = FIRST) -> int:
    """How many days before its last one a grant of this unit is told of; below nought: never."""
    ruling = rules.ruling(rule, unit.district, on, unit.pk)
    return ruling.value if ruling.is_on else -1


def runs_out(valid_to: date | None, unit: Unit, on: date, rule: str = FIRST) -> bool:
    """Whether a grant with this last day is within the limit on a day."""
    return valid_to is not None and 0 <= (valid_to - on).days <= days_before(unit, on, rule)


def running_out(district: District, on: date, last_day: str = "valid_to") -> Q:
    """The same as a condition on pools of a district; units with a value of their own go by theirs."""
    own = rules.units_with_own(FIRST, district)
    general = _within(rules.ruling(FIRST, district, on), on, last_day) & ~Q(unit__in=own)
    found = Q(unit__district=district) & general
    for unit_id in own:
        found |= Q(unit=unit_id) & _within(rules.ruling(FIRST, district, on, unit_id), on, last_day)
    return found


def _within(ruling: rules.Ruling, on: date, last_day: str) -> Q:
    until = on + timedelta(days=ruling.value if ruling.is_on else -1)
    return Q(**{f"{last_day}__gte": on, f"{last_day}__lte": until})
