"""Every answer that is not what was asked for: one shape, every fault, never a 5xx (F29 to F33)."""

import json

import pytest

from tests.desk import V1, Desk, desk, start_body, token_for
from tests.factories import Office

pytestmark = pytest.mark.django_db
SHAPE = {"type", "title", "status", "code", "detail", "reasons", "request_id"}


@pytest.fixture
def office():
    return Office(reserve=0)


@pytest.fixture
def clerk(office):
    return desk(office.clerk)


def problem(response, status: int, code: str = "") -> dict:
    """The problem document of a response, checked for its shape."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    assert set(document) == SHAPE
    assert document["status"] == status
    assert document["request_id"] == response.headers["X-Request-ID"]
    if code:
        assert code in [document["code"], *(reason["code"] for reason in document["reasons"])]
    return document


@pytest.mark.requirement("R-124")
def test_all_faults_of_a_body_are_named_at_their_fields(clerk, office):
    body = start_body(office.street, mode="NO_SUCH", start_date="2026-02-30", monthly_pay="1.005", surprise=1)
    body["person"] |= {"phone": "12", "nick": "x"}
    document = problem(clerk.post("engagements/", body), 400, "invalid")
    fields = {reason["field"] for reason in document["reasons"]}
    assert fields == {"mode", "start_date", "monthly_pay", "surprise", "person.phone", "person.nick"}


@pytest.mark.requirement("R-074")
def test_a_field_nobody_knows_is_refused_not_dropped(clerk, office):
    document = problem(clerk.post("engagements/", start_body(office.street, filing_state="filed")), 400)
    assert [reason["code"] for reason in document["reasons"]] == ["unknown"]


WRONG_TYPES = [
    {"unit": "1"},
    {"unit": True},
    {"unit": 1.0},
    {"unit": None},
    {"unit": -1},
    {"unit": 10**17},
    {"start_date": 20261102},
    {"start_date": "2026-11-02T00:00:00"},
    {"start_date": "２０２６-11-02"},
    {"start_date": "9999-12-31"},
    {"mode": 10},
    {"mode": ["DIRECT"]},
    {"mode": {"a": 1}},
    {"monthly_pay": "1e3"},
    {"monthly_pay": "-1"},
    {"monthly_pay": "NaN"},
    {"monthly_pay": "１２３"},
    {"monthly_pay": True},
    {"monthly_pay": "9" * 30},
    {"other_posts": "网格员"},
    {"other_posts": [1]},
    {"primary_post": 5},
    {"person": []},
    {"person": "张三"},
    {"person": None},
    {"pool": 10**17},
    {"pool": "x"},
]


@pytest.mark.requirement("R-004", "R-124")
@pytest.mark.parametrize("wrong", WRONG_TYPES, ids=str)
def test_a_value_of_another_type_is_a_fault_of_its_field(clerk, office, wrong):
    document = problem(clerk.post("engagements/", start_body(office.street) | wrong), 400)
    assert {reason["field"].split(".")[0] for reason in document["reasons"]} == set(wrong)


BODIES = {
    "the same key twice": b'{"unit": 1, "unit": 2}',
    "depth": b"[" * 100_000 + b"]" * 100_000,
    "depth 21": b'{"a":' * 21 + b"1" + b"}" * 21,
    "a million elements": b"[" + b"1," * 400_000 + b"1]",
    "a number of 100,000 digits": b'{"unit": ' + b"9" * 100_000 + b"}",
    "an exponent": b'{"monthly_pay": 1e309}',
    "a lone surrogate": b'{"mode": "\\ud800"}',
    "a lone surrogate as a key": b'{"\\udfff": 1}',
    "NUL": b'{"mode": "a\\u0000b"}',
    "not a number": b'{"unit": NaN}',
    "infinity": b'{"unit": -Infinity}',
    "UTF-16": '{"unit": 1}'.encode("utf-16"),
    "Latin-1": b'{"mode": "\xe9"}',
    "cut off": b'{"unit": ',
    "a list": b"[]",
    "a string": b'"x"',
    "null": b"null",
    "empty": b"",
}


@pytest.mark.requirement("R-124", "R-125")
@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES.keys())
def test_a_body_two_readers_could_understand_differently_is_refused(clerk, raw):
    problem(clerk.post("engagements/", raw=raw), 400)


def test_a_body_beyond_the_limit_is_too_large(clerk):
    problem(clerk.post("engagements/", raw=b'{"mode": "' + b"x" * 2_600_000 + b'"}'), 413, "too_large")


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"],
)
def test_another_form_of_request_is_not_read(clerk, content_type):
    response = clerk.client.post(
        f"{V1}engagements/",
        b"<a/>",
        content_type=content_type,
        headers={**clerk.headers, "Idempotency-Key": "k"},
    )
    problem(response, 415, "unsupported_media_type")


def test_a_charset_that_lies_is_not_read(clerk):
    response = clerk.client.post(
        f"{V1}engagements/",
        b"{}",
        content_type="application/json; charset=gb18030",
        headers={**clerk.headers, "Idempotency-Key": "k"},
    )
    problem(response, 415)


def test_answers_are_json_and_nothing_else(clerk):
    problem(clerk.call("GET", "units/", headers={"Accept": "text/html"}), 406, "not_acceptable")


@pytest.mark.requirement("R-128")
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
def test_an_unused_method_is_answered_with_those_that_are_used(clerk, method):
    response = clerk.call(method, "units/")
    problem(response, 405, "method_not_allowed")
    assert "GET" in response.headers["Allow"]


def test_a_header_does_not_turn_one_method_into_another(clerk):
    response = clerk.call("GET", "units/", headers={"X-HTTP-Method-Override": "DELETE"})
    assert response.status_code == 200


QUERIES = [
    {"page_size": "1000000000"},
    {"page_size": "0"},
    {"page_size": "-1"},
    {"page_size": "٣"},
    {"ordering": "password"},
    {"district__units__password__startswith": "a"},
    {"_connector": "OR"},
    {"cursor": "x" * 8000},
    {"cursor": "bnVsbA.abc"},
    {"unit_type": "palace"},
    {"parent": "1 OR 1=1"},
    {"parent": str(2**63)},
    {"q": "a\x00b"},
    {"q": "x" * 8000},
    {"code": ["1", "2"]},
    {"updated_since": "yesterday"},
    {"updated_since": "2026-13-45T00:00:00Z"},
    {"updated_since": "2026-11-02T00:00:00"},
    {"count": "maybe"},
]


@pytest.mark.requirement("R-127")
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: str(query)[:50])
def test_a_condition_nobody_knows_or_a_bad_value_is_refused(clerk, query):
    document = problem(clerk.get("units/", **query), 400)
    assert document["reasons"][0]["field"] == next(iter(query))[:60]


@pytest.mark.requirement("R-069")
@pytest.mark.parametrize("row", ["0", "9" * 18, "9" * 40, "-1", "1.5", "abc", "١", "..", "%2e%2e", "a/b"])
def test_an_id_that_is_none_is_absent(clerk, row):
    problem(clerk.get(f"units/{row}/"), 404, "not_found")


@pytest.mark.requirement("R-069")
def test_what_is_not_yours_is_answered_like_what_does_not_exist(clerk, office):
    mine = clerk.get(f"units/{office.street.pk}/")
    assert mine.status_code == 200
    foreign, absent = clerk.get(f"units/{office.other_street.pk}/"), clerk.get("units/999999/")
    first, second = problem(foreign, 404), problem(absent, 404)
    for document in (first, second):
        document.pop("request_id")
    assert first == second


@pytest.mark.requirement("R-072")
def test_another_units_id_in_a_body_or_a_condition_does_not_exist(clerk, office):
    for unit in (office.other_street.pk, 999_999):
        body = start_body(office.street) | {"unit": unit}
        document = problem(clerk.post("engagements/", body), 400)
        assert document["reasons"][0]["code"] == "does_not_exist"
        problem(clerk.get("engagements/", unit=unit), 400, "invalid_choice")


@pytest.mark.requirement("R-075")
def test_the_district_comes_from_the_asker_never_from_a_header(clerk, office):
    response = clerk.call("GET", "units/", headers={"X-Tenant": "1", "X-District": "440100"})
    assert [row["id"] for row in response.answer["results"]] == [office.street.pk]


def test_an_address_nobody_answers_is_a_problem_document_too(client, clerk):
    problem(client.get("/api/v1/no-such-thing/"), 404, "not_found")
    problem(clerk.get("units"), 404, "not_found")


def test_a_stranger_is_turned_away_and_told_how_to_come_in(client):
    response = client.get(f"{V1}units/")
    problem(response, 401, "not_signed_in")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_an_act_outside_the_role_is_named(office):
    document = problem(
        desk(office.auditor).post("engagements/", start_body(office.street)), 403, "not_allowed"
    )
    assert document["reasons"][0]["facts"]["act_code"] == "hire"


@pytest.mark.requirement("R-066")
def test_a_session_may_write_only_with_its_guard_against_forgery(office):
    from django.test import Client

    at_desk = Desk(office.clerk, client=Client(enforce_csrf_checks=True))
    problem(at_desk.post("engagements/", start_body(office.street)), 403)
    assert at_desk.get("units/").status_code == 200


def test_words_follow_the_reader_and_codes_do_not(clerk):
    chinese = clerk.call("GET", "units/999/", headers={"Accept-Language": "zh-CN"})
    english = clerk.call("GET", "units/999/", headers={"Accept-Language": "en"})
    assert english.answer["title"] == "Not found"
    assert chinese.answer["code"] == english.answer["code"]
    assert chinese.headers["Content-Language"] == "zh-hans"


def test_a_wrong_kind_of_credential_is_a_strangers(office, client):
    text = token_for(office.clerk)
    for header in (
        "Basic abc",
        f"Token {text}",
        "Bearer",
        "Bearer x",
        f"Bearer {text}x",
        f"Bearer {text[1:]}",
    ):
        problem(client.get(f"{V1}units/", headers={"Authorization": header}), 401)
