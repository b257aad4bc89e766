"""A roster as it is kept: sent in, its columns looked over, its faults named, mended, accepted, undone."""

import json

import pytest
from playwright.sync_api import expect

from quota_pool.ledger.proof import verify
from staffing.models import Engagement, ImportBatch, ImportRow
from tests.factories import Office, document
from tests.staffing.rosters import DATA, OPENING_DAY

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAME = "roster-as-kept.xlsx"
EXPECTED = next(one for one in json.loads((DATA / "expected.json").read_text()) if one["file"] == NAME)
State, Status = ImportBatch.State, ImportRow.Status
MISSING_NAME = 126
A_JOB_MS = 60_000


@pytest.fixture
def office(transactional_db) -> Office:
    """Heads for everybody in the roster, from the opening day on."""
    office = Office(reserve=0)
    office.issue(1000, on=OPENING_DAY)
    office.grant(400, valid_from=OPENING_DAY)
    return office


class ImportPages:
    """The pages of one import in a browser."""

    def __init__(self, page, words):
        self.page, self.words = page, words

    def upload(self, unit, paper) -> None:
        self.page.goto("/imports/new/")
        self.page.select_option("[name=unit]", str(unit.pk))
        self.page.select_option("[name=document]", str(paper.pk))
        self.page.fill("[name=opening_day]", f"{OPENING_DAY:%Y-%m-%d}")
        self.page.set_input_files("[name=file]", DATA / NAME)
        self.page.locator("main form .btn-primary").click()
        self.wait_for(State.READ)

    def wait_for(self, state) -> None:
        """The job goes on in the background and the page looks again by itself."""
        mark = self.page.locator(".panel h2 .badge, .panel h2 .mark", has_text=self.words(state.label))
        expect(mark.first).to_be_visible(timeout=A_JOB_MS)
        expect(self.page.locator("#job")).to_have_count(0, timeout=A_JOB_MS)

    def counts(self) -> dict[str, int]:
        """The number on the tab of each status."""
        tabs = self.page.locator(".tabs a").all()
        told = {tab.inner_text().split()[0]: int(tab.locator("b").inner_text()) for tab in tabs}
        return {status: told.get(self.words(status.label), 0) for status in Status}

    def tab(self, status) -> None:
        self.page.locator(".tabs a", has_text=self.words(status.label)).click()

    def press(self, label: str, **how) -> None:
        self.page.get_by_role("link", name=self.words(label), **how).click()

    def send(self) -> None:
        self.page.locator("main form .btn-primary").last.click()


def test_a_roster_as_kept_goes_in_is_mended_and_taken_back(office, visit, words):
    page = visit(office.bureau)
    pages = ImportPages(page, words)
    pages.upload(office.street, document(office.district))
    counts = pages.counts()
    assert counts[Status.NEW] == EXPECTED["good"]
    assert counts[Status.FAULTY] == len(EXPECTED["faults"])
    assert counts[Status.UNMATCHED] == EXPECTED["leavers"]
    assert not Engagement.objects.exists(), "nothing is entered before somebody accepts"
    import_url = page.url

    pages.press("Match the columns")
    meanings = page.locator("section.panel select")
    expect(meanings.first).to_be_visible()
    chosen = meanings.evaluate_all("fields => fields.map(field => field.value)")
    assert {"name", "id_no", "start_date", "mode", "post_category"} <= set(chosen)
    pages.send()
    pages.wait_for(State.READ)
    assert pages.counts() == counts, "read again, it says the same"

    pages.tab(Status.FAULTY)
    rows = [row.inner_text() for row in page.locator("#list tbody tr").all()]
    assert len(rows) == len(EXPECTED["faults"])
    for fault in EXPECTED["faults"]:
        assert any(str(fault["line"]) in row and fault["column"] in row for row in rows), fault

    page.locator("#list tbody tr", has_text=str(MISSING_NAME)).get_by_role("link").first.click()
    page.fill("[name=name]", "测试补")
    pages.send()
    expect(page.locator("main")).to_contain_text(words("Line %(line)s is good now.", line=MISSING_NAME))

    page.goto(import_url)
    page.locator("[data-key=new]").click()
    pages.send()
    pages.wait_for(State.APPLIED)
    assert Engagement.objects.count() == EXPECTED["good"] + 1
    occupied = office.figures()["occupied"]
    assert occupied > 200
    page.goto("/pool/")
    expect(page.locator("tbody tr", has_text=office.street.name)).to_contain_text(str(occupied))

    page.goto(import_url)
    pages.press("Undo the import")
    page.fill("[name=reason]", "名册版本有误")
    pages.send()
    pages.wait_for(State.UNDONE)
    assert office.figures()["occupied"] == 0
    assert verify(office.district) == []
