"""Both languages are complete: every message of the interface has its Chinese words."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from quota_pool.management.commands.words import is_translated, read
from quota_pool.wordlist import in_python, in_template, messages

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@pytest.fixture(scope="module")
def catalogue():
    return {(entry.msgid, entry.msgid_plural or ""): entry for entry in read()}


def test_every_message_has_chinese_words_and_nobody_doubts_them(catalogue):
    wanted = messages(Path(settings.BASE_DIR))
    missing = {
        message[0]: place for message, place in wanted.items() if not is_translated(catalogue.get(message))
    }
    assert not missing, f"manage.py words --fill FILE, then translate: {missing}"


def test_the_words_keep_the_placeholders_of_the_message(catalogue):
    for entry in catalogue.values():
        words = entry.msgstr or entry.msgstr_plural.get(0, "")
        used, given = (
            set(PLACEHOLDER.findall(words)),
            set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural)),
        )
        assert used <= given, f"{entry.msgid}: {words}"


def test_one_singular_stands_with_one_plural():
    """Compiled words are found by the singular alone: a second plural would get the first one's Chinese."""
    singulars = Counter(one for one, _many in messages(Path(settings.BASE_DIR)))
    twice = [one for one, times in singulars.items() if times > 1]
    assert not twice


def test_the_catalogue_holds_nothing_the_code_no_longer_says(catalogue):
    left = set(catalogue) - set(messages(Path(settings.BASE_DIR)))
    assert not left, f"manage.py words takes these away: {left}"


def test_messages_are_read_from_code_and_templates():
    assert list(in_python('x = _("one " "two")')) == [(("one two", ""), 1)]
    assert list(in_template('{% translate "one" %}{{ x|default:_("two") }}')) == [("one", ""), ("two", "")]
    source = "{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}"
    assert list(in_template(source)) == [("one", "many")]
