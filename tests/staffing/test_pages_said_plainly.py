"""What a tired clerk is told before and after an act: late starts, names that differ, days still to come."""

from datetime import date

import pytest
import time_machine

from staffing.models import Engagement
from tests.factories import Office, id_number
from tests.staffing.pages import START, at, page, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True):
        found = Office(reserve=0)
        found.issue(1000, on=date(2026, 9, 1))
        found.grant(3, valid_from=date(2026, 9, 1))
        yield found


@pytest.fixture
def clerk(office):
    return at(office.clerk)


def tried(clerk, office, **changes):
    return clerk.post(page("start-work"), typed(office.street, **{"try": "yes", **changes}))


def test_a_start_whose_filing_is_over_already_is_said_so_before_it_is_registered(office, clerk):
    response = tried(clerk, office, start_date="2026-09-01")
    assert response.context["effect"].late_days > 0
    assert response.context["remarks"][0].code == "late_at_once"
    assert "as soon as registered" in words(response)


@pytest.mark.parametrize(
    ("mode", "code"), [("NO_PAPERS", "without_papers"), ("REHIRED_RETIREE", "not_past_retirement_age")]
)
def test_a_mode_that_does_not_fit_the_person_is_remarked(office, clerk, mode, code):
    assert code in {reason.code for reason in tried(clerk, office, mode=mode).context["remarks"]}


def test_a_mode_that_needs_no_filing_shows_no_clock(office, clerk):
    assert "no filing is needed" in words(tried(clerk, office, mode="SHORT_TERM"))


def test_another_name_for_a_known_number_needs_a_deliberate_tick(office, clerk):
    known = office.hire(START, person={"name": "测试甲", "id_no": id_number(77)})
    office.leave(known, START)
    body = typed(office.street, name="测试乙", start_date="2026-10-31")
    response = clerk.post(page("start-work"), body)
    assert response.status_code == 409
    assert [reason.code for reason in response.context["reasons"]] == ["named_otherwise"]
    assert "测试甲" in words(response)
    assert 'type="checkbox" name="as_on_file"' in words(response)
    assert clerk.post(page("start-work"), body | {"as_on_file": "on"}).status_code == 302
    assert Engagement.objects.count() == 2


def test_a_name_of_another_street_is_not_told(office, clerk):
    office.grant(1, street=office.other_street, valid_from=START)
    person = {"name": "测试甲", "id_no": id_number(77)}
    office.hire(START, person=person, street=office.other_street, clerk=office.other_clerk)
    response = clerk.post(page("start-work"), typed(office.street, name="测试乙"))
    assert "named_otherwise_elsewhere" in {reason.code for reason in response.context["reasons"]}
    assert "测试甲" not in words(response)


def test_who_leaves_later_has_not_left_and_who_starts_later_is_not_there_until_now(office, clerk):
    leaving, coming = office.hire(START), office.hire(date(2026, 12, 4))
    office.leave(leaving, date(2026, 11, 20))
    said = words(clerk.get(page("person", leaving.person.number)))
    assert "leaves after 2026-11-20" in said
    assert "has left" not in said
    assert "from 2026-12-04" in words(clerk.get(page("person", coming.person.number)))
