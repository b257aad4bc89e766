"""Who a person is: numbers are read strictly, refused with a reason, and never repeated in the refusal."""

from datetime import date

import pytest
import time_machine

from quota_pool.refusals import REGISTRY
from staffing import identity
from staffing.dictionaries import IdType, Sex
from staffing.identity import IdFault, check_card, check_credit_code, check_id, check_name, check_phone

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def numbered(first_seventeen):
    """The number completed by the check digit of GB 11643, worked out from its weights."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_seventeen, strict=True))
    return first_seventeen + "10X98765432"[total % 11]


def with_region(region):
    return numbered(f"{region}19790101001")


GOOD = numbered("44010019900312123")
ENDS_IN_X = "11010519491231002X"


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel("2026-10-30T04:00:00Z", tick=False):
        yield


def fault_of(check, *given):
    with pytest.raises(IdFault) as refused:
        check(*given)
    return refused.value


# --- F21: spellings and check digits --------------------------------------------------------------------


@pytest.mark.requirement("R-086")
@pytest.mark.parametrize(
    "spelling",
    [
        "{n}",
        " {n} ",
        "'{n}",
        "’{n}",
        "\t{n}\t",
        "{n}\n",
        "\u00a0{n}\u3000",
        "\u200b{n}\ufeff",
        "\u202a{n}\u202c",
        "{n[0]}{n[1]}{n[2]}{n[3]}{n[4]}{n[5]} {n[6]}{n[7]}{n[8]}{n[9]}{n[10]}{n[11]}{n[12]}{n[13]} {n[14]}"
        "{n[15]}{n[16]}{n[17]}",
    ],
)
@pytest.mark.parametrize("number", [GOOD, ENDS_IN_X])
def test_one_number_in_any_spelling_is_one_number(spelling, number):
    assert check_id(spelling.format(n=number)).canonical == number


def test_full_width_digits_and_a_small_x_are_the_same_number():
    wide = "".join(chr(ord(char) + 0xFEE0) for char in ENDS_IN_X)
    assert check_id(wide).canonical == ENDS_IN_X
    assert check_id(ENDS_IN_X.lower()).canonical == ENDS_IN_X


@pytest.mark.requirement("F21")
@pytest.mark.parametrize("last", sorted(set("0123456789X") - {GOOD[17]}))
def test_each_of_the_ten_wrong_check_digits_is_refused(last):
    assert fault_of(check_id, GOOD[:17] + last).code == "id_checksum"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id_missing"),
        ("  \u3000", "id_missing"),
        (GOOD[:17], "id_format"),
        (GOOD + "1", "id_format"),
        (GOOD[:8] + "X" + GOOD[9:], "id_format"),
        (GOOD.replace("0", "O", 1), "id_format"),
        ("٤٤٠١٠٠١٩٩٠٠٣١٢١٢٣٨", "id_format"),
        ("４４０１００１９９００３１²²³８", "id_format"),
        ("no number", "id_format"),
        ("4.40308E+17", "id_float"),
        ("4.40100196003263e+17", "id_float"),
        ("440308199901010000", "id_float"),
        ("440100199003121238.0", "id_float"),
        (numbered("44010019990229001"), "id_date"),
        (numbered("44010019991301001"), "id_date"),
        (numbered("44010019990000001"), "id_date"),
        (numbered("44010018800101001"), "id_date"),
        (numbered("44010020261031001"), "id_date"),
        (with_region("999999"), "id_province"),
        (with_region("990101"), "id_province"),
        (with_region("000000"), "id_province"),
        (with_region("440199"), "id_county"),
        (with_region("449900"), "id_county"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_for_what_is_wrong_with_it(text, code):
    assert fault_of(check_id, text).code == code


def test_a_number_born_on_a_leap_day_and_one_born_today_are_accepted():
    assert check_id(numbered("44010020000229001")).birth_date == date(2000, 2, 29)
    assert check_id(numbered("44010020261030001")).birth_date == date(2026, 10, 30)


@pytest.mark.requirement("R-088")
def test_a_refusal_never_repeats_the_number():
    for wrong in (GOOD[:17] + "0", with_region("440199"), numbered("44010019990229001"), GOOD[:17]):
        fault = fault_of(check_id, wrong)
        said = f"{fault} {fault!r} {fault.reason.detail} {fault.facts}"
        assert wrong not in said
        assert wrong[6:] not in said


# --- F23: places and kinds of paper -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "region",
    ["440112", "440113", "440183", "441900", "442000", "440100"]
    + ["110105", "512201", "440126", "442521", "320125"],
)
@pytest.mark.requirement("F23")
def test_a_place_counts_whatever_year_it_was_founded_or_dissolved(region):
    """The table's founding years would refuse real people born before them."""
    assert check_id(with_region(region)).region == region


def test_a_number_of_the_first_generation_becomes_one_of_eighteen_digits():
    found = check_id("110105491231002")
    assert (found.canonical, found.converted) == (ENDS_IN_X, True)
    assert not check_id(ENDS_IN_X).converted


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residents_of_hong_kong_macao_and_taiwan_carry_a_permit(region):
    number = with_region(region)
    assert check_id(number).id_type == IdType.HMT_RESIDENCE
    assert check_id(number, IdType.HMT_RESIDENCE).birth_date == date(1979, 1, 1)
    assert fault_of(check_id, number, IdType.RESIDENT).code == "id_type"
    assert fault_of(check_id, GOOD, IdType.HMT_RESIDENCE).code == "id_type"
    assert fault_of(check_id, GOOD, IdType.PASSPORT).code == "id_type"


def test_a_foreigner_is_known_by_the_card_of_either_generation():
    new = numbered("91184019850612001")
    assert check_id(new).id_type == IdType.FOREIGN_PERMANENT
    assert check_id(new, IdType.FOREIGN_PERMANENT).birth_date == date(1985, 6, 12)
    assert check_id("usa 110085061201", IdType.FOREIGN_PERMANENT).canonical == "USA110085061201"
    assert fault_of(check_id, "USA11008506120", IdType.FOREIGN_PERMANENT).code == "id_format"


@pytest.mark.parametrize(
    ("text", "id_type"),
    [("H12345678", IdType.HMT_TRAVEL), ("M1234567801", IdType.HMT_TRAVEL), ("e12345678", IdType.PASSPORT)],
)
def test_papers_without_a_birth_date_leave_it_to_the_form(text, id_type):
    found = check_id(text, id_type)
    assert (found.birth_date, found.sex, found.id_type) == (None, Sex.UNKNOWN, id_type)


def test_a_number_tells_sex_and_birth_date():
    found = check_id(GOOD)
    assert (found.birth_date, found.sex) == (date(1990, 3, 12), Sex.MALE)
    assert check_id(ENDS_IN_X).sex == Sex.FEMALE


# --- F25: phones; cards; credit codes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("13800000042", "13800000042"),
        ("138 0000 0042", "13800000042"),
        ("138-0000-0042", "13800000042"),
        ("+8613800000042", "13800000042"),
        ("008613800000042", "13800000042"),
        ("86 138 0000 0042", "13800000042"),
        ("13800000042\t", "13800000042"),
        ("'13800000042", "13800000042"),
        ("１３８００００００４２", "13800000042"),
        ("13800000042.0", "13800000042"),
        ("17012345678", "17012345678"),
        ("020-82112345", "020-82112345"),
        ("(020)82112345", "020-82112345"),
        ("0755 21234567", "0755-21234567"),
    ],
)
def test_a_phone_is_kept_in_one_spelling(text, canonical):
    assert check_phone(text) == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1380000004", "phone_format"),
        ("138000000421", "phone_format"),
        ("12800000042", "phone_format"),
        ("00000000000", "phone_format"),
        ("82112345", "phone_format"),
        ("", "phone_format"),
        ("1.38E+10", "phone_float"),
        ("13800000042 13900000042", "phone_format"),
    ],
)
def test_what_cannot_be_dialled_is_refused(text, code):
    assert fault_of(check_phone, text).code == code


def test_a_card_number_with_a_wrong_luhn_digit_only_warns():
    assert check_card("6222 0212 3456 7890 128").canonical == "6222021234567890128"
    assert check_card("4111111111111111").luhn_holds
    assert not check_card("4111111111111112").luhn_holds
    assert fault_of(check_card, "123456").code == "card_format"
    assert fault_of(check_card, "0" * 16).code == "card_format"
    assert fault_of(check_card, "6.22202E+18").code == "card_float"


def test_a_unified_social_credit_code_is_checked():
    assert check_credit_code(" 91110000600037341l") == "91110000600037341L"
    assert fault_of(check_credit_code, "91110000600037342L").code == "credit_code"


# --- F26: names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("丁 莹", "丁莹"),
        ("  丁\u3000莹 ", "丁莹"),
        ("丁莹\t", "丁莹"),
        ("李", "李"),
        ("迪丽·热巴", "迪丽·热巴"),
        ("迪丽•热巴", "迪丽·热巴"),
        ("迪丽・热巴", "迪丽·热巴"),
        ("迪丽 · 热巴", "迪丽·热巴"),
        ("𠮷田", "𠮷田"),
        ("王㛃", "王㛃"),
        ("王\U00030edd", "王\U00030edd"),
        ("王\U000323af", "王\U000323af"),
        ("李〇", "李〇"),
        ("John Smith", "John Smith"),
        ("O'Neil", "O'Neil"),
        ("Jose\u0301", "José"),
    ],
)
def test_a_name_is_kept_as_it_is_written(text, kept):
    assert check_name(text) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "name_missing"),
        (" \u3000", "name_missing"),
        ("张" * 400, "name_long"),
        ("张" * 31, "name_long"),
        ("=cmd|' /C calc'!A0", "name_formula"),
        ("=1+1", "name_formula"),
        ("+1", "name_formula"),
        ("-1", "name_formula"),
        ("@SUM(A1)", "name_formula"),
        ("\t=1", "name_formula"),
        ("'=1", "name_formula"),
        ("＝1", "name_formula"),
        ("<script>alert(1)</script>", "name_char"),
        ("{{7*7}}", "name_char"),
        ("${jndi:x}", "name_char"),
        ("%s", "name_char"),
        ("'; DROP TABLE", "name_char"),
        ("张\r\n三", "name_char"),
        ("张\x00三", "name_char"),
        ("张\u202e三", "name_char"),
        ("张\u200d三", "name_char"),
        ("张\ue000", "name_char"),
        ("张😀", "name_char"),
        ("张三2", "name_char"),
        ("···", "name_char"),
    ],
)
def test_what_is_no_name_is_refused(text, code):
    assert fault_of(check_name, text).code == code


def test_a_refused_character_is_named_by_its_code_point():
    assert fault_of(check_name, "张\u202e三").facts == {"code_point": "U+202E"}


# --- retirement (M20) -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "sex", "women_age", "reached"),
    [
        (date(1965, 1, 15), Sex.MALE, 55, (2025, 2)),
        (date(1970, 7, 1), Sex.MALE, 55, (2031, 12)),
        (date(1978, 3, 31), Sex.FEMALE, 50, (2029, 11)),
        (date(1976, 9, 1), Sex.MALE, 55, (2039, 9)),
        (date(1990, 3, 12), Sex.MALE, 55, (2053, 3)),
        (date(1964, 12, 31), Sex.MALE, 55, (2024, 12)),
        (date(1981, 9, 1), Sex.FEMALE, 55, (2039, 9)),
        (date(1984, 11, 1), Sex.FEMALE, 50, (2039, 11)),
        (date(1990, 1, 1), Sex.FEMALE, 50, (2045, 1)),
    ],
)
def test_the_month_of_retirement_slides_by_cohort(born, sex, women_age, reached):
    found = identity.retirement(born, sex, women_age)
    assert (found.year, found.month) == reached
    original_months = found.original.year * 12 + found.original.month
    assert found.year * 12 + found.month == original_months + found.delay


def test_every_fault_has_words_that_take_its_facts():
    facts = {"length": 3, "region": "x", "most": 30, "code_point": "U+0000", "id_type": "x"}
    mine = [code for code in vars(identity).values() if type(code).__name__ == "Code"]
    assert len(mine) >= 17
    for code in mine:
        assert REGISTRY[code.name] is code
        assert code.reason(**facts).detail
