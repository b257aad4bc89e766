"""Bad rows made good, and files that are not read at all."""

import os
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quota_pool import jobs, upkeep
from quota_pool.calendar import now
from quota_pool.ledger.proof import verify
from quota_pool.models import Job
from quota_pool.refusals import Refusal
from staffing.models import Engagement, ImportBatch, ImportRow
from staffing.services import imports
from staffing.services.imports import accepting
from tests.staffing.rosters import OPENING_DAY, accept, codes_of, person, read, real, statuses, workbook

pytestmark = pytest.mark.django_db
Status, State = ImportRow.Status, ImportBatch.State


@pytest.fixture
def office(import_office):
    return import_office


def test_a_row_mended_on_the_page_is_checked_again_and_goes_in(office):
    office.grant(2, valid_from=date(2026, 10, 30))
    batch = read(office, workbook([person(1), person(2, 用工方式="不明")]))
    row = batch.rows.get(line=3)
    assert codes_of(row) == {"code_unknown"}
    mended = imports.mend_row(row=row, texts={"mode": "临时的"}, actor=office.clerk, seen=1)
    assert codes_of(mended) == {"code_unknown"}
    mended = imports.mend_row(row=row, texts={"mode": "劳务派遣"}, actor=office.clerk, seen=2)
    assert mended.status == Status.NEW
    with pytest.raises(Refusal, match="stale"):
        imports.mend_row(row=row, texts={"mode": "合同制"}, actor=office.clerk, seen=2)
    accept(office, batch)
    assert batch.job.result["seated"] == 2
    with pytest.raises(Refusal, match="row_not_mendable"):
        imports.mend_row(row=row, texts={"mode": "合同制"}, actor=office.clerk)


def test_a_mended_number_must_not_stand_in_another_row(office):
    batch = read(office, workbook([person(1), person(2, 身份证号="44010019900312001")]))
    row = imports.mend_row(
        row=batch.rows.get(line=3), texts={"id_no": person(1)["身份证号"]}, actor=office.clerk
    )
    assert codes_of(row) == {"id_twice"}
    assert row.faults[0]["facts"] == {"line": 2}


def test_bad_rows_go_out_in_a_workbook_and_come_back_mended(office, tmp_path):
    import openpyxl

    office.grant(300, valid_from=OPENING_DAY)
    batch = read(office, real("roster-as-kept.xlsx"), kind="opening")
    path = tmp_path / "bad.xlsx"
    with path.open("wb") as file:
        assert imports.write_bad_rows(batch, file) == 10
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    column = {heading: at for at, heading in enumerate(headings, 1)}
    for line in range(2, sheet.max_row + 1):
        number = str(sheet.cell(line, 1).value)
        if number == "126":
            sheet.cell(line, column["姓名"]).value = "测试丙"
        if number == "139":
            sheet.cell(line, column["聘用形式"]).value = "劳务派遣"
    book.save(path)
    mended, still_bad = imports.mend_rows(batch=batch, path=path, filename="bad.xlsx", actor=office.bureau)
    assert (mended, still_bad) == (2, 8)
    assert batch.rows.get(line=126).status == Status.NEW
    accept(office, batch)
    assert batch.counts["accepted"] == 278
    assert verify(office.district) == []


def test_a_workbook_of_other_rows_mends_nothing(office, tmp_path):
    batch = read(office, workbook([person(1), person(2, 用工方式="不明")]))
    path = tmp_path / "other.xlsx"
    path.write_bytes(workbook([person(7)]).read())
    with pytest.raises(Refusal, match="no_bad_rows"):
        imports.mend_rows(batch=batch, path=path, filename="other.xlsx", actor=office.clerk)


def test_columns_matched_by_hand_are_read_anew(office):
    rows = [{**person(1), "工号": "测试处"}]
    batch = read(office, workbook(rows))
    sheet = batch.reading["sheets"][0]
    at = next(str(one["at"]) for one in sheet["columns"] if one["text"] == "工号")
    mapping = {sheet["name"]: {"kind": "roster", "lines": sheet["lines"], "columns": {at: "department"}}}
    imports.read_again(batch=batch, mapping=mapping, actor=office.clerk)
    jobs.run_waiting()
    office.grant(1, valid_from=date(2026, 10, 30))
    accept(office, ImportBatch.objects.get(pk=batch.pk))
    assert Engagement.objects.get().department == "测试处"


# --- refused files ---------------------------------------------------------------------------------------


@pytest.mark.requirement("R-105", "R-107")
def test_a_file_that_is_no_table_is_refused_at_once_and_not_kept(office, tmp_path):
    batch = read(office, SimpleUploadedFile("花名册.xlsx", b"%PDF-1.4 not a workbook"))
    assert batch.state == State.REFUSED
    assert batch.refusal[0]["code"] == "file_wrong_type"
    assert not batch.file
    assert not list(tmp_path.rglob("imports/*"))
    assert not Job.objects.exists()


def test_the_file_lies_privately_under_a_random_name(office):
    batch = read(office, workbook([person(1)]))
    assert "花名册" not in batch.file.name
    assert len(batch.file.name) == len("imports/") + 32
    assert len(batch.sha256) == 64


@pytest.mark.requirement("R-079", "R-093")
def test_what_lies_on_the_disk_is_sealed_and_can_still_be_read_again(office, tmp_path):
    lines = [
        "姓名,身份证号,岗位类别,用工方式,入职日期",
        f"测试甲,{person(1)['身份证号']},综合辅助,合同制,2026-10-30",
    ]
    batch = read(office, SimpleUploadedFile("花名册.csv", "\n".join(lines).encode()))
    assert batch.rows.count() == 1
    imports.read_again(batch=batch, mapping=None, actor=office.clerk)
    jobs.run_waiting()
    assert statuses(batch) == {"new": 1}
    [stored] = (tmp_path / "imports").iterdir()
    assert "测试甲".encode() not in stored.read_bytes()
    assert person(1)["身份证号"].encode() not in stored.read_bytes()


def test_a_file_without_any_heading_is_refused_with_its_reason(office):
    batch = read(office, SimpleUploadedFile("花名册.csv", "甲,乙\n1,2\n3,4".encode()))
    assert batch.state == State.REFUSED
    assert [one["code"] for one in batch.refusal] == ["no_heading"]
    batch = read(office, workbook([{"说明": "填表须知"}]))
    assert batch.state == State.REFUSED


def test_a_discarded_import_takes_its_file_and_rows_along(office, django_capture_on_commit_callbacks):
    batch = read(office, workbook([person(1)]))
    storage, name = batch.file.storage, batch.file.name
    with django_capture_on_commit_callbacks(execute=True):
        imports.discard(batch=batch, actor=office.clerk)
    assert not storage.exists(name)
    assert not ImportRow.objects.exists()


def test_a_file_that_breaks_while_it_is_read_is_refused_with_its_reason(office):
    lines = [
        "姓名,身份证号,岗位类别,用工方式,入职日期",
        '"测试甲,440100199003120017,综合辅助,合同制,2026-10-30',
    ]
    batch = read(office, SimpleUploadedFile("花名册.csv", "\n".join(lines).encode()))
    assert batch.state == State.REFUSED
    assert [one["code"] for one in batch.refusal] == ["file_quote"]


def test_a_reading_that_the_worker_never_survives_can_be_begun_again(office):
    batch = imports.upload(unit=office.street, kind="roster", file=workbook([person(1)]), actor=office.clerk)
    Job.objects.filter(pk=batch.job_id).update(attempts=jobs.MOST_TRIES)
    jobs.perform(batch.job_id)
    batch.refresh_from_db()
    assert batch.state == State.UPLOADED
    imports.read_again(batch=batch, mapping=None, actor=office.clerk)
    jobs.run_waiting()
    assert statuses(batch) == {"new": 1}


@pytest.mark.requirement("R-093")
def test_files_of_uploads_that_were_killed_are_thrown_away(office, tmp_path):
    batch = read(office, workbook([person(1)]))
    orphan = tmp_path / "imports" / "orphan"
    orphan.write_bytes(b"left behind")
    moment = now().timestamp()
    os.utime(orphan, (moment - 60, moment - 60))
    upkeep.tidy()
    assert orphan.exists(), "it may be on its way"
    os.utime(orphan, (moment - 660, moment - 660))
    upkeep.tidy()
    assert not orphan.exists()
    assert batch.file.storage.exists(batch.file.name)


def test_cancelled_in_the_middle_what_was_entered_stays_and_the_rest_can_follow(office, monkeypatch):
    monkeypatch.setattr(accepting, "AT_A_TIME", 2)
    office.grant(6, valid_from=date(2026, 10, 30))
    batch = read(office, workbook([person(n) for n in range(6)]))
    job = imports.accept(batch=batch, plan=imports.make_plan(batch).signed(batch), actor=office.clerk)
    steps = accepting._keep

    def keep_and_cancel(lines):
        steps(lines)
        Job.objects.filter(pk=job.pk).update(cancel_asked=True)

    monkeypatch.setattr(accepting, "_keep", keep_and_cancel)
    jobs.run_waiting()
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state, batch.counts["accepted"]) == (Job.State.CANCELLED, State.APPLIED, 2)
    monkeypatch.setattr(accepting, "_keep", steps)
    accept(office, batch)
    assert batch.counts["accepted"] == 6
    assert verify(office.district) == []
