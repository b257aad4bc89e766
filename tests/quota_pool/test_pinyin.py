"""Names are sorted and searched by their sound, surnames read as surnames."""

import pytest

from quota_pool.pinyin import initials, sort_key, syllables


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("曾远", "zeng yuan"),
        ("区志强", "ou zhi qiang"),
        ("单小红", "shan xiao hong"),
        ("解放", "xie fang"),
        ("翟明", "zhai ming"),
        ("覃婷娜", "qin ting na"),
        ("仇英", "qiu ying"),
        ("查良", "zha liang"),
        ("朴正", "piao zheng"),
        ("缪斯", "miao si"),
        ("卜成", "bu cheng"),
        ("阚泽", "kan ze"),
        ("尉迟恭", "yu chi gong"),
        ("单于明", "chan yu ming"),
        ("万俟华", "mo qi hua"),
        ("长孙丽", "zhang sun li"),
        ("欧阳娜娜", "ou yang na na"),
        ("吕长江", "lv chang jiang"),
        ("王查理", "wang cha li"),
        ("迪丽·热巴", "di li re ba"),
        ("John Smith", "john smith"),
        ("A李", "a li"),
    ],
)
def test_a_name_sounds_as_its_bearer_says_it(name, sound):
    assert " ".join(syllables(name)) == sound


def test_names_are_ordered_by_sound_and_then_by_themselves():
    names = ["赵六", "曾远", "张伟", "陈静", "张薇", "区志强", "陈晶", "安琪"]
    assert sorted(names, key=sort_key) == ["安琪", "陈晶", "陈静", "区志强", "曾远", "张伟", "张薇", "赵六"]
    assert sort_key("张伟") != sort_key("张薇")


def test_initials_are_what_a_clerk_types():
    assert initials("曾远") == "zy"
    assert initials("尉迟恭") == "ycg"
    assert initials("迪丽·热巴") == "dlrb"
    assert initials("John Smith") == "js"


def test_a_character_no_table_knows_does_not_break_the_key():
    assert sort_key("\U00020bb7田").endswith("\U00020bb7田")
    assert initials("·") == ""
    assert sort_key("") == ""
