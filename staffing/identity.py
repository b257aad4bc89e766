"""Who a person is: ID numbers, phones, cards, names and credit codes read strictly, spoken of plainly."""

import re
import unicodedata
from datetime import date
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from stdnum import luhn, numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from quota_pool import calendar, refusals

from .dictionaries import IdType, Sex

_RETYPE = _("Set the column to text and enter the number again")

ID_MISSING = refusals.code("id_missing", _("The ID number is missing"))
ID_FLOAT = refusals.code("id_float", _("The cell holds a number; its last digits are lost"), _RETYPE)
ID_FORMAT = refusals.code(
    "id_format", _("An ID number has 18 digits, the last may be X; this one has {length} characters")
)
ID_CHECKSUM = refusals.code(
    "id_checksum", _("The check digit of the ID number is wrong"), _("Compare each digit with the card")
)
ID_DATE = refusals.code("id_date", _("The ID number holds no possible birth date"))
ID_PROVINCE = refusals.code("id_province", _("The ID number begins with an unknown province, {region}"))
ID_COUNTY = refusals.code("id_county", _("The ID number begins with an unknown county, {region}"))
ID_TYPE = refusals.code(
    "id_type", _("The number belongs to another kind of paper"), _("Choose the kind of paper anew")
)
PHONE_FLOAT = refusals.code("phone_float", _("The cell holds a rounded number"), _RETYPE)
PHONE_FORMAT = refusals.code(
    "phone_format",
    _("This is no phone number: a mobile has 11 digits and begins with 13 to 19, a landline its area code"),
)
CARD_FLOAT = refusals.code("card_float", _("The cell holds a rounded number"), _RETYPE)
CARD_FORMAT = refusals.code("card_format", _("A bank card has 12 to 19 digits"))
NAME_MISSING = refusals.code("name_missing", _("The name is missing"))
NAME_LONG = refusals.code("name_long", _("A name has at most {most} characters; this one has {length}"))
NAME_CHAR = refusals.code("name_char", _("A name cannot hold the character {code_point}"))
NAME_FORMULA = refusals.code("name_formula", _("A name cannot begin like a formula"))
CREDIT_CODE = refusals.code("credit_code", _("The unified social credit code is not valid"))


class IdFault(ValueError):
    """A value that cannot be trusted; its reason says why and never holds the value itself."""

    def __init__(self, code: refusals.Code, **facts):
        super().__init__(code.name)
        self.reason = code.reason(**facts)

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def facts(self) -> dict:
        return self.reason.facts


class IdNumber(NamedTuple):
    """What an ID number says; papers that carry no birth date or sex leave them empty."""

    canonical: str
    birth_date: date | None
    sex: str
    region: str
    id_type: str = IdType.RESIDENT
    converted: bool = False


# Spaces of every kind, invisible marks, and the apostrophe typed to make Excel keep text.
_UNSEEN = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x00AD, 0x180E]
)
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_TO_PLAIN = str.maketrans(_UNSEEN | _FULL_WIDTH)
_APOSTROPHES = "'‘’`´"
_ROUNDED = re.compile(r"[+-]?\d(\.\d+)?[eE]\+?\d+|\d+\.\d+")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_OTHER_PAPERS = {
    IdType.HMT_TRAVEL: re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?|[0-9]{8}(?:[0-9]{2})?"),
    IdType.FOREIGN_PERMANENT: re.compile(r"[A-Z]{3}[0-9]{12}"),
    IdType.PASSPORT: re.compile(r"[A-Z0-9]{5,20}"),
}
_PERMIT_REGIONS = frozenset({"810000", "820000", "830000"})
_FIRST_BIRTH_YEAR = 1900


def canonical_id(text: str) -> str:
    """One spelling of a number, however it was typed; says nothing about whether it is right."""
    return _squeeze(text).upper()


def check_id(text: str, id_type: str | None = None) -> IdNumber:
    """Read an ID number or raise IdFault; without a type the number's own shape decides."""
    number = canonical_id(text)
    if not number:
        raise IdFault(ID_MISSING)
    if _ROUNDED.fullmatch(number):
        raise IdFault(ID_FLOAT)
    if id_type in _OTHER_PAPERS and not _EIGHTEEN.fullmatch(number):
        return _other_paper(number, id_type)
    converted = bool(_FIFTEEN.fullmatch(number))
    if converted:
        number = _widen(number)
    if not _EIGHTEEN.fullmatch(number):
        raise IdFault(ID_FORMAT, length=len(number))
    found = _read_eighteen(number, converted)
    if id_type and id_type != found.id_type:
        raise IdFault(ID_TYPE, id_type=found.id_type)
    return found


def _read_eighteen(number: str, converted: bool) -> IdNumber:
    """The parts in the order a clerk can mend them: place, date, and last the check digit."""
    region = number[:6]
    if region in _PERMIT_REGIONS:
        id_type = IdType.HMT_RESIDENCE
    elif number[0] == "9" and number[1:3] in _provinces():
        id_type, region = IdType.FOREIGN_PERMANENT, number[1:3]
    else:
        id_type = IdType.RESIDENT
        _check_place(region)
    birth_date = _birth_date(number[6:14])
    if number[17] != ric.calc_check_digit(number):
        # Excel keeps 15 digits: the three it drops come back as zeros.
        raise IdFault(ID_FLOAT if number.endswith("000") else ID_CHECKSUM)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdNumber(number, birth_date, sex, region, id_type, converted)


def _other_paper(number: str, id_type: str) -> IdNumber:
    if not _OTHER_PAPERS[id_type].fullmatch(number):
        raise IdFault(ID_FORMAT, length=len(number))
    return IdNumber(number, None, Sex.UNKNOWN, "", IdType(id_type))


def _widen(number: str) -> str:
    """A number of the first generation in its 18-digit form; all its holders were born in 19xx."""
    longer = f"{number[:6]}19{number[6:]}0"
    return longer[:-1] + ric.calc_check_digit(longer)


def _birth_date(digits: str) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdFault(ID_DATE) from None
    if born.year < _FIRST_BIRTH_YEAR or born > calendar.today():
        raise IdFault(ID_DATE)
    return born


@cache
def _provinces() -> frozenset[str]:
    return frozenset(code for code in map(str, range(11, 84)) if numdb.get("cn/loc").info(code)[0][1])


@cache
def _place_fault(region: str) -> refusals.Code | None:
    """Why a region code cannot be: the founding years of the table are ignored, they refuse real people."""
    if region[:2] not in _provinces():
        return ID_PROVINCE
    parts = numdb.get("cn/loc").info(region)
    return None if any("county" in facts for _code, facts in parts) else ID_COUNTY


def _check_place(region: str) -> None:
    if fault := _place_fault(region):
        raise IdFault(fault, region=region)


def check_phone(text: str) -> str:
    """A mobile as 11 digits, a landline as area code and number; else IdFault."""
    plain = _squeeze(text)
    if re.fullmatch(r"\d+\.0", plain):
        plain = plain[:-2]
    if _ROUNDED.fullmatch(plain):
        raise IdFault(PHONE_FLOAT)
    digits = re.sub(r"[-()]", "", plain)
    mobile = re.fullmatch(r"(?:\+?86|0086)?(1[3-9][0-9]{9})", digits)
    if mobile:
        return mobile[1]
    landline = re.fullmatch(r"(?:\+?86|0086)?(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-9][0-9]{6,7})", digits)
    if not landline:
        raise IdFault(PHONE_FORMAT)
    return f"{landline[1]}-{landline[2]}"


class BankCard(NamedTuple):
    """A card number; some banks' older cards carry no Luhn digit, so a wrong one only warns."""

    canonical: str
    luhn_holds: bool


def check_card(text: str) -> BankCard:
    """A bank card number as digits, with the Luhn check as a warning; else IdFault."""
    plain = _squeeze(text)
    if _ROUNDED.fullmatch(plain):
        raise IdFault(CARD_FLOAT)
    digits = plain.replace("-", "")
    if not re.fullmatch(r"[0-9]{12,19}", digits) or not int(digits):
        raise IdFault(CARD_FORMAT)
    return BankCard(digits, luhn.is_valid(digits))


def check_credit_code(text: str) -> str:
    """A unified social credit code (GB 32100) in its one spelling; else IdFault."""
    try:
        return uscc.validate(canonical_id(text))
    except ValidationError:
        raise IdFault(CREDIT_CODE) from None


def _squeeze(text: str) -> str:
    """Without spaces, invisible marks, a leading apostrophe or full-width forms."""
    plain = "".join(str(text).translate(_TO_PLAIN).split())
    return plain.lstrip(_APOSTROPHES)


NAME_LENGTH = 30
_DOTS = str.maketrans(dict.fromkeys("•・･‧∙⋅●", "·"))
_FORMULA_STARTS = "=+-@\t\r＝＋－＠|"
_HAN = (
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29"
    "\U00020000-\U0002fa1f\U00030000-\U000323af"
)
_HAN_CHAR = re.compile(f"[{_HAN}]")
_INNER_BLANKS = re.compile(rf"(?<=[{_HAN}·])[ \u3000\u00a0\u2002-\u200a]+(?=[{_HAN}·])")
_NAME_MARKS = "·' -."


def check_name(text: str) -> str:
    """A person's name in the form we keep (NFC, no blanks between Chinese characters); else IdFault."""
    name = unicodedata.normalize("NFC", str(text or "")).strip().lstrip("'").translate(_DOTS)
    if not name:
        raise IdFault(NAME_MISSING)
    if name[0] in _FORMULA_STARTS:
        raise IdFault(NAME_FORMULA)
    name = _INNER_BLANKS.sub("", name)
    if len(name) > NAME_LENGTH:
        raise IdFault(NAME_LONG, most=NAME_LENGTH, length=len(name))
    wrong = next((char for char in name if not _may_stand_in_name(char)), None)
    if wrong or not any(char.isalpha() or _HAN_CHAR.match(char) for char in name):
        raise IdFault(NAME_CHAR, code_point=f"U+{ord(wrong or name[0]):04X}")
    return name


def _may_stand_in_name(char: str) -> bool:
    """Letters of any script, Chinese characters (newer ones than Python's own table too), and a few marks."""
    if char in _NAME_MARKS or _HAN_CHAR.match(char):
        return True
    return unicodedata.category(char) in ("Lu", "Ll", "Lo", "Lt", "Mn", "Mc")


class Retirement(NamedTuple):
    """The month a person reaches retirement age under the rule in force since 2025."""

    year: int
    month: int
    original: date
    delay: int


_RULE_START = 2025 * 12


def retirement(birth_date: date, sex: str, women_age: int = 55) -> Retirement:
    """Months of delay by cohort: one in four, or one in two for women of 50; capped at 36 and 60 (M20)."""
    age = 60 if sex == Sex.MALE else women_age
    step, most = (2, 60) if age == 50 else (4, 36)
    reached = (birth_date.year + age) * 12 + birth_date.month - 1
    delay = 0 if reached < _RULE_START else min((reached - _RULE_START) // step + 1, most)
    year, month = divmod(reached + delay, 12)
    return Retirement(year, month + 1, date(reached // 12, reached % 12 + 1, 1), delay)
