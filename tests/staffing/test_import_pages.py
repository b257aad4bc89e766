"""Pages of imports: a clerk's whole way from the file to the roster, without any script."""

import json
from datetime import date

import pytest
from django.urls import reverse

from quota_pool import jobs
from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent
from staffing.dictionaries import form_word
from staffing.models import Engagement, ImportBatch, ImportRow
from tests.factories import document
from tests.staffing.rosters import DATA, OPENING_DAY, person, read, real, workbook

pytestmark = pytest.mark.django_db
EXPECTED = {one["file"]: one for one in json.loads((DATA / "expected.json").read_text())}
State, Status = ImportBatch.State, ImportRow.Status


@pytest.fixture
def office(import_office):
    return import_office


@pytest.fixture
def clerk(client, office):
    client.force_login(office.clerk)
    return client


def url(name, *args):
    return reverse(f"staffing:{name}", args=args)


def html(answer) -> str:
    return answer.content.decode()


def send(client, office, file, **more):
    """Upload, let the worker read, and open the import's page."""
    answer = client.post(url("import-new"), {"unit": office.street.pk, "kind": "roster", "file": file} | more)
    assert answer.status_code == 302, html(answer)
    jobs.run_waiting()
    return ImportBatch.objects.get(pk=answer.url.strip("/").split("/")[-1])


def accept(client, batch, chosen=None, **more):
    """From the list to the plan, and from the plan to the work."""
    if chosen is None:
        shown = client.get(url("import-accept", batch.pk))
    else:
        shown = client.post(url("import-accept", batch.pk), {"scope": "ticked", "pk": chosen})
    form = shown.context["form"]
    sent = {"plan": form["plan"].value(), "version": form["version"].value()} | more
    answer = client.post(url("import-accept", batch.pk), sent)
    jobs.run_waiting()
    batch.refresh_from_db()
    return answer


# --- the whole way ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_roster_goes_through_the_page(client, office, name):
    expected = EXPECTED[name]
    office.grant(400, valid_from=OPENING_DAY)
    client.force_login(office.bureau)
    opening = {"kind": "opening", "document": document(office.district).pk, "opening_day": "2026-10-01"}
    batch = send(client, office, real(name), **opening)
    page = html(client.get(url("import", batch.pk), {"status": "faulty"}))
    for fault in expected["faults"]:
        assert fault["column"] in page
    rows = ImportRow.objects.filter(batch=batch, status=Status.FAULTY).order_by("line")
    assert [row.line for row in rows] == [fault["line"] for fault in expected["faults"]]
    assert accept(client, batch).url == url("import", batch.pk)
    assert batch.counts["accepted"] == expected["good"] == Engagement.objects.count()
    assert str(expected["good"]) in html(client.get(url("import", batch.pk)))
    assert verify(office.district) == []


def test_a_clerk_uploads_mends_accepts_and_undoes(clerk, office):
    office.grant(3, valid_from=date(2026, 10, 30))
    batch = send(clerk, office, workbook([person(1), person(2, 用工方式="不明"), person(3)]))
    page = html(clerk.get(url("import", batch.pk)))
    bad = batch.rows.get(line=3)
    assert url("import-row", bad.pk) in page

    row_page = clerk.get(url("import-row", bad.pk))
    assert "不明" in html(row_page)
    form = row_page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"mode": "劳务派遣"}
    answer = clerk.post(url("import-row", bad.pk), sent)
    assert answer.url == url("import", batch.pk)

    accept(clerk, batch)
    assert batch.counts["accepted"] == 3
    assert batch.state == State.APPLIED
    undo = clerk.get(url("import-undo", batch.pk)).context["form"]
    sent = {"version": undo["version"].value(), "reason": "上传有误"}
    assert clerk.post(url("import-undo", batch.pk), sent).url == url("import", batch.pk)
    jobs.run_waiting()
    batch.refresh_from_db()
    assert batch.state == State.UNDONE
    assert verify(office.district) == []


def test_ticked_rows_alone_are_accepted(clerk, office):
    office.grant(3, valid_from=date(2026, 10, 30))
    batch = send(clerk, office, workbook([person(1), person(2), person(3)]))
    ticked = list(batch.rows.filter(line__in=(2, 3)).values_list("pk", flat=True))
    accept(clerk, batch, ticked)
    assert batch.counts["accepted"] == 2


def test_rows_of_another_import_cannot_be_ticked_in(clerk, office):
    office.grant(3, valid_from=date(2026, 10, 30))
    mine, other = send(clerk, office, workbook([person(1)])), send(clerk, office, workbook([person(2)]))
    accept(clerk, mine, list(other.rows.values_list("pk", flat=True)))
    assert mine.counts.get("accepted", 0) == 0


# --- what is shown ----------------------------------------------------------------------------------------


def test_while_the_file_is_read_the_page_follows_the_job(clerk, office):
    answer = clerk.post(
        url("import-new"), {"unit": office.street.pk, "kind": "roster", "file": workbook([person(1)])}
    )
    page = html(clerk.get(answer.url))
    assert 'id="job"' in page
    assert "hx-get" in page
    jobs.run_waiting()
    assert 'id="job"' not in html(clerk.get(answer.url))


def test_a_file_that_is_no_table_is_refused_with_a_sentence(clerk, office):
    from django.core.files.uploadedfile import SimpleUploadedFile

    batch = send(clerk, office, SimpleUploadedFile("a.xlsx", b"%PDF-1.4"))
    page = clerk.get(url("import", batch.pk))
    assert "PDF" in html(page)
    assert batch.state == State.REFUSED


def test_the_same_file_says_so(clerk, office):
    office.grant(3, valid_from=date(2026, 10, 30))
    rows = [person(1)]
    accept(clerk, first := send(clerk, office, workbook(rows)))
    file = workbook(rows)
    ImportBatch.objects.filter(pk=first.pk).update(sha256=_sha(file))
    again = send(clerk, office, file)
    notice = clerk.get(url("import", again.pk)).context["notices"][0]
    assert (notice.code, notice.facts["batch"]) == ("same_file", first.pk)


def _sha(file) -> str:
    import hashlib

    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return digest


def test_numbers_are_masked_on_every_page(clerk, office):
    number = person(1)["身份证号"]
    batch = send(clerk, office, workbook([person(1, 用工方式="不明")]))
    row = batch.rows.get()
    for page in (url("import", batch.pk), url("import-row", row.pk)):
        assert number not in html(clerk.get(page))
        assert "13800000001" not in html(clerk.get(page))


def test_a_masked_field_left_empty_keeps_what_stands_there(clerk, office):
    office.grant(1, valid_from=date(2026, 10, 30))
    batch = send(clerk, office, workbook([person(1, 用工方式="不明")]))
    row = batch.rows.get()
    form = clerk.get(url("import-row", row.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert sent["phone"] == ""
    clerk.post(url("import-row", row.pk), sent | {"mode": form_word("employment_mode", "DIRECT")})
    accept(clerk, batch)
    assert Engagement.objects.get().person.phone == "13800000001"


def test_a_wrong_number_is_shown_so_that_it_can_be_mended(clerk, office):
    batch = send(clerk, office, workbook([person(1, 身份证号="440100199003120010")]))
    row = batch.rows.get()
    page = clerk.get(url("import-row", row.pk))
    assert "440100199003120010" in html(page)
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"id_no": "44010019900312"}
    answer = clerk.post(url("import-row", row.pk), sent)
    assert answer.url == url("import-row", row.pk), "still wrong: the page stays"
    assert "44010019900312" in html(clerk.get(answer.url)), "what was typed stays"


def test_a_stale_page_of_a_row_is_answered(clerk, office):
    batch = send(clerk, office, workbook([person(1, 用工方式="不明")]))
    row = batch.rows.get()
    form = clerk.get(url("import-row", row.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"mode": "劳务派遣"}
    ImportRow.objects.filter(pk=row.pk).update(version=7)
    assert clerk.post(url("import-row", row.pk), sent).status_code == 412


def test_changed_numbers_are_shown_before_they_are_agreed_to(clerk, office):
    office.grant(2, valid_from=date(2026, 10, 30))
    batch = send(clerk, office, workbook([person(1)]))
    form = clerk.get(url("import-accept", batch.pk)).context["form"]
    sent = {"plan": form["plan"].value(), "version": form["version"].value()}
    office.hire(date(2026, 10, 30))
    answer = clerk.post(url("import-accept", batch.pk), sent)
    assert answer.status_code == 409
    assert "2 → 1" in html(answer)
    fresh = answer.context["form"]
    again = {"plan": fresh["plan"].value(), "version": fresh["version"].value()}
    assert clerk.post(url("import-accept", batch.pk), again).status_code == 302


# --- columns, bad rows, discard --------------------------------------------------------------------------


def test_columns_are_matched_by_hand(clerk, office):
    batch = send(clerk, office, workbook([{**person(1), "工号": "测试处"}]))
    form = clerk.get(url("import-columns", batch.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    at = next(name for name, field in form.fields.items() if "工号" in str(field.label))
    answer = clerk.post(url("import-columns", batch.pk), sent | {at: "department"})
    assert answer.url == url("import", batch.pk)
    jobs.run_waiting()
    from staffing.services.imports.lines import texts_of

    assert texts_of(batch.rows.get())["department"] == "测试处"
    twice = sent | {at: "name", "version": ImportBatch.objects.get(pk=batch.pk).version}
    assert clerk.post(url("import-columns", batch.pk), twice).status_code == 400


def test_bad_rows_leave_and_come_back_through_the_page(clerk, office, tmp_path):
    import openpyxl

    batch = send(clerk, office, workbook([person(1), person(2, 用工方式="不明")]))
    answer = clerk.get(url("import-bad-rows", batch.pk))
    assert "attachment" in answer["Content-Disposition"]
    path = tmp_path / "bad.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "用工方式")
    assert sheet.max_row >= 2
    sheet.cell(2, column).value = "合同制"
    book.save(path)
    with path.open("rb") as file:
        assert clerk.post(url("import-bad-rows", batch.pk), {"file": file}).url == url("import", batch.pk)
    assert batch.rows.get(line=3).status == Status.NEW


def test_a_discarded_import_is_gone_but_its_trace_stays(clerk, office):
    batch = send(clerk, office, workbook([person(1)]))
    assert clerk.post(url("import-discard", batch.pk)).url == url("imports")
    assert not ImportBatch.objects.exists()
    assert AuditEvent.objects.filter(act="import.discard").exists()


def test_the_empty_form_can_be_taken_and_read_back(clerk, office):
    answer = clerk.get(url("import-form"))
    assert b"".join(answer.streaming_content).startswith(b"PK")


# --- who may ---------------------------------------------------------------------------------------------


def test_another_street_finds_nothing(client, office):
    batch = read(office, workbook([person(1, 用工方式="不明")]))
    client.force_login(office.other_clerk)
    pages = [url(name, batch.pk) for name in ("import", "import-columns", "import-accept", "import-undo")]
    pages += [url("import-row", batch.rows.get().pk), url("import-bad-rows", batch.pk)]
    for page in pages:
        assert client.get(page).status_code == 404, page
        assert client.post(page).status_code in (404, 405), page


def test_an_auditor_sees_the_rows_masked_and_can_do_nothing(client, office):
    batch = read(office, workbook([person(1, 用工方式="不明")]))
    client.force_login(office.auditor)
    page = html(client.get(url("import", batch.pk)))
    assert "测试" in page
    assert url("import-accept", batch.pk) not in page
    for name in ("import-accept", "import-columns", "import-bad-rows", "import-undo"):
        assert client.get(url(name, batch.pk)).status_code == 403
    assert client.get(url("import-row", batch.rows.get().pk)).status_code == 403


def test_a_clerk_cannot_open_a_roster(clerk, office):
    paper = document(office.district).pk
    answer = clerk.post(
        url("import-new"),
        {"unit": office.street.pk, "kind": "opening", "document": paper, "file": workbook([person(1)])},
    )
    assert answer.status_code == 400
    assert not ImportBatch.objects.exists()


# --- queries ---------------------------------------------------------------------------------------------


def test_lists_cost_as_many_queries_for_one_row_as_for_many(clerk, office, django_assert_max_num_queries):
    office.grant(100, valid_from=date(2026, 10, 30))
    one = send(clerk, office, workbook([person(1)]))
    many = send(clerk, office, workbook([person(n) for n in range(2, 40)]))
    for batch in (one, many):
        with django_assert_max_num_queries(6):
            clerk.get(url("import", batch.pk))
    with django_assert_max_num_queries(6):
        clerk.get(url("imports"))
