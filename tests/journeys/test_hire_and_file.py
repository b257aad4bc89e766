"""Hire first, file after: from the clerk's trial to the record, and every place tells the same figures."""

import re

import pytest
from playwright.sync_api import expect

from quota_pool.calendar import today
from quota_pool.ledger.proof import verify
from quota_pool.models import Book
from staffing.models import Engagement, Filing
from tests.factories import invented

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
State = Filing.State
FIGURES = ("granted", "reserved", "held", "occupied", "free", "over")


@pytest.fixture
def office(office):
    office.grant(3, valid_from=today())
    return office


def fill_start(page, person: dict) -> None:
    """The fields nobody can leave empty."""
    page.fill("[name=id_no]", person["id_no"])
    page.fill("[name=name]", person["name"])
    page.select_option("[name=mode]", "DIRECT")
    page.select_option("[name=post_category]", "50")
    page.fill("[name=primary_post]", "网格员")
    page.select_option("[name=entry_channel]", "OPEN")


def pool_page(page, unit) -> dict[str, int]:
    """The street's row of figures on the pool page."""
    page.goto("/pool/")
    cells = page.locator("tbody tr", has=page.get_by_role("link", name=unit.name)).locator("td.n")
    lump, mobile, *rest = (int(text) if text.isdigit() else 0 for text in cells.all_inner_texts()[2:9])
    return dict(zip(FIGURES, (lump + mobile, *rest), strict=True))


def over_rest(page, unit) -> dict[str, int]:
    """What /api/v1/quota-positions answers."""
    answer = page.request.get("/api/v1/quota-positions/", params={"unit": unit.pk})
    assert answer.ok, answer.text()
    (row,) = answer.json()["results"]
    return {name: row[name] for name in FIGURES}


def from_ledger(page, unit, words) -> dict[str, int]:
    """Add up the movements the ledger page shows for the street, as an auditor would."""
    page.goto(f"/ledger/?unit={unit.pk}&size=200")
    free, seated = words(Book.FREE.label), words(Book.SEATED.label)
    balances = {free: 0, seated: 0}
    for row in page.locator("#list tbody tr").all():
        move, heads = row.locator("td").nth(4).inner_text(), int(row.locator("td").nth(5).inner_text())
        source, target = (side.strip() for side in move.split("→"))
        balances[source] = balances.get(source, 0) - heads
        balances[target] = balances.get(target, 0) + heads
    return {"free": balances[free], "seated": balances[seated]}


def test_hired_filed_returned_corrected_accepted(office, visit, words):
    clerk, officer, person = visit(office.clerk), visit(office.bureau), invented()

    clerk.goto("/start-work/")
    fill_start(clerk, person)
    clerk.locator("[name=try]").first.click()
    expect(clerk.locator("#start-page .good", has_text=words("This can be registered."))).to_be_visible()
    expect(clerk.locator("#start-page dd", has_text="3 → 2")).to_be_visible()
    assert not Engagement.objects.exists(), "a trial keeps nothing"

    clerk.get_by_role("button", name=words("Register"), exact=True).first.click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(person["name"])
    clerk.get_by_role("link", name=words(State.TO_SUBMIT.label)).click()
    clerk.get_by_role("button", name=words("Submit"), exact=True).click()
    expect(clerk.locator("h1")).to_contain_text(words(State.SUBMITTED.label))

    officer.goto("/")
    officer.locator(".todos a").first.click()
    officer.get_by_role("link", name=person["name"]).click()
    officer.check("input[name=reasons][value=CONTRACT]")
    officer.locator("form[action$='/return/'] textarea").fill("合同编号未填")
    officer.get_by_role("button", name=words("Return for correction")).click()
    expect(officer.locator("h1")).to_contain_text(words(State.RETURNED.label))

    clerk.goto("/filings/?state=returned")
    clerk.get_by_role("link", name=person["name"]).click()
    expect(clerk.locator(".panel.warning")).to_contain_text("合同编号未填")
    filing_url = clerk.url
    clerk.get_by_role("link", name=words("Look at the person first")).click()
    clerk.get_by_role("link", name=words("Change terms")).click()
    clerk.fill("[name=contract_no]", "HT-2026-001")
    clerk.fill("[name=reason]", "补填合同编号")
    clerk.locator("main form .btn-primary").click()
    expect(clerk.locator("h1")).to_contain_text(person["name"])
    clerk.goto(filing_url)
    clerk.get_by_role("button", name=words("Submit"), exact=True).click()
    expect(clerk.locator("h1")).to_contain_text(words(State.SUBMITTED.label))

    officer.reload()
    officer.get_by_role("button", name=words("Enter on record")).click()
    expect(officer.locator("h1")).to_contain_text(words(State.FILED.label))
    assert Filing.objects.get().state == State.FILED

    told = pool_page(officer, office.street)
    assert told == {"granted": 3, "reserved": 0, "held": 0, "occupied": 1, "free": 2, "over": 0}
    assert over_rest(officer, office.street) == told
    assert from_ledger(officer, office.street, words) == {
        "free": told["free"],
        "seated": told["held"] + told["occupied"],
    }
    assert verify(office.district) == []


def test_a_double_click_hires_once(office, visit, words):
    page = visit(office.clerk, "/start-work/")
    fill_start(page, invented())
    page.get_by_role("button", name=words("Register"), exact=True).first.dblclick()
    page.wait_for_url(re.compile("/people/"))
    assert Engagement.objects.count() == 1


def test_no_head_is_refused_with_its_way_out(office, visit, words):
    for _place in range(3):
        office.hire(today())
    page = visit(office.clerk, "/start-work/")
    fill_start(page, invented())
    page.get_by_role("button", name=words("Register"), exact=True).first.click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("3")
    expect(refusal.locator(".way-out").first).to_be_visible()
    assert page.locator("[name=primary_post]").input_value() == "网格员", "what was typed stays"
    assert Engagement.objects.count() == 3
