"""Halted books: whoever would write to them is told since when, and what has to happen first (R-019)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool import refusals
from quota_pool.calendar import SHANGHAI
from quota_pool.models import Halt

BOOKS_FROZEN = refusals.code(
    "books_frozen",
    _("The books of {place} do not agree with each other and are halted since {since}: nothing is written."),
    _("Tell the administrator; `manage.py verify` names the place. Everything can still be read."),
)
# Whether the books of an account's unit, or of its whole district, are halted; asked as they are locked.
IS_HALTED = """EXISTS(SELECT 1 FROM quota_pool_halt AS halt
    WHERE halt.lifted_at IS NULL AND halt.district_id = quota_pool_account.district_id
    AND (halt.unit_id IS NULL OR halt.unit_id = quota_pool_account.unit_id))"""


class Halted(refusals.Refusal):
    """The books are halted (503 over REST): nobody's fault who asks, and no other input would pass."""


def open_halts(district_id: int, units: Iterable[int] = ()) -> list[Halt]:
    """The halts that keep these units' books, or the whole district's, from being written to."""
    where = Q(unit=None) | Q(unit__in=list(units))
    rows = Halt.objects.filter(where, district=district_id, lifted_at=None)
    return list(rows.select_related("unit", "district").order_by("pk"))


def reasons(halts: Iterable[Halt]) -> list[refusals.Reason]:
    """Since when whose books are halted."""
    return [
        BOOKS_FROZEN.reason(place=halt.place, since=f"{halt.halted_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
        for halt in halts
    ]


def refuse(district_id: int, units: Iterable[int] = ()) -> None:
    """Raise `Halted` where one of these books is halted."""
    if found := reasons(open_halts(district_id, units)):
        raise Halted(found)
