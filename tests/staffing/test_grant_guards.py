"""Granting heads: the term, the opinions, the committee and a freeze hold by whatever way heads come."""

from datetime import date

import pytest

from quota_pool import rules
from quota_pool.refusals import Refusal
from staffing.models import QuotaGrant
from staffing.services import requests
from tests.desk import desk
from tests.factories import document
from tests.quota_pool.reading import said
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db
TODAY, YEAR_END = date(2026, 10, 30), date(2026, 12, 31)
FAR = date(2029, 4, 30)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def rule(office, code, value=None, level="block"):
    rules.set_value(
        code=code, value=value, level=level, valid_from=date(2026, 10, 1), actor=office.bureau_lead,
        district=office.district,
    )  # fmt: skip


def results(grant) -> dict:
    return {check["ruling"]["rule"]: check["result"] for check in grant.checks}


def opined(office, heads=5, bureau=("for", None), finance="for"):
    """A request with both opinions as they were given."""
    asked = office.request(heads)
    requests.submit(request=asked, actor=office.street_lead)
    opinion, fewer = bureau
    requests.check(request=asked, opinion=opinion, heads=fewer, note="力量可调剂", actor=office.bureau)
    return requests.advise(request=asked, opinion=finance, note="无此项经费", actor=office.finance)


# --- what was said of the request ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opinions", "code"),
    [
        ({"bureau": ("less", 2)}, "granted_over_opinion"),
        ({"bureau": ("against", None)}, "granted_against_opinion"),
        ({"finance": "against"}, "granted_against_opinion"),
    ],
)
def test_whoever_grants_beyond_an_opinion_says_why(office, opinions, code):
    asked = opined(office, **opinions)
    with pytest.raises(Refusal) as refusal:
        office.grant_request(asked)
    assert codes(refusal) == {code}
    asked.refresh_from_db()
    granted = office.grant_request(asked, note="防汛任务紧急，经研究同意")
    assert results(granted.grant)["opinions_heard"] == "warned"


def test_within_the_opinions_nothing_is_asked(office):
    granted = office.grant_request(opined(office, bureau=("less", 2)), heads=2)
    assert results(granted.grant)["opinions_heard"] == "passed"


def test_where_the_district_says_so_nobody_grants_beyond_an_opinion(office):
    rule(office, "opinions_heard")
    with pytest.raises(Refusal) as refusal:
        office.grant_request(opined(office, finance="against"), note="经研究同意")
    assert codes(refusal) == {"granted_against_opinion"}


def test_the_page_and_rest_say_what_they_warn_of(office):
    asked, paper = opined(office, bureau=("less", 2)), document(office.district)
    lead = desk(office.bureau_lead)
    place, body = f"mobile-requests/{asked.pk}/grant/", {"document": paper.pk, "heads": 5}
    answer = lead.post(place, body)
    assert (answer.status_code, answer.answer["code"]) == (409, "granted_over_opinion"), answer.answer
    answer = lead.post(place, body | {"note": "经研究同意"})
    assert {one["code"] for one in answer.answer["warnings"]} >= {"granted_over_opinion"}, answer.answer
    other = opined(office, finance="against")
    typed = {
        "heads": 5, "document": document(office.district).pk, "valid_from": "2026-11-02",
        "valid_to": "2027-04-30", "note": "经研究同意", "version": other.version,
        "key": "00000000-0000-4000-8000-000000000001",
    }  # fmt: skip
    told = said(at(office.bureau_lead).post(page("request-grant", other.pk), typed, follow=True))
    assert "does not agree: 无此项经费" in told


# --- the term --------------------------------------------------------------------------------------------


def test_the_term_is_judged_at_the_grant_whatever_was_requested(office):
    granted = office.grant_request(office.reviewed(1), valid_to=FAR)
    assert results(granted.grant)["mobile_term"] == "warned"
    rule(office, "mobile_term", 12)
    with pytest.raises(Refusal) as refusal:
        office.grant_request(office.reviewed(1), valid_to=FAR)
    assert codes(refusal) == {"mobile_term_too_long"}


def test_a_mobile_grant_nobody_requested_obeys_the_term(office):
    assert results(office.grant(1, kind="mobile", valid_to=FAR))["mobile_term"] == "warned"
    rule(office, "mobile_term", 12)
    body = {
        "unit": office.street.pk, "kind": "mobile", "heads": 1, "valid_from": "2026-11-22",
        "valid_to": "2029-04-30", "document": document(office.district).pk,
        "reason_code": "task_sunk", "funding_source": "envelope",
    }  # fmt: skip
    answer = desk(office.bureau).post("quota-grants/", body)
    assert (answer.status_code, answer.answer["code"]) == (409, "mobile_term_too_long"), answer.answer


# --- a freeze --------------------------------------------------------------------------------------------


def test_a_frozen_unit_is_granted_no_more_and_gives_nothing_away(office):
    for street in (office.street, office.other_street):
        office.grant(5, street, TODAY)
    waiting = office.gift(1), office.gift(1, office.other_street, office.street)
    office.freeze()
    for attempt in (
        lambda: office.mobile(1, TODAY, YEAR_END),
        lambda: office.grant(6, valid_from=TODAY),
        lambda: office.gift(1),
        lambda: office.gift(1, office.other_street, office.street),
        lambda: office.gift_approved(waiting[0]),
        lambda: office.gift_approved(waiting[1]),
    ):
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert codes(refusal) == {"unit_frozen"}
    assert office.grant(4, valid_from=TODAY).state == "granted", "a cut goes on"


def test_a_suspended_unit_is_given_nothing(office):
    office.grant(5, office.other_street, TODAY)
    office.grant(5, valid_from=TODAY)
    office.freeze(kind="suspended")
    with pytest.raises(Refusal) as refusal:
        office.gift(1, office.other_street, office.street)
    assert codes(refusal) == {"unit_suspended"}


# --- the committee ---------------------------------------------------------------------------------------


def test_two_and_two_are_four_for_the_committee(office):
    rule(office, "committee_threshold", 3)
    office.grant(2, valid_from=TODAY)
    with pytest.raises(Refusal) as refusal:
        office.grant(4, valid_from=TODAY)
    [reason] = refusal.value.reasons
    assert (reason.code, reason.facts["sum"], reason.facts["most"]) == ("needs_committee_year", 4, 0)
    with pytest.raises(Refusal):
        office.mobile(1, TODAY, YEAR_END)
    assert office.grant(2, valid_from=date(2027, 1, 1), kind="mobile", valid_to=date(2027, 6, 30)).change == 2


def test_heads_given_by_another_street_count_for_the_committee(office):
    office.grant(9, office.other_street, TODAY)
    office.grant(2, valid_from=TODAY)
    office.give(1, office.other_street, office.street)
    row = QuotaGrant.objects.filter(unit=office.street, change=1).get()
    assert results(row)["committee_threshold"] == "warned"
    rule(office, "committee_threshold", 3)
    with pytest.raises(Refusal) as refusal:
        office.give(1, office.other_street, office.street)
    assert codes(refusal) == {"needs_committee_year"}
