"""减员增效: what fewer heads leave over, and the largest raise it can bear in both years (M4, P11)."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from budgets import savings as asking
from budgets.models import SavingsPlan
from budgets.savings import Terms
from budgets.services import savings
from budgets.solver import EVEN, SHARES, Head, Question, Room, cost, given_up, variant, variants
from quota_pool import rules
from quota_pool.models import Role
from quota_pool.refusals import Refusal
from tests.budgets.plans import M1, YUAN, opened, somebody
from tests.desk import desk
from tests.staffing.pages import at, words

TODAY = date(2026, 10, 30)
E = 26_910_000 * YUAN


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def street_of_m4(**room) -> Question:
    """350 people at the standards of M1, a tenth of each class given up from January, the envelope fixed."""
    heads = [
        Head(
            key=place * 1_000 + code,
            year_fen=yuan * YUAN,
            pay_fen=yuan,
            on_cost=2_800,
            weight=1 + code // 20,
            paid_until=0,
        )
        for code, (count, yuan) in ((int(code), pair) for code, pair in M1.items())
        for place in range(count)
    ]
    leaving = [one for one in heads if one.key // 1_000 < _count(one) // 10]
    staying = [one for one in heads if one not in leaving]
    return Question(staying, leaving, Room(0, E, **room))


def _count(one: Head) -> int:
    return M1[str(one.key % 1_000)][0]


def test_a_tenth_fewer_heads_leave_a_ninth_more_for_each():
    """M4: 315 instead of 350 are 8,542.86 a head before on-cost, 6,674.11 gross, 11.11 % more."""
    question = street_of_m4()
    assert len(question.staying) == 315
    assert question.saved_now_fen == 2_691_000 * YUAN
    assert (question.per_head_fen, question.gross_fen, question.growth) == (854_286, 667_411, 1_111)


def test_the_raise_is_the_largest_that_fits_to_the_fen():
    """M4 by the month: 556.17 yuan fit, 556.18 would not."""
    question = street_of_m4()
    even = variant(question, EVEN)
    assert (even.lowest_fen, even.highest_fen) == (55_617, 55_617)
    assert even.left_next_fen >= 0
    rates = [2_800] * 315
    assert cost([55_618] * 315, rates, 12) > question.budget_next_fen
    assert [one.name for one in variants(question)] == list(SHARES)


def test_this_year_binds_where_the_raise_begins_early_and_severance_is_paid():
    """Given up in June with severance, the raise from July is smaller than next year alone could bear."""
    heads = [
        Head(n, 120_000 * YUAN, 7_800 * YUAN, 2_800, 1, severance_fen=20_000 * YUAN, paid_until=6)
        for n in range(10)
    ]
    staying, leaving = given_up(heads, 2)
    question = Question(staying, leaving, Room(0, 1_200_000 * YUAN, raise_from=7))
    assert question.budget_now_fen == 80_000 * YUAN
    assert question.pays_off == 8
    even = variant(question, EVEN)
    assert even.left_now_fen < 8 * 6 * 2
    assert even.left_next_fen == 240_000 * YUAN - even.next_fen > 0
    later = variant(Question(staying, leaving, Room(0, 1_200_000 * YUAN, raise_from=13)), EVEN)
    assert later.now_fen == 0
    assert later.lowest_fen > even.lowest_fen


def test_nothing_is_raised_where_the_severance_eats_the_year():
    heads = [Head(n, 60_000 * YUAN, 4_000 * YUAN, 2_800, 1, 90_000 * YUAN, 6) for n in range(4)]
    staying, leaving = given_up(heads, 1)
    question = Question(staying, leaving, Room(0, 240_000 * YUAN, raise_from=7))
    assert {one.month_fen for one in variants(question)} == {0}
    assert question.pays_off == 24


@given(
    pays=st.lists(st.integers(200_000, 1_500_000), min_size=1, max_size=12),
    free=st.integers(-10_000_000, 30_000_000),
    room=st.integers(-10_000_000, 90_000_000),
    first=st.integers(1, 13),
    name=st.sampled_from(list(SHARES)),
    step=st.sampled_from([1, 100, 1_000]),
)
def test_no_raise_ever_breaks_a_ceiling_and_none_could_be_larger(pays, free, room, first, name, step):
    staying = [Head(n, pay * 15, pay, 2_800, 1 + n % 3) for n, pay in enumerate(pays)]
    next_fen = sum(one.year_fen for one in staying) + room
    question = Question(staying, [], Room(free, next_fen, first, step))
    found = variant(question, name)
    assert found.month_fen == 0 or min(found.left_now_fen, found.left_next_fen) >= 0
    if free < 0 or room < 0 or step > 1 or name != EVEN:
        return
    more, rates = [found.lowest_fen + 1] * len(pays), [2_800] * len(pays)
    ceilings = ((question.room.months, free), (12, room))
    assert any(months and cost(more, rates, months) > budget for months, budget in ceilings)


# --- of a street -------------------------------------------------------------------------------------------


@pytest.fixture
def street(office):
    """Six people at 5,000 a month, on post since March 2025; no envelope yet, so the room is said."""
    office.grant(10, valid_from=TODAY)
    opened(office, {"50": 4, "30": 2}, yuan=5_000)
    return office


def terms(**more) -> Terms:
    said = {"year": 2026, "count": 1, "paid_until": 10, "raise_from": 11}
    return Terms(**{**said, "free_fen": 0, "next_fen": 6 * 76_800 * YUAN, **more})


@pytest.mark.django_db
def test_severance_is_a_month_a_year_of_service(street):
    """Since March 2025, until October 2026: a year and eight months count two months' pay."""
    answer = asking.ask(street.street, terms())
    assert len(answer.people) == 6
    [(_one, head)] = answer.leaving
    assert head.severance_fen == 10_000 * YUAN
    assert head.year_fen == 76_800 * YUAN
    assert answer.question.saved_now_fen == 12_800 * YUAN
    assert answer.question.budget_now_fen == 2_800 * YUAN
    assert answer.pays_off == (2026, 12)


@pytest.mark.django_db
def test_the_chosen_variant_becomes_a_plan_with_every_person(street):
    plan = savings.plan_raise(unit=street.street, terms=terms(), share="even", actor=street.clerk)
    assert (plan.heads_before, plan.heads_after, plan.state) == (6, 5, "draft")
    assert plan.now_fen <= 2_800 * YUAN
    assert plan.lines.filter(leaves=True).count() == 1
    assert {line.raise_fen for line in plan.lines.filter(leaves=False)} == {21_875}
    assert plan.average_after_fen == 500_000 + 21_875


@pytest.mark.django_db
def test_a_plan_goes_from_the_clerk_over_the_leader_to_finance(street):
    plan = savings.plan_raise(unit=street.street, terms=terms(), share="by_pay", actor=street.clerk)
    savings.submit_plan(saving=plan, actor=street.street_lead)
    assert savings.check_plan(saving=plan, actor=street.finance).state == "approved"
    assert savings.use_plan(saving=plan, actor=street.clerk).used_on == TODAY
    assert savings.statement(street.street, 2026)["used"] == plan.now_fen


@pytest.mark.django_db
def test_above_the_pay_ceiling_the_leader_of_finance_decides(street):
    at_most = {"code": "pay_ceiling", "value": 60_000, "level": "warn", "valid_from": TODAY}
    rules.set_value(**at_most, actor=street.bureau_lead, district=street.district)
    plan = savings.plan_raise(unit=street.street, terms=terms(), share="even", actor=street.clerk)
    savings.submit_plan(saving=plan, actor=street.street_lead)
    assert savings.check_plan(saving=plan, actor=street.finance).state == "checked"
    lead = somebody(street, Role.FINANCE_LEAD)
    assert savings.approve_plan(saving=plan, actor=lead).state == "approved"


@pytest.mark.django_db
def test_a_plan_without_room_is_refused_with_its_numbers(street):
    poor = terms(free_fen=0, next_fen=1)
    found = refused(
        lambda: savings.plan_raise(unit=street.street, terms=poor, share="even", actor=street.clerk)
    )
    assert found == ["savings_nothing_to_raise"]
    bonus = {"unit": street.street, "year": 2026, "kind": "bonus", "amount_fen": 1, "actor": street.clerk}
    assert refused(lambda: savings.plan_amount(**bonus)) == ["savings_no_room_now"]


@pytest.mark.django_db
def test_the_page_shows_three_variants_and_drafts_one(street):
    query = {"unit": street.street.pk, "year": 2026, "count": 1, "paid_until": 10, "raise_from": 11}
    query |= {"step": "1", "free_fen": "0", "next_fen": "460,800", "with_severance": "on"}
    query |= {f"weight_{code}": 1 for code in ("10", "20", "30", "40", "50", "60", "70", "90")}
    browser = at(street.clerk)
    assert "Work it out" in words(browser.get(reverse("budgets:savings-solve")))
    shown = words(browser.get(reverse("budgets:savings-solve"), query))
    assert shown.count("Make this the plan") == 3
    assert "218.75" in shown
    sent = browser.post(reverse("budgets:savings-solve"), query | {"share": "even"})
    assert sent.status_code == 302
    assert "218.75" in words(browser.get(sent.url))
    assert browser.get(reverse("budgets:savings-solve"), query | {"year": "x"}).status_code == 400
    assert SavingsPlan.objects.get().share == "even"


@pytest.mark.django_db
def test_over_rest_a_plan_is_drafted_and_submitted(street):
    body = {"unit": street.street.pk, "year": 2026, "share": "even", "count": 1, "paid_until": 10}
    body |= {"raise_from": 11, "free": "0.00", "next_year_money": "460800.00"}
    made = desk(street.clerk).post("savings-plans/", body)
    assert (made.status_code, made.answer["month"]) == (201, "1093.75")
    sent = desk(street.street_lead).post(f"savings-plans/{made.answer['id']}/submit/")
    assert sent.answer["state"] == "submitted"
