"""Hiring over REST: a head is taken, the same request twice does it once, and a refusal says why."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quota_pool.ledger.proof import verify
from staffing.models import Engagement, Filing
from tests.desk import desk, start_body
from tests.factories import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day):
    office = Office()
    office.grant(2, valid_from=date(2026, 11, 2))
    return office


@pytest.fixture
def clerk(office):
    return desk(office.clerk)


def test_a_hire_over_rest_takes_a_head_and_starts_the_clock(office, clerk):
    response = clerk.post("engagements/", start_body(office.street, monthly_pay="4800.50"))
    assert response.status_code == 201, response.answer
    answer = response.answer
    assert answer["standing"] == "seated"
    assert answer["monthly_pay"] == "4800.50"
    assert answer["filing_state"] == "to_submit"
    assert answer["filing_deadline"] == "2026-11-30"
    assert response.headers["ETag"] == '"1"'
    assert clerk.get(f"engagements/{answer['id']}/").answer["terms"][0]["monthly_pay"] == "4800.50"
    assert verify(office.district) == []


def test_the_answer_of_an_act_and_the_row_read_afterwards_are_the_same(office, clerk):
    answer = clerk.post("engagements/", start_body(office.street)).answer
    assert "no_funding_source" in [warning["code"] for warning in answer.pop("warnings")]
    row = clerk.get(f"engagements/{answer['id']}/").answer
    row.pop("terms")
    assert row == answer
    assert clerk.get("engagements/").answer["results"] == [answer]


def test_beyond_the_last_head_the_refusal_names_numbers_and_a_way_out(office, clerk):
    for _ in range(2):
        clerk.post("engagements/", start_body(office.street))
    response = clerk.post("engagements/", start_body(office.street))
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.answer["code"] == "no_free_head"
    reason = response.answer["reasons"][0]
    assert reason["facts"]["granted"] == 2
    assert reason["facts"]["used"] == 2
    assert reason["remedy"]


def test_an_exit_a_change_of_terms_and_a_called_off_start(office, clerk):
    first = clerk.post("engagements/", start_body(office.street)).answer
    changed = clerk.post(
        f"engagements/{first['id']}/change-terms/",
        {"on": "2026-11-02", "reason": "调整岗位", "primary_post": "窗口", "version": first["version"]},
    )
    assert changed.status_code == 200, changed.answer
    assert changed.answer["primary_post"] == "窗口"
    left = clerk.post(f"engagements/{first['id']}/exit/", {"last_day": "2026-11-02", "exit_reason": "13"})
    assert left.answer["end_date"] == "2026-11-02"
    later = clerk.post("engagements/", start_body(office.street, on="2026-11-09")).answer
    cancelled = clerk.post(f"engagements/{later['id']}/cancel-start/", {"reason": "本人放弃"})
    assert cancelled.answer["is_void"] is True
    assert verify(office.district) == []


def test_last_place_is_refused_with_the_lawful_path(office, clerk):
    row = clerk.post("engagements/", start_body(office.street)).answer
    response = clerk.post(f"engagements/{row['id']}/exit/", {"last_day": "2026-11-02", "exit_reason": "60"})
    assert response.status_code == 409
    assert response.answer["code"] == "last_place_exit"


@pytest.mark.requirement("R-015")
def test_a_stale_version_is_answered_412_with_both_numbers(office, clerk):
    row = clerk.post("engagements/", start_body(office.street)).answer
    body = {"on": "2026-11-02", "reason": "调整", "department": "城管办"}
    assert (
        clerk.post(f"engagements/{row['id']}/change-terms/", body, headers={"If-Match": '"1"'}).status_code
        == 200
    )
    stale = clerk.post(f"engagements/{row['id']}/change-terms/", body, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.answer["reasons"][0]["facts"] == {"seen": 1, "now": 2}


def test_people_without_a_head_are_registered_by_the_bureau_and_seated_later(office, clerk):
    bureau = desk(office.bureau)
    body = start_body(office.street, why="emergency", note="防汛抢险")
    registered = bureau.post("engagements/unseated/", body)
    assert registered.status_code == 201, registered.answer
    assert registered.answer["standing"] == "unseated"
    pool = office.street.pools.get().pk
    seated = clerk.post(f"engagements/{registered.answer['id']}/seat/", {"pool": pool})
    assert seated.answer["standing"] == "seated", seated.answer
    assert verify(office.district) == []


def test_filings_are_submitted_accepted_and_returned_over_rest(office, clerk):
    bureau = desk(office.bureau)
    for _ in range(2):
        clerk.post("engagements/", start_body(office.street))
    ids = [row["id"] for row in clerk.get("filings/", state="to_submit").answer["results"]]
    done = clerk.post("filings/bulk-submit/", {"ids": [*ids, 999_999]}).answer
    assert [row["state"] for row in done["done"]] == ["submitted", "submitted"]
    assert done["absent"] == [999_999]
    returned = bureau.post(f"filings/{ids[0]}/return/", {"reasons": ["MATERIALS"], "note": "缺合同"})
    assert returned.answer["state"] == "returned", returned.answer
    accepted = bureau.post(f"filings/{ids[1]}/accept/")
    assert accepted.answer["state"] == "filed"
    detail = bureau.get(f"filings/{ids[1]}/").answer
    assert [step["step"] for step in detail["steps"]] == ["submitted", "accepted"]
    assert detail["checks"]
    again = bureau.post(f"filings/{ids[1]}/accept/")
    assert again.status_code == 409


def test_the_position_over_rest_is_the_one_of_the_books(office, clerk):
    clerk.post("engagements/", start_body(office.street))
    [row] = clerk.get("quota-positions/").answer["results"]
    assert (row["granted"], row["held"], row["occupied"], row["free"]) == (2, 1, 0, 1)
    assert row["pools"][0]["kind"] == "lump_sum"
    assert clerk.get("quota-positions/", on="2026-11-01").answer["results"][0]["granted"] == 0


@pytest.mark.requirement("R-076")
def test_another_units_position_is_answered_as_absent(office, clerk):
    absent = clerk.get("quota-positions/", unit=10**12)
    foreign = clerk.get("quota-positions/", unit=office.other_street.pk)
    assert foreign.status_code == absent.status_code == 404


@pytest.mark.requirement("R-126")
def test_a_hire_over_rest_needs_at_most_sixteen_statements(office, clerk):
    clerk.post("engagements/", start_body(office.street))
    with CaptureQueriesContext(connection) as queries:
        assert clerk.post("engagements/", start_body(office.street)).status_code == 201
    marks = ("SAVEPOINT", "RELEASE", "BEGIN")  # where a transaction begins and ends is no query
    assert len([query for query in queries if not query["sql"].startswith(marks)]) <= 16
    assert Engagement.objects.count() == Filing.objects.count() == 2
