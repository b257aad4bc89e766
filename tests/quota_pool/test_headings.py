"""Headings are found by meaning: under titles, over merged lines, in any order and spelling."""

import pytest

from quota_pool.sheets import headings
from quota_pool.sheets.headings import Vocabulary, Word
from quota_pool.sheets.reading import Row

VOCABULARY = Vocabulary(
    [
        Word("who", ("姓名", "人员姓名", "Name")),
        Word("number", ("编码", "工资(元/月)")),
        Word("post", ("岗位",)),
        Word("post_kind", ("岗位类别",)),
        Word("start", ("合同起",), r"合同.*(起|始)"),
        Word("end", ("合同止",), r"合同.*止"),
    ],
    foreign=("紧急", "家属"),
)


def found(*lines, merged=(), required=()):
    rows = [Row(number, list(cells)) for number, cells in enumerate(lines, 1)]
    return headings.find(rows, merged, VOCABULARY, required=required, anchors=("who",))


def test_below_a_title_and_a_line_filled_in():
    heading = found(["某街道人员花名册"], ["填报单位：某街道", "", "2026年"], [], ["姓名", "编码"])
    assert (heading.lines, heading.places) == ((4, 4), {"who": 0, "number": 1})


@pytest.mark.parametrize(
    "text", ["姓 名", "姓\n名", "姓　名", " 姓名：", "*姓名", "姓名（必填）", "ＮＡＭＥ", "name"]
)
def test_width_blanks_breaks_and_marks_do_not_matter(text):
    assert found([text, "编码"]).places["who"] == 0


def test_in_any_order_with_strange_columns_between():
    heading = found(["编码", "血型", "岗位类别", "姓名", "岗位"])
    assert heading.places == {"number": 0, "post_kind": 2, "who": 3, "post": 4}
    assert heading.unmatched == [1]


def test_two_lines_merged_across_and_down():
    heading = found(
        ["序号", "基本信息", "", "合同信息", "", "工资(元/月)"],
        ["", "姓名", "岗位", "起", "止", ""],
        [1, "张三", "司机", "2026", "2027", 5],
        merged=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 1, 5)],
    )
    assert heading.lines == (1, 2)
    assert heading.places == {"who": 1, "post": 2, "start": 3, "end": 4, "number": 5}
    assert heading.text_of(3) == "合同起"


def test_two_lines_in_a_text_table_without_merged_cells():
    heading = found(["基本信息", "", "合同信息", ""], ["姓名", "编码", "起", "止"])
    assert heading.places == {"who": 0, "number": 1, "start": 2, "end": 3}


def test_a_title_over_everything_is_no_group():
    heading = found(["岗位名单", "", "", ""], ["姓名", "甲", "乙", "编码"], merged=[(0, 0, 0, 3)])
    assert heading.places == {"who": 0, "number": 3}


def test_the_surer_word_wins_and_a_part_is_called_a_guess():
    heading = found(["姓名", "编码", "现任岗位名"])
    assert (heading.places["post"], heading.guessed) == (2, ["post"])
    heading = found(["姓名", "现任岗位名", "岗位"])
    assert (heading.places["post"], heading.guessed) == (2, [])


def test_a_heading_that_speaks_of_somebody_else_is_left_alone():
    assert found(["紧急联系人姓名", "姓名", "编码"]).places["who"] == 1
    assert found(["家属姓名", "编码", "岗位"]) is None


def test_two_columns_of_one_meaning_are_said():
    heading = found(["姓名", "编码", "人员姓名"])
    assert (heading.places["who"], heading.duplicates) == (0, {"who": [0, 2]})


def test_what_is_needed_and_missing_is_said():
    assert found(["姓名", "编码"], required=("who", "post")).missing == ["post"]


def test_one_word_alone_is_no_heading():
    assert found(["姓名"], ["张三"]) is None


def test_a_person_may_choose_otherwise():
    heading = found(["姓名", "编码", "甲"]).remapped({1: None, 2: "post"}, ["who", "number"])
    assert (heading.places, heading.missing) == ({"who": 0, "post": 2}, ["number"])


@pytest.mark.parametrize(
    ("cells", "foot"),
    [
        (["合计", "286人"], True),
        (["合 计", "", "", "", 286], True),
        (["填表人：", "", "", "审核人：", "", "", "负责人："], True),
        (["", "制表：张三"], True),
        (["备注：以上人员均在岗"], True),
        (["1", "合计", "440100199003121234", "男", "司机"], False),
        (["张三", "440100199003121234"], False),
        ([], False),
    ],
)
def test_totals_and_signatures_are_no_people(cells, foot):
    assert headings.is_foot(Row(9, cells), [2], 18) is foot


def test_the_heading_printed_again_is_no_row():
    heading = found(["姓名", "编码", "岗位"])
    assert headings.repeats(Row(40, ["姓 名", "编码", "岗位"]), heading)
    assert not headings.repeats(Row(41, ["张三", "编码", "司机"]), heading)
