"""A roster goes in through the page: read by the worker, mended, accepted, and undone; then once more."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from quota_pool.calendar import today
from quota_pool.ledger.proof import verify
from staffing.models import Engagement, ImportBatch
from tests.staffing.rosters import DATA, person, workbook

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(office):
    office.grant(3, valid_from=today())
    return office


def upload(page, name: str, content: bytes) -> None:
    page.goto("/imports/new/")
    page.set_input_files(
        "[name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.click("form.panel button.btn-primary")


def tab(page, words: str):
    return page.locator("ul.tabs a", has_text=words)


def test_a_clerk_brings_a_roster_in_mends_a_row_and_takes_it_all_back(visit, office, words):
    start = today().isoformat()
    rows = [person(1, 入职日期=start), person(2, 入职日期=start, 用工方式="不明"), person(3, 入职日期=start)]
    page = visit(office.clerk)
    upload(page, "花名册.xlsx", workbook(rows).read())
    # The worker reads; the page follows it and shows the rows by itself.
    expect(tab(page, words("faulty"))).to_contain_text("1", timeout=30_000)
    expect(tab(page, words("new"))).to_contain_text("2")

    tab(page, words("faulty")).click()
    page.locator("table.rows tbody a").first.click()
    expect(page.locator(".fault").first).to_be_visible()
    page.select_option("[name=mode]", "劳务派遣")
    page.click("form.panel button.btn-primary")

    page.click("[data-key=new]")
    expect(page.locator("dl.pairs").first).to_contain_text("3")
    page.click("form.panel button.btn-primary")
    expect(page.locator("main")).to_contain_text(words("accepted"), timeout=30_000)
    assert Engagement.objects.count() == 3

    page.get_by_role("link", name=words("Undo the import")).click()
    page.fill("[name=reason]", "上传有误")
    page.click("form.panel button.btn-primary")
    expect(page.locator("main")).to_contain_text(words("undone"), timeout=30_000)
    assert not Engagement.objects.filter(voided_at=None).exists()
    assert verify(office.district) == []


def test_bad_rows_leave_in_a_workbook_and_come_back(visit, office, words):
    start = today().isoformat()
    rows = [person(1, 入职日期=start), person(2, 入职日期=start, 月工资="面议")]
    page = visit(office.clerk)
    upload(page, "花名册.xlsx", workbook(rows).read())
    expect(tab(page, words("faulty"))).to_contain_text("1", timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("link", name=words("Take out the bad rows")).click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    pay = next(cell.column for cell in sheet[1] if cell.value == "月工资")
    sheet.cell(2, pay).value = "5200"
    mended = io.BytesIO()
    book.save(mended)
    page.set_input_files(
        "[name=file]",
        {"name": "bad.xlsx", "mimeType": "application/octet-stream", "buffer": mended.getvalue()},
    )
    page.get_by_role("button", name=words("Bring mended rows back")).click()
    expect(tab(page, words("new"))).to_contain_text("2")


def test_a_real_roster_as_kept_shows_its_ten_faults(visit, office, words):
    page = visit(office.clerk)
    upload(page, "花名册.xlsx", (DATA / "roster-as-kept.xlsx").read_bytes())
    expect(tab(page, words("faulty"))).to_contain_text("10", timeout=60_000)
    tab(page, words("faulty")).click()
    expect(page.locator("table.rows tbody tr")).to_have_count(10)
    assert ImportBatch.objects.get().rows.filter(status="faulty").count() == 10
