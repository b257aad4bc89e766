"""The frame in a real browser: light on the wire, silent under a strict policy, fit for keys and phones."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from quota_pool.models import Unit
from tests import factories

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.quota_pool.units_list"),
]
WIRE_LIMIT = 400 * 1024
REQUEST_LIMIT = 8


@pytest.fixture
def streets():
    district = factories.district()
    for number in range(1, 64):
        Unit.objects.create(
            district=district,
            code=f"440112{number:03d}",
            name=f"street {number:03d}",
            unit_type="street",
            resident_population=number * 1000,
        )
    return district


@pytest.fixture
def open_page(browser, live_server, client, streets, settings):
    """Open pages signed in; complaints of the browser are collected on the way."""
    client.force_login(factories.member("bureau", streets))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def opened(address: str, **look):
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **look)
        cookies = {settings.SESSION_COOKIE_NAME: session, "language": "en"}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.goto(address)
        return page

    return opened


def test_a_condition_an_order_and_the_way_back(open_page):
    page = open_page("/units/?size=20")
    page.click("th a:has-text('People')")
    page.wait_for_selector("th[aria-sort=ascending]")
    page.fill(".filters input[name=q]", "street 01")
    page.click(".filters button:has-text('Search')")
    page.wait_for_url(re.compile("q=street"))
    expect(page.locator("[data-said]")).to_contain_text("10 rows")
    assert "order=people" in page.url, "the order chosen meanwhile is kept"
    assert "people_min" not in page.url, "an empty condition does not stand in the address"
    assert page.locator("nav .side").count() == 1, "only the table was swapped"
    page.go_back()
    expect(page.locator("[data-said]")).to_contain_text("of 63 rows")
    assert page.locator("th[aria-sort=ascending]").count() == 1
    assert page.complaints == []


def test_ticking_the_head_ticks_the_page_and_the_act_gets_the_rows(open_page):
    page = open_page("/units/?size=20")
    page.check("[data-tick-all]")
    assert page.locator("[data-ticked]").inner_text() == "20"
    page.click(".bulk button")
    assert page.locator("body").inner_text().count("street") == 20


def test_keys_lead_to_search_pages_and_their_own_list(open_page):
    page = open_page("/units/?size=20")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("]")
    expect(page.locator("[data-said]")).to_contain_text("21–40")
    assert "page=2" in page.url
    page.keyboard.press("[")
    expect(page.locator("[data-said]")).to_contain_text("1–20")
    page.goto("/units/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.goto("/units/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def on_the_wire(answer) -> int:
    """Static files leave our server compressed, pages as they are."""
    body = answer.body()
    return len(gzip.compress(body)) if "/static/" in answer.url else len(body)


def test_a_cold_browser_fetches_little_and_from_us_alone(open_page, live_server):
    page, asked = open_page("/units/").context.new_page(), []
    page.on("response", lambda answer: asked.append(answer))
    page.goto("/units/?size=50")
    page.wait_for_load_state("networkidle")
    assert len(asked) <= REQUEST_LIMIT
    assert all(answer.url.startswith(live_server.url) for answer in asked)
    assert sum(on_the_wire(answer) for answer in asked) <= WIRE_LIMIT


def test_a_dark_system_gets_dark_pages_and_dark_pages_print_light(open_page):
    page = open_page("/units/", color_scheme="dark")
    theme = "document.documentElement.dataset.bsTheme"
    assert page.evaluate(theme) == "dark"
    page.emulate_media(media="print")
    assert page.evaluate(
        "getComputedStyle(document.querySelector('.panel, .table-wrap')).backgroundColor"
    ) == ("rgb(255, 255, 255)")
    assert page.locator(".sign").is_visible()
    assert not page.locator(".side").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize(
    "address", ["/units/", "/units/?q=street+01&people_min=5", "/units/?q=zzz", "/units/?x=1"]
)
def test_pages_pass_axe_and_never_scroll_sideways(open_page, address, width, scheme):
    page = open_page(address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_phone_menu_opens_without_a_script(browser, live_server, client, streets, settings):
    client.force_login(factories.member("bureau", streets))
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}, base_url=live_server.url
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto("/units/")
    assert not page.locator(".side").is_visible()
    page.click(".menu-button")
    assert page.locator(".side").is_visible()
    page.click(".menu-close")
    page.fill(".filters input[name=q]", "street 01")
    page.click(".filters button")
    assert page.locator("tbody tr").count() == 10


def test_the_language_and_the_text_size_are_switched_where_one_stands(open_page):
    page = open_page("/units/?q=street+01")
    page.click("button[value=l]")
    assert page.evaluate("document.documentElement.dataset.text") == "l"
    page.click("button[value=zh-hans]")
    assert page.evaluate("document.documentElement.lang") == "zh-hans"
    assert "q=street" in page.url


def test_after_a_time_out_a_swap_leads_to_the_door_and_not_into_the_table(open_page):
    page = open_page("/units/")
    page.context.clear_cookies()
    page.click("th a:has-text('People')")
    page.wait_for_url(re.compile("/accounts/login/"))
    assert page.locator("#list").count() == 0
