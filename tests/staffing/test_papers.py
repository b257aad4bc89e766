"""Papers: one declaration gives preview, print view, workbook and REST; what is issued stays as it was."""

import gzip
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import load_workbook

from quota_pool import jobs, private_files, sealed, sealed_files
from quota_pool.api import papers as api_papers
from quota_pool.calendar import now
from quota_pool.models import AuditEvent, Job, Member, PrintedPaper
from quota_pool.papers import REGISTRY, Ask, issuing, keeping
from quota_pool.papers.content import Lines
from quota_pool.refusals import Refusal
from staffing.models import Filing
from staffing.papers.analyses import turnover
from tests.desk import desk
from tests.factories import id_number, invented, issued
from tests.kept import issued_in_full
from tests.staffing.pages import at, words

pytestmark = pytest.mark.django_db
day = date.fromisoformat
TODAY = day("2026-10-30")


@pytest.fixture
def office(office, settings, tmp_path):
    """The office with five heads, one person filed and one who has left; files in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path
    office.grant(5, valid_from=day("2026-10-30"))
    office.stays = office.hire(TODAY, person=invented(7, name="张三", id_no=id_number(7)))
    return office


def lines(office, key: str, actor=None, **asked):
    """The rows of a paper, without its headings."""
    actor = actor or office.clerk
    ask = Ask(user=actor, district=office.district, unit=asked.pop("unit", office.street), **asked)
    return [line for line in Lines(REGISTRY[key], ask) if isinstance(line, list)]


def workbook(printed) -> list[list]:
    with keeping.workbook_of(printed) as file:
        sheet = load_workbook(BytesIO(file.read())).active
    return sheet, [[cell.value for cell in row] for row in sheet.iter_rows()]


def address(key: str) -> str:
    return f"/papers/of/{key}/"


# Papers of one row that stands on the floor above; that floor's tests issue them.
OF_ANOTHER_FLOOR = {"cost-sheet", "pay-sheet"}


def test_every_paper_is_shown_issued_and_answered_over_rest(office):
    filing = Filing.objects.get(engagement=office.stays)
    papers = {key: paper for key, paper in REGISTRY.items() if key not in OF_ANOTHER_FLOOR}
    for key, paper in papers.items():
        query = {"record": filing.pk} if "record" in paper.asks else {}
        assert at(office.bureau).get(address(key), query).status_code == 200, key
        sent = at(office.bureau).post(f"{address(key)}issue/", query)
        assert sent.status_code == 302, (key, sent.status_code)
        answer = desk(office.bureau).get(f"papers/{key}/", **query)
        assert answer.status_code == 200, (key, answer.answer)
        printed = PrintedPaper.objects.get(key=key)
        assert sum(isinstance(line, list) for line in answer.answer["lines"]) == printed.rows, key
        assert at(office.bureau).get(sent.url).status_code == 200, key
    assert PrintedPaper.objects.count() == len(papers)


def test_a_workbook_carries_title_unit_day_rows_sign_off_and_watermark(office):
    with translation.override("zh-hans"):
        sheet, cells = workbook(issued(office, office.street, office.clerk))
    assert cells[0][0] == "编外聘用人员花名册"
    assert "甲街道" in cells[1][0]
    assert "2026年10月30日" in cells[1][0]
    assert cells[2][:3] == ["序号", "姓名", "性别"]
    assert cells[3][:3] == [1, "张三", "男"]
    assert all(word in cells[-2][0] for word in ("填表人", "审核人", "负责人", "盖章"))
    assert "1 行" in cells[-1][0]
    assert str(office.clerk) in cells[-1][0]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == "$3:$3"
    assert "&P" in sheet.oddFooter.right.text
    assert "&N" in sheet.oddFooter.right.text
    assert sheet["A1"].font.name == "仿宋"


@pytest.mark.requirement("R-092")
def test_id_numbers_stand_in_full_only_by_right_and_reason_and_leave_a_trace(office):
    number = id_number(7)
    _sheet, masked = workbook(issued(office, office.street, office.clerk))
    assert number not in str(masked)
    ask = Ask(user=office.clerk, district=office.district, unit=office.street, is_full=True)
    with pytest.raises(Refusal) as refused:
        keeping.issue(paper=REGISTRY["roster"], ask=ask, actor=office.clerk)
    assert [one.code for one in refused.value.reasons] == [
        "paper_full_needs_reason",
        "paper_full_needs_approval",
    ]
    printed = issued_in_full(office, office.street)
    _sheet, full = workbook(printed)
    assert number in str(full)
    event = AuditEvent.objects.get(act="paper.issue", object_id=str(printed.pk))
    assert (event.after["rows"], event.after["is_full"], event.reason) == (1, True, "派遣公司参保")
    assert number not in str(event.after)
    refused = at(office.auditor).post(f"{address('roster')}issue/", {"is_full": "on", "reason": "x"})
    assert number not in str(workbook(PrintedPaper.objects.latest("pk"))[1])
    over_rest = desk(office.auditor).post("papers/roster/issue/", {"is_full": True, "reason": "x"})
    assert over_rest.status_code == 403
    assert at(office.auditor).get(f"/papers/issued/{printed.number}/").status_code == 403


def test_an_issued_paper_is_fetched_again_identical_whatever_has_changed_since(office):
    printed = issued(office, office.street, office.clerk)
    first = b"".join(at(office.clerk).get(f"/papers/issued/{printed.number}/workbook/").streaming_content)
    office.hire(TODAY)
    again = at(office.clerk).get(f"/papers/issued/{printed.number}/workbook/")
    assert b"".join(again.streaming_content) == first
    assert again["Content-Security-Policy"] == "sandbox"
    assert "attachment" in again["Content-Disposition"]
    assert again["X-Content-Type-Options"] == "nosniff"
    assert printed.rows == 1
    assert len(lines(office, "roster")) == 2


def test_whether_a_paper_is_ours_is_told_by_number_hash_or_file(office):
    printed = issued(office, office.street, office.clerk)
    with keeping.workbook_of(printed) as file:
        content = file.read()
    ours = [{"text": printed.number.lower()}, {"text": printed.content_sha256[:16]}, {"text": printed.sha256}]
    ours.append({"file": SimpleUploadedFile("a.xlsx", content)})
    for said in ours:
        assert "ours" in words(at(office.other_clerk).post("/papers/prove/", said)), said
    for said in ({"text": "ABCDEFGHJK"}, {"file": SimpleUploadedFile("a.xlsx", content + b"x")}):
        assert "not ours" in words(at(office.clerk).post("/papers/prove/", said)), said
    assert at(office.clerk).post("/papers/prove/", {}).status_code == 400
    answer = desk(office.clerk).post("papers/prove/", {"text": printed.number}).answer
    assert answer["is_ours"]
    assert answer["is_whole"]
    assert answer["paper"]["number"] == printed.number


@pytest.mark.requirement("R-092")
def test_of_a_paper_out_of_sight_is_told_only_whether_it_is_ours_and_whole_its_unit_and_its_day(office):
    printed = issued_in_full(office, office.street)
    told = {"is_ours": True, "is_whole": True, "paper": None, "unit": "甲街道", "issued_on": "2026-10-30"}
    for stranger in (office.other_clerk, office.auditor):
        assert desk(stranger).post("papers/prove/", {"text": printed.number}).answer == told
        shown = at(stranger).post("/papers/prove/", {"text": printed.number})
        assert "✓ ours" in words(shown)
        assert "甲街道" in words(shown)
        for secret in ("派遣公司参保", printed.content_sha256, printed.title, str(office.clerk)):
            assert secret not in shown.text


def altered_content(printed) -> bytes:
    """The content with another name in it, packed as it was."""
    with private_files.unsealed(printed.content, printed.content_sealed_for) as file:
        return gzip.compress(gzip.decompress(file.read()).replace("张三".encode(), "李四".encode()))


@pytest.mark.requirement("R-092")
@pytest.mark.parametrize("sealed_again", [False, True])
def test_an_altered_content_is_never_shown_and_the_paper_no_longer_whole(office, sealed_again):
    printed = issued(office, office.street, office.clerk)
    content = altered_content(printed)
    if sealed_again:
        with sealed_files.seal(BytesIO(content), printed.content_sealed_for) as closed:
            content = closed.read()
    Path(printed.content.path).write_bytes(content)
    shown = at(office.clerk).get(f"/papers/issued/{printed.number}/")
    assert shown.status_code == 503
    assert "李四" not in shown.text
    assert "manage.py verify" in shown.text
    assert not keeping.prove(asker=office.clerk, text=printed.number).is_whole


@pytest.mark.requirement("R-092")
def test_an_altered_workbook_is_not_given_out(office):
    printed = issued(office, office.street, office.clerk)
    with keeping.workbook_of(printed) as file:
        content = file.read()
    Path(printed.workbook.path).write_bytes(content)  # kept before papers were sealed
    address = f"/papers/issued/{printed.number}/workbook/"
    assert b"".join(at(office.clerk).get(address).streaming_content) == content
    Path(printed.workbook.path).write_bytes(content + b"x")
    assert at(office.clerk).get(address).status_code == 503
    answer = desk(office.clerk).get(f"printed-papers/{printed.number}/workbook/")
    assert (answer.status_code, answer.answer["code"]) == (503, "file_altered")


@pytest.mark.requirement("R-079")
def test_no_number_of_a_paper_lies_readable_on_the_disk(office, settings):
    printed = issued_in_full(office, office.street)
    for file in (printed.content, printed.workbook):
        assert Path(file.path).read_bytes().startswith(sealed_files.FORM)
    settings.FIELD_KEYS = (("next", b"n" * 32), *sealed.keys().items())
    assert sealed_files.rotate() == (2, 0)
    assert sealed_files.rotate() == (0, 0)
    assert keeping.prove(asker=office.clerk, text=printed.number).is_whole
    clear = altered_content(printed)
    Path(printed.content.path).write_bytes(clear)
    assert sealed_files.rotate() == (1, 0)
    with private_files.unsealed(printed.content, printed.content_sealed_for) as file:
        assert file.read() == clear


def test_a_paper_whose_kept_file_was_changed_is_said_to_be_no_longer_whole(office):
    printed = issued(office, office.street, office.clerk)
    with open(printed.workbook.path, "ab") as file:
        file.write(b"x")
    assert not keeping.prove(asker=office.clerk, text=printed.number).is_whole


def test_a_street_sees_its_own_papers_only(office):
    printed = issued(office, office.street, office.clerk)
    assert at(office.other_clerk).get(f"/papers/issued/{printed.number}/").status_code == 404
    ask = {"unit": office.street.pk}
    assert "张三" not in words(at(office.other_clerk).get(address("roster"), ask))
    filing = Filing.objects.get(engagement=office.stays)
    assert at(office.other_clerk).get(address("filing-form"), {"record": filing.pk}).status_code == 404


def test_the_roster_of_a_past_day_as_it_was_known_then(office, clock):
    clock.move_to("2026-11-10T02:00:00Z")
    office.hire(day("2026-11-03"), person=invented(8, name="李四"))
    names = [line[0] for line in lines(office, "roster", on=day("2026-11-04"))]
    assert names == ["李四", "张三"]
    then = lines(office, "roster", on=day("2026-11-04"), known_on=day("2026-11-05"))
    assert [line[0] for line in then] == ["张三"]


def test_the_changes_of_a_month_add_up(office, clock):
    clock.move_to("2026-11-20T02:00:00Z")
    office.leave(office.stays, day("2026-11-10"))
    office.hire(day("2026-11-16"), person=invented(8, name="李四"))
    ask = Ask(user=office.clerk, district=office.district, unit=office.street, month=day("2026-11-01"))
    paper = REGISTRY["changes-of-month"]
    assert [value for _label, value in paper.facts(ask)] == [1, 1, 1, "+0", 1]
    assert [(line[1], line[6]) for line in lines(office, paper.key, month=ask.month)] == [
        ("李四", "+1"),
        ("张三", "-1"),
    ]


def test_the_quota_ledger_ends_at_what_is_granted(office):
    office.grant(8, valid_from=TODAY)
    office.grant(6, valid_from=TODAY)
    rows = lines(office, "quota-ledger", since=day("2026-01-01"))
    assert [(row[4], row[5], row[6]) for row in rows] == [(5, None, 5), (3, None, 8), (None, 2, 6)]
    assert lines(office, "quota-use")[0][5] == 6


def test_turnover_is_leavers_by_the_average_of_both_ends():
    """M19: 72 leavers of 350 and 310 are 21.8 %."""
    assert turnover(72, 350, 310) == "21.8%"


def test_the_structure_counts_everybody_once_in_every_part(office):
    office.hire(TODAY)
    rows = lines(office, "structure")
    assert sum(row[1] for row in rows) == 7 * 2


def test_a_filing_form_bears_a_mark_that_leads_to_its_record_and_no_full_number(office):
    filing = Filing.objects.get(engagement=office.stays)
    page = at(office.clerk).get(address("filing-form"), {"record": filing.pk})
    assert 'class="mark"' in words(page)
    assert id_number(7) not in words(page)
    at(office.clerk).post(f"{address('filing-form')}issue/", {"record": filing.pk})
    sheet, _cells = workbook(PrintedPaper.objects.get())
    assert len(sheet._images) == 1
    assert sheet.page_setup.orientation == "portrait"


def test_wrong_questions_are_told_and_nothing_is_issued(office):
    for query in ({"on": "soon"}, {"known_on": "2999-01-01"}, {"unit": "999999"}):
        assert at(office.bureau).get(address("roster"), query).status_code == 400, query
        assert desk(office.bureau).get("papers/roster/", **query).status_code == 400, query
    assert at(office.bureau).get(address("leavers"), {"since": "2026-10-31"}).status_code == 400
    assert at(office.bureau).get(address("no-such")).status_code == 404
    assert desk(office.bureau).get("papers/roster/", month="2026-10").status_code == 400
    assert (
        at(office.bureau).post(f"{address('changes-of-month')}issue/", {"month": "2026-13"}).status_code
        == 400
    )
    assert not PrintedPaper.objects.exists()


def test_an_export_of_what_looks_like_a_formula_stays_text(office):
    office.hire(TODAY, person=invented(9, name="王五"), department="=1+1")
    sheet, cells = workbook(issued(office, office.street, office.clerk))
    assert "=1+1" in [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]


def test_a_tried_issue_over_rest_keeps_nothing(office, settings):
    answer = desk(office.clerk).post("papers/roster/issue/?dry_run=true", {})
    assert answer.status_code == 201
    assert answer.headers["Dry-Run"] == "true"
    assert not PrintedPaper.objects.exists()
    folder = settings.MEDIA_ROOT / "papers"
    assert not folder.exists() or not list(folder.iterdir())


def test_the_mobile_ledger_tells_the_request_its_reason_its_time_and_its_extension(office):
    asked_for = office.reviewed(3, valid_from=TODAY, valid_to=day("2026-12-31"))
    granted = office.grant_request(asked_for, 2)
    office.extend(granted.grant.pool, day("2027-02-28"))
    columns = {
        str(column.key): place
        for place, column in enumerate(
            REGISTRY["mobile-ledger"].columns(
                Ask(user=office.bureau, district=office.district, unit=office.street)
            )
        )
    }
    with translation.override("en"):
        [line] = lines(office, "mobile-ledger", office.bureau)
    told = {key: line[place] for key, place in columns.items()}
    assert told["request"] == f"no. {asked_for.pk} of 2026-10-30"
    assert told["task"] == "出租屋巡查下沉街道"
    assert told["wanted"] == "2026-10-30 – 2026-12-31"
    assert (told["requested"], told["granted"]) == (3, 2)
    assert told["valid_to"] == "2027-02-28"
    assert "until 2027-02-28 by " in told["extended"]


def test_a_long_paper_is_issued_in_the_background_and_only_once(office, monkeypatch, settings):
    office.hire(TODAY)
    monkeypatch.setattr(issuing, "DIRECT", 1)
    settings.JOBS_IMMEDIATE = False
    clerk = at(office.clerk)
    answer = clerk.post(f"{address('roster')}issue/", {"on": TODAY.isoformat()})
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    assert not PrintedPaper.objects.exists()
    jobs.run_waiting()
    printed = PrintedPaper.objects.get()
    assert (printed.rows, printed.issued_by) == (2, office.clerk)
    assert printed.number in words(clerk.get(answer.url)), "the job leads to the paper"
    Job.objects.update(state=Job.State.WAITING)
    jobs.run_waiting()
    assert PrintedPaper.objects.count() == 1


def test_a_background_paper_is_not_issued_for_whoever_lost_the_right_meanwhile(office, monkeypatch, settings):
    office.hire(TODAY)
    monkeypatch.setattr(issuing, "DIRECT", 1)
    settings.JOBS_IMMEDIATE = False
    at(office.clerk).post(f"{address('roster')}issue/", {"on": TODAY.isoformat()})
    Member.objects.filter(user=office.clerk).update(ended_at=now())
    jobs.run_waiting()
    assert not PrintedPaper.objects.exists()


@pytest.mark.requirement("R-032")
def test_a_paper_longer_than_a_machine_waits_for_goes_on_as_a_job(
    office, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(api_papers, "MOST_AT_ONCE", 0)
    clerk = desk(office.clerk)
    with django_capture_on_commit_callbacks(execute=True):
        begun = clerk.post("papers/roster/issue/", {})
    assert (begun.status_code, begun.answer["kind"]) == (202, "papers.issue")
    job = clerk.get(f"jobs/{begun.answer['id']}/").answer
    assert job["state"] == "done"
    issued_one = clerk.get(f"printed-papers/{job['result']['number']}/").answer
    assert (issued_one["key"], issued_one["rows"]) == ("roster", 1)
