"""What waits, by street: one query a request, for the navigation, the pool page and the home page."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min, Q

from quota_pool import access, navigation
from quota_pool.calendar import today
from staffing.models import Filing

State = Filing.State
WITH_STREET = (State.TO_SUBMIT, State.RETURNED)
THIS_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """Open filings of one unit: with the street, late, returned, due within a week, with the bureau."""

    unit_id: int
    with_street: int
    overdue: int
    returned: int
    due_soon: int
    with_bureau: int
    earliest: object = None


def waiting(user) -> dict[int, Waiting]:
    """Open filings by unit, as far as the user sees them; read once for one request's user object."""
    if not hasattr(user, "_waiting"):
        user._waiting = {row["unit_id"]: Waiting(**row) for row in _rows(user)}
    return user._waiting


def _rows(user):
    day, ours = today(), Q(state__in=WITH_STREET)
    return (
        Filing.objects.visible_to(user)
        .filter(state__in=(*WITH_STREET, State.SUBMITTED))
        .order_by()
        .values("unit_id")
        .annotate(
            with_street=Count("id", filter=ours),
            overdue=Count("id", filter=ours & Q(deadline__lt=day)),
            returned=Count("id", filter=Q(state=State.RETURNED)),
            due_soon=Count("id", filter=ours & Q(deadline__gte=day, deadline__lte=day + THIS_WEEK)),
            with_bureau=Count("id", filter=Q(state=State.SUBMITTED)),
            earliest=Min("submitted_at", filter=Q(state=State.SUBMITTED)),
        )
    )


def total(user, name: str) -> int:
    """One figure over all units the user sees."""
    return sum(getattr(row, name) for row in waiting(user).values())


@navigation.counter
def to_do(user) -> dict[str, int]:
    """The red numbers of the navigation: what is in this person's hands, and what of it presses."""
    if access.can(user, "submit_filing"):
        pressing = total(user, "overdue") + total(user, "due_soon")
        return {"home": pressing, "filings": total(user, "with_street")}
    if access.can(user, "decide_filing"):
        return {"home": total(user, "with_bureau"), "filings": total(user, "with_bureau")}
    return {}
