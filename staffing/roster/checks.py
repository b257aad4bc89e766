"""One row checked: its texts read into values, every fault at once, what is only worth saying beside.

A row of a file and a row mended on a page come the same way, as field -> text.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from quota_pool.refusals import Code
from staffing import dictionaries
from staffing.dictionaries import ContractType, ExitReason, Sex
from staffing.identity import IdFault, IdNumber, check_card, check_id, check_name, check_phone

from . import faults as codes
from .cells import ERRORS, FORMULA, is_blank
from .dates import Written, read_date, read_period
from .faults import Fault, Misread
from .fields import READ, REQUIRED, REQUIRED_OF_LEAVERS, Field, Shape
from .money import read_fen

# A start further ahead is a slip of the pen; recruiting is planned for months, not years.
START_AHEAD = timedelta(days=366)
EARLIEST = date(1950, 1, 1)
LATEST = date(2099, 12, 31)
OPEN_ENDED = re.compile(r"无固定期限?|长期|无期限|不定期")
# "Three years" says how long, not from when; the contract's own dates are what counts.
DURATION = re.compile(r"[\d.一二两三四五六十半]+\s*(年|个?月)期?")
STILL_HERE = re.compile(r"至今|在职|在岗|未离职")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
DIGITS = re.compile(r"\d{6,}")
# Ways of study that people write before or behind the level; the level is what the code keeps.
STUDY = re.compile(
    r"全日制|非全日制|在职|成人教育?|函授|自学考试|自考|网络教育|电大|夜大|业余|普通高等|学历|学士(学位)?|教育$|[(（].*?[)）]"
)
LAST_OF_MONTH = frozenset({"contract_end", "probation_end", "leave_date"})
IDENTITY = frozenset({"id_no", "id_type"})


class Checked(NamedTuple):
    """What a row says, what is wrong with it, and what is only said of it."""

    values: dict[str, Any]
    faults: list[Fault]
    notices: list[Fault]


def check_row(raw: Mapping[str, str], today: date, *, is_leaver: bool = False) -> Checked:
    """Read and check one row of a roster, or of a list of leavers."""
    return _Row(raw, today, REQUIRED_OF_LEAVERS if is_leaver else REQUIRED).check()


class _Row:
    """The row under check."""

    def __init__(self, raw: Mapping[str, str], today: date, required: tuple[str, ...]):
        self.raw = raw
        self.today = today
        self.required = required
        self.values: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.notices: list[Fault] = []
        self.birth: Written | None = None

    def check(self) -> Checked:
        for name, text in self.raw.items():
            if field := READ.get(name):
                self.read(field, text)
        for name in self.required:
            if name not in self.raw:
                self.blank(READ[name])
        self.compare_with_id()
        self.check_periods()
        return Checked(self.values, self.faults, self.notices)

    def fault(self, kind: Code, name: str, **facts) -> None:
        self.faults.append(codes.of(kind, name, **facts))

    def notice(self, kind: Code, name: str, **facts) -> None:
        self.notices.append(codes.of(kind, name, **facts))

    def read(self, field: Field, text: str) -> None:
        """One cell: blank, broken, or read by its shape."""
        text = text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
        if text[:1] in ("=", "#") and (text == FORMULA or ERRORS.fullmatch(text)):
            self.broken(field, codes.CELL_FORMULA if text == FORMULA else codes.CELL_ERROR)
        elif not text or (is_blank(text) and field.name not in IDENTITY):
            self.blank(field)
        else:
            try:
                READER_OF[field.name](self, field, text)
            except Misread as fault:
                self.fault(fault.kind, field.name, **fault.facts)
            except IdFault as fault:
                self.faults.append(Fault(fault.code, field.name, fault.facts))

    def broken(self, field: Field, kind: Code) -> None:
        """A formula in a remark is left out and said; in any other column nobody can vouch for the value."""
        if field.shape is Shape.REMARK:
            self.notice(codes.FORMULA_DROPPED, field.name)
        else:
            self.fault(kind, field.name)

    def blank(self, field: Field) -> None:
        if field.name in self.required:
            self.fault(codes.VALUE_MISSING, field.name)

    # --- shapes -----------------------------------------------------------------------------------------

    def read_name(self, field: Field, text: str) -> None:
        self.values["name"] = check_name(text)

    def read_id(self, field: Field, text: str) -> None:
        written = self.raw.get("id_type", "")
        number = check_id(text, dictionaries.lookup("id_type", written) if written else None)
        self.values["id_no"] = number
        if number.converted:
            self.notice(codes.ID_WIDENED, field.name)

    def read_code(self, field: Field, text: str) -> None:
        found = code_of(field.code_list, text)
        if found is None:
            raise Misread(codes.CODE_UNKNOWN, word=printable(text))
        self.values[field.name] = found

    def read_day(self, field: Field, text: str) -> None:
        if field.name == "contract_end" and OPEN_ENDED.search(text):
            self.values.setdefault("contract_type", ContractType.OPEN_ENDED.value)
            return
        if field.name == "leave_date" and STILL_HERE.fullmatch(text):
            self.blank(field)
            return
        written = read_date(text)
        if field.name == "birth_date":
            self.birth = written
            return
        self.values[field.name] = self.settled(field.name, written)

    def read_period(self, field: Field, text: str) -> None:
        """Contract start and end in one cell, its length or its kind; columns of their own go before it."""
        if OPEN_ENDED.search(text):
            self.values.setdefault("contract_type", ContractType.OPEN_ENDED.value)
            text = OPEN_ENDED.sub("", text)
            if not any(char.isdigit() for char in text):
                return
        if kind := code_of("contract_type", text):
            self.values.setdefault("contract_type", kind)
        elif not DURATION.fullmatch(text):
            self.keep_period(text)

    def keep_period(self, text: str) -> None:
        start, end = read_period(text)
        self.values.setdefault("contract_start", self.settled("contract_start", start))
        if end:
            self.values.setdefault("contract_end", self.settled("contract_end", end))

    def read_money(self, field: Field, text: str) -> None:
        self.values[field.name] = read_fen(text)

    def read_phone(self, field: Field, text: str) -> None:
        self.values[field.name] = check_phone(text)

    def read_card(self, field: Field, text: str) -> None:
        self.values[field.name] = check_card(text).canonical

    def read_text(self, field: Field, text: str) -> None:
        if wrong := CONTROL.search(text):
            raise Misread(codes.TEXT_CHAR, code_point=f"U+{ord(wrong[0]):04X}")
        if len(text) > field.most:
            raise Misread(codes.TEXT_LONG, length=len(text), most=field.most)
        if field.name == "leave_reason":
            self.read_leave_reason(text)
        else:
            self.values[field.name] = text

    def read_leave_reason(self, text: str) -> None:
        found = code_of("exit_reason", text)
        self.values["exit_reason"] = found or ExitReason.OTHER.value
        if not found:
            self.values["exit_note"] = text
            self.notice(codes.REASON_UNKNOWN, "leave_reason")

    # --- columns against each other ---------------------------------------------------------------------

    def settled(self, name: str, written: Written) -> date:
        """The one day meant: of a bare month its first, of an end its last, said as a notice."""
        if written.other:
            raise Misread(codes.DATE_UNCLEAR)
        day = written.last if name in LAST_OF_MONTH else written.first
        latest = self.today + START_AHEAD if name == "start_date" else LATEST
        if not EARLIEST <= day <= latest:
            raise Misread(codes.DATE_RANGE, earliest=EARLIEST, latest=latest)
        if not written.has_day:
            self.notice(codes.DAY_ASSUMED, name, day=day)
        return day

    def compare_with_id(self) -> None:
        """Sex and birth date come from the number; a refused number is not compared with anything."""
        number: IdNumber | None = self.values.pop("id_no", None)
        sex = self.values.get("sex")
        if number is None:
            self.keep_written_birth()
            return
        self.values |= {"id_no": number.canonical, "id_type": str(number.id_type)}
        if number.sex not in (Sex.MALE, Sex.FEMALE):
            self.need_written(sex)
            return
        if sex and sex != number.sex:
            self.fault(codes.SEX_DISAGREES, "sex")
        self.values["sex"] = str(number.sex)
        if self.birth and not _agrees(self.birth, number.birth_date):
            self.fault(codes.BIRTH_DISAGREES, "birth_date")
        self.values["birth_date"] = number.birth_date

    def keep_written_birth(self) -> None:
        if self.birth and self.birth.has_day:
            self.values["birth_date"] = self.birth.first

    def need_written(self, sex: str | None) -> None:
        """A paper without birth date and sex: the columns must say them."""
        self.keep_written_birth()
        if sex not in (Sex.MALE, Sex.FEMALE):
            self.fault(codes.VALUE_MISSING, "sex")
        if "birth_date" not in self.values:
            self.fault(codes.VALUE_MISSING, "birth_date")

    def check_periods(self) -> None:
        self.check_order("contract_start", "contract_end")
        self.check_order("start_date", "leave_date")
        if "leave_date" in self.values and "start_date" in self.required:
            self.notice(codes.HAS_LEFT, "leave_date", day=self.values["leave_date"])

    def check_order(self, start_name: str, end_name: str) -> None:
        start, end = self.values.get(start_name), self.values.get(end_name)
        if start and end and end < start:
            self.fault(codes.DATE_ORDER, end_name, start=start, end=end)


READERS: dict[Shape, Callable[[_Row, Field, str], None]] = {
    Shape.NAME: _Row.read_name,
    Shape.ID: _Row.read_id,
    Shape.CODE: _Row.read_code,
    Shape.DAY: _Row.read_day,
    Shape.PERIOD: _Row.read_period,
    Shape.MONEY: _Row.read_money,
    Shape.PHONE: _Row.read_phone,
    Shape.CARD: _Row.read_card,
    Shape.TEXT: _Row.read_text,
    Shape.REMARK: _Row.read_text,
}
READER_OF = {name: READERS[field.shape] for name, field in READ.items()}


def _agrees(written: Written, day: date) -> bool:
    return written.first == day if written.has_day else written.is_month_of(day)


@lru_cache(maxsize=8_192)
def code_of(code_list: str, text: str) -> str | None:
    """The code a word stands for; of a level of education also without the way of study."""
    found = dictionaries.lookup(code_list, text)
    if found is None and code_list == "education":
        level = STUDY.sub("", text).split("/")[0].split("、")[0]
        found = dictionaries.lookup(code_list, level)
    return found


def printable(text: str) -> str:
    """A word safe to repeat in a sentence: short, and without what may be somebody's number."""
    return DIGITS.sub("…", CONTROL.sub("", text))[:20]
