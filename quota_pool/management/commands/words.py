"""manage.py words: bring the Chinese catalogue up to the code, and name what still wants words."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quota_pool.wordlist import messages

CATALOGUE = Path(settings.BASE_DIR, "quota_pool", "locale", "zh_Hans", "LC_MESSAGES", "django.po")


class Command(BaseCommand):
    """Add new messages to the catalogue, drop those the code no longer has, keep every translation."""

    help = "Update the Chinese catalogue; --fill reads msgid<TAB>msgstr lines from files."

    def add_arguments(self, parser):
        parser.add_argument("--fill", nargs="*", default=[], help="files of msgid<TAB>msgstr lines")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when words are missing")

    def handle(self, *args, **options):
        wanted = messages(Path(settings.BASE_DIR))
        catalogue = read()
        known = {(entry.msgid, entry.msgid_plural or ""): entry for entry in catalogue}
        missing = [place for message, place in wanted.items() if not is_translated(known.get(message))]
        if options["check"]:
            if missing:
                raise CommandError(f"{len(missing)} messages without Chinese words, first: {missing[0]}")
            return
        filled = dict(line for name in options["fill"] for line in pairs(Path(name)))
        fresh = empty()
        for message, place in sorted(wanted.items(), key=lambda item: (item[1].split(":")[0], item[0])):
            fresh.append(entry_of(message, place, known.get(message), filled))
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(CATALOGUE))
        left = [entry.msgid for entry in fresh if not is_translated(entry)]
        self.stdout.write(f"{len(fresh)} messages, {len(left)} without Chinese words")
        for msgid in left:
            self.stdout.write(f"  {msgid}")


def read() -> polib.POFile:
    """The catalogue as it stands, or an empty one."""
    return polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else empty()


def empty() -> polib.POFile:
    """A catalogue with its header only."""
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def is_translated(entry: polib.POEntry | None) -> bool:
    """Whether an entry has its words and nobody doubts them."""
    return entry is not None and entry.translated() and not entry.fuzzy


def entry_of(message, place: str, old: polib.POEntry | None, filled: dict[str, str]) -> polib.POEntry:
    """The entry of a message: new words first, then those it had."""
    msgid, plural = message
    entry = polib.POEntry(msgid=msgid, comment=place.split(":")[0])
    words = filled.get(msgid.replace("\n", "\\n")) or filled.get(msgid)
    if plural:
        entry.msgid_plural = plural
        kept = old.msgstr_plural.get(0, "") if old else ""
        entry.msgstr_plural = {0: words or filled.get(plural) or kept}
    else:
        entry.msgstr = words or (old.msgstr if old else "")
    return entry


def pairs(path: Path) -> list[list[str]]:
    """The msgid<TAB>msgstr lines of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t", 1) for line in lines if "\t" in line and not line.startswith("#")]
