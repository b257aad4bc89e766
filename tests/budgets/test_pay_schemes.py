"""A street makes its pay scheme: simulated on its roster, adopted, held against the ceiling by finance."""

from dataclasses import replace
from datetime import date

import pytest

from budgets.models import PayScheme
from budgets.pay import Grade, Post
from budgets.services import pay_schemes
from budgets.simulation import in_force, try_out
from quota_pool import rules
from quota_pool.access import Forbidden
from quota_pool.models import Account, Book, Fund, Measure
from quota_pool.refusals import Refusal
from tests.budgets.pay_things import FIRST, NANLING, adopted, filed, mark, scheme
from tests.desk import desk
from tests.staffing.pages import at

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)


@pytest.fixture
def street(office):
    """A street with two people on post: one grid assistant, one enforcement assistant."""
    office.grant(5, valid_from=TODAY)
    office.hire(TODAY, monthly_pay_fen=2_500_00)
    office.hire(TODAY, monthly_pay_fen=3_000_00, post_category="30")
    return office


def set_rule(office, code, value=None, level="block"):
    rules.set_value(
        code=code,
        value=value,
        level=level,
        valid_from=date(2026, 1, 1),
        actor=office.bureau_lead,
        district=office.district,
    )


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def simulate(office, one) -> list[str]:
    """What stands against it."""
    one = pay_schemes.simulate_scheme(scheme=one, actor=office.clerk)
    return [reason["code"] for reason in one.simulation["reasons"]]


def test_a_scheme_goes_from_the_clerk_over_the_leader_to_finance_and_is_then_paid_by(street, clock):
    one = filed(street)
    assert (one.state, one.simulation["heads"]) == ("filed", 2)
    assert in_force(street.street, TODAY) is None
    clock.move_to("2026-11-02T02:00:00Z")
    assert in_force(street.street, date(2026, 11, 2)) == one


def test_the_simulation_says_what_the_real_roster_would_cost(street):
    trial = try_out(scheme(street))
    monthly = [one.then.monthly.gross for one in trial.tried]
    assert monthly == [2_800_00, 3_130_00]
    assert [one.monthly_change for one in trial.tried] == [300_00, 130_00]
    assert trial.full_year_fen == sum(
        share * 128 // 100 for share in (12 * 2_800_00 + 6_000_00, 12 * 3_130_00 + 6_000_00)
    )


def test_a_scheme_beyond_the_envelope_is_not_adopted_and_says_by_how_much_to_lower_it(street):
    fund = Fund.objects.create(
        district=street.district, unit=street.street, kind=Fund.Kind.ENVELOPE, year=2026
    )
    Account.objects.bulk_create(
        [
            Account(
                district=street.district,
                unit=street.street,
                fund=fund,
                measure=Measure.FEN,
                book=Book.FREE,
                balance=100_00,
            )
        ]
    )
    one = pay_schemes.simulate_scheme(scheme=scheme(street), actor=street.clerk)
    [reason] = one.simulation["reasons"]
    assert (one.state, reason["code"]) == ("draft", "scheme_over_envelope")
    assert reason["facts"]["envelope"] == "100.00"
    assert refused(
        lambda: pay_schemes.adopt_scheme(scheme=one, actor=street.street_lead, decision_no="1号")
    ) == ["scheme_wrong_state"]


def test_nobody_is_paid_below_the_minimum_wage_nor_a_head_above_the_ceiling(street):
    set_rule(street, "minimum_wage", 3000)
    set_rule(street, "pay_ceiling", 40_000)
    assert simulate(street, scheme(street)) == ["pay_below_minimum_wage", "pay_over_ceiling"]


def test_coefficients_are_fixed_for_the_year(street):
    posts = (Post(category="50", coefficient=12_000),)
    filed(street, terms=replace(NANLING, posts=posts))
    other = replace(NANLING, posts=(Post(category="50", coefficient=13_000),))
    assert simulate(street, scheme(street, terms=other, from_day=date(2026, 12, 1))) == [
        "coefficients_locked"
    ]
    dearer = replace(NANLING, posts=posts, performance_fen=1_100_00)
    assert simulate(street, scheme(street, terms=dearer, from_day=date(2026, 12, 1))) == []
    assert simulate(street, scheme(street, terms=other, from_day=date(2027, 1, 1))) == []


def test_everybody_belongs_to_a_grade_or_is_named(street):
    only = replace(NANLING, grades=(Grade("C", "研究生", 2_100_00, education="10"),))
    one = scheme(street, terms=only)
    assert simulate(street, one) == ["people_without_a_grade"]
    for person in street.street.engagements.all():
        mark(street, person, "grade", "C")
    assert simulate(street, one) == []


def test_a_mark_that_was_wrong_is_struck_out_and_pays_nobody(street):
    person = street.street.engagements.first()
    one = scheme(street)
    wrong = mark(street, person, "grade", "C")
    assert try_out(one).tried[0].then.monthly.basic == 2_100_00
    pay_schemes.strike_mark(mark=wrong, reason="定错档", actor=street.clerk)
    assert try_out(one).tried[0].then.monthly.basic == 1_800_00
    assert refused(lambda: mark(street, person, "grade", "Z")) == ["no_such_grade"]


def test_whoever_drafts_does_not_adopt_and_finance_sends_back_with_words(street):
    one = adopted(street)
    with pytest.raises(Forbidden):
        pay_schemes.file_scheme(scheme=one, actor=street.street_lead)
    one = pay_schemes.return_scheme(scheme=one, actor=street.finance, note="绩效占比偏高")
    assert (one.state, one.check_note) == ("returned", "绩效占比偏高")
    one = pay_schemes.change_scheme(
        scheme=one, name=one.name, from_day=FIRST, terms=NANLING, actor=street.clerk
    )
    assert (one.state, one.simulation) == ("draft", None)


def test_two_schemes_do_not_begin_on_one_day_nor_in_the_past(street):
    adopted(street)
    assert refused(lambda: scheme(street)) == ["scheme_day_taken"]
    assert refused(lambda: scheme(street, from_day=date(2026, 9, 1))) == ["scheme_day_past"]


# --- pages and REST ----------------------------------------------------------------------------------------


def typed(street, **changes) -> dict:
    """What a clerk types for a scheme with one grade and one post."""
    lines = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}
    grade = {"code": "A", "name": "一档", "amount_fen": "3,000"}
    post = {"category": "50", "coefficient": "1.2", "post_allowance_fen": "150.50"}
    return {
        "unit": street.street.pk,
        "name": "2027 方案",
        "from_day": "2026-12-01",
        "performance_fen": "800",
        "bonus_share": "0",
        "key_uplift": "0",
        "annual_monthly": "60",
        "agency_vat": "6",
        "rate_employer_pension": "16",
        "key": "0b8f9d4e-3b0e-4a52-9d9d-0d0b7f3e7a11",
        **{f"grades-{name}": value for name, value in lines.items()},
        **{f"posts-{name}": value for name, value in lines.items()},
        **{f"grades-0-{name}": value for name, value in grade.items()},
        **{f"posts-0-{name}": value for name, value in post.items()},
        **changes,
    }


def test_a_clerk_types_a_scheme_and_simulates_it(street):
    browser = at(street.clerk)
    answer = browser.post("/pay-schemes/new/", typed(street))
    one = PayScheme.objects.get()
    assert answer.status_code == 302
    assert one.terms["posts"][0] == {
        "category": "50",
        "post": "",
        "coefficient": 12_000,
        "is_key": False,
        "post_allowance_fen": 150_50,
        "special_fen": 0,
        "hazard_fen": 0,
    }
    assert (one.terms["rates"]["employer_pension"], one.terms["agency_vat"]) == (1600, 600)
    answer = browser.post(f"/pay-schemes/{one.pk}/simulate/", {"version": one.version}, follow=True)
    assert "Nothing stands against it." in answer.content.decode()
    faulty = browser.post("/pay-schemes/new/", typed(street, **{"grades-0-amount_fen": ""}))
    assert faulty.status_code == 400
    assert "一档" in faulty.content.decode(), "what was typed stays"


def test_rest_tells_a_scheme_as_the_page_does(street):
    body = {
        "unit": street.street.pk,
        "name": "方案",
        "from_day": "2026-12-01",
        "terms": {"grades": [{"code": "A", "name": "一档", "amount": "3000.00"}], "performance": "800.00"},
    }
    made = desk(street.clerk).post("pay-schemes/", body)
    assert (made.status_code, made.answer["terms"]["grades"][0]["amount_fen"]) == (201, 3_000_00)
    done = desk(street.clerk).post(f"pay-schemes/{made.answer['id']}/simulate/", {})
    assert (done.answer["state"], done.answer["simulation"]["heads"]) == ("simulated", 2)
    assert desk(street.finance).post(f"pay-schemes/{made.answer['id']}/adopt/").status_code == 403
