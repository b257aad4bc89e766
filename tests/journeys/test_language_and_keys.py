"""Two languages and no mouse: the text stays when the words change, and the keys lead everywhere."""

import re

import pytest
from playwright.sync_api import expect

from quota_pool.calendar import today
from staffing.models import Engagement
from tests.factories import invented

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def office(office):
    office.grant(3, valid_from=today())
    return office


def test_the_language_is_switched_and_the_place_stays(office, visit):
    office.hire(today(), person=invented(name="陈晓"))
    page = visit(office.clerk, "/people/?q=chenxiao", language="")
    assert page.evaluate("document.documentElement.lang") == "zh-hans", "Chinese until somebody chooses"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Roster")
    assert "q=chenxiao" in page.url
    assert page.locator("#list tbody tr").count() == 1
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("花名册")
    assert page.locator("[name=q]").last.input_value() == "chenxiao"


def test_the_language_is_switched_and_what_was_typed_stays(office, visit):
    page = visit(office.clerk, "/start-work/")
    page.fill("[name=name]", "测试某")
    page.select_option("[name=mode]", "DISPATCH")
    page.fill("[name=primary_post]", "网格员")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Start work")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("[name=name]").input_value() == "测试某"
    assert page.locator("[name=mode]").input_value() == "DISPATCH"
    assert page.locator("[name=primary_post]").input_value() == "网格员"
    page.locator("[name=try]").first.click()
    expect(page.locator("#start-page .faults, #start-page [role=alert]").first).to_be_visible()


class Keys:
    """Hands that never leave the keyboard."""

    MOST = 120

    def __init__(self, page):
        self.page, self.board = page, page.keyboard

    def focused(self, what: str) -> str:
        return self.page.evaluate(f"document.activeElement.{what} || ''")

    def to(self, name: str) -> None:
        """Tab on until the field or button of this name has the focus."""
        for _step in range(self.MOST):
            if self.focused("name") == name:
                return
            self.board.press("Tab")
        raise AssertionError(f"{name} cannot be reached with Tab")

    def to_button(self, words: str) -> None:
        for _step in range(self.MOST):
            if self.focused("tagName") == "BUTTON" and self.focused("innerText").strip() == words:
                return
            self.board.press("Tab")
        raise AssertionError(f"the button {words} cannot be reached with Tab")

    def write(self, name: str, text: str) -> None:
        self.to(name)
        self.board.type(text)

    def choose(self, name: str, value: str) -> None:
        self.to(name)
        for _step in range(self.MOST):
            if self.focused("value") == value:
                return
            self.board.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen in {name}")


def test_signing_in_searching_and_hiring_by_keyboard_alone(office, visit, words):
    office.clerk.set_password("Keys-only-2026")
    office.clerk.save()
    person = invented()
    page = visit(None, "/accounts/login/")
    hands = Keys(page)
    hands.write("login", office.clerk.username)
    hands.write("password", "Keys-only-2026")
    hands.board.press("Enter")
    page.wait_for_url(lambda address: "/login" not in address)

    hands.board.press("?")
    expect(page.locator("#keys")).to_be_visible()
    hands.board.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    hands.board.press("/")
    assert hands.focused("name") == "q"
    hands.board.type("nobody")
    hands.board.press("Enter")
    page.wait_for_url(re.compile("q=nobody"))

    hands.board.press("n")
    page.wait_for_url(re.compile("/start-work/"))
    hands.write("id_no", person["id_no"])
    hands.write("name", person["name"])
    hands.choose("mode", "DIRECT")
    hands.choose("post_category", "50")
    hands.write("primary_post", "网格员")
    hands.board.press("Enter")
    expect(page.locator("#start-page .good", has_text=words("This can be registered."))).to_be_visible()
    assert not Engagement.objects.exists(), "Enter tries; it never registers by accident"
    hands.to_button(words("Register"))
    hands.board.press("Enter")
    page.wait_for_url(re.compile("/people/"))
    assert Engagement.objects.count() == 1
