"""Rosters as offices keep them: exactly the good rows are taken, exactly the faults are named."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import time_machine

from quota_pool.refusals import REGISTRY
from staffing import roster
from staffing.roster import Kind, forms
from staffing.roster.fields import READ
from tests.staffing.test_identity import numbered

HERE = Path(__file__).parents[1] / "data" / "rosters"
EXPECTED = {entry["file"]: entry for entry in json.loads((HERE / "expected.json").read_text())}
TODAY = date(2026, 10, 30)
# Why a row is faulty, in the words of expected.json, and the code that says so.
CODES = {
    "numeric cell, last digits lost": "id_float",
    "check digit": "id_checksum",
    "duplicate of line 15": "id_twice",
    "ends before it starts": "date_order",
    "disagrees with the ID number": ("sex_disagrees", "birth_disagrees"),
    "missing": "value_missing",
    "unknown code": "code_unknown",
    "no such date": "date_none",
    "not an amount": "money_format",
    "formula as a name": "cell_formula",
    "not a name": "name_char",
    "too long": "name_long",
    "negative": "money_negative",
    "out of range": "money_range",
    "far future": "date_range",
    "unknown region code": "id_province",
    "unknown county code": "id_county",
}


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel("2026-10-30T04:00:00Z", tick=False):
        yield


def read(name):
    return roster.read(HERE / name, today=TODAY)


@pytest.mark.parametrize("name", EXPECTED)
def test_exactly_the_faults_and_the_good_rows(name):
    expected = EXPECTED[name]
    rows = [row for _sheet, row in read(name).of(Kind.ROSTER)]
    assert len(rows) == expected["rows"]
    assert sum(row.is_good for row in rows) == expected["good"]
    found = [(fault.line, fault.column, fault.code) for row in rows for fault in row.faults]
    wanted = [(fault["line"], fault["column"], CODES[fault["why"]]) for fault in expected["faults"]]
    assert [place[:2] for place in found] == [place[:2] for place in wanted]
    assert all(code == why or code in why for (*_at, code), (*_there, why) in zip(found, wanted, strict=True))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_row_mended_on_a_page_is_checked_as_in_the_file(name):
    """The texts of a row, checked again, say the same."""
    for _sheet, row in read(name).of(Kind.ROSTER):
        again = roster.check_row(row.raw, TODAY)
        assert again.values == row.values
        kept = {fault.code for fault in row.faults} - {"id_twice"}
        assert kept <= {fault.code for fault in again.faults}
        assert row.is_good == (not again.faults) or kept == set()


def test_the_sheets_of_a_kept_roster():
    file = read("roster-as-kept.xlsx")
    assert [(sheet.name, sheet.kind) for sheet in file.sheets] == [
        ("在职人员", Kind.ROSTER),
        ("离职人员", Kind.LEAVERS),
        ("Sheet3", Kind.OTHER),
    ]
    people, leavers, _empty = file.sheets
    assert people.heading.lines == (3, 4)
    assert people.skipped == [293, 294]
    assert not people.heading.unmatched
    assert len(leavers.rows) == EXPECTED["roster-as-kept.xlsx"]["leavers"]
    assert all(row.is_good for row in leavers.rows)
    assert leavers.rows[0].values["leave_date"] == date(2026, 3, 15)
    assert {row.values["exit_reason"] for row in leavers.rows} == {"11", "13", "41"}


def test_a_formula_in_a_remark_is_dropped_and_said():
    people = read("roster-as-kept.xlsx").sheets[0]
    (row,) = [row for row in people.rows if row.notices]
    assert (row.line, row.is_good) == (207, True)
    assert [(notice.code, notice.column) for notice in row.notices] == [("formula_dropped", "备注")]
    assert "remark" not in row.values


def test_values_are_read_into_codes_days_and_fen():
    people = read("roster-as-kept.xlsx").sheets[0]
    first = people.rows[0]
    assert first.values == {
        "name": "侯欣",
        "sex": "1",
        "birth_date": date(1979, 9, 1),
        "id_no": "440100197909015159",
        "id_type": "id_card",
        "ethnic": "08",
        "education": "30",
        "political": "13",
        "department": "综合治理办",
        "primary_post": "综治协管员",
        "post_category": "30",
        "mode": "DIRECT",
        "start_date": date(2021, 6, 17),
        "contract_start": date(2024, 6, 17),
        "contract_end": date(2027, 6, 16),
        "monthly_pay_fen": 960_000,
        "phone": "13800000257",
    }


def test_the_encoding_used_is_said():
    file = read("roster-gbk.csv")
    assert file.encoding == "gb18030"
    assert [notice.code for notice in file.notices] == ["encoding_used"]


def test_every_fault_has_words_and_holds_nobodys_number():
    for name in EXPECTED:
        for _sheet, row in read(name).of(Kind.ROSTER):
            for fault in (*row.faults, *row.notices):
                assert fault.detail
                assert fault.code in REGISTRY
                stored = json.dumps(fault.stored(), ensure_ascii=False)
                assert row.raw["id_no"] not in stored
                assert roster.restore(json.loads(stored)) == fault


# --- other layouts -----------------------------------------------------------------------------------

HEADINGS = ["姓名", "身份证号", "岗位类别", "用工方式", "入职日期"]
PERSON = ["赵无名", numbered("44010019900312123"), "后勤", "派遣", "2020-01-02"]
OTHER = ["钱无名", numbered("44010019910312124"), "窗口", "直聘", "2021.3.4"]


@pytest.fixture
def book(tmp_path):
    """A workbook of these sheets, read as a roster."""

    def book(sheets, hidden=(), **more):
        path = tmp_path / "roster.xlsx"
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
            if name in hidden:
                sheet.sheet_state = "hidden"
        workbook.epoch = more.pop("epoch", workbook.epoch)
        workbook.save(path)
        return roster.read(path, today=TODAY, **more)

    return book


def good(file):
    return [row.values["name"] for _sheet, row in file.of(Kind.ROSTER) if row.is_good]


def codes(file):
    return [fault.code for _sheet, row in file.of(Kind.ROSTER) for fault in row.faults]


def test_several_rosters_in_one_file_know_each_other(book):
    file = book({"一队": [HEADINGS, PERSON], "二队": [HEADINGS, OTHER, PERSON]})
    assert good(file) == ["赵无名", "钱无名"]
    (fault,) = file.sheets[1].rows[1].faults
    assert (fault.code, fault.facts) == ("id_twice_elsewhere", {"sheet": "一队", "line": 2})


def test_a_hidden_roster_is_not_read_and_said(book):
    file = book({"在职": [HEADINGS, PERSON], "旧表": [HEADINGS, OTHER]}, hidden=["旧表"])
    assert good(file) == ["赵无名"]
    assert [notice.code for notice in file.sheets[1].notices] == ["sheet_hidden"]


def test_a_missing_column_is_a_fault_of_each_row_and_said_once(book):
    file = book({"表": [HEADINGS[:4], PERSON[:4], OTHER[:4]]})
    assert codes(file) == ["value_missing"] * 2
    assert [(notice.code, notice.field) for notice in file.sheets[0].notices] == [
        ("column_missing", "start_date"),
        ("column_absent", "entry_channel"),
        ("column_absent", "funding_source"),
    ]
    (fault, _other) = [fault for _sheet, row in file.of(Kind.ROSTER) for fault in row.faults]
    assert (fault.column, fault.letter) == ("入职日期", "")


def test_columns_chosen_by_a_person_go_before_those_found(book):
    sheets = {"表": [["姓名", "身份证号", "类", "方式", "何时"], PERSON]}
    file = book(sheets)
    assert len(codes(file)) == 3
    mapping = file.sheets[0].as_mapping()
    mapping["columns"] |= {"2": "post_category", "3": "mode", "4": "start_date"}
    mended = book(sheets, mapping={"表": json.loads(json.dumps(mapping))})
    assert good(mended) == ["赵无名"]
    assert mended.sheets[0].as_columns()[2] == {
        "at": 2,
        "letter": "C",
        "text": "类",
        "field": "post_category",
    }


def test_a_heading_pointed_at_by_a_person(book):
    rows = [["甲", "乙", "丙", "丁", "戊"], PERSON]
    columns = {
        str(at): name for at, name in enumerate(["name", "id_no", "post_category", "mode", "start_date"])
    }
    mapping = {"表": {"kind": "roster", "lines": [1, 1], "columns": columns}}
    assert good(book({"表": rows}, mapping=mapping)) == ["赵无名"]


def test_serial_numbers_prepared_for_more_people_are_no_rows(book):
    rows = [["序号", *HEADINGS], [1, *PERSON], [2], [3], ["小计", "1人"], [4, *OTHER], ["制表人："]]
    file = book({"表": rows})
    assert good(file) == ["赵无名", "钱无名"]
    assert file.sheets[0].skipped == [5]


def test_the_heading_repeated_on_each_page_is_skipped(book):
    assert good(book({"表": [HEADINGS, PERSON, HEADINGS, OTHER]})) == ["赵无名", "钱无名"]


def test_serial_numbers_of_either_date_system(book):
    """A date cell without a date format holds a number; 1904 workbooks count from another day."""
    for epoch, serial in (
        (openpyxl.utils.datetime.CALENDAR_WINDOWS_1900, 43832),
        (openpyxl.utils.datetime.CALENDAR_MAC_1904, 42370),
    ):
        file = book({"表": [HEADINGS, [*PERSON[:4], serial]]}, epoch=epoch)
        assert file.sheets[0].rows[0].values["start_date"] == date(2020, 1, 2)


def test_a_formula_in_a_data_cell_is_its_rows_fault(book):
    assert codes(book({"表": [HEADINGS, [*PERSON[:4], "=TODAY()"]]})) == ["cell_formula"]


def test_a_contract_period_in_one_cell(book):
    file = book(
        {
            "表": [
                [*HEADINGS, "合同起止日期"],
                [*PERSON, "2024.1.1-2026.12.31"],
                [*OTHER, "2024年1月1日至无固定期限"],
            ]
        }
    )
    first, second = file.sheets[0].rows
    assert (first.values["contract_start"], first.values["contract_end"]) == (
        date(2024, 1, 1),
        date(2026, 12, 31),
    )
    assert second.values["contract_start"] == date(2024, 1, 1)
    assert "contract_end" not in second.values


def test_a_roster_with_a_column_for_leaving(book):
    file = book({"花名册": [[*HEADINGS, "离职日期"], [*PERSON, "2026-05-01"], [*OTHER, "在岗"]]})
    assert file.sheets[0].kind is Kind.ROSTER
    first, second = file.sheets[0].rows
    assert [notice.code for notice in first.notices] == ["has_left"]
    assert "leave_date" not in second.values


def test_leavers_beside_their_old_posts_are_leavers(book):
    rows = [[*HEADINGS, "离职日期", "离职原因"], [*PERSON, "2026-05-01", "回老家"]]
    file = book({"减员名单": rows})
    assert file.sheets[0].kind is Kind.LEAVERS
    (row,) = file.sheets[0].rows
    assert (row.values["exit_reason"], row.values["exit_note"]) == ("99", "回老家")


# --- what goes back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_empty_roster_is_read_by_its_own_columns(tmp_path, settings, language):
    from django.utils import translation

    path = tmp_path / "template.xlsx"
    with translation.override(language):
        forms.write_template(path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[workbook.sheetnames[0]]
    for at, value in zip((1, 2, 10, 11, 12), PERSON, strict=True):
        sheet.cell(2, at).value = value
    workbook.save(path)
    file = roster.read(path, today=TODAY)
    assert not file.sheets[0].heading.unmatched
    assert good(file) == ["赵无名"]


def test_the_faulty_rows_go_back_with_their_reasons_and_come_again(tmp_path):
    people = read("roster-as-kept.xlsx").sheets[0]
    bad = [(row.line, row.raw, row.faults) for row in people.rows if row.faults]
    fields = [name for name in people.heading.places if name in READ]
    path = tmp_path / "bad.xlsx"
    forms.write_faulty_rows(
        path, bad, fields, {name: people.heading.text_of(at) for name, at in people.heading.places.items()}
    )
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2, max_row=11)] == [line for line, *_rest in bad]
    mended = roster.read(path, today=TODAY).sheets[0]
    assert [row.raw["name"] for row in mended.rows] == [raw["name"] for _line, raw, _faults in bad]
    assert not any(row.is_good for row in mended.rows if row.line != 4)


def test_six_thousand_rows_are_read_and_checked_in_seconds(tmp_path):
    import time

    from quota_pool.sheets import writing

    path = tmp_path / "big.xlsx"
    rows = (
        [f"赵{number}", numbered(f"4401001990{number % 12 + 1:02}01{number % 1000:03}"), *PERSON[2:]]
        for number in range(6_000)
    )
    writing.write_xlsx(path, HEADINGS, rows)
    started = time.process_time()
    file = roster.read(path, today=TODAY)
    # Half a second on a quiet machine; the tests may share theirs.
    assert time.process_time() - started < 4
    assert len(file.sheets[0].rows) == 6_000
