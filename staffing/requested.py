"""Heads the streets have asked for and nobody has decided on, on any day as known on any."""

from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from quota_pool import access
from quota_pool.as_of import AsOf
from staffing.links import list_url
from staffing.models import MobileRequest, RequestEvent

State, Step = MobileRequest.State, RequestEvent.Step
WITH_BUREAU = (State.SUBMITTED, State.REVIEWED)
SENT_IN = (Step.SUBMITTED, Step.CHECKED, Step.ADVISED)


def with_requested(units, user, as_of: AsOf):
    """The units with the heads they ask for as `requested`; left alone for who may not read requests."""
    if not access.can(user, "read_requests"):
        return units
    rows = _open(MobileRequest.objects.visible_to(user), as_of).filter(unit=OuterRef("pk"))
    sums = rows.order_by().values("unit").annotate(sum=Sum("asked")).values("sum")
    return units.annotate(requested=Coalesce(Subquery(sums), Value(0)))


def _open(requests, as_of: AsOf):
    """The requests that lay with the bureau that day, as known then, with the heads `asked` for."""
    steps = RequestEvent.objects.filter(as_of.recorded(), effective__lte=as_of.day, request=OuterRef("pk"))
    sent = steps.filter(step=Step.SUBMITTED).order_by("-id").values("heads")[:1]
    requests = requests.annotate(asked=Subquery(sent))
    if as_of.is_now:
        return requests.filter(state__in=WITH_BUREAU)
    last = steps.order_by("-id").values("step")[:1]
    return requests.alias(last_step=Subquery(last)).filter(last_step__in=SENT_IN)


def requests_url(unit: int | None, as_of: AsOf) -> str:
    """The requests behind the figure; the list tells of today alone."""
    return list_url("requests", unit=unit, state=list(WITH_BUREAU)) if as_of.is_now else ""
