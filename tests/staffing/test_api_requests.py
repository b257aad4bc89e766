"""Requests for mobile heads over REST, from the draft to the pool."""

from datetime import date

import pytest

from quota_pool.ledger.proof import verify
from tests.desk import desk
from tests.factories import document

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-067")]
BODY = {
    "reason_code": "task_sunk",
    "task": "出租屋巡查下沉",
    "workload": "3200 户",
    "why_not_within": "已满负荷",
    "heads": 3,
    "valid_from": "2026-11-02",
    "valid_to": "2027-04-30",
    "funding_source": "task_transfer",
}


def test_a_request_is_granted_over_rest(office):
    clerk = desk(office.clerk)
    drafted = clerk.post("mobile-requests/", {"unit": office.street.pk, "task": "巡查"})
    assert drafted.status_code == 201, drafted.answer
    place = f"mobile-requests/{drafted.answer['id']}/"
    unfinished = desk(office.street_lead).post(place + "submit/")
    assert unfinished.status_code == 409
    assert len(unfinished.answer["reasons"]) == 7
    changed = clerk.post(place, {**BODY, "version": 1}, method="PATCH", key=None)
    assert changed.answer["heads"] == 3, changed.answer
    assert desk(office.street_lead).post(place + "submit/").answer["state"] == "submitted"
    checked = desk(office.bureau).post(place + "check/", {"opinion": "less", "heads": 2, "note": "先两名"})
    assert checked.answer["bureau_heads"] == 2
    assert desk(office.finance).post(place + "advise/", {"opinion": "for"}).answer["state"] == "reviewed"
    paper = document(office.district)
    yes = {"document": paper.pk, "heads": 2}
    lead = desk(office.bureau_lead)
    tried = lead.call("POST", place + "grant/", yes, query={"dry_run": "true"})
    assert tried.answer["state"] == "granted"
    granted = lead.post(place + "grant/", yes, key="one")
    assert (granted.answer["granted"], granted.answer["document_number"]) == (2, paper.number)
    assert lead.post(place + "grant/", yes, key="one").answer["grant"] == granted.answer["grant"]
    steps = [step["step"] for step in lead.get(place).answer["steps"]]
    assert steps == ["drafted", "changed", "submitted", "checked", "advised", "granted"]
    assert office.figures(on=date(2026, 11, 2))["granted"] == 2
    assert verify(office.district) == []


def test_a_request_is_returned_refused_and_withdrawn_over_rest(office):
    returned, refused, withdrawn = office.reviewed(), office.reviewed(), office.request()
    place = "mobile-requests/{}/{}/"
    back = desk(office.bureau).post(place.format(returned.pk, "return"), {"note": "补正"})
    assert back.answer["state"] == "returned"
    lead = desk(office.bureau_lead)
    assert lead.post(place.format(refused.pk, "refuse"), {"note": ""}).status_code == 400
    assert lead.post(place.format(refused.pk, "refuse"), {"note": "调剂"}).answer["state"] == "refused"
    taken = desk(office.street_lead).post(place.format(withdrawn.pk, "withdraw"), {})
    assert taken.answer["state"] == "withdrawn"
    listed = lead.get("mobile-requests/", state="refused").answer["results"]
    assert [row["id"] for row in listed] == [refused.pk]


def test_an_extension_is_asked_for_over_rest_and_granted_as_one(office, clock):
    pool = office.mobile(3, date(2026, 10, 30), date(2026, 12, 31))
    clerk, lead = desk(office.clerk), desk(office.bureau_lead)
    body = {"unit": office.street.pk, "extends": pool.pk, "valid_to": "2027-03-31", "task": "征拆收尾"}
    body |= {"workload": "余 40 户", "why_not_within": "现有人员已满"}
    body |= {"reason_code": "demolition", "funding_source": "envelope"}
    drafted = clerk.post("mobile-requests/", body)
    assert drafted.status_code == 201, drafted.answer
    asked = drafted.answer
    assert (asked["extends"], asked["heads"], asked["valid_from"]) == (pool.pk, 3, "2027-01-01")
    place = f"mobile-requests/{asked['id']}/"
    changed = clerk.post(place, {"heads": 9, "version": 1}, method="PATCH", key=None)
    assert changed.answer["heads"] == 3, "the pool says how many heads"
    sent = desk(office.street_lead).post(place + "submit/")
    assert sent.answer.get("state") == "submitted", sent.answer
    twice = clerk.post("mobile-requests/", body)
    refused = desk(office.street_lead).post(f"mobile-requests/{twice.answer['id']}/submit/")
    assert refused.answer["code"] == "proposed_already"
    desk(office.bureau).post(place + "check/", {"opinion": "for"})
    desk(office.finance).post(place + "advise/", {"opinion": "for"})
    granted = lead.post(place + "grant/", {"document": document(office.district).pk, "heads": 3})
    assert granted.answer["state"] == "granted", granted.answer
    pool.refresh_from_db()
    assert pool.valid_to == date(2027, 3, 31)
    mine = desk(office.other_clerk).post("mobile-requests/", body | {"unit": office.other_street.pk})
    assert mine.status_code == 400, "another street's grant is none that can be named"


def test_what_makes_no_sense_is_a_fault_of_shape(office):
    clerk = desk(office.clerk)
    for odd in ({"heads": "3"}, {"heads": 0}, {"reason_code": "fun"}, {"valid_to": "2026-11-01"}, {"x": 1}):
        body = {"unit": office.street.pk, **BODY, **odd}
        assert clerk.post("mobile-requests/", body).status_code == 400, odd
