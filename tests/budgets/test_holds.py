"""Heads and money in one act: a start takes both or neither, and what changes about work moves its money."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from budgets.models import Envelope
from budgets.months import between
from budgets.selectors import money_of
from quota_pool import rules
from quota_pool.ledger.proof import verify
from quota_pool.models import Entry, Hold
from quota_pool.refusals import Refusal
from staffing.models import Engagement
from staffing.services import engagements
from tests.budgets.treasury import YUAN, Treasury

pytestmark = pytest.mark.django_db
FIRST = date(2026, 7, 1)
PAY = 5_000 * YUAN
MONTH = 6_400 * YUAN  # with 28 % on-cost


@pytest.fixture
def treasury():
    with time_machine.travel("2026-07-01T02:00:00Z", tick=True):
        made = Treasury()
        made.office.grant(9, valid_from=FIRST)
        yield made


def left(engagement, fund=None) -> int:
    rows = Hold.objects.filter(subject_id=engagement.pk, purpose="cost")
    return sum(
        rows.filter(fund=fund).values_list("left", flat=True) if fund else rows.values_list("left", flat=True)
    )


def stands(envelope) -> tuple[int, int, int]:
    """Held, free and short, in months of one person."""
    found = money_of([envelope.fund_id])[envelope.fund_id]
    return found.held, found.free, found.short


def test_a_start_takes_a_head_and_its_cost_in_one_act(treasury):
    made = treasury.in_force(100_000)
    person = treasury.office.hire(FIRST, monthly_pay_fen=PAY)
    assert left(person) == 6 * MONTH
    measures = set(Entry.objects.filter(act=person.act).values_list("source__measure", flat=True))
    assert measures == {"heads", "fen"}
    assert stands(made) == (6 * MONTH, 100_000 * YUAN - 6 * MONTH, 0)
    assert verify(treasury.office.district) == []


def test_before_an_envelope_is_in_force_nothing_is_held(treasury):
    person = treasury.office.hire(FIRST, monthly_pay_fen=PAY)
    assert not Hold.objects.exists()
    assert person.filings.get().checks
    assert all(check["ruling"]["rule"] != "money_covers_cost" for check in person.filings.get().checks)


def test_a_hire_that_the_years_money_cannot_carry_is_refused_with_both_ceilings(treasury):
    made = treasury.in_force(30_000)
    with pytest.raises(Refusal) as found:
        treasury.office.hire(FIRST, monthly_pay_fen=PAY)
    [reason] = found.value.reasons
    assert reason.code == "no_money"
    assert reason.facts["cost"] == "38,400.00"
    assert reason.facts["missing"] == "8,400.00"
    assert (reason.facts["granted_heads"], reason.facts["free_heads"]) == (9, 9)
    assert not Engagement.objects.exists()
    assert stands(made) == (0, 30_000 * YUAN, 0)


def test_the_refusal_names_the_smallest_change_that_passes(treasury):
    treasury.in_force(30_000)
    with pytest.raises(Refusal) as found:
        treasury.office.hire(FIRST, monthly_pay_fen=PAY)
    facts = found.value.reasons[0].facts
    pay = int(facts["highest_pay"].replace(",", "").split(".")[0]) * YUAN
    with pytest.raises(Refusal):
        treasury.office.hire(FIRST, monthly_pay_fen=pay + YUAN)
    day = date.fromisoformat(facts["from_day"])
    with pytest.raises(Refusal):
        treasury.office.hire(date.fromordinal(day.toordinal() - 1), monthly_pay_fen=PAY)
    assert treasury.office.hire(day, monthly_pay_fen=PAY)


def test_the_rule_warns_or_is_silent_where_the_district_says_so(treasury):
    made = treasury.in_force(30_000)
    office = treasury.office
    for level in ("warn", "off"):
        what = {"code": "money_covers_cost", "value": None, "level": level, "valid_from": FIRST}
        rules.set_value(**what, actor=office.bureau_lead, district=office.district)
        person = office.hire(FIRST, monthly_pay_fen=PAY)
        results = [
            check["result"]
            for check in person.filings.get().checks
            if check["ruling"]["rule"] == "money_covers_cost"
        ]
        assert results == (["warned"] if level == "warn" else [])
    assert stands(made) == (30_000 * YUAN, 0, 12 * MONTH - 30_000 * YUAN)
    assert verify(office.district) == []


def test_a_fixed_term_is_held_to_its_end_and_a_renewal_holds_the_rest(treasury):
    made = treasury.in_force(100_000)
    office = treasury.office
    person = office.hire(FIRST, monthly_pay_fen=PAY, contract_end=date(2026, 9, 30))
    assert left(person) == 3 * MONTH
    change(office, person, contract_end=date(2027, 6, 30))
    assert left(person) == 6 * MONTH
    assert stands(made)[0] == 6 * MONTH


def change(office, person, on=FIRST, **changes):
    return engagements.change_terms(
        engagement=person, on=on, changes=changes, actor=office.clerk, reason="调整"
    )


def test_a_raise_holds_more_and_is_refused_when_the_money_does_not_reach(treasury):
    made = treasury.in_force(40_000)
    office = treasury.office
    person = office.hire(FIRST, monthly_pay_fen=PAY)
    change(office, person, monthly_pay_fen=PAY + 100 * YUAN)
    assert left(person) == 6 * (MONTH + 128 * YUAN)
    with pytest.raises(Refusal) as found:
        change(office, person, monthly_pay_fen=PAY + 1_000 * YUAN)
    assert found.value.code == "no_money_for_change"
    assert left(person) == 6 * (MONTH + 128 * YUAN)
    change(office, person, monthly_pay_fen=PAY - 1_000 * YUAN)
    assert left(person) == 6 * (MONTH - 1_280 * YUAN)
    assert stands(made)[2] == 0


def test_an_exit_releases_what_is_left_and_taking_it_back_holds_it_again(treasury):
    made = treasury.in_force(100_000)
    office = treasury.office
    person = office.hire(FIRST, monthly_pay_fen=PAY)
    person = office.leave(person, date(2026, 8, 31))
    assert left(person) == 2 * MONTH
    person = office.take_back(person)
    assert left(person) == 6 * MONTH
    assert stands(made)[0] == 6 * MONTH
    assert verify(office.district) == []


def test_a_start_that_will_not_come_gives_its_money_back(treasury):
    made = treasury.in_force(100_000)
    person = treasury.office.hire(date(2026, 8, 1), monthly_pay_fen=PAY)
    assert left(person) == 5 * MONTH
    treasury.office.cancel(person)
    assert stands(made) == (0, 100_000 * YUAN, 0)
    assert verify(treasury.office.district) == []


def test_a_transfer_moves_the_money_with_the_person(treasury):
    office = treasury.office
    office.grant(2, office.other_street, valid_from=FIRST)
    here, there = treasury.in_force(100_000), treasury.in_force(100_000, office.other_street)
    person = office.hire(FIRST, monthly_pay_fen=PAY)
    with time_machine.travel("2026-09-01T02:00:00Z", tick=True):
        office.take_over(office.offer(person))
        assert verify(office.district) == []
    assert stands(here)[0] == 2 * MONTH
    assert stands(there)[0] == 4 * MONTH


def test_money_of_actual_heads_comes_with_the_start_and_goes_with_the_exit(treasury):
    """M2: what is not used never reaches the street."""
    made = treasury.in_force(100_000, basis=Envelope.Basis.ACTUAL_X_STANDARD)
    office = treasury.office
    assert money_of([made.fund_id])[made.fund_id].given == 0
    person = office.hire(FIRST, monthly_pay_fen=PAY)
    assert money_of([made.fund_id])[made.fund_id].given == 6 * MONTH
    office.leave(person, date(2026, 7, 31))
    assert money_of([made.fund_id])[made.fund_id].given == MONTH
    assert verify(office.district) == []


def test_who_is_paid_from_elsewhere_holds_nothing_here(treasury):
    made = treasury.in_force(1_000)
    treasury.office.hire(FIRST, monthly_pay_fen=PAY, funding_source="14")
    treasury.office.hire(FIRST, monthly_pay_fen=PAY, mode="OUTSOURCED")
    assert stands(made) == (0, 1_000 * YUAN, 0)


def test_where_the_pay_is_not_said_the_standard_of_the_class_is_held(treasury):
    treasury.in_force(72_000)  # its one line: class 50 at 72,000 a year
    person = treasury.office.hire(FIRST)
    assert left(person) == 6 * 6_000 * YUAN


@pytest.mark.requirement("R-014")
@pytest.mark.parametrize(
    ("first", "last", "fen"),
    [
        (date(2026, 12, 31), date(2027, 1, 1), 20_000 + 20_000),  # a day of December, a day of January
        (date(2024, 2, 29), date(2024, 2, 29), 21_379),  # a leap day is one of twenty-nine
        (date(2026, 4, 16), date(2026, 4, 30), 310_000),  # half of a month of thirty
        (date(2026, 1, 1), date(2026, 12, 31), 12 * 620_000),
    ],
)
def test_months_are_charged_whole_and_their_parts_by_days(first, last, fen):
    assert between(620_000, first, last) == fen


@pytest.mark.requirement("R-014")
@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(0, 800), st.integers(1, 10**7))
def test_the_years_of_a_contract_add_up_to_the_whole(first, days, monthly):
    """A contract over several years is charged to each year it touches, and nothing is lost between them."""
    last = date.fromordinal(first.toordinal() + days)
    years = range(first.year, last.year + 1)
    parts = [between(monthly, max(first, date(year, 1, 1)), min(last, date(year, 12, 31))) for year in years]
    assert sum(parts) == between(monthly, first, last)


def test_holding_the_money_costs_a_hire_two_statements_more(treasury):
    """A hold, and one entry; the accounts are locked and moved in the statements that move the head."""
    office = treasury.office

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            office.hire(FIRST, monthly_pay_fen=PAY)
        return sum("SAVEPOINT" not in query["sql"].upper() for query in seen)

    office.hire(FIRST, monthly_pay_fen=PAY)
    without = statements()
    treasury.in_force(900_000)
    office.hire(FIRST, monthly_pay_fen=PAY)
    assert statements() - without == 2
