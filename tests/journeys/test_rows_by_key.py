"""A list worked through without the mouse: rows are moved over, ticked and opened by key."""

import re

import pytest
from playwright.sync_api import expect

from quota_pool.calendar import today
from staffing.models import Engagement

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staffed(office):
    """A street with twenty-one people: two pages of the shortest size."""
    day = today()
    office.grant(30, valid_from=day)
    for _one in range(21):
        office.hire(day)
    return office


def test_rows_are_moved_over_ticked_and_opened_by_key(staffed, visit):
    page = visit(staffed.clerk, f"/people/?on={today():%Y-%m-%d}&size=20")
    rows, board = page.locator("#list tbody tr"), page.keyboard
    board.press("j")
    expect(rows.nth(0)).to_be_focused()
    board.press("j")
    board.press("ArrowDown")
    expect(rows.nth(2)).to_be_focused()
    board.press("x")
    expect(rows.nth(2).locator("input[name=pk]")).to_be_checked()
    expect(page.locator("[data-ticked]")).to_have_text("1")
    board.press("k")
    expect(rows.nth(1)).to_be_focused()
    assert page.locator("#list tbody tr[tabindex='0']").count() == 1, "Tab passes the table in one step"

    rows.nth(19).focus()
    board.press("j")
    expect(page.locator(".pages .here").first).to_have_text("2")
    expect(rows.nth(0)).to_be_focused()
    name = rows.nth(0).locator("a").first.inner_text()
    board.press("Enter")
    page.wait_for_url(re.compile("/people/[0-9A-Z]{10}/"))
    expect(page.locator("h1")).to_contain_text(name)
    assert Engagement.objects.count() == 21


def test_the_help_names_the_keys_of_rows(staffed, visit, words):
    page = visit(staffed.clerk, f"/people/?on={today():%Y-%m-%d}")
    page.keyboard.press("?")
    for said in ("Next row of a table", "Open the row", "Tick the row"):
        expect(page.locator("#keys")).to_contain_text(words(said))
