"""What a person is paid, to the fen: the worked examples of the field (domain.md section 7, M16 to M18)."""

from dataclasses import replace
from datetime import date

import pytest

from budgets.pay import Effects, Extra, Grade, Post, Prior, Terms, Worker, slip, year_of
from budgets.pay.tax import withheld
from tests.budgets.pay_things import NANLING

EFFECTS = Effects(
    bonus={"EXCELLENT": 120, "BARELY": 100, "NOT_QUALIFIED": 0},
    annual={"EXCELLENT": 110, "BARELY": 100, "NOT_QUALIFIED": 60},
)
NANLING_EFFECTS = Effects(bonus={"EXCELLENT": 110, "BARELY": 0, "NOT_QUALIFIED": 0}, annual={})
NO_RATES = dict.fromkeys(Terms().rates, 0)
BACHELOR = Worker(mode="DIRECT", category="10", education="21")


def gross(terms: Terms, worker: Worker, effects: Effects = EFFECTS, year: int = 2026) -> int:
    return year_of(terms, worker, effects, year).gross


# --- M17 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worker", "yuan"),
    [
        (BACHELOR, 40_800),
        (replace(BACHELOR, assessed="QUALIFIED"), 40_800),
        (replace(BACHELOR, assessed="EXCELLENT"), 41_400),
        (replace(BACHELOR, assessed="BARELY"), 34_800),
        (replace(BACHELOR, education="31", title_level="1"), 40_800),
        (Worker(mode="DIRECT", category="30", education="31"), 43_560),
        (replace(BACHELOR, education="11"), 43_200),
    ],
)
def test_the_scheme_of_nanling_pays_what_nanling_pays(worker, yuan):
    assert gross(NANLING, worker, NANLING_EFFECTS) == yuan * 100


def test_the_bonus_comes_once_in_december():
    december, other = (slip(NANLING, BACHELOR, date(2026, month, 1), EFFECTS) for month in (12, 11))
    assert (december.bonus, other.bonus) == (6_000_00, 0)


def test_months_before_the_first_scheme_earn_no_bonus():
    late = replace(BACHELOR, bonus_since=date(2026, 11, 1))
    assert slip(NANLING, late, date(2026, 12, 1), EFFECTS).bonus == 1_000_00


# --- M16 -------------------------------------------------------------------------------------------------

BONUS = replace(NANLING, performance_fen=2_000_00, bonus_share=100, rates=NO_RATES)
ANNUAL = Terms(grades=(Grade("Y", "年薪制", 80_000_00, is_annual=True, mode="REHIRED_RETIREE"),))
RETIREE = Worker(mode="REHIRED_RETIREE", category="20")


@pytest.mark.parametrize(
    ("marks", "yuan"),
    [
        ({}, 24_000),
        ({"assessed": "EXCELLENT"}, 28_800),
        ({"assessed": "NOT_QUALIFIED"}, 0),
        ({"is_trial": True}, 12_000),
        ({"is_warned": True}, 0),
    ],
)
def test_an_assessment_moves_the_bonus(marks, yuan):
    assert year_of(BONUS, replace(BACHELOR, **marks), EFFECTS, 2026).slip.bonus == yuan * 100


@pytest.mark.parametrize(
    ("assessed", "yuan"), [("", 80_000), ("EXCELLENT", 88_000), ("NOT_QUALIFIED", 48_000)]
)
def test_an_annual_salary_is_earned_by_the_assessment(assessed, yuan):
    assert gross(ANNUAL, replace(RETIREE, assessed=assessed)) == yuan * 100


def test_a_key_post_raises_the_coefficient_by_the_percentage_of_the_scheme():
    posts = (Post(category="50", coefficient=12_000), Post(post="征拆专员", coefficient=12_000, is_key=True))
    terms = replace(NANLING, posts=posts, key_uplift=15)
    usual, key = Worker("DIRECT", "50"), Worker("DIRECT", "50", "征拆专员")
    pay = [slip(terms, one, date(2026, 3, 1), EFFECTS).performance for one in (usual, key)]
    assert pay == [1_200_00, 1_380_00]


# --- M18 -------------------------------------------------------------------------------------------------


def test_the_ceiling_of_yanan_comes_out_to_the_fen():
    rates = {**NO_RATES, "employer_pension": 1600, "employer_medical": 800, "employer_unemployment": 200}
    terms = Terms(
        grades=(Grade("A", "编外", 2_800_00),), insurance_base_fen=7_000_00 * 60 // 100, rates=rates
    )
    year = year_of(terms, Worker("DIRECT", "10"), EFFECTS, 2026)
    assert (year.gross, year.total - year.gross, year.total) == (33_600_00, 13_104_00, 46_704_00)


# --- a sheet ---------------------------------------------------------------------------------------------


def test_net_is_gross_less_what_is_kept_back_and_the_total_is_what_the_envelope_bears():
    terms = Terms(grades=(Grade("A", "编外", 6_000_00),), agency_fee_fen=120_00, union_fee=50)
    sheet = slip(terms, Worker("DISPATCH", "50"), date(2026, 3, 1), EFFECTS)
    assert (sheet.pension, sheet.medical, sheet.unemployment) == (480_00, 120_00, 30_00)
    assert (sheet.housing_fund, sheet.union_fee, sheet.tax) == (300_00, 30_00, 2_10)
    assert sheet.net == 6_000_00 - 480_00 - 120_00 - 30_00 - 300_00 - 30_00 - 2_10
    assert (sheet.agency_fee, sheet.agency_vat) == (120_00, 7_20)
    assert sheet.total == 6_000_00 + 1_680_00 + 120_00 + 7_20


def test_whoever_comes_in_the_middle_of_a_month_is_paid_for_their_days():
    came = replace(BACHELOR, first=date(2026, 11, 16))
    sheet = slip(NANLING, came, date(2026, 11, 1), EFFECTS)
    assert (sheet.basic, sheet.performance) == (950_00, 500_00)
    assert slip(NANLING, came, date(2026, 10, 1), EFFECTS).total == 0


def test_retirees_are_paid_for_their_service_without_insurance():
    sheet = slip(ANNUAL, RETIREE, date(2026, 3, 1), EFFECTS)
    assert (sheet.basic, sheet.pension, sheet.total) == (4_000_00, 0, 4_000_00)


def test_without_a_scheme_the_contract_is_paid_and_leave_costs_nothing():
    worker = replace(BACHELOR, contract_fen=5_000_00)
    sheet = slip(None, worker, date(2026, 3, 1), EFFECTS, extra=Extra(overtime=200_00, leave=500_00))
    assert (sheet.gross, sheet.leave) == (5_200_00, 500_00)
    assert sheet.total == 4_700_00 + 1_316_00


def test_tax_is_withheld_over_the_year_as_a_whole():
    first = withheld(20_000_00, 2_000_00)
    assert first == 390_00
    prior = Prior(months=2, income_fen=40_000_00, insurance_fen=4_000_00, tax_fen=780_00)
    assert withheld(20_000_00, 2_000_00, prior) == 600_00, "39,000 taxable: 10 % less 2,520, less 780"
