"""Rows about requests for mobile heads: to mend, submit, check, advise on, decide."""

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


@told(WAITING, "draft_request")
def with_leader(desk: Desk) -> Iterator[Line]:
    """What the clerk has drafted and only the street's leader sends in."""
    drafts = sum(one.state == State.DRAFT for one in desk.once(open_requests))
    if drafts and not desk.can("submit_request"):
        url = list_url("requests", state=State.DRAFT)
        yield Line(_("requests with the street's leader"), figures.number(drafts), url)


HANDS = {
    "check_request": gettext_lazy("requests with the bureau"),
    "advise_request": gettext_lazy("requests with finance"),
    "decide_request": gettext_lazy("requests with the bureau's leader"),
}


def _in_hands(one: MobileRequest) -> set[str]:
    """By which act a request goes on: each opinion still wanted, or the decision."""
    if one.state == State.REVIEWED:
        return {"decide_request"}
    if one.state != State.SUBMITTED:
        return set()
    wanted = {"check_request": one.bureau_opinion, "advise_request": one.finance_opinion}
    return {act for act, opinion in wanted.items() if not opinion}


@told(WAITING, *HANDS)
def with_others(desk: Desk) -> Iterator[Line]:
    """Requests on which somebody else has to give an opinion, or to decide."""
    hands = [_in_hands(one) for one in desk.once(open_requests)]
    for act, words in HANDS.items():
        count = sum(act in acts for acts in hands)
        if count and not desk.can(act):
            url = list_url("requests", state=list(WITH_BUREAU))
            yield Line(words, figures.number(count), url)


@told(WAITING, "draft_request", "submit_request")
def with_bureau(desk: Desk) -> Iterator[Line]:
    """What the street has sent in and nobody has decided on."""
    sent = sum(one.state in WITH_BUREAU for one in desk.once(open_requests))
    if sent:
        url = list_url("requests", state=list(WITH_BUREAU))
        yield Line(_("requests with the bureau"), figures.number(sent), url)
