"""One browser and one served application a test process; people who walk in already signed in."""

import os
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page, expect, sync_playwright

from staffing import demo
from tests.factories import Office
from tests.journeys import house as houses

FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# A refusal is an answer of ours; the browser only remarks on its number.
ANSWERED = re.compile(r"Failed to load resource: .* status of (400|403|404|409|412) ")


@pytest.fixture(scope="package")
def browser(chromium):
    # Playwright keeps an event loop in this thread; the database is used beside it, not inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=10_000)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def house(django_db_setup, django_db_blocker) -> str:
    """The address of the application, served from the database of this process's tests."""
    with django_db_blocker.unblock():
        database = str(connection.settings_dict["NAME"])
    with houses.served(database) as address:
        yield address


@pytest.fixture
def office(transactional_db) -> Office:
    """A district at work today."""
    return Office()


@pytest.fixture
def district(transactional_db):
    """The demonstration district, small."""
    return demo.load(people_wanted=60, units=3, years=1, say=lambda _words: None)


class Visits:
    """Opens browsers for people, and remembers everything their pages complained about."""

    def __init__(self, browser, address: str):
        self.browser, self.address = browser, address
        self.contexts, self.complaints = [], []

    def __call__(self, user=None, path: str = "", language: str = "zh-hans", **look) -> Page:
        """A page of this person, opened at `path`; nobody is signed in without a user."""
        # Colours that fade from one theme to the other would be measured half-way.
        context = self.browser.new_context(base_url=self.address, reduced_motion="reduce", **look)
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        cookies = {"language": language} if language else {}
        if user is not None:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
        context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in cookies.items()])
        context.on("page", self.listen)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    def listen(self, page: Page) -> None:
        page.on("console", lambda said: self.complain(said.text))
        page.on("pageerror", lambda fault: self.complain(str(fault)))
        page.on("request", self.look_at)

    def look_at(self, request) -> None:
        """Offices have no internet: whatever is fetched elsewhere is missing there."""
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complain(f"fetched from elsewhere: {request.url}")

    def complain(self, words: str) -> None:
        if not ANSWERED.match(words):
            self.complaints.append(words)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def session_of(user) -> str:
    """A session made on the server, where the login itself is not the point."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def visit(browser, house):
    """`visit(user, path)` opens a page; at the end nothing may have been complained about."""
    visits = Visits(browser, house)
    yield visits
    visits.close()
    assert visits.complaints == []


@pytest.fixture
def words():
    """Our words as a Chinese page shows them."""

    def words(english, **named) -> str:
        with translation.override("zh-hans"):
            said = translation.gettext(english) if isinstance(english, str) else str(english)
            return said % named if named else said

    return words
