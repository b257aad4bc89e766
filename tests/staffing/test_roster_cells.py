"""Cells of a roster: dates, money and words in any usual form; what is unclear is refused, not guessed."""

from datetime import date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from quota_pool.sheets.cells import ErrorCell, Formula
from staffing.roster import check_row
from staffing.roster.cells import as_text
from staffing.roster.dates import read_date, read_period
from staffing.roster.faults import Misread
from staffing.roster.fields import ALL
from staffing.roster.money import read_fen
from tests.staffing.test_identity import numbered

TODAY = date(2026, 10, 30)
MAN = numbered("44010019900312123")
WOMAN = numbered("44010019900312124")
GOOD = {"name": "赵无名", "id_no": MAN, "post_category": "后勤", "mode": "派遣", "start_date": "2020-01-02"}


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel("2026-10-30T04:00:00Z", tick=False):
        yield


def why(read, text):
    with pytest.raises(Misread) as fault:
        read(text)
    return fault.value.kind.name


def faults(**changed):
    checked = check_row(GOOD | changed, TODAY)
    return [(fault.code, fault.field) for fault in checked.faults]


def values(**changed):
    checked = check_row(GOOD | changed, TODAY)
    assert not checked.faults
    return checked.values


class TestDates:
    """F27."""

    @pytest.mark.parametrize(
        "text",
        [
            "2026-03-05", "2026/3/5", "2026.3.5", "20260305", "2026年3月5日", "2026年03月05号",
            "2026 年 3 月 5 日",
            "２０２６－０３－０５", "2026-3-5 00:00:00", "2026-03-05T08:30:00+08:00", "2026/3/5 0:00",
            "2026、3、5",
            "2026.03.05.", "2026—3—5", "46086", "46086.5", " 2026-03-05\n", "2026 3 5",
        ],
    )  # fmt: skip
    def test_the_fifth_of_march_in_any_hand(self, text):
        assert read_date(text) == (date(2026, 3, 5), True, None)

    @pytest.mark.parametrize(
        "text", ["2026-03", "2026/3", "2026.03", "2026年3月", "202603", "2026年3月份", "2026.3."]
    )
    def test_a_month_alone(self, text):
        assert read_date(text) == (date(2026, 3, 1), False, None)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("2026-02-29", "date_none"),
            ("2026-02-30", "date_none"),
            ("20261301", "date_none"),
            ("2026-00-01", "date_none"),
            ("1900-01-00", "date_none"),
            ("0001-01-01", "date_none"),
            ("1.2.2026", "date_unclear"),
            ("3/5/26", "date_unclear"),
            ("98.5", "date_unclear"),
            ("98年5月", "date_unclear"),
            ("2026", "date_unclear"),
            ("2026年", "date_unclear"),
            ("60", "date_format"),
            ("民国115年3月5日", "date_format"),
            ("明天", "date_format"),
            ("2026-03-05x", "date_format"),
            ("-46086", "date_format"),
        ],
    )
    def test_what_is_no_date(self, text, code):
        assert why(read_date, text) == code

    @given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
    def test_every_day_in_every_form(self, day):
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"):
            assert read_date(day.strftime(form)).first == day

    @given(st.text(max_size=12))
    def test_any_text_is_a_date_or_a_refusal(self, text):
        try:
            read_date(text)
        except Misread as fault:
            assert fault.kind.name.startswith("date_")  # noqa: PT017

    @pytest.mark.parametrize(
        ("cell", "is_1904", "text"),
        [
            (datetime(2026, 3, 5, 8, 30), False, "2026-03-05"),
            (date(2026, 3, 5), False, "2026-03-05"),
            (46086.0, False, "2026-03-05"),
            (44624.0, True, "2026-03-05"),
            (20260305.0, False, "20260305"),
            (2002.11, False, "2002.11"),
            (2002.05, False, "2002.05"),
            (2002.1, False, "2002.1|2002.10"),
            (2002.0, False, "2002"),
            (60.0, False, "60"),
        ],
    )
    def test_what_a_spreadsheet_made_of_it(self, cell, is_1904, text):
        assert as_text(cell, ALL["start_date"], is_1904) == text

    def test_january_or_october(self):
        """A number cell shows 2020.1 for both; of a birth date the ID number says which."""
        assert faults(start_date="2020.1|2020.10") == [("date_unclear", "start_date")]
        october = numbered("44010019901012123")
        assert values(id_no=october, birth_date="1990.1|1990.10")["birth_date"] == date(1990, 10, 12)
        assert faults(birth_date="1990.1|1990.10") == [("birth_disagrees", "birth_date")]

    @pytest.mark.parametrize(
        "text",
        ["2024-01-01至2026-12-31", "2024.1.1-2026.12.31", "2024年1月1日—2026年12月31日", "20240101到20261231",
         "2024/1/1~2026/12/31", "2024-1-1 -- 2026-12-31", "2024.1.1起至2026.12.31止"],
    )  # fmt: skip
    def test_a_period(self, text):
        start, end = read_period(text)
        assert (start.first, end.first) == (date(2024, 1, 1), date(2026, 12, 31))

    def test_a_month_becomes_its_first_or_last_day_and_says_so(self):
        checked = check_row(GOOD | {"start_date": "2020年3月", "contract_end": "2027-02"}, TODAY)
        assert (checked.values["start_date"], checked.values["contract_end"]) == (
            date(2020, 3, 1),
            date(2027, 2, 28),
        )
        assert [notice.code for notice in checked.notices] == ["day_assumed"] * 2

    def test_far_from_any_working_life(self):
        assert faults(start_date="9999-12-31") == [("date_range", "start_date")]
        assert faults(start_date="1949-10-01") == [("date_range", "start_date")]
        assert faults(start_date="2027-10-31") == []
        assert faults(start_date="2027-11-01") == [("date_range", "start_date")]

    def test_an_end_before_its_start(self):
        given_dates = {"contract_start": "2026-01-01", "contract_end": "2025-12-31"}
        assert faults(**given_dates) == [("date_order", "contract_end")]
        assert faults(contract_start="2026-01-01", contract_end="2026-01-01") == []

    def test_a_contract_without_end(self):
        found = values(contract_start="2026-01-01", contract_end="无固定期限")
        assert found["contract_type"] == "OPEN_ENDED"
        assert "contract_end" not in found

    @pytest.mark.parametrize("text", ["三年", "3年", "24个月", "1.5年期"])
    def test_a_length_of_contract_is_no_date_and_no_fault(self, text):
        assert "contract_start" not in values(contract_period=text)

    def test_a_kind_of_contract_in_the_period(self):
        assert values(contract_period="无固定期限")["contract_type"] == "OPEN_ENDED"
        assert values(contract_period="固定期限")["contract_type"] == "FIXED"


class TestMoney:
    """F28."""

    @pytest.mark.parametrize(
        ("text", "fen"),
        [
            ("5200", 520_000), ("5,200.00", 520_000), ("￥5200", 520_000), ("5200元", 520_000),
            ("5200元/月", 520_000), ("５２００", 520_000), ("5，200．5", 520_050), ("0.52万", 520_000),
            ("0", 0), ("0.01", 1), (".5", 50), ("人民币5200元整", 520_000), ("5 200", 520_000),
            ("+5200", 520_000),
            ("0.30000000000000004", 30), ("4350.1000000000004", 435_010), ("1000000", 100_000_000),
        ],
    )  # fmt: skip
    def test_amounts_to_the_fen(self, text, fen):
        assert read_fen(text) == fen

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("-1", "money_negative"), ("-0.01", "money_negative"), ("0.001", "money_scale"),
            ("5200.005", "money_scale"),
            ("1000000.01", "money_range"), ("9" * 19, "money_range"), ("1e309", "money_format"),
            ("NaN", "money_format"),
            ("Infinity", "money_format"), ("壹佰", "money_format"), ("面议", "money_format"),
            ("1,23", "money_format"),
            ("5000-6000", "money_format"), ("5.2.0", "money_format"), ("5200美元", "money_format"),
            ("TRUE", "money_format"),
            ("1E+05", "money_format"),
        ],
    )  # fmt: skip
    def test_what_is_no_amount(self, text, code):
        assert why(read_fen, text) == code

    @given(st.integers(0, 100_000_000))
    def test_every_amount_comes_back(self, fen):
        assert read_fen(f"{fen // 100:,}.{fen % 100:02}") == fen
        assert read_fen(as_text(fen / 100, ALL["monthly_pay_fen"])) == fen


class TestIdentity:
    @pytest.mark.parametrize(
        "cell", [4.40100199003121e17, 440100199003121234, 440100199003120000.0, 12345.0, True]
    )
    def test_an_id_in_a_number_cell_is_refused_and_stays_refused(self, cell):
        """F24: never guessed, not even when the row is checked again as text."""
        text = as_text(cell, ALL["id_no"])
        assert faults(id_no=text)[0][0] in ("id_float", "id_format")

    @pytest.mark.parametrize(
        "written",
        [
            f" {MAN} ",
            f"'{MAN}",
            f"{MAN}\t",
            f"{MAN[:6]} {MAN[6:14]} {MAN[14:]}",
            MAN.translate({code: code + 0xFEE0 for code in range(48, 58)}),
        ],
    )  # fmt: skip
    def test_every_spelling_of_one_number(self, written):
        assert values(id_no=written)["id_no"] == MAN

    def test_sex_and_birth_come_from_the_number(self):
        found = values()
        assert (found["sex"], found["birth_date"]) == ("1", date(1990, 3, 12))

    @pytest.mark.parametrize(
        ("changed", "fault"),
        [
            ({"sex": "女"}, ("sex_disagrees", "sex")),
            ({"birth_date": "1990-03-13"}, ("birth_disagrees", "birth_date")),
            ({"birth_date": "1990.04"}, ("birth_disagrees", "birth_date")),
            ({"sex": "不详"}, ("code_unknown", "sex")),
        ],
    )
    def test_columns_that_disagree_with_it(self, changed, fault):
        assert faults(**changed) == [fault]

    def test_a_refused_number_is_compared_with_nothing(self):
        broken = MAN[:-1] + ("0" if MAN[-1] != "0" else "1")
        assert faults(id_no=broken, sex="女", birth_date="1950-01-01") == [("id_checksum", "id_no")]

    def test_an_old_number_is_completed_and_said(self):
        checked = check_row(GOOD | {"id_no": "440100900312123"}, TODAY)
        assert checked.values["id_no"] == MAN
        assert [notice.code for notice in checked.notices] == ["id_widened"]

    def test_a_passport_needs_the_other_columns(self):
        paper = {"id_type": "护照", "id_no": "E12345678"}
        assert faults(**paper) == [("value_missing", "sex"), ("value_missing", "birth_date")]
        found = values(**paper, sex="女", birth_date="1990-03-12")
        assert (found["sex"], found["birth_date"]) == ("2", date(1990, 3, 12))

    def test_every_fault_of_a_row_at_once(self):
        row = {
            "name": "",
            "id_no": "1",
            "mode": "志愿者",
            "start_date": "2026-02-30",
            "monthly_pay_fen": "面议",
        }
        assert [fault.code for fault in check_row(row, TODAY).faults] == [
            "value_missing", "id_format", "code_unknown", "date_none", "money_format", "value_missing",
        ]  # fmt: skip


class TestWords:
    @pytest.mark.parametrize(
        ("field", "text", "code"),
        [
            ("political", "无", "13"), ("political", "党员", "01"), ("post_category", "综合辅助", "10"),
            ("mode", "合同制", "DIRECT"), ("mode", "返聘", "REHIRED_RETIREE"), ("ethnic", "壮", "08"),
            ("ethnic", "汉 族", "01"), ("education", "中技", "47"), ("education", "全日制本科", "20"),
            ("education", "大专（函授）", "30"), ("education", "本科/学士", "20"),
            ("education", "大学本科学历", "20"),
        ],
    )  # fmt: skip
    def test_the_words_offices_use(self, field, text, code):
        assert values(**{field: text})[field] == code

    def test_an_unknown_word_is_repeated_without_numbers(self):
        (fault,) = check_row(GOOD | {"education": f"本{MAN}"}, TODAY).faults
        assert MAN[:6] not in fault.detail

    @pytest.mark.parametrize("text", ["/", "-", "——", " ", ""])
    def test_marks_for_nothing(self, text):
        assert "phone" not in values(phone=text)
        assert faults(mode=text) == [("value_missing", "mode")]

    def test_a_text_too_long_or_not_printable(self):
        assert faults(department="办" * 61) == [("text_long", "department")]
        assert faults(department="办\x07公室") == [("text_char", "department")]
        assert faults(department="办\u202e公室") == [("text_char", "department")]
        assert values(department="=1+1")["department"] == "=1+1"

    @pytest.mark.parametrize(
        ("cell", "code"),
        [(Formula("张三"), "cell_formula"), (Formula(), "cell_formula"), (ErrorCell(), "cell_error")],
    )
    def test_a_cell_that_computes_is_nobodys_word(self, cell, code):
        for name in ("name", "start_date", "mode", "department"):
            assert (code, name) in faults(**{name: as_text(cell, ALL[name])})
        notices = check_row(GOOD | {"remark": as_text(cell, ALL["remark"])}, TODAY).notices
        assert [notice.code for notice in notices] == ["formula_dropped"]

    def test_a_phone_in_a_number_cell_loses_nothing(self):
        assert values(phone=as_text(13800000257.0, ALL["phone"]))["phone"] == "13800000257"
        assert faults(phone="1.38E+10") == [("phone_float", "phone")]
