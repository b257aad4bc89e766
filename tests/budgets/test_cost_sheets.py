"""Standards per head and what they make of a street's heads: M1, M2, M3 and M9 of domain.md to the fen."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.models import CostSheet
from budgets.months import half_up
from budgets.rounding import allocate, months_of, next_base, prorated, reduction_plan, three_factors
from budgets.services import cost_sheets, standards
from quota_pool.models import Role, User
from quota_pool.refusals import Refusal
from tests.budgets.plans import (
    M1,
    any_sheet,
    demand,
    opened,
    propose,
    propose_task,
    recovery,
    saving,
    sheet,
    somebody,
    standard,
)
from tests.desk import desk
from tests.factories import issued
from tests.staffing.pages import at, words

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)
YUAN = 100


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


@pytest.fixture
def priced(office):
    """The illustrative street of domain.md M1: 350 heads and the standards of its four classes."""
    office.grant(350, valid_from=TODAY)
    for category, (_heads, yuan) in M1.items():
        standard(office, category, yuan)
    return office


def test_a_lump_sum_is_heads_times_standard(priced):
    """M1: 350 heads make 26,910,000 yuan, 76,885.71 a head."""
    made = sheet(priced, heads_from="granted", heads={code: heads for code, (heads, _yuan) in M1.items()})
    assert cost_sheets.total_fen(made) == 26_910_000 * YUAN
    assert cost_sheets.average_fen(made) == 7_688_571
    lines = {line.post_category: line.amount_fen for line in made.lines.all()}
    assert lines["30"] == 60 * 85_000 * YUAN
    assert sum(lines.values()) == made.total_fen


def test_by_actual_heads_the_money_falls_with_them(priced):
    """M2: the same street with 315 people in the same mix has 24,219,000, which is 2,691,000 less."""
    opened(priced, {code: heads * 9 // 10 for code, (heads, _yuan) in M1.items()})
    made = sheet(priced)
    assert (made.heads, made.total_fen) == (315, 24_219_000 * YUAN)
    assert 26_910_000 * YUAN - made.total_fen == 2_691_000 * YUAN
    spread = sheet(priced, heads_from="granted")
    assert spread.total_fen == 26_910_000 * YUAN, "350 granted heads in the mix of the 315 on post"


def test_base_capped_money_never_exceeds_its_base(priced):
    """M3: the request stays within the base; the base follows spending; heads come down by equal steps."""
    heads = {code: heads for code, (heads, _yuan) in M1.items()}
    made = sheet(priced, heads_from="granted", heads=heads, base_fen=20_000_000 * YUAN)
    assert (made.asked_fen, made.total_fen) == (26_910_000 * YUAN, 20_000_000 * YUAN)
    assert made.reduction == [350, 315, 280, 245]
    assert next_base(100, 80, True) == 80
    assert next_base(100, 80, False) == 100
    assert reduction_plan(350, 30, 3) == [350, 315, 280, 245]


def test_three_factors_share_a_total_out_without_a_rest():
    """M9: the six streets of Jiangyin; ordinary rounding would give 226."""
    people = (30, 12, 8, 6, 7, 7)
    area = (60, 57, 45, 50, 30, 38)
    revenue = (40, 25, 12, 8, 15, 18)
    weights = (Fraction(5, 10), Fraction(2, 10), Fraction(3, 10))
    assert three_factors(225, (people, area, revenue), weights) == [81, 43, 27, 22, 24, 28]
    assert sum(allocate(7, [1, 1, 1])) == 7
    assert allocate(5, [0, 0]) == [0, 0]


def test_money_is_rounded_half_up_and_a_month_begun_counts():
    """M6: 600,000 a year from 1 April are 450,000 this year; M7: 8 heads for half a year 304,000."""
    assert (half_up(5, 2), half_up(-5, 2), half_up(4, 3)) == (3, -3, 1)
    assert months_of(2026, date(2026, 4, 1)) == 9
    assert months_of(2027, date(2026, 4, 1)) == 12
    assert months_of(2026, date(2026, 4, 20), date(2026, 9, 30)) == 6
    assert months_of(2025, date(2026, 4, 1)) == 0
    assert months_of(2028, date(2026, 4, 1), TODAY) == 0
    assert prorated(600_000 * YUAN, 9) == 450_000 * YUAN
    assert prorated(8 * 76_000 * YUAN, 6) == 304_000 * YUAN


def test_the_newest_standard_counts_from_its_day(priced):
    standard(priced, "50", 80_000, date(2027, 1, 1))
    heads = {"50": 2}
    assert sheet(priced, heads_from="granted", heads=heads, year=2026).total_fen == 144_000 * YUAN
    assert sheet(priced, heads_from="granted", heads=heads, year=2027).total_fen == 160_000 * YUAN
    assert refused(lambda: standard(priced, "50", 90_000, date(2027, 1, 1))) == ["standard_twice"]


def test_a_sheet_is_refused_with_its_numbers(office):
    assert refused(lambda: sheet(office)) == ["no_heads_to_cost"]
    office.grant(3, valid_from=TODAY)
    assert refused(lambda: sheet(office, heads_from="granted")) == ["no_mix_of_posts"]
    many = {"50": 4, "60": 1}
    wrong = refused(lambda: sheet(office, heads_from="granted", heads=many))
    assert wrong == ["heads_beyond_grant", "no_standard", "no_standard"]


def test_what_the_people_earn_stands_beside_the_standard(office):
    """Monthly pay × months with the employer's on-cost of 28 %."""
    office.grant(2, valid_from=TODAY)
    standard(office)
    opened(office, {"50": 2}, yuan=4_500)
    [line] = sheet(office).lines.all()
    assert (line.people, line.pay_fen) == (2, 9_000 * YUAN)
    assert line.pay_cost_fen == 138_240 * YUAN


def test_a_standard_is_approved_by_another_and_may_be_turned_down(office):
    mine, lead = propose(office), somebody(office, Role.FINANCE_LEAD)
    office.finance.memberships.update(role=Role.FINANCE_LEAD)  # the officer has become a leader since
    proposer = User.objects.get(pk=office.finance.pk)
    assert refused(lambda: standards.approve_standard(standard=mine, actor=proposer)) == ["own_work"]
    said = standards.refuse_standard(standard=mine, actor=lead, note="偏高")
    assert said.state == "refused"
    assert not standards.standards_on(office.district.pk, TODAY)


def test_over_rest_a_sheet_is_made_and_read_with_its_lines(office):
    office.grant(3, valid_from=TODAY)
    finance, lead = desk(office.finance), desk(somebody(office, Role.FINANCE_LEAD))
    paper = standard(office, "40", 76_000).document
    body = {"post_category": "50", "amount": "72000.00", "valid_from": "2026-01-01", "document": paper.pk}
    made = finance.post("standards/", body).answer
    assert lead.post(f"standards/{made['id']}/approve/").answer["state"] == "in_force"
    asked = {"unit": office.street.pk, "year": 2027, "heads_from": "granted", "heads": {"50": 2, "40": 1}}
    answer = finance.post("cost-sheets/", asked)
    assert (answer.status_code, answer.answer["total"]) == (201, "220000.00")
    read = finance.get(f"cost-sheets/{answer.answer['id']}/").answer
    assert [line["amount"] for line in read["lines"]] == ["76000.00", "144000.00"]
    assert finance.post("cost-sheets/", asked | {"heads": {"99": 1}}).status_code == 400


def test_the_page_reckons_shows_its_lines_and_gives_an_official_paper(office):
    made = any_sheet(office, office.street) if office.grant(2, valid_from=TODAY) else None
    browser = at(office.finance)
    shown = words(browser.get(reverse("budgets:cost-sheet", args=[made.pk])))
    assert "72,000.00" in shown
    assert "Lines of the reckoning" in shown
    form = {"unit": office.street.pk, "year": 2027, "heads_from": "granted", "months": 12, "heads_50": 1}
    assert browser.post(reverse("budgets:cost-sheet-make"), form).status_code == 302
    assert CostSheet.objects.count() == 2
    assert browser.post(reverse("budgets:cost-sheet-make"), form | {"heads_60": 1}).status_code == 409
    assert issued(office, office.street, office.auditor, "cost-sheet", record=made.pk).rows == 1


def test_an_envelope_is_calculated_from_a_sheet_and_changes_nothing_of_it(priced):
    """The line of an envelope is the line of the sheet; another sheet works it out anew."""
    heads = {code: heads for code, (heads, _yuan) in M1.items()}
    made = sheet(priced, heads_from="granted", heads=heads)
    envelope = cost_sheets.into_envelope(sheet=made, actor=priced.finance)
    assert (envelope.state, envelope.basis) == ("calculated", "lump_sum")
    assert envelope.total_fen == cost_sheets.total_fen(made) == 26_910_000 * YUAN
    page = reverse(
        "budgets:cost-sheet-envelope", args=[sheet(priced, heads_from="granted", heads={"50": 2}).pk]
    )
    assert at(priced.finance).post(page).status_code == 302
    envelope.refresh_from_db()
    assert envelope.total_fen == 144_000 * YUAN
    answer = desk(priced.finance).post(f"cost-sheets/{made.pk}/into-envelope/")
    assert answer.answer["total"] == "26910000.00"


LISTS = ("standards", "cost-sheets", "task-transfers", "post-demands", "savings", "recoveries")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_number_of_queries_however_long_it_is(office, name):
    office.grant(9, valid_from=TODAY)
    browser, path = at(office.finance), reverse(f"budgets:{name}")
    counted = []
    for _round in range(2):
        for _row in range(3):
            one_of_each(office)
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def one_of_each(office) -> None:
    """One more row in each list."""
    propose(office, "60")
    any_sheet(office, office.street)
    for make in (propose_task, demand, saving, recovery):
        make(office)
