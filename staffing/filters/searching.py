"""Finding people by what is typed: a name, its pinyin, the last four, a number."""

import re

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool import pinyin, sealed
from staffing.identity import canonical_id
from staffing.models import (
    Person,
)

WHOLE_ID = re.compile(r"\d{15}|\d{17}[0-9X]")
LAST_FOUR = re.compile(r"\d{3}[0-9X]")
NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Z]{10}")
NOBODY = Q(pk__in=())


def is_whole_id(text: str) -> bool:
    """Whether somebody typed a whole ID number: it must not stand in an address (R-088)."""
    return bool(WHOLE_ID.fullmatch(canonical_id(text)))


def no_whole_id(text: str) -> None:
    """Refuse a whole ID number in an address: it would stand in every log and history."""
    if is_whole_id(text):
        words = _("A whole ID number does not belong in an address: use “Find by ID number”.")
        raise ValidationError(words, code="id_in_address")


class SearchFilter(filters.CharFilter):
    """Words to find people by, never a whole ID number (R-088)."""

    def __init__(self, *args, **how):
        super().__init__(*args, **{"method": "search", "max_length": 60, "validators": [no_whole_id], **how})


def people_like(text: str, path: str = "", person: str = "") -> Q:
    """People by the beginning of the name or its pinyin, by initials, last four, person or ID number.

    `path` leads from the listed row to the row with the search keys, `person` to the person. A whole ID
    number is looked up by `people.find` alone. Everything asked for is a range or a value of an index.
    """
    plain = text.strip()
    canonical = canonical_id(plain)
    if WHOLE_ID.fullmatch(canonical):
        return NOBODY
    if LAST_FOUR.fullmatch(canonical):
        return _among(Q(id_tail_hash=sealed.keyed_hash("id_tail", canonical)), person)
    wanted = _named(plain, path)
    if NUMBER.fullmatch(canonical):
        wanted |= _among(Q(number=canonical), person)
    return wanted


def _named(text: str, path: str) -> Q:
    """Whose name begins so: in characters, in pinyin with or without blanks, in initials."""
    lower = text.lower()
    if not lower.isascii():
        # The key ends with the name itself; how it begins is a range of the index.
        says = Q(**{f"{path}name_key__contains": f" {text}"})
        return _begins(f"{path}name_key", pinyin.beginnings(text)) & says
    if not lower.isalpha():
        return _begins(f"{path}name_key", [lower])
    wanted = _begins(f"{path}name_key", pinyin.spellings(lower))
    # One letter begins the same names either way.
    return wanted | _begins(f"{path}initials", [lower]) if len(lower) > 1 else wanted


def _begins(column: str, texts: list[str]) -> Q:
    wanted = NOBODY
    for text in texts:
        wanted |= Q(**{f"{column}__begins": text})
    return wanted


def _among(people: Q, person: str) -> Q:
    """Of the few people that a value finds; they are read first, whatever else is asked for."""
    if not person:
        return people
    return Q(**{f"{person.removesuffix('__')}__in": Person.objects.filter(people).values("pk")})
