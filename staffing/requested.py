"""Heads the streets have asked for and nobody has decided on, on any day as known on any."""

from collections import defaultdict

from django.db.models import Sum

from quota_pool import access
from quota_pool.as_of import AsOf
from staffing.links import list_url
from staffing.models import MobileRequest, RequestEvent

State, Step = MobileRequest.State, RequestEvent.Step
WITH_BUREAU = (State.SUBMITTED, State.REVIEWED)
SENT_IN = (Step.SUBMITTED, Step.CHECKED, Step.ADVISED)


def requested(user, as_of: AsOf) -> dict[int, int] | None:
    """By unit; None for whoever may not read requests. One statement, whichever day is asked for."""
    if not access.can(user, "read_requests"):
        return None
    if as_of.is_now:
        rows = MobileRequest.objects.visible_to(user).filter(state__in=WITH_BUREAU).order_by()
        return dict(rows.values_list("unit_id").annotate(Sum("heads")))
    return _then(user, as_of)


def _then(user, as_of: AsOf) -> dict[int, int]:
    """The steps that were true and known by then, gone through in their order."""
    steps = RequestEvent.objects.visible_to(user).filter(as_of.recorded(), effective__lte=as_of.day)
    asked: dict[int, tuple[int, int]] = {}
    names = ("request_id", "request__unit_id", "step", "heads")
    for request, unit, step, heads in steps.order_by("id").values_list(*names):
        if step == Step.SUBMITTED:
            asked[request] = unit, heads or 0
        elif step not in SENT_IN:
            asked.pop(request, None)
    found: dict[int, int] = defaultdict(int)
    for unit, heads in asked.values():
        found[unit] += heads
    return found


def requests_url(unit: int | None, as_of: AsOf) -> str:
    """The requests behind the figure; the list tells of today alone."""
    return list_url("requests", unit=unit, state=list(WITH_BUREAU)) if as_of.is_now else ""
