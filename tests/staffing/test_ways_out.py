"""The way out a refusal names is worked out, and whoever takes it gets through."""

import uuid
from datetime import date

import pytest
from django.utils import translation

from quota_pool.models import Substitute
from quota_pool.refusals import REGISTRY, Refusal
from staffing.services import requests
from tests.factories import document, freeze, invented
from tests.staffing.pages import START, at, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def refused(act):
    with pytest.raises(Refusal) as caught:
        act()
    [reason] = caught.value.reasons
    return reason


def test_another_grant_that_is_free_is_named_and_takes_the_person(office):
    office.grant(1, valid_from=START)
    mobile = office.mobile(1, START, date(2026, 12, 31))
    office.hire(START)
    lump_sum = office.lump_sum()
    reason = refused(lambda: office.hire(START, pool=lump_sum))
    assert reason.facts["other_grant"] == str(mobile)
    assert str(mobile) in reason.remedy
    assert office.hire(START, pool=mobile).pool == mobile


def test_the_nearest_day_of_a_grant_that_is_not_yet_valid_is_named_and_passes(office):
    office.grant(1, valid_from=START)
    mobile = office.mobile(1, date(2026, 11, 9), date(2026, 12, 31))
    reason = refused(lambda: office.hire(date(2026, 11, 2), pool=mobile))
    assert reason.code == "grant_not_valid"
    assert reason.facts["other_grant"] == str(office.lump_sum())
    assert office.hire(date(2026, 11, 2), pool=office.lump_sum())


def test_a_unit_over_its_quota_is_told_when_recorded_exits_settle_it(office, clock):
    office.grant(2, valid_from=START)
    leaver, _stays = office.hire(START), office.hire(START)
    office.grant(1, valid_from=START)
    assert "clears_on" not in closed(office).facts
    office.leave(leaver, date(2026, 11, 10))
    closed_until = closed(office)
    assert closed_until.facts["clears_on"] == "2026-11-11"
    assert "2026-11-11" in closed_until.remedy


def closed(office):
    """Why nobody may come in while the unit is over its quota."""
    with pytest.raises(Refusal) as caught:
        office.hire(START)
    return next(reason for reason in caught.value.reasons if reason.code == "intake_closed")


def test_an_exit_too_far_ahead_names_the_latest_day_and_it_passes(office):
    office.grant(1, valid_from=START)
    engagement = office.hire(START)
    reason = refused(lambda: office.leave(engagement, date(2027, 6, 1)))
    assert office.leave(engagement, date.fromisoformat(reason.facts["furthest"]))


def test_every_way_out_can_be_said_with_the_facts_of_some_refusal():
    """A template that names a fact nobody gives would never be shown; the last way out needs the fewest."""
    for code in REGISTRY.values():
        ways = [set(_names(way)) for way in code.ways_out]
        assert all(len(later) <= len(first) for first, later in zip(ways, ways[1:], strict=False)), code.name


def _names(template) -> list[str]:
    import string

    return [name for _text, name, _spec, _conversion in string.Formatter().parse(str(template)) if name]


def test_an_exit_is_tried_and_nothing_is_kept(office):
    office.grant(1, valid_from=date(2026, 10, 30))
    engagement = office.hire(START)
    browser = at(office.clerk)
    form = {
        "last_day": "2026-10-30",
        "exit_reason": "13",
        "version": engagement.version,
        "key": str(uuid.uuid4()),
    }
    shown = browser.post(page("exit-work", engagement.pk), form | {"try": "yes"})
    assert shown.status_code == 200, shown.content.decode()
    assert shown.context["trial"] is not None
    engagement.refresh_from_db()
    assert engagement.end_date is None
    assert not list(shown.context["messages"])


def test_taking_a_seat_is_tried_with_its_figures(office):
    office.grant(1, valid_from=START)
    person = office.register(START, person=invented())
    form = {"pool": office.lump_sum().pk, "version": person.version, "key": str(uuid.uuid4()), "try": "yes"}
    shown = at(office.clerk).post(page("take-seat", person.pk), form)
    changes = {name: (before, after) for name, before, after in shown.context["trial"].changes}
    assert changes["Free"] == (1, 0)
    assert changes["Over"] == (1, 0)
    person.refresh_from_db()
    assert person.standing == "unseated"


def test_giving_heads_back_granting_and_taking_a_person_over_are_tried(office, clock):
    office.grant(2, valid_from=START)
    office.grant(2, office.other_street, valid_from=START)
    someone, pool = office.hire(START), office.mobile(3, START, date(2026, 12, 31))
    form = {"heads": 2, "note": "任务减少", "try": "yes"} | key()
    shown = at(office.street_lead).post(page("mobile-return", pool.pk), form)
    assert ("Free", 4, 2) in shown.context["trial"].changes
    request = office.reviewed(2, valid_from=START)
    form = {"document": document(office.district).pk, "heads": 2, "version": request.version, "try": "yes"}
    form |= {"valid_from": "2026-10-30", "valid_to": "2026-12-31"} | key()
    shown = at(office.bureau_lead).post(page("request-grant", request.pk), form)
    assert ("Mobile", 3, 5) in shown.context["trial"].changes
    clock.move_to("2026-11-02T02:00:00Z")
    offered = office.offer(someone)
    asked = {"version": 1, "try": "yes"} | key()
    shown = at(office.other_clerk).post(page("transfer-accept", offered.pk), asked)
    changes = {name: (before, after) for name, before, after in shown.context["trial"].changes}
    assert (changes["Held"], changes["Free"]) == ((0, 1), (2, 1))
    offered.refresh_from_db()
    assert offered.state == "offered"


def key() -> dict:
    return {"key": str(uuid.uuid4())}


def test_a_freeze_is_tried_by_its_figures_and_stays_proposed(office):
    office.grant(3, valid_from=START)
    one = freeze(office)
    shown = at(office.bureau_lead).post(page("freeze-approve", one.pk), {"version": 1, "try": "yes"})
    changes = {name: (before, after) for name, before, after in shown.context["trial"].changes}
    assert changes == {"Free": (3, 0), "Frozen": (0, 3)}
    one.refresh_from_db()
    assert one.state == "proposed"


def test_an_opinion_a_submission_and_an_acceptance_are_tried_and_nothing_is_sent(office):
    office.grant(1, valid_from=START)
    draft = requests.submit(request=office.request(), actor=office.street_lead)
    opinion = {"opinion": "for", "note": "", "heads": "", "version": draft.version, "try": "yes"}
    answer = at(office.bureau).post(page("request-check", draft.pk), opinion)
    assert answer.context["trial"] is not None, answer.content.decode()[:2000]
    filing = office.hire(START).filings.get()
    sent = {"version": filing.version, "note": "", "try": "yes"}
    assert at(office.clerk).post(page("filing-submit", filing.pk), sent).context["trial"] is not None
    draft.refresh_from_db()
    filing.refresh_from_db()
    assert (draft.bureau_opinion, filing.state) == ("", "to_submit")


def test_handing_over_is_tried_and_tells_what_it_would_warn_of(office):
    role = office.bureau_lead.memberships.get()
    form = {"member": role.pk, "user": office.bureau.pk, "from_day": "2026-11-02", "to_day": "2026-11-06"}
    form |= {"reason": "年休假", "try": "yes"}
    shown = at(office.bureau_lead).post("/substitutes/", form)
    [words] = shown.context["trial"].remarks
    assert "four eyes" in words
    assert not Substitute.objects.exists()
    assert not list(shown.context["messages"])
