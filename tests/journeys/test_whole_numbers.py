"""A whole ID number typed where names are sought is asked for in a POST, and stands in no address."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from quota_pool.calendar import today
from quota_pool.models import AuditEvent
from staffing.models import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R-088")]


@pytest.mark.parametrize("box", ["#top-search", ".filters [name=q]"])
def test_a_whole_number_in_a_search_box_finds_the_person_without_standing_in_an_address(office, visit, box):
    day = today()
    office.grant(2, valid_from=day)
    office.hire(day)
    person = Person.objects.get()
    page = visit(office.clerk, f"/people/?on={day:%Y-%m-%d}")
    asked = []
    page.on("request", lambda request: asked.append(unquote(request.url)))
    page.fill(box, f" {person.id_no} ")
    page.press(box, "Enter")
    page.wait_for_url(re.compile("/people/[0-9A-Z]{10}/"))
    expect(page.locator("h1")).to_contain_text(person.name)
    assert not [url for url in asked if person.id_no in url]
    assert AuditEvent.objects.filter(act="person.find").count() == 1
