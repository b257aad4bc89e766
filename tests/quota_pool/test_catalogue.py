"""Words are compiled when they change, without any tool of the machine."""

import gettext
import os

from quota_pool import catalogue

WORDS = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "free"
msgstr "空缺"
"""


def test_a_changed_catalogue_is_compiled_once(tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(WORDS, encoding="utf-8")
    assert catalogue.compile_stale([tmp_path]) == [source.with_suffix(".mo")]
    assert catalogue.compile_stale([tmp_path]) == []
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("free") == "空缺"
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert len(catalogue.compile_stale([tmp_path])) == 1
