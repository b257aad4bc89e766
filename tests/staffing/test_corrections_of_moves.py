"""First and last days corrected of people who came out of a recruitment or went to another street."""

from datetime import date

import pytest

from quota_pool.ledger.proof import verify
from staffing.models import Engagement

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-007")]
OCTOBER_30 = date(2026, 10, 30)


def november(day: int) -> date:
    return date(2026, 11, day)


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


def again(engagement) -> Engagement:
    return Engagement.objects.get(pk=engagement.pk)


@pytest.fixture
def both(office):
    """Two streets with two heads each."""
    office.grant(2, valid_from=OCTOBER_30)
    office.grant(2, office.other_street, valid_from=OCTOBER_30)
    return office


def test_who_was_sought_and_came_later_leaves_no_head_set_aside_for_nobody(both, clock):
    one = both.recruit(2)
    go_to(clock, november(6))
    person = both.hire(november(2), recruitment=one)
    both.hire(november(2), recruitment=one)
    both.correct(person, start_date=november(4))
    one.refresh_from_db()
    assert (one.state, one.hold.left) == ("filled", 0)
    figures = both.figures()
    assert (figures["reserved"], figures["held"], figures["free"]) == (0, 2, 0)
    assert both.figures(november(3))["held"] == 1
    assert verify(both.district) == []


def test_who_was_sought_and_came_earlier_sat_on_the_head_set_aside(both, clock):
    both.recruit(1)
    one = both.recruit(1)
    go_to(clock, november(6))
    person = both.hire(november(4), recruitment=one)
    corrected = both.correct(person, start_date=november(2))
    assert corrected.standing == "seated"
    figures = both.figures(november(3))
    assert (figures["reserved"], figures["held"], figures["over"]) == (1, 1, 0)
    assert verify(both.district) == []


def test_a_start_whose_head_was_cut_may_be_told_twice(both, clock):
    person = both.hire(november(10))
    both.grant(0, valid_from=OCTOBER_30)
    go_to(clock, november(6))
    person = both.correct(again(person), start_date=november(4))
    assert person.standing == "unseated"
    both.grant(2, valid_from=november(6))
    both.seat(person, both.lump_sum())
    for day in (3, 5):
        both.correct(again(person), start_date=november(day))
        assert verify(both.district) == []


def handed_over(both, clock):
    """A person who left for the other street on the fourth, and who is corrected on the tenth."""
    person = both.hire(OCTOBER_30)
    go_to(clock, november(10))
    done = both.take_over(both.offer(person, from_day=november(2)), on=november(4))
    return person, done.new_engagement


def test_who_came_to_the_other_street_later_left_the_first_one_later(both, clock):
    person, new = handed_over(both, clock)
    both.correct(new, start_date=november(8))
    both.move_exit(again(person), november(5))
    assert both.figures(november(5))["held"] == 1
    assert both.figures(november(6))["held"] == 0
    assert verify(both.district) == []


def test_who_never_came_to_the_other_street_never_left(both, clock):
    person, new = handed_over(both, clock)
    both.cancel(both.correct(new, start_date=november(12)))
    both.take_back(again(person))
    assert both.figures()["held"] == 1
    assert both.figures(street=both.other_street)["free"] == 2
    assert verify(both.district) == []
