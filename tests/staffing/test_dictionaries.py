"""Code lists: every written word of a real roster finds its code, and no word means two things."""

import pytest
from django.utils import translation

from staffing import dictionaries
from staffing.dictionaries import (
    COUNTING,
    EXIT_LEGAL_NOTES,
    LISTS,
    UNLAWFUL_EXITS,
    Education,
    Ethnic,
    ExitReason,
    Mode,
    Political,
    PostCategory,
    Sex,
    counts_head,
    entries,
    form_word,
    label,
    lookup,
)
from staffing.dictionaries.words import WORDS


@pytest.mark.parametrize(
    ("list_name", "text", "code"),
    [
        ("sex", "男", Sex.MALE),
        ("sex", " 女 ", Sex.FEMALE),
        ("sex", 1, Sex.MALE),
        ("ethnic", "汉", Ethnic.HAN),
        ("ethnic", "汉族", Ethnic.HAN),
        ("ethnic", "维吾尔族", Ethnic.UYGHUR),
        ("ethnic", "土家族", Ethnic.TUJIA),
        ("ethnic", "土族", Ethnic.TU),
        ("education", "大专", Education.COLLEGE),
        ("education", "专科", Education.COLLEGE),
        ("education", "大学专科", Education.COLLEGE),
        ("education", "大学", Education.BACHELOR),
        ("education", "本科", Education.BACHELOR),
        ("education", "硕士研究生", Education.MASTER),
        ("education", "研究生", Education.POSTGRADUATE),
        ("education", "中技", Education.TECHNICAL),
        ("education", "中专", Education.SPECIALISED),
        ("education", "中等职业", Education.VOCATIONAL),
        ("education", "高中", Education.HIGH_SCHOOL),
        ("education", "初中", Education.MIDDLE_SCHOOL),
        ("political", "党员", Political.PARTY_MEMBER),
        ("political", "中共预备党员", Political.PROBATIONARY),
        ("political", "团员", Political.LEAGUE),
        ("political", "无", Political.MASSES),
        ("political", "群众", Political.MASSES),
        ("employment_mode", "合同制", Mode.DIRECT),
        ("employment_mode", "直接聘用", Mode.DIRECT),
        ("employment_mode", "派遣", Mode.DISPATCH),
        ("employment_mode", "返聘", Mode.REHIRED_RETIREE),
        ("employment_mode", "10", Mode.DIRECT),
        ("employment_mode", "direct", Mode.DIRECT),
        ("employment_mode", "Labour dispatch", Mode.DISPATCH),
        ("post_category", "综合辅助", PostCategory.ADMIN),
        ("post_category", "网格协管", PostCategory.GRID),
        ("post_category", "网格／综合协管", PostCategory.GRID),
        ("post_category", "执法辅助", PostCategory.ENFORCEMENT),
        ("post_category", "后勤 服务", PostCategory.LOGISTICS),
        ("exit_reason", "合同期满", ExitReason.EXPIRED),
        ("exit_reason", "考入事业单位", ExitReason.TO_INSTITUTION),
        ("exit_reason", "本人辞职", ExitReason.RESIGNED),
        ("exit_reason", "末位淘汰", ExitReason.LAST_PLACE),
    ],
)
def test_a_written_word_finds_its_code(list_name, text, code):
    assert lookup(list_name, text) == code


@pytest.mark.parametrize("text", ["志愿者", "", None, " ", "合同", "劳务"])
def test_a_word_nobody_can_know_is_left_to_a_person(text):
    assert lookup("employment_mode", text) is None


@pytest.mark.parametrize("list_name", sorted(LISTS))
def test_every_code_has_words_and_no_word_means_two_codes(list_name):
    codes = LISTS[list_name]
    assert set(WORDS[list_name]) == set(codes.values)
    meant = {}
    for code in codes.values:
        for word in WORDS[list_name][code].split():
            assert meant.setdefault(dictionaries._plain(word), code) == code
            assert lookup(list_name, word) == code


@pytest.mark.parametrize("list_name", sorted(LISTS))
def test_every_label_and_code_finds_itself(list_name):
    for entry in entries(list_name):
        assert lookup(list_name, entry.code) == entry.code
        assert lookup(list_name, form_word(list_name, entry.code)) == entry.code
        assert label(list_name, entry.code) == entry.label


def test_a_code_no_longer_listed_shows_as_itself():
    assert label("post_category", "Z9") == "Z9"


def test_the_counting_table_says_who_uses_a_head_and_who_pays():
    assert set(COUNTING) == set(Mode)
    counted = {mode for mode in Mode if counts_head(mode)}
    assert counted == {Mode.DIRECT, Mode.DISPATCH, Mode.REHIRED_RETIREE, Mode.PROJECT, Mode.NO_PAPERS}
    assert {mode for mode in Mode if COUNTING[mode].charged} == {
        Mode.DIRECT,
        Mode.DISPATCH,
        Mode.REHIRED_RETIREE,
        Mode.SHORT_TERM,
        Mode.NO_PAPERS,
    }
    assert COUNTING[Mode.PROJECT].mobile_only
    assert COUNTING[Mode.COMMUNITY].separate_pool
    assert COUNTING[Mode.NO_PAPERS].flagged


def test_other_registers_know_a_mode_by_its_number():
    numbers = [entry.number for entry in entries("employment_mode")]
    assert numbers == ["10", "20", "30", "40", "50", "60", "70", "80", "90", "95"]


def test_last_place_is_listed_only_to_be_refused_with_the_lawful_path():
    assert {ExitReason.LAST_PLACE} == UNLAWFUL_EXITS
    with translation.override("en"):
        assert "training" in str(EXIT_LEGAL_NOTES[ExitReason.LAST_PLACE])
    notes = {entry.code: entry.note for entry in entries("exit_reason")}
    assert notes[ExitReason.LAST_PLACE]
    assert not notes[ExitReason.RESIGNED]
