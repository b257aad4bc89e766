"""Dates in any form an office writes them; what could mean two days is refused, never guessed."""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from .faults import DATE_FORMAT, DATE_NONE, DATE_UNCLEAR, Misread

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
# Serial numbers from 1920 to 2100; below lie years and counts, above eight-digit dates.
SERIALS = range(7_306, 73_416)
YEARS = range(1900, 2101)

MARK = r"[-/.年。、,·\\—–−_~]"
FULL = re.compile(rf"(\d{{4}}){MARK}(\d{{1,2}})(?:{MARK}|月)(\d{{1,2}})[日号.。]?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH = re.compile(rf"(\d{{4}}){MARK}(\d{{1,2}})(?:月|月份|\.)?")
COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
# A number cell that shows 2002.1 may have been typed as 2002.10.
EITHER_MONTH = re.compile(r"(\d{4})\.1\|\1\.10")
SERIAL = re.compile(r"\d{4,5}(\.\d+)?")
CLOCK = re.compile(r"(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
SHORT = re.compile(rf"\d{{1,2}}{MARK}\d{{1,2}}({MARK}|月)?(\d{{1,4}})?日?|\d{{4}}年?|\d{{2}}年\d{{1,2}}月.*")
BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s+(?=\d)")


class Written(NamedTuple):
    """A date as written: its first day, whether the day was given, and the other month it may mean."""

    first: date
    has_day: bool = True
    other: date | None = None

    def is_month_of(self, day: date) -> bool:
        months = {(when.year, when.month) for when in (self.first, self.other) if when}
        return (day.year, day.month) in months

    @property
    def last(self) -> date:
        """The day itself, or the last of its month."""
        if self.has_day:
            return self.first
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@lru_cache(maxsize=65_536)
def read_date(text: str) -> Written:
    """The date a text says; Misread when there is none, no such one, or more than one."""
    plain = CLOCK.sub("", unicodedata.normalize("NFKC", text).strip())
    plain = re.sub(r"\s+", "", BETWEEN_NUMBERS.sub("-", plain))
    if match := FULL.fullmatch(plain) or COMPACT.fullmatch(plain):
        return Written(_day(*match.groups()))
    if match := EITHER_MONTH.fullmatch(plain):
        return Written(_day(match[1], "1", "1"), False, _day(match[1], "10", "1"))
    if match := MONTH.fullmatch(plain) or COMPACT_MONTH.fullmatch(plain):
        return Written(_day(*match.groups(), "1"), has_day=False)
    if SERIAL.fullmatch(plain) and int(float(plain)) in SERIALS:
        return Written(from_serial(float(plain)))
    raise Misread(DATE_UNCLEAR if SHORT.fullmatch(plain) else DATE_FORMAT)


def _day(year: str, month: str, day: str) -> date:
    if int(year) not in YEARS and int(year) != 9999:
        raise Misread(DATE_NONE)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Misread(DATE_NONE) from None


def from_serial(number: float, is_1904: bool = False) -> date:
    """The day a spreadsheet's number stands for."""
    return (EPOCH_1904 if is_1904 else EPOCH_1900) + timedelta(days=int(number))


def number_as_text(number: float, is_1904: bool = False) -> str:
    """A number in a date column as `read_date` takes it: serials become days, 2002.1 says it is unclear."""
    whole = int(number)
    offset = (EPOCH_1904 - EPOCH_1900).days if is_1904 else 0
    if whole + offset in SERIALS and whole not in YEARS:
        return from_serial(whole, is_1904).isoformat()
    if whole in YEARS and number != whole:
        part = f"{number - whole:.4f}"[2:].rstrip("0")
        return f"{whole}.1|{whole}.10" if part == "1" else f"{whole}.{part}"
    return str(whole) if number == whole else repr(number)


PERIOD_MARK = re.compile(r"至|到|—+|–|~|～|--+|起")


def read_period(text: str) -> tuple[Written, Written | None]:
    """A period in one cell, "2024-01-01至2026-12-31"; without an end it is open."""
    parts = [part for part in PERIOD_MARK.split(unicodedata.normalize("NFKC", text)) if part.strip(" -止。")]
    if len(parts) == 1 and text.count("-") == 1:
        parts = text.split("-")
    if not 1 <= len(parts) <= 2:
        raise Misread(DATE_FORMAT)
    ends = [part.strip(" -止。") for part in parts]
    return read_date(ends[0]), read_date(ends[1]) if len(ends) == 2 else None
