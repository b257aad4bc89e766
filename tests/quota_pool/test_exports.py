"""Exports: what was text stays text in any spreadsheet, and comes back as it went."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from quota_pool.sheets import headings, official, plaintext, reading, writing
from quota_pool.sheets.downloads import download, signed
from quota_pool.sheets.official import Form, FormColumn, FormRow
from quota_pool.sheets.reading import Row

# F16, each once as a cell of its own.
DANGEROUS = [
    "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", '"=1"', ";=1", "%0A=",
    "'=1", "''-x", "'440100", "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1/")', "_x0041_", "a\x01b",
    "", "张三", " =1", "{=1}",
]  # fmt: skip


def rows_back(path):
    with reading.open_book(path, path.name) as book:
        sheet = next(book.sheets)
        return [row.cells for row in sheet.rows]


@pytest.fixture(params=["fast", "plain"])
def writer(request, monkeypatch):
    """Both writers of workbooks: the fast one and the one for machines without it."""
    if request.param == "plain":
        monkeypatch.setattr(writing, "rust", None)
    return request.param


@pytest.mark.requirement("F16")
@pytest.mark.parametrize("value", DANGEROUS)
def test_a_text_comes_back_from_a_text_table(tmp_path, value):
    path = tmp_path / "out.csv"
    writing.write_csv(path, ["a", "b"], [[value, "x"]])
    assert rows_back(path)[1][0] == value


@pytest.mark.requirement("F16")
@pytest.mark.parametrize("value", [value for value in DANGEROUS if value])
def test_a_text_comes_back_from_a_workbook(tmp_path, writer, value):
    path = tmp_path / "out.xlsx"
    writing.write_xlsx(path, ["a", "b"], [[value, "x"]])
    assert rows_back(path)[1][0].replace("\r\n", "\n") == value.replace("\r\n", "\n")


def test_nothing_in_a_workbook_computes_or_links(tmp_path, writer):
    path = tmp_path / "out.xlsx"
    writing.write_xlsx(path, ["=heading"], [[value] for value in [*DANGEROUS, "http://127.0.0.1/"]])
    part = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in part
    assert b"hyperlink" not in part


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_the_shield_is_always_taken_off_again(value):
    shielded = writing.shield(value)
    assert plaintext.unshield(shielded) == value
    assert shielded[:1] not in tuple("=+-@\t\r\n＝＋－＠")


def test_text_tables_are_utf_8_with_a_mark_and_quoted_as_rfc_4180():
    out = io.BytesIO()
    writing.write_csv(out, ["名", "b"], [['say "hi"', "a,b"], ["two\nlines", None]])
    assert out.getvalue().decode() == '\ufeff名,b\r\n"say ""hi""","a,b"\r\n"two\nlines",\r\n'


def test_types_stay_types(tmp_path, writer):
    path = tmp_path / "out.xlsx"
    row = [date(2026, 3, 5), datetime(2026, 3, 5, 1, 30, tzinfo=UTC), 5, Decimal("1.50"), None, True, "x"]
    writing.write_xlsx(path, list("abcdefg"), [row], title="花名册")
    sheet = openpyxl.load_workbook(path).active
    assert sheet["A1"].value == "花名册"
    assert [cell.value for cell in sheet[2]] == list("abcdefg")
    cells = [cell.value for cell in sheet[3]]
    # Offices read their own clock: 01:30 UTC is 09:30 in Shanghai.
    assert cells == [datetime(2026, 3, 5), datetime(2026, 3, 5, 9, 30), 5, 1.5, None, True, "x"]
    assert sheet["A3"].number_format == "yyyy-mm-dd"
    assert sheet["B3"].number_format == "yyyy-mm-dd hh:mm"


def test_numbers_that_a_workbook_would_round_become_text(tmp_path, writer):
    path = tmp_path / "out.xlsx"
    writing.write_xlsx(path, ["a", "b"], [[440100199003121234, Decimal("123456789012345678.91")]])
    assert rows_back(path)[1] == ["440100199003121234", "123456789012345678.91"]


def test_an_empty_list_still_has_its_headings(tmp_path, writer):
    path = tmp_path / "out.xlsx"
    writing.write_xlsx(path, ["姓名", "部门"], [])
    assert rows_back(path) == [["姓名", "部门"]]


def test_two_columns_of_one_name_both_arrive(tmp_path, writer):
    path = tmp_path / "out.xlsx"
    writing.write_xlsx(path, ["a", "a"], [["x", "y"]])
    assert rows_back(path) == [["a", "a (2)"], ["x", "y"]]


def test_days_before_spreadsheets_and_broken_letters_are_written_too(tmp_path, writer):
    path = tmp_path / "out.xlsx"
    writing.write_xlsx(path, ["a", "b", "c"], [[date(1899, 1, 1), "\ud800", "x" * 40_000]])
    assert rows_back(path)[1] == ["1899-01-01", "\ufffd", "x" * 32_767]


class Column:
    """A column as a list has it."""

    def __init__(self, label):
        self.label = label

    def exporter(self):
        return itemgetter(self.label)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_list_is_taken_away_as_a_file(kind, tmp_path):
    with translation.override("en"):
        rows = [{"姓名": "张三"}, {"姓名": "=1"}]
        answer = download("花名册", kind, [Column("姓名")], rows, by="王芳")
        assert "attachment" in answer["Content-Disposition"]
        assert "filename*=utf-8''" in answer["Content-Disposition"]
        path = tmp_path / f"out.{kind}"
        path.write_bytes(b"".join(answer.streaming_content))
        answer.close()
        *told, (line,) = rows_back(path)
        assert told == [["姓名"], ["张三"], ["=1"]]
        assert re.fullmatch(r"Exported by: 王芳 · \d{4}-\d\d-\d\d \d\d:\d\d · 2 rows", line)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "begins"), [("zh-hans", "导出人："), ("en", "Exported by: ")])
def test_the_line_below_an_export_is_nobody_when_the_file_comes_back(language, begins):
    with translation.override(language):
        *_rows, line = signed([["张三", "440100"]], 2, "王芳")
    assert line[0].startswith(begins)
    assert headings.is_foot(Row(9, line), [1], 2)


def test_a_form_keeps_ids_as_text_and_offers_its_choices(tmp_path):
    path = tmp_path / "form.xlsx"
    many = [f"第{number}类" for number in range(100)]
    columns = [
        FormColumn("身份证号", note="text"),
        FormColumn("类别", choices=many),
        FormColumn("数", is_text=False),
    ]
    form = Form("表", columns, [FormRow(["=1+1", many[0], 5], frozenset({0}))], title="标题")
    official.write_workbook(path, [form])
    sheet = openpyxl.load_workbook(path)["表"]
    assert (sheet["A3"].value, sheet["A3"].data_type, sheet["A3"].number_format) == ("=1+1", "s", "@")
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet["C3"].value == 5
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == "=list_1"
    assert openpyxl.load_workbook(path)["lists"].sheet_state == "hidden"
