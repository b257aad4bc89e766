"""Requests for mobile heads on their pages: drafted, submitted, opined on, decided, and found on the desk."""

import uuid

import pytest

from quota_pool.models import Role
from staffing.models import MobileRequest
from staffing.services import requests
from tests.factories import document, member
from tests.quota_pool.reading import queries, said
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db
ASKED = {
    "reason_code": "task_sunk",
    "task": "出租屋巡查下沉",
    "workload": "3200 户",
    "why_not_within": "已满负荷",
    "heads": "3",
    "valid_from": "2026-11-02",
    "valid_to": "2027-04-30",
    "funding_source": "task_transfer",
}


def key() -> dict:
    return {"key": str(uuid.uuid4())}


def version(asked) -> dict:
    asked.refresh_from_db()
    return {"version": asked.version}


def test_a_request_goes_through_every_hand_on_its_pages(office):
    clerk = at(office.clerk)
    drafted = clerk.post(page("request-new"), {"unit": office.street.pk, **ASKED, **key()})
    asked = MobileRequest.objects.get()
    assert drafted["Location"] == page("request", asked.pk)
    at(office.street_lead).post(page("request-submit", asked.pk), version(asked))
    opinion = {"opinion": "less", "heads": "2", "note": "先核两名"}
    at(office.bureau).post(page("request-check", asked.pk), {**opinion, **version(asked)})
    at(office.finance).post(page("request-advise", asked.pk), {"opinion": "for", **version(asked)})
    lead = at(office.bureau_lead)
    sheet = said(lead.get(page("request", asked.pk)))
    assert "先核两名" in sheet
    paper = document(office.district)
    yes = {"heads": 2, "document": paper.pk, "valid_from": "2026-11-02", "valid_to": "2027-04-30"}
    answer = lead.post(page("request-grant", asked.pk), {**yes, **key(), **version(asked)})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.grant.heads) == ("granted", 2)
    assert paper.number in said(clerk.get(page("request", asked.pk)))


def test_what_is_missing_is_said_before_it_can_be_submitted(office):
    draft = requests.draft(unit=office.street, actor=office.clerk, key="d", task="巡查")
    lead = at(office.street_lead)
    assert "Before it can be submitted" in said(lead.get(page("request", draft.pk)))
    answer = lead.post(page("request-submit", draft.pk), version(draft))
    assert answer.status_code == 409
    assert "is not filled in" in said(answer)


def test_a_refused_grant_keeps_what_was_typed(office):
    asked = office.reviewed(3)
    yes = {
        "heads": 9,
        "document": document(office.district).pk,
        "valid_from": "2026-11-02",
        "valid_to": "2027-04-30",
        "note": "照此办理",
    }
    lead = at(office.bureau_lead)
    answer = lead.post(page("request-grant", asked.pk), {**yes, **key(), **version(asked)})
    assert answer.status_code == 409
    assert "照此办理" in said(answer)
    assert "Grant 3 at most" in said(answer)


def test_a_form_without_a_number_is_told_at_its_field(office):
    typed = {"unit": office.street.pk, **ASKED, "heads": "viele", **key()}
    answer = at(office.clerk).post(page("request-new"), typed)
    assert answer.status_code == 400
    assert not MobileRequest.objects.exists()


def test_a_stale_sheet_answers_412(office):
    asked = office.request()
    typed = {**ASKED, "version": asked.version + 3}
    assert at(office.clerk).post(page("request-edit", asked.pk), typed).status_code == 412


def test_each_hand_finds_the_request_on_its_desk(office):
    asked = office.request()
    place = page("request", asked.pk)
    assert place in said(at(office.street_lead).get(page("home")))
    requests.submit(request=asked, actor=office.street_lead)
    assert place in said(at(office.bureau).get(page("home")))
    assert place in said(at(office.finance).get(page("home")))
    requests.check(request=asked, opinion="for", actor=office.bureau)
    assert place not in said(at(office.bureau).get(page("home")))
    requests.advise(request=asked, opinion="for", actor=office.finance)
    assert place in said(at(office.bureau_lead).get(page("home")))
    requests.return_(request=asked, note="补正", actor=office.bureau)
    assert place in said(at(office.clerk).get(page("home")))


def test_the_list_costs_the_same_for_one_and_for_thirty(office):
    office.request()
    browser = at(office.bureau)
    one = queries(browser, page("requests"))
    for _place in range(29):
        office.request()
    assert queries(browser, page("requests")) == one


def test_another_street_s_request_is_not_there(office):
    asked = office.request()
    stranger = member(Role.STREET_LEAD, office.district, office.other_street)
    assert at(stranger).get(page("request", asked.pk)).status_code == 404
    assert at(stranger).post(page("request-submit", asked.pk), version(asked)).status_code == 404
