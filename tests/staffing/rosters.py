"""Rosters for the tests of imports: the four real ones, and small ones written row by row."""

import io
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from quota_pool import jobs
from quota_pool.sheets.writing import write_xlsx
from staffing.models import ImportBatch
from staffing.services import imports
from tests.factories import Office, document, id_number

DATA = Path(__file__).parent.parent / "data" / "rosters"
HEADINGS = ["姓名", "身份证号", "岗位类别", "用工方式", "入职日期", "月工资", "手机号"]
OPENING_DAY = date(2026, 10, 1)


def person(serial: int, name: str = "", **more) -> dict:
    """One row; people differ by serial."""
    birth = date(1980 + serial // 500, 5, 1 + serial // 500 % 28)
    row = {
        "姓名": name
        or f"测试{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}{'子丑寅卯辰巳午未申酉'[serial // 10 % 10]}",
        "身份证号": id_number(serial % 500, birth),
        "岗位类别": "综合辅助",
        "用工方式": "合同制",
        "入职日期": "2026-10-30",
        "月工资": "5200",
        "手机号": f"1380000{serial:04d}",
    }
    return row | more


def workbook(rows: list[dict], name: str = "花名册.xlsx", sheet: str = "花名册") -> SimpleUploadedFile:
    """An uploaded workbook of one sheet; headings are the keys of the rows."""
    headings = list(dict.fromkeys(key for row in rows for key in row))
    target = io.BytesIO()
    write_xlsx(target, headings, ([row.get(key, "") for key in headings] for row in rows), sheet_name=sheet)
    return SimpleUploadedFile(name, target.getvalue())


def real(name: str) -> SimpleUploadedFile:
    """One of the four real rosters."""
    return SimpleUploadedFile(name, (DATA / name).read_bytes())


def read(office: Office, file, kind: str = "roster", **what) -> ImportBatch:
    """A file uploaded by whoever may, and read."""
    opening = kind == "opening"
    if opening:
        what = {"document": document(office.district), "opening_day": OPENING_DAY} | what
    batch = imports.upload(
        unit=what.pop("unit", office.street),
        kind=kind,
        file=file,
        actor=what.pop("actor", office.bureau if opening else office.clerk),
        **what,
    )
    jobs.run_waiting()
    batch.refresh_from_db()
    return batch


def accept(office: Office, batch: ImportBatch, chosen=None, **what) -> ImportBatch:
    """Every good row accepted, or those chosen."""
    actor = what.pop("actor", office.bureau if batch.kind == "opening" else office.clerk)
    plan = imports.make_plan(batch, chosen)
    imports.accept(batch=batch, plan=plan.signed(batch), actor=actor, **what)
    jobs.run_waiting()
    batch.refresh_from_db()
    batch.job.refresh_from_db()
    return batch


def undo(office: Office, batch: ImportBatch) -> ImportBatch:
    """The whole import taken back."""
    actor = office.bureau if batch.kind == "opening" else office.clerk
    imports.undo(batch=batch, actor=actor, reason="测试")
    jobs.run_waiting()
    batch.refresh_from_db()
    return batch


def statuses(batch) -> dict[str, int]:
    """How many rows have each status."""
    found = {}
    for status in batch.rows.values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found


def codes_of(row) -> set[str]:
    """What is wrong with a row."""
    return {fault["code"] for fault in row.faults}


def refused(batch) -> dict[int, set[str]]:
    """Why each refused line was refused."""
    rows = batch.rows.filter(outcome__done="refused")
    return {row.line: {reason["code"] for reason in row.outcome["refused"]} for row in rows}
