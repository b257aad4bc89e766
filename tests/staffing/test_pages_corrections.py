"""更正 on its pages and over REST: linked from where the fault is seen, for a reason, the input kept."""

import uuid
from datetime import date

import pytest
import time_machine

from quota_pool.ledger.proof import verify
from staffing.models import Engagement
from staffing.services import filings
from tests.desk import desk
from tests.factories import Office
from tests.staffing.pages import START, at, page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True):
        found = Office()
        found.grant(2, valid_from=START)
        yield found


@pytest.fixture
def person(office):
    return office.hire(START, entry_channel="")


@pytest.fixture
def clerk(office):
    return at(office.clerk)


def body(row, **typed) -> dict:
    row.refresh_from_db()
    return {"reason": "登记有误", "key": str(uuid.uuid4()), "version": row.version, **typed}


def mended(row, **typed) -> dict:
    kept = {"start_date": str(row.start_date), "legal_employer": ""}
    return body(row, **{**kept, "entry_channel": "OPEN", "funding_source": "11", **typed})


def returned(office, person):
    filing = person.filings.get()
    filings.submit(filing=filing, actor=office.clerk)
    return filings.return_(filing=filing, reasons=["FUNDING"], actor=office.bureau)


def test_each_point_of_a_returned_filing_leads_to_where_it_is_mended(office, clerk, person):
    filing = returned(office, person)
    said = words(clerk.get(page("filing", filing.pk)))
    for field in ("entry_channel", "funding_source"):
        assert f"{page('entry-correct', person.pk)}#id_{field}" in said
    form = clerk.get(page("entry-correct", person.pk))
    assert 'id="id_funding_source"' in words(form)
    response = clerk.post(page("entry-correct", person.pk), mended(person))
    assert response.url == page("person", person.person.number)
    lines = clerk.get(page("filing", filing.pk)).context["lines"]
    codes = {line.reason.code for line in lines if line.reason}
    assert not codes & {"no_way_of_entry", "no_funding_source"}
    assert clerk.post(page("filing-submit", filing.pk), {"version": 5}).status_code in (302, 412)


def test_who_reads_a_filing_and_may_not_mend_it_is_led_nowhere(office, person):
    filing = returned(office, person)
    for user in (office.bureau, office.street_lead, office.auditor):
        assert "entry-correct" not in words(at(user).get(page("filing", filing.pk)))
        assert page("entry-correct", person.pk) not in words(at(user).get(page("filing", filing.pk)))


def test_the_persons_page_shows_how_they_came_in_and_leads_to_the_correction(office, clerk, person):
    office.correct(person, entry_channel="OPEN", funding_source="11", legal_employer="某人力公司")
    said = words(clerk.get(page("person", person.person.number)))
    for word in ("Open recruitment", "某人力公司", page("entry-correct", person.pk)):
        assert word in said
    assert "ump-sum" in said


def test_what_lies_with_the_bureau_is_said_so_and_keeps_what_was_typed(office, clerk, person):
    filings.submit(filing=person.filings.get(), actor=office.clerk)
    assert clerk.get(page("entry-correct", person.pk)).context["reasons"][0].code == "wrong_state"
    response = clerk.post(page("entry-correct", person.pk), mended(person, legal_employer="某公司"))
    assert response.status_code == 409
    assert "某公司" in words(response)


def test_an_exit_is_taken_back_on_its_page(office, clerk, person):
    office.leave(person, START)
    said = words(clerk.get(page("person", person.person.number)))
    assert page("exit-take-back", person.pk) in said
    assert clerk.get(page("exit-take-back", person.pk)).status_code == 200
    response = clerk.post(page("exit-take-back", person.pk), body(person))
    assert response.url == page("person", person.person.number)
    person.refresh_from_db()
    assert person.end_date is None
    assert clerk.post(page("exit-take-back", person.pk), body(person)).status_code == 409
    assert verify(office.district) == []


def test_a_last_day_is_corrected_on_its_page(office, clerk, person):
    office.leave(person, START)
    assert str(START) in words(clerk.get(page("exit-last-day", person.pk)))
    answer = clerk.post(page("exit-last-day", person.pk), body(person, last_day="2026-11-09"))
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.end_date == date(2026, 11, 9)


def test_no_correction_without_a_reason(office, clerk, person):
    assert clerk.post(page("entry-correct", person.pk), mended(person) | {"reason": ""}).status_code == 400


class TestOverRest:
    def send(self, office, person, act, **facts):
        person.refresh_from_db()
        return desk(office.clerk).post(
            f"engagements/{person.pk}/{act}/",
            facts,
            headers={"Idempotency-Key": str(uuid.uuid4()), "If-Match": f'"{person.version}"'},
        )

    def test_the_three_acts_answer_with_the_engagement(self, office, person):
        told = self.send(office, person, "correct", funding_source="11", reason="补正")
        assert told.answer["funding_source"] == "11"
        office.leave(person, START)
        told = self.send(office, person, "change-last-day", last_day="2026-11-09", reason="更正")
        assert told.answer["end_date"] == "2026-11-09"
        told = self.send(office, person, "take-back-exit", reason="撤销")
        assert told.answer["end_date"] is None
        assert Engagement.objects.get().standing == "seated"

    def test_a_refusal_has_its_code_and_a_correction_says_what_changes(self, office, person):
        assert self.send(office, person, "take-back-exit", reason="撤销").status_code == 409
        assert self.send(office, person, "correct", reason="补正").status_code == 400
