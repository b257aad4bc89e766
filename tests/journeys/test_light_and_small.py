"""Light enough for an old line, and fit for a telephone: lists in a cold browser, the menu under a thumb."""

import re

import pytest
from playwright.sync_api import expect

from quota_pool.models import Role
from tests.journeys.conftest import PHONE
from tests.journeys.world import World

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
REQUEST_LIMIT = 8
WIRE_LIMIT = 400 * 1024
LISTS = {
    Role.BUREAU: ["/", "/pool/", "/people/", "/filings/", "/ledger/", "/grants/", "/documents/", "/imports/"],
    Role.ADMIN: ["/members/", "/members/units/", "/audit/"],
}


@pytest.fixture
def world() -> World:
    return World()


class Wire:
    """Counts what a page fetches, as it travels: compressed, with its headers."""

    def __init__(self, page):
        self.sizes: dict[str, float] = {}
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.loadingFinished", self.note)

    def note(self, event: dict) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    @property
    def total(self) -> float:
        return sum(self.sizes.values())


def test_lists_are_light_in_a_cold_browser(world, visit, subtests):
    for role, paths in LISTS.items():
        for path in paths:
            with subtests.test(path):
                page = visit(world.people[role])
                wire = Wire(page)
                page.goto(path, wait_until="networkidle")
                assert page.locator("h1").is_visible()
                assert 3 <= len(wire.sizes) <= REQUEST_LIMIT
                assert 10_000 < wire.total <= WIRE_LIMIT, f"{path} weighs {wire.total / 1024:.0f} KB"
                page.context.close()


def test_a_telephone_leads_everywhere_and_never_scrolls_sideways(world, visit, words):
    page = visit(world.people[Role.CLERK], "/", **PHONE)
    assert not page.locator(".side").is_visible()
    for name, heading in (("Roster", "Roster"), ("Filings", "Filings"), ("Start work", "Start work")):
        page.tap(".menu-button")
        expect(page.locator(".side")).to_be_visible()
        page.locator(".side").get_by_role("link", name=re.compile(f"^{words(name)}")).tap()
        expect(page.locator("h1")).to_contain_text(words(heading))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
        assert page.evaluate("visualViewport.scale") == 1
