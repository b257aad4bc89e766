"""Bad inputs on page, over REST, in a roster: a clear error each, nothing of it stored (F14 to F28)."""

import itertools
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from quota_pool import rules
from quota_pool.ledger.proof import verify
from quota_pool.models import Act, Entry, StoredAnswer
from quota_pool.refusals import restore
from staffing.models import Engagement, Filing, ImportBatch, ImportRow, Person, Term
from tests.desk import desk, start_body
from tests.factories import id_number
from tests.staffing.pages import at, page, typed, words
from tests.staffing.rosters import accept, codes_of, person, read, statuses, workbook

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)
STORED = (Person, Engagement, Filing, Term, Act, Entry, StoredAnswer)
GOOD = id_number(77)
WRONG_DIGITS = [GOOD[:17] + last for last in sorted(set("0123456789X") - {GOOD[17]})]

# By row of the table: what is typed for the person or the work, and the field that must say what is wrong.
IDS = {
    "F21": [
        *WRONG_DIGITS,
        GOOD[:17],
        GOOD + "1",
        GOOD[:8] + "X" + GOOD[9:],
        GOOD.replace("0", "O", 1),
        "٤٤٠١٠٠١٩٩٠٠٣١٢١٢٣٨",
    ],
    "F22": ["440100199902290015", "440100199913010019", "440100199900000011", "440100188001010011"],
    "F23": [f"999999{GOOD[6:]}", f"440199{GOOD[6:]}"],
    "F24": ["4.40308E+17", "440308199901010000", "440100199003121238.0"],
}
PHONES = ["1380000004", "138000000421", "00000000000", "82112345", "1.38E+10", "not a phone"]
NAMES = [
    "张" * 51,
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${jndi:x}",
    "%s",
    "'; DROP TABLE",
    "张\r\n三",
    "张\u202e三",
    "张\u200d三",
    "张\ue000",
    "张😀",
    "=1+1",
    "＝1",
]
DATES = ["2026-02-29", "1900-01-00", "60", "1.2.2026", "民国115年3月5日", "9999-12-31", "2026-13-01", "明天"]
MONEY = ["-1", "0.001", "1e309", "NaN", "Infinity", "壹佰", "9" * 19, "面议", "1000000.01"]
CASES = [
    *[(mark, "id_no", text) for mark, texts in IDS.items() for text in texts],
    *[("F25", "phone", text) for text in PHONES],
    *[("F26", "name", text) for text in NAMES],
    *[("F27", "start_date", text) for text in DATES],
    *[("F28", "monthly_pay", text) for text in MONEY],
]
OF_A_PERSON = ("id_no", "phone", "name")


def marked(cases) -> list:
    """Each case under the row of the table it stands for."""
    return [
        pytest.param(*facts, id=f"{mark}-{place}", marks=pytest.mark.requirement(mark))
        for place, (mark, *facts) in enumerate(cases)
    ]


def stored() -> list[int]:
    return [model.objects.count() for model in STORED]


@pytest.fixture
def granted(office):
    """A street with heads to give, so that nothing but the input stands in the way."""
    office.grant(5, valid_from=TODAY)
    return office


@pytest.mark.parametrize(("field", "text"), marked(CASES))
def test_over_rest_it_is_refused_at_its_field_and_nothing_is_stored(granted, field, text):
    clerk, before = desk(granted.clerk), stored()
    body = start_body(granted.street, on="2026-10-30")
    (body["person"] if field in OF_A_PERSON else body)[field] = text
    answer = clerk.post("engagements/", body)
    assert answer.status_code in (400, 409), answer.answer
    [reason] = [one for one in answer.answer["reasons"] if one["field"].rpartition(".")[2] == field]
    assert len(reason["detail"]) > 8
    assert "Traceback" not in answer.text
    assert field != "id_no" or text not in answer.text, "a number that was refused is not repeated"
    assert stored() == before


@pytest.mark.parametrize(("field", "text"), marked(CASES))
def test_on_the_page_it_is_said_at_its_field_the_input_kept_and_nothing_stored(granted, field, text):
    clerk, before = at(granted.clerk), stored()
    answer = clerk.post(page("start-work"), typed(granted.street, **{field: text}))
    assert answer.status_code in (400, 409), answer.text[:300]
    form = answer.context["form"]
    at_field = list(form.errors.get(field, ())) + [
        str(reason.detail) for reason in answer.context.get("reasons") or () if reason.field == field
    ]
    assert len(at_field) == 1
    assert form["primary_post"].value() == "网格员"
    assert "<script>alert" not in answer.text
    assert stored() == before


@pytest.mark.requirement("F24", "F28")
@pytest.mark.parametrize(
    "facts",
    [
        '"id_no": 440308199901010000',
        '"id_no": 4.40308E+17',
        '"id_no": null',
        '"id_no": ["440308199901010000"]',
    ],
)
def test_a_number_of_a_person_that_is_no_text_is_a_fault(granted, facts):
    clerk, before = desk(granted.clerk), stored()
    body = start_body(granted.street, on="2026-10-30")
    body["person"].pop("id_no")
    raw = json.dumps(body).replace('"person": {', '"person": {' + facts + ", ")
    answer = clerk.call("POST", "engagements/", headers={"Idempotency-Key": "one"}, raw=raw.encode())
    assert answer.status_code == 400
    assert answer.answer["reasons"][0]["field"] == "person.id_no"
    assert "440308199901010000" not in answer.text
    assert stored() == before


@pytest.mark.requirement("F27")
def test_an_end_before_its_start_and_a_second_engagement_are_refused(granted):
    clerk = desk(granted.clerk)
    row = clerk.post("engagements/", body := start_body(granted.street, on="2026-10-30")).answer
    before = stored()
    early = clerk.post(f"engagements/{row['id']}/exit/", {"last_day": "2026-10-29", "exit_reason": "13"})
    assert (early.status_code, early.answer["code"]) == (409, "exit_before_start")
    again = clerk.post("engagements/", body)
    assert (again.status_code, again.answer["code"]) == (409, "already_engaged_here")
    assert stored() == before


@pytest.mark.requirement("F27")
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-29", "60"])
@pytest.mark.parametrize("where", ["/pool/?on={}", "/api/v1/quota-positions/?on={}", "/people/?on={}"])
def test_a_day_in_an_address_that_cannot_be_is_no_fault_of_the_system(granted, where, day):
    asking = at(granted.clerk).get(where.format(day))
    assert asking.status_code in (200, 400, 404)


# --- an age at which nobody starts -------------------------------------------------------------------------

AGES = [
    (date(2011, 5, 4), "minimum_age", 18, "too_young"),
    (date(1955, 5, 4), "retirement_age", None, "past_retirement_age"),
]


def ruled(office, code: str, value, level: str) -> None:
    rules.set_value(
        code=code,
        value=value,
        level=level,
        valid_from=date(2026, 1, 1),
        actor=office.bureau_lead,
        district=office.district,
    )


@pytest.mark.requirement("F22")
@pytest.mark.parametrize(("born", "rule", "value", "code"), AGES)
def test_too_young_or_too_old_at_the_start_is_refused_everywhere_where_the_rule_blocks(
    at_the_door, born, rule, value, code
):
    ruled(at_the_door, rule, value, "block")
    clerk, before = desk(at_the_door.clerk), [model.objects.count() for model in BUSINESS]
    body = start_body(at_the_door.street, on="2026-10-30")
    body["person"]["id_no"] = id_number(5, born)
    answer = clerk.post("engagements/", body)
    assert (answer.status_code, answer.answer["code"]) == (409, code)
    shown = at(at_the_door.clerk).post(
        page("start-work"), typed(at_the_door.street, id_no=id_number(5, born), start_date="2026-10-30")
    )
    assert shown.status_code == 409
    assert code in [reason.code for reason in shown.context["reasons"]]
    batch = read(at_the_door, workbook([person(1, 身份证号=id_number(5, born)), person(2)]))
    assert {row.line for row in batch.rows.filter(status=ImportRow.Status.FAULTY)} == {2}
    assert [model.objects.count() for model in BUSINESS] == before


@pytest.mark.requirement("F22")
@pytest.mark.parametrize(("born", "rule", "value", "code"), AGES)
def test_where_the_rule_warns_the_age_is_kept_with_the_filing_for_the_bureau(
    granted, born, rule, value, code
):
    ruled(granted, rule, value, "warn")
    body = start_body(granted.street, on="2026-10-30")
    body["person"]["id_no"] = id_number(5, born)
    assert desk(granted.clerk).post("engagements/", body).status_code == 201
    [warned] = [check for check in Filing.objects.get().checks if check["ruling"]["rule"] == rule]
    assert (warned["result"], warned["reason"]["code"]) == ("warned", code)


# --- rosters -----------------------------------------------------------------------------------------------

COLUMNS = {
    "id_no": "身份证号", "phone": "手机号", "name": "姓名", "start_date": "入职日期", "monthly_pay": "月工资",
}  # fmt: skip
BUSINESS = (Person, Engagement, Act, Entry)


@pytest.fixture
def at_the_door(import_office):
    import_office.grant(60, valid_from=TODAY)
    return import_office


@pytest.mark.requirement("F21", "F22", "F23", "F24", "F25", "F26", "F27", "F28")
def test_in_a_roster_each_is_its_rows_fault_and_the_good_rows_go_in_alone(at_the_door):
    # A day far off is a date all the same, and a line break is only laid out by a spreadsheet.
    skipped = {"9999-12-31", "张\r\n三"}
    cases = [(field, text) for _mark, field, text in CASES if text not in skipped]
    serials = itertools.count(200)
    bad = [person(next(serials), **{COLUMNS[field]: text}) for field, text in cases]
    before = [model.objects.count() for model in BUSINESS]
    batch = read(at_the_door, workbook([person(1), *bad, person(2)]))
    assert [model.objects.count() for model in BUSINESS] == before
    faulty = {row.line: row for row in batch.rows.filter(status=ImportRow.Status.FAULTY)}
    for line, (field, text) in enumerate(cases, 3):
        assert line in faulty, (field, text)
        assert COLUMNS[field] in {fault["column"] for fault in faulty[line].faults} or codes_of(faulty[line])
        assert field != "id_no" or text not in json.dumps(faulty[line].faults, ensure_ascii=False)
    assert statuses(batch) == {"faulty": len(cases), "new": 2}
    accept(at_the_door, batch)
    assert Person.objects.count() == Engagement.objects.count() == 2
    assert verify(at_the_door.district) == []


def csv(text, encoding: str = "utf-8", name: str = "花名册.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(encoding))


HEADING, ROW = "姓名,身份证号,岗位类别,用工方式,入职日期", f"测试甲,{GOOD},综合辅助,合同制,2026-10-30"
FILES = [
    ("F14", b"\xef\xbb\xbf", "no_heading"),
    ("F14", "甲,乙\n1,2\n3,4", "no_heading"),
    ("F15", f'{HEADING}\n"{ROW}', None),
    ("F15", HEADING.encode() + b"\n\x00\x00\x00\n" + ROW.encode(), None),
    ("F15", f"{HEADING}\n".encode() + b"\xff\xfe\xfa\xfb" * 40, None),
    ("F15", ("甲" * 200_000).encode(), None),
    ("F15", ",".join(["甲"] * 5000), None),
]


@pytest.mark.parametrize(("content", "code"), marked(FILES))
def test_a_table_that_cannot_be_read_is_refused_with_its_reason_and_not_kept(at_the_door, content, code):
    before = [model.objects.count() for model in BUSINESS]
    batch = read(at_the_door, csv(content))
    assert batch.state == ImportBatch.State.REFUSED
    assert code in (None, batch.refusal[0]["code"])
    assert not batch.rows.exists()
    assert [model.objects.count() for model in BUSINESS] == before


@pytest.mark.requirement("F14", "F15")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_what_offices_really_send_is_read_and_its_strange_column_said(at_the_door, encoding, mark):
    heading = " 入职日期 ,备用栏,身份证号,姓 名,岗位类别,用工方式"
    row = f"2026/10/30,x,{GOOD.lower()},测试甲,综合辅助,合同制"
    text = "\n".join([heading, row]).replace(",", mark)
    batch = read(at_the_door, csv(text, encoding))
    assert statuses(batch) == {"new": 1}, batch.refusal
    accept(at_the_door, batch)
    assert Person.objects.get().id_no == GOOD


@pytest.mark.requirement("F14")
def test_a_sheet_without_numbers_is_reported_as_no_roster_and_gives_no_row(at_the_door):
    rows = [{key: value for key, value in person(n).items() if key != "身份证号"} for n in (1, 2)]
    batch = read(at_the_door, workbook(rows))
    [sheet] = batch.reading["sheets"]
    assert (sheet["kind"], sheet["rows"]) == ("other", 0)
    assert "id_no" not in {column["field"] for column in sheet["columns"]}
    [said] = [one for one in sheet["notices"] if one["code"] == "roster_without_numbers"]
    assert (said["facts"]["sheet"], said["facts"]["heading"]) == (sheet["name"], "身份证号")
    with translation.override("zh-hans"):
        assert "身份证号" in restore(said).remedy
    shown = at(at_the_door.clerk).get(page("import", batch.pk))
    assert "has no column 身份证号" in words(shown)
    assert not Person.objects.exists()


def test_community_and_supervisor_are_read_and_changed_by_a_roster(at_the_door):
    first = person(1, 所在社区="和平社区", 直接负责人="李测试")
    accept(at_the_door, read(at_the_door, workbook([first])))
    works = Engagement.objects.get()
    assert (works.community, works.supervisor) == ("和平社区", "李测试")
    batch = read(at_the_door, workbook([first | {"所在社区": "东湖社区"}]))
    assert statuses(batch) == {"changed": 1}
    assert set(batch.rows.get().changes) == {"community"}


@pytest.mark.requirement("F18")
def test_one_number_twice_in_a_file_in_two_spellings_goes_in_once(at_the_door):
    first = person(1)
    number = first["身份证号"]
    spelled = f"'{number[:6]} {number[6:14]} {number[14:]}"
    batch = read(at_the_door, workbook([first, person(2, 身份证号=spelled)]))
    assert statuses(batch) == {"new": 1, "faulty": 1}
    [row] = batch.rows.filter(status=ImportRow.Status.FAULTY)
    assert "2" in json.dumps([fault["facts"] for fault in row.faults]), "the line it repeats is named"
    accept(at_the_door, batch)
    assert Person.objects.count() == 1
