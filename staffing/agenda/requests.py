"""Rows about requests for mobile heads: to mend, submit, check, advise on, decide."""

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import figures
from quota_pool.calendar import today
from staffing.agenda.desk import READ, WAITING, Desk, Line, Task, tasks, told
from staffing.links import list_url
from staffing.models import MobileRequest
from staffing.services.requests import OPEN, WITH_BUREAU, is_own_work

State = MobileRequest.State


def open_requests(desk: Desk) -> list[MobileRequest]:
    """Requests on which nobody has decided."""
    rows = MobileRequest.objects.visible_to(desk.user).filter(state__in=OPEN)
    return list(rows.select_related("unit").order_by("valid_from", "id")[:READ])


def _rows(desk: Desk, wanted: Callable[[MobileRequest], bool], words: str, act: str) -> Iterator[Task]:
    for request in desk.once(open_requests):
        if wanted(request):
            due = request.valid_from or today()
            yield Task(
                due=due,
                left=(due - today()).days,
                text=words % {"unit": request.unit.name, "heads": request.heads or 0},
                note=" · ".join(
                    part for part in (request.get_reason_code_display(), request.task[:40]) if part
                ),
                act=act,
                url=reverse("staffing:request", args=[request.pk]),
            )


@tasks("draft_request")
def to_mend(desk: Desk) -> Iterator[Task]:
    """What came back to the clerk."""
    words = _("Request for %(heads)s mobile heads returned")
    return _rows(desk, lambda one: one.state == State.RETURNED, words, _("Mend"))


@tasks("submit_request")
def to_submit(desk: Desk) -> Iterator[Task]:
    """What the clerk has drafted and the street's leader sends in."""
    words = _("Request for %(heads)s mobile heads drafted")
    return _rows(desk, lambda one: one.state == State.DRAFT, words, _("Look and submit"))


@tasks("check_request")
def to_check(desk: Desk) -> Iterator[Task]:
    """What the bureau's officer has not yet given an opinion on."""
    words = _("%(unit)s asks for %(heads)s mobile heads")
    return _rows(desk, lambda one: one.state == State.SUBMITTED and not one.bureau_opinion, words, _("Check"))


@tasks("advise_request")
def to_advise(desk: Desk) -> Iterator[Task]:
    """What finance has not yet given an opinion on."""
    words = _("%(unit)s asks for %(heads)s mobile heads")
    asked = (State.SUBMITTED,)
    return _rows(
        desk, lambda one: one.state in asked and not one.finance_opinion, words, _("Give the opinion")
    )


@tasks("decide_request")
def to_decide(desk: Desk) -> Iterator[Task]:
    """What waits for the leader with both opinions; one's own work waits for others."""
    words = _("%(unit)s asks for %(heads)s mobile heads")

    def mine(one: MobileRequest) -> bool:
        return one.state == State.REVIEWED and not is_own_work(one, desk.user)

    return _rows(desk, mine, words, _("Decide"))


@told(WAITING, "draft_request", "submit_request")
def with_bureau(desk: Desk) -> Iterator[Line]:
    """What the street has sent in and nobody has decided on."""
    sent = sum(one.state in WITH_BUREAU for one in desk.once(open_requests))
    if sent:
        url = list_url("requests", state=list(WITH_BUREAU))
        yield Line(_("requests with the bureau"), figures.number(sent), url)
