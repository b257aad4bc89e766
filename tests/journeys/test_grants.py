"""Heads from a new document to the street: entered, proposed, approved by another, seen and refused."""

import pytest
from playwright.sync_api import expect

from quota_pool.calendar import today
from quota_pool.ledger.proof import verify
from staffing.models import QuotaGrant
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
State = QuotaGrant.State


def enter_document(page, number: str, words) -> None:
    """A paper of the establishment office, entered through its page."""
    page.goto("/documents/enter/")
    page.fill("[name=number]", number)
    page.fill("[name=title]", "核定甲街道包干指标")
    page.fill("[name=issued_on]", f"{today():%Y-%m-%d}")
    page.fill("[name=issuer]", "区委编办")
    page.locator("main .btn-primary").last.click()
    expect(page.locator("h1")).to_contain_text(number)


def propose(page, unit, heads: int, number: str) -> None:
    """A lump-sum for the street on that document."""
    page.goto("/grants/propose/lump_sum/")
    page.select_option("[name=unit]", str(unit.pk))
    page.fill("[name=heads]", str(heads))
    option = page.locator("[name=document] option", has_text=number)
    page.select_option("[name=document]", option.get_attribute("value"))


def test_a_document_a_proposal_a_yes_and_the_street_sees_its_heads(office, visit, words):
    officer, leader, clerk = visit(office.bureau), visit(office.bureau_lead), visit(office.clerk)
    number = f"埔编〔{today().year}〕812号"
    enter_document(officer, number, words)

    propose(officer, office.street, 12, number)
    expect(officer.locator("#effect")).to_contain_text("0 → 12")
    officer.locator("main form .btn-primary").click()
    expect(officer.locator("h1")).to_contain_text(words(State.PROPOSED.label))
    assert not officer.get_by_role("button", name=words("Approve"), exact=True).count(), "four eyes"
    clerk.goto(f"/streets/{office.street.pk}/")
    assert clerk.get_by_text("12").count() == 0 or "12 →" not in clerk.content(), "nothing moved yet"

    leader.goto("/")
    leader.locator(".todos a").first.click()
    leader.get_by_role("button", name=words("Approve"), exact=True).click()
    expect(leader.locator("h1")).to_contain_text(words(State.GRANTED.label))

    clerk.goto(f"/streets/{office.street.pk}/")
    expect(clerk.locator("#grants")).to_contain_text(number)
    expect(clerk.locator("#grants td.free")).to_have_text("12")
    assert office.figures()["granted"] == 12
    assert verify(office.district) == []


def test_more_than_the_reserve_is_refused_with_the_way_out(office, visit, words):
    leader, paper = visit(office.bureau_lead), factories.document(office.district)
    propose_on = {"document": paper, "valid_from": today()}
    from staffing.services import grants

    grant = grants.propose_grant(
        unit=office.street, kind="lump_sum", heads=5000, actor=office.bureau, **propose_on
    )
    leader.goto(f"/grants/{grant.pk}/")
    leader.get_by_role("button", name=words("Approve"), exact=True).click()
    refusal = leader.get_by_role("alert")
    expect(refusal).to_contain_text("1000")
    expect(refusal.locator(".way-out").first).not_to_be_empty()
    assert QuotaGrant.objects.get().state == State.PROPOSED
