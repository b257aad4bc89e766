"""What a page would refuse, REST refuses too: bounds of pay and contracts, characters nobody typed."""

from datetime import date

import pytest

from tests.desk import desk, start_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(office):
    office.grant(3, valid_from=date(2026, 10, 30))
    return desk(office.clerk)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"contract_start": "2026-11-02", "contract_end": "2026-11-01"}, "contract_end"),
        ({"contract_start": "2026-11-02", "probation_end": "2026-11-01"}, "probation_end"),
        ({"monthly_pay": "1000000.01"}, "monthly_pay"),
        ({"primary_post": "网格\u202e员"}, "primary_post"),
        ({"department": "党建办\r\nX"}, "department"),
        ({"other_posts": ["窗\u2066口"]}, "other_posts"),
        ({"version": 3}, "version"),
    ],
)
def test_a_start_out_of_bounds_is_refused_at_its_field(office, clerk, facts, field):
    refused = clerk.post("engagements/", start_body(office.street, on="2026-10-30") | facts)
    assert refused.status_code == 400, refused.answer
    assert refused.answer["reasons"][0]["field"].startswith(field)


def test_changed_terms_keep_the_same_bounds(office, clerk):
    engagement = office.hire(date(2026, 10, 30))
    terms = {"contract_start": "2026-11-02", "contract_end": "2026-11-01"}
    body = {"on": "2026-10-30", "reason": "更正", **terms}
    assert clerk.post(f"engagements/{engagement.pk}/change-terms/", body).status_code == 400


def test_a_number_pasted_with_invisible_marks_is_still_read(office, clerk):
    body = start_body(office.street, on="2026-10-30")
    body["person"] = body["person"] | {"phone": "\u202d13800138000\u202c"}
    assert clerk.post("engagements/", body).status_code == 201


def test_a_page_refuses_what_turns_a_line_round(office, client):
    office.grant(1, valid_from=date(2026, 10, 30))
    engagement = office.hire(date(2026, 10, 30))
    client.force_login(office.clerk)
    address = f"/people/{engagement.person.number}/edit/"
    form = {"name": engagement.person.name, "school": "大学\u202e", "reason": "更正", "version": 1}
    answer = client.post(address, form)
    assert "school" in answer.context["form"].errors


@pytest.mark.parametrize("query", ["voided=banana", "voided=1", "unit=\uff13", "unit=1_0", "unit=%2B1"])
def test_a_condition_that_is_none_is_refused_never_dropped(office, clerk, client, query):
    client.force_login(office.clerk)
    assert clerk.get(f"/api/v1/engagements/?{query}").status_code == 400
    assert client.get(f"/people/?{query}").status_code == 400
    assert client.get("/people/?voided=false").status_code == 200
    assert clerk.get("engagements/", voided="true").status_code == 200


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        ("exit", {"last_day": "2026-11-20", "exit_reason": "13"}),
        ("take-back-exit", {"reason": "更正"}),
        ("change-last-day", {"last_day": "2026-11-20", "reason": "更正"}),
        ("correct", {"start_date": "2026-11-05", "reason": "更正"}),
        ("change-terms", {"on": "2026-10-30", "department": "党建办", "reason": "更正"}),
        ("change-terms", {"on": "2026-11-09", "department": "党建办", "reason": "更正"}),
        ("seat", {}),
    ],
)
def test_on_a_start_called_off_every_act_is_refused_with_a_reason(office, clerk, act, facts):
    coming = office.hire(date(2026, 11, 9))
    facts |= {"pool": coming.pool_id} if act == "seat" else {}
    assert clerk.post(f"engagements/{coming.pk}/cancel-start/", {"reason": "取消"}).status_code == 200
    refused = clerk.post(f"engagements/{coming.pk}/{act}/", facts)
    assert refused.status_code == 409, refused.answer
