"""Every code list of the roster in one registry: codes, labels, and the words offices write for them."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise

from .people import (
    Degree,
    Education,
    Ethnic,
    Household,
    IdType,
    Marital,
    Political,
    Sex,
    SkillLevel,
    TitleLevel,
)
from .words import WORDS
from .work import (
    COUNTING,
    EXIT_LEGAL_NOTES,
    UNLAWFUL_EXITS,
    ContractType,
    Counting,
    EconomicSubject,
    EntryChannel,
    ExitReason,
    ForbiddenPost,
    FundingSource,
    Grade,
    IssueType,
    MobileReason,
    Mode,
    PostCategory,
    ReturnReason,
)

__all__ = [
    "COUNTING",
    "EXIT_LEGAL_NOTES",
    "LISTS",
    "UNLAWFUL_EXITS",
    "ContractType",
    "Counting",
    "Degree",
    "EconomicSubject",
    "Education",
    "Entry",
    "EntryChannel",
    "Ethnic",
    "ExitReason",
    "ForbiddenPost",
    "FundingSource",
    "Grade",
    "Household",
    "IdType",
    "IssueType",
    "Marital",
    "MobileReason",
    "Mode",
    "Political",
    "PostCategory",
    "ReturnReason",
    "Sex",
    "SkillLevel",
    "TitleLevel",
    "counts_head",
    "entries",
    "form_word",
    "label",
    "lookup",
]

LISTS = {
    "sex": Sex,
    "id_type": IdType,
    "education": Education,
    "degree": Degree,
    "political": Political,
    "ethnic": Ethnic,
    "marital": Marital,
    "household": Household,
    "title_level": TitleLevel,
    "skill_level": SkillLevel,
    "employment_mode": Mode,
    "post_category": PostCategory,
    "forbidden_post": ForbiddenPost,
    "funding_source": FundingSource,
    "economic_subject": EconomicSubject,
    "contract_type": ContractType,
    "entry_channel": EntryChannel,
    "exit_reason": ExitReason,
    "mobile_reason": MobileReason,
    "return_reason": ReturnReason,
    "grade": Grade,
    "issue_type": IssueType,
}

# National tables are not for a district to edit; everything else is.
NATIONAL = frozenset({"sex", "education", "political", "ethnic", "marital"})

_NOISE = re.compile(r"[\s()\[\]【】〔〕、，,。.·/_\-]+")


class Entry(NamedTuple):
    """One line of a code list as pages and the API show it."""

    code: str
    label: str | Promise
    number: str
    note: str | Promise


def entries(list_name: str) -> list[Entry]:
    """The whole list in its own order; KeyError for a list that does not exist."""
    return [
        Entry(item.value, item.label, getattr(item, "number", ""), _note(item)) for item in LISTS[list_name]
    ]


def label(list_name: str, code: str) -> str | Promise:
    """The label of a code in the reader's language; a code no longer listed shows as itself."""
    return _labels(list_name).get(code, code)


@cache
def _labels(list_name: str) -> dict[str, str | Promise]:
    """By code, not yet in any language."""
    return {item.value: item._label_ for item in LISTS[list_name]}


def form_word(list_name: str, code: str) -> str:
    """The word official Chinese forms print for a code, whatever the reader's language."""
    return WORDS[list_name][code].split()[0]


def lookup(list_name: str, text: object) -> str | None:
    """The code that a written word, label or code stands for, or None where nobody can know."""
    return _index(list_name).get(_plain(text))


def counts_head(mode: str) -> bool:
    """Whether a person employed this way uses a head of the unit's pools."""
    return COUNTING[Mode(mode)].counts


def _note(item) -> str | Promise:
    if isinstance(item, Mode):
        return COUNTING[item].note
    return EXIT_LEGAL_NOTES.get(item, "") if isinstance(item, ExitReason) else ""


def _plain(text: object) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", "" if text is None else str(text))).casefold()


@cache
def _index(list_name: str) -> dict[str, str]:
    """Words to codes; earlier kinds of word win: codes, then numbers, then what forms and offices write."""
    index = {}
    with translation.override("en"):
        for item in LISTS[list_name]:
            number = getattr(item, "number", item.value)
            for word in (item.value, number, str(item.label), *WORDS[list_name][item.value].split()):
                index.setdefault(_plain(word), item.value)
    return index
