"""A clerk's long list: a view kept and opened again, many people chosen, changed together and set back."""

import re

import pytest
from playwright.sync_api import expect

from quota_pool.calendar import today
from quota_pool.models import SavedView
from staffing.models import Engagement, Filing

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PEOPLE = 23


@pytest.fixture
def staffed(office):
    """A street with more people than stand on the shortest page."""
    day = today()
    office.grant(30, valid_from=day)
    for _one in range(PEOPLE):
        office.hire(day)
    return office


def roster(more: str = "") -> str:
    return f"/people/?on={today():%Y-%m-%d}&size=20{more}"


def departments() -> set[str]:
    return set(Engagement.objects.values_list("department", flat=True))


def test_all_who_match_are_changed_after_a_look_and_set_back_as_one(staffed, visit, words):
    before = departments()
    page = visit(staffed.clerk, roster())
    page.check("input[name=scope][value=all]")
    page.get_by_role("button", name=words("Change terms")).click()
    page.fill("[name=department]", "综合行政执法办公室")
    page.fill("[name=reason]", "机构改设")
    page.click("button[value=look]")
    expect(page.locator("main")).to_contain_text(words("Before and after"))
    assert departments() == before, "looking changes nothing"
    do = page.locator("button[value=do]")
    expect(do).to_contain_text(str(PEOPLE))
    do.click()
    page.wait_for_url(re.compile(r"/bulk-changes/\d+/"))
    assert departments() == {"综合行政执法办公室"}
    page.get_by_role("button", name=words("Undo the change")).click()
    expect(page.get_by_role("button", name=words("Undo the change"))).to_have_count(0)
    assert departments() == before


def test_who_came_meanwhile_is_shown_before_anybody_is_changed(staffed, visit, words):
    page = visit(staffed.clerk, roster())
    page.check("input[name=scope][value=all]")
    page.get_by_role("button", name=words("Change terms")).click()
    page.fill("[name=department]", "综合行政执法办公室")
    page.fill("[name=reason]", "机构改设")
    page.click("button[value=look]")
    staffed.hire(today())
    page.click("button[value=do]")
    expect(page.locator(".said")).to_contain_text(
        words("The rows or the change are not those you looked at. Look again.")
    )
    expect(page.locator("button[value=do]")).to_contain_text(str(PEOPLE + 1))
    assert "综合行政执法办公室" not in departments()


def test_all_filings_that_match_are_submitted_after_a_look(staffed, visit, words):
    page = visit(staffed.clerk, "/filings/?state=to_submit&size=20")
    expect(page.locator(".bulk")).to_contain_text(str(PEOPLE))
    page.check("input[name=scope][value=all]")
    page.get_by_role("button", name=words("Submit"), exact=True).click()
    expect(page.locator("main tbody tr")).to_have_count(PEOPLE)
    page.locator("main form .btn-primary").click()
    page.wait_for_url(re.compile("/filings/"))
    assert Filing.objects.filter(state=Filing.State.SUBMITTED).count() == PEOPLE


def test_a_view_is_kept_opened_from_its_menu_and_opens_the_list_when_told_so(staffed, visit, words):
    page = visit(staffed.clerk, roster("&order=-name"))
    menu = page.locator("details.menu", has=page.locator("form[data-view]"))
    menu.locator("summary").click()
    page.fill("[data-view] [name=name]", "按姓名倒序")
    page.check("[data-view] [name=as_default]")
    page.click("[data-view] button")
    view = SavedView.objects.get()
    assert "order=-name" in view.query

    page.goto(roster())
    menu.locator("summary").click()
    page.locator(".kept-views").get_by_role("link", name=re.compile("按姓名倒序")).click()
    page.wait_for_url(re.compile("order=-name"))
    page.goto("/people/")
    page.wait_for_url(re.compile("order=-name"))
