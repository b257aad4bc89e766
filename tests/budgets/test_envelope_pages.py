"""Pages and REST of envelopes: the same figures, a fixed number of queries, and people told what is short."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.landing import landing
from quota_pool.models import Role
from tests.budgets.treasury import YUAN, Treasury
from tests.desk import desk
from tests.factories import member, unit

pytestmark = pytest.mark.django_db
FIRST = date(2026, 7, 1)


@pytest.fixture
def treasury():
    with time_machine.travel("2026-07-01T02:00:00Z", tick=True):
        made = Treasury()
        made.office.grant(9, valid_from=FIRST)
        made.office.hire(FIRST, monthly_pay_fen=5_000 * YUAN)
        made.envelope = made.in_force(100_000)
        yield made


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def reader(treasury) -> Client:
    client = Client()
    client.force_login(member(Role.FINANCE, treasury.office.district))
    return client


def test_the_list_of_envelopes_costs_the_same_for_one_and_for_many(treasury):
    client, url = reader(treasury), reverse("budgets:envelopes")
    few = queries(client, url)
    for number in range(12):
        treasury.in_force(1_000, unit(treasury.office.district, f"丁{number}街道"))
    assert queries(client, url) == few


def test_the_page_of_an_envelope_costs_the_same_for_one_person_and_for_many(treasury):
    client, url = reader(treasury), reverse("budgets:envelope", args=[treasury.envelope.pk])
    few = queries(client, url)
    for _ in range(5):
        treasury.office.hire(FIRST, monthly_pay_fen=500 * YUAN)
    assert queries(client, url) == few


def test_money_stands_beside_heads_on_the_pool_and_the_street(treasury):
    client = reader(treasury)
    pool = client.get(reverse("staffing:pool")).content.decode()
    assert "6.16" in pool  # 61,600 yuan available, in ten thousand yuan
    street = client.get(reverse("staffing:street", args=[treasury.office.street.pk])).content.decode()
    assert "61,600.00" in street
    assert "38,400.00" in street


def test_rest_tells_the_same_figures_as_strings(treasury):
    asking = desk(member(Role.API, treasury.office.district))
    [row] = asking.get("envelopes/").answer["results"]
    assert (row["total"], row["held"], row["free"]) == ("100000.00", "38400.00", "61600.00")
    places = asking.get("quota-positions/").answer["results"]
    money = {place["unit"]: place["money"] for place in places}
    assert money[treasury.office.street.pk]["free"] == "61600.00"
    assert money[treasury.office.other_street.pk] is None
    amounts = {entry["amount"] for entry in asking.get("envelope-entries/").answer["results"]}
    assert {"100000.00", "38400.00"} <= amounts


def test_an_envelope_goes_from_draft_to_force_over_rest(treasury):
    office = treasury.office
    officer, lead = desk(treasury.officer), desk(treasury.lead)
    body = {"unit": office.other_street.pk, "year": 2026, "basis": "lump_sum"}
    made = officer.call("POST", "envelopes/", body, headers={"Idempotency-Key": "one"}).answer
    place = f"envelopes/{made['id']}"
    lines = {"lines": [{"post_category": "50", "heads": 2, "standard": "72000.00"}]}
    said = officer.call("POST", f"{place}/calculate/", lines, headers={"Idempotency-Key": "two"}).answer
    assert said["total"] == "144000.00"
    paper = {"document": treasury.paper().pk}
    refused = lead.call("POST", f"{place}/approve/", paper, headers={"Idempotency-Key": "three"})
    assert refused.answer["reasons"][0]["code"] == "above_appropriation"
    treasury.appropriate(144_000)
    lead.call("POST", f"{place}/approve/", paper, headers={"Idempotency-Key": "four"})
    said = lead.call("POST", f"{place}/put-in-force/", {}, headers={"Idempotency-Key": "five"}).answer
    assert (said["state"], said["free"]) == ("in_force", "144000.00")


def test_the_landing_is_known_month_by_month_and_never_a_straight_line(treasury):
    """M5: five months at 6,400 and from September another at 12,800; no line through them."""
    treasury.office.hire(date(2026, 9, 1), monthly_pay_fen=10_000 * YUAN, contract_end=date(2026, 10, 31))
    found = landing(treasury.envelope)
    expected = [month.expected // YUAN for month in found.months]
    assert expected == [0] * 6 + [6_400, 6_400, 19_200, 19_200, 19_200, 19_200]
    assert found.at_end == (100_000 - 6 * 6_400 - 4 * 12_800) * YUAN
    assert found.at_end_high == (100_000 - 6 * 6_400 - 2 * 12_800) * YUAN  # the contract is not renewed
    assert found.at_end_low < found.at_end  # every free head is filled
