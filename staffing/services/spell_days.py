"""First and last days of an engagement: which of them cannot be, and the nearest that can."""

from datetime import date, timedelta

from quota_pool import rules
from quota_pool.models import Unit
from quota_pool.refusals import Reason
from staffing import codes
from staffing.dictionaries import UNLAWFUL_EXITS, ExitReason
from staffing.models import Engagement

FURTHEST_START = 90  # days a start or an exit may lie ahead: further on is a plan, not an act


def day_reasons(unit: Unit, on: date, today: date) -> list[Reason]:
    """What forbids this first day: before the roster was opened, or too far ahead."""
    found = []
    if unit.opened_on and on < unit.opened_on:
        found.append(
            codes.START_BEFORE_OPENING.reason(
                on=on, opening=unit.opened_on, unit=unit.name, field="start_date"
            )
        )
    if on > today + timedelta(days=FURTHEST_START):
        earliest = on - timedelta(days=FURTHEST_START)
        found.append(
            codes.START_TOO_FAR.reason(on=on, days=FURTHEST_START, earliest=earliest, field="start_date")
        )
    return found


def exit_reasons(engagement: Engagement, last_day: date, exit_reason: str, today: date) -> list[Reason]:
    """What forbids this exit: recorded already, a day that cannot be, a reason that is no ground."""
    found = []
    if engagement.end_date is not None or engagement.voided_at is not None:
        found.append(codes.EXIT_ALREADY_RECORDED.reason(end=engagement.end_date or engagement.start_date))
    found += last_day_reasons(engagement, last_day, today)
    if ExitReason(exit_reason) in UNLAWFUL_EXITS:
        ground = rules.cited("last_place_exit", engagement.unit.district, today, engagement.unit_id)
        found.append(codes.LAST_PLACE.reason(field="exit_reason", **ground))
    return found


def last_day_reasons(engagement: Engagement, last_day: date, today: date) -> list[Reason]:
    """A last day that cannot be: before the first, or too far ahead."""
    found = []
    if last_day < engagement.start_date:
        found.append(
            codes.EXIT_BEFORE_START.reason(on=last_day, start=engagement.start_date, field="last_day")
        )
    if last_day > today + timedelta(days=FURTHEST_START):
        ahead = timedelta(days=FURTHEST_START)
        facts = {
            "on": last_day,
            "days": FURTHEST_START,
            "earliest": last_day - ahead,
            "furthest": today + ahead,
        }
        found.append(codes.EXIT_TOO_FAR.reason(field="last_day", **facts))
    return found
