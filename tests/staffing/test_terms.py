"""Changes during employment: a new post or contract leaves the old days as they were."""

from datetime import date

import pytest

from quota_pool.refusals import Refusal
from staffing.models import Term
from staffing.services import engagements

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)


def november(day: int) -> date:
    return date(2026, 11, day)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


@pytest.fixture
def street_of_two(office):
    """Two lump-sum heads from today on."""
    office.grant(2, valid_from=OCTOBER_30)
    return office


def test_a_change_of_post_leaves_the_old_days_as_they_were(street_of_two, clock):
    engagement = street_of_two.hire(OCTOBER_30, monthly_pay_fen=450_000)
    go_to(clock, november(9))
    changed = engagements.change_terms(
        engagement=engagement,
        on=november(5),
        changes={"primary_post": "窗口", "monthly_pay_fen": 480_000},
        actor=street_of_two.clerk,
        reason="调岗",
    )
    assert changed.primary_post == "窗口"
    terms = [(t.from_day, t.to_day, t.primary_post, t.monthly_pay_fen) for t in _standing_terms(engagement)]
    assert terms == [
        (OCTOBER_30, november(4), "网格员", 450_000),
        (november(5), None, "窗口", 480_000),
    ]
    assert Term.objects.filter(engagement=engagement).count() == 3


def _standing_terms(engagement):
    return engagement.terms.filter(replaced_at=None)


def test_a_change_to_come_is_entered_when_its_day_has_come(street_of_two):
    engagement = street_of_two.hire(OCTOBER_30)
    with pytest.raises(Refusal) as refusal:
        _move_to_the_counter(street_of_two, engagement, november(20))
    assert codes(refusal) == {"change_to_come"}


def test_a_change_dated_back_before_another_one_leaves_todays_row_with_both(street_of_two, clock):
    engagement = street_of_two.hire(OCTOBER_30)
    go_to(clock, november(9))
    _move_to_the_counter(street_of_two, engagement, november(6))
    changed = engagements.change_terms(
        engagement=engagement,
        on=november(3),
        changes={"department": "综合办"},
        actor=street_of_two.clerk,
        reason="",
    )
    assert (changed.primary_post, changed.department) == ("窗口", "综合办")


def _move_to_the_counter(office, engagement, on):
    return engagements.change_terms(
        engagement=engagement, on=on, changes={"primary_post": "窗口"}, actor=office.clerk, reason="调岗"
    )


@pytest.mark.parametrize(("mode", "code"), [("OUTSOURCED", "counted_otherwise"), ("PROJECT", "mobile_only")])
def test_a_mode_that_is_counted_otherwise_is_no_change_but_an_exit_and_a_start(street_of_two, mode, code):
    engagement = street_of_two.hire(OCTOBER_30)
    with pytest.raises(Refusal) as refusal:
        engagements.change_terms(
            engagement=engagement,
            on=OCTOBER_30,
            changes={"mode": mode},
            actor=street_of_two.clerk,
            reason="",
        )
    assert codes(refusal) == {code}
