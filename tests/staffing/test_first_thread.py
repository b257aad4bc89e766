"""The thin thread through all floors: grant, hire first, file after, leave; and the books agree."""

from datetime import date

import pytest
import time_machine

from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book
from quota_pool.refusals import Refusal
from staffing.models import Filing
from staffing.selectors import unit_position
from staffing.services import engagements, filings
from tests.factories import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day):
    return Office()


def figures(office, on=None, known_on=None):
    row = unit_position(office.street, on=on, known_on=known_on)
    return {name: row.total(name) for name in ("granted", "reserved", "held", "occupied", "free")} | {
        "over": row.over
    }


def test_a_person_is_seated_at_once_and_filed_afterwards(office):
    office.grant(2, valid_from=date(2026, 10, 30))
    engagement = office.hire(date(2026, 10, 30))
    assert figures(office) == {"granted": 2, "reserved": 0, "held": 1, "occupied": 0, "free": 1, "over": 0}

    filing = Filing.objects.get(engagement=engagement)
    assert filing.deadline == date(2026, 11, 27)
    filings.submit(filing=filing, actor=office.clerk)
    filings.accept(filing=filing, actor=office.bureau)

    assert figures(office) == {"granted": 2, "reserved": 0, "held": 0, "occupied": 1, "free": 1, "over": 0}
    assert verify(office.district) == []


def test_the_last_head_is_refused_with_its_numbers(office):
    office.grant(1, valid_from=date(2026, 10, 30))
    office.hire(date(2026, 10, 30))
    with pytest.raises(Refusal) as refusal:
        office.hire(date(2026, 10, 30))
    reason = refusal.value.reasons[0]
    assert reason.code == "no_free_head"
    assert reason.facts["granted"] == 1
    assert reason.facts["used"] == 1
    assert verify(office.district) == []


def test_an_exit_today_frees_the_head_tomorrow(office, day):
    office.grant(1, valid_from=date(2026, 10, 30))
    engagement = office.hire(date(2026, 10, 30))
    engagements.exit_work(
        engagement=engagement, last_day=date(2026, 10, 30), exit_reason="13", actor=office.clerk, key="exit"
    )
    with pytest.raises(Refusal) as refusal:
        office.hire(date(2026, 10, 30))
    assert "2026-10-31" in refusal.value.reasons[0].remedy
    day.move_to("2026-10-31T02:00:00Z")
    office.hire(date(2026, 10, 31))
    assert verify(office.district) == []


def test_a_cut_below_use_recalls_and_the_next_exit_feeds_the_district(office, day):
    office.grant(2, valid_from=date(2026, 10, 30))
    first, _second = office.hire(date(2026, 10, 30)), office.hire(date(2026, 10, 30))
    reserve = Account.objects.get(district=office.district, book=Book.RESERVE)
    before = reserve.balance
    day.move_to("2026-11-02T02:00:00Z")
    office.grant(1, valid_from=date(2026, 11, 2))
    assert figures(office)["over"] == 1
    with pytest.raises(Refusal) as refusal:
        office.hire(date(2026, 11, 2))
    assert {reason.code for reason in refusal.value.reasons} == {"no_free_head", "intake_closed"}
    day.move_to("2026-11-06T02:00:00Z")
    engagements.exit_work(
        engagement=first, last_day=date(2026, 11, 3), exit_reason="13", actor=office.clerk, key="exit"
    )
    assert figures(office) == {"granted": 1, "reserved": 0, "held": 1, "occupied": 0, "free": 0, "over": 0}
    reserve.refresh_from_db()
    assert reserve.balance == before + 1
    assert verify(office.district) == []


def test_a_late_recorded_exit_before_the_cut_feeds_on_the_day_of_the_cut(office, day):
    office.grant(2, valid_from=date(2026, 10, 30))
    first, _second = office.hire(date(2026, 10, 30)), office.hire(date(2026, 10, 30))
    day.move_to("2026-11-04T02:00:00Z")
    office.grant(1, valid_from=date(2026, 11, 4))
    day.move_to("2026-11-06T02:00:00Z")
    engagements.exit_work(
        engagement=first, last_day=date(2026, 11, 1), exit_reason="13", actor=office.clerk, key="exit"
    )
    assert verify(office.district) == []
    assert figures(office, on=date(2026, 11, 3))["free"] == 1
    assert figures(office, on=date(2026, 11, 4)) == figures(office)
    assert figures(office, on=date(2026, 11, 5), known_on=date(2026, 11, 5))["over"] == 1


def test_a_future_start_reserves_today_and_is_seated_by_the_next_who_locks(office, day):
    office.grant(1, valid_from=date(2026, 10, 30))
    office.hire(date(2026, 11, 3))
    assert figures(office)["reserved"] == 1
    assert figures(office)["free"] == 0
    day.move_to("2026-11-03T02:00:00Z")
    assert figures(office)["held"] == 1
    assert figures(office)["reserved"] == 0
    with pytest.raises(Refusal):
        office.hire(date(2026, 11, 3))
    assert Account.objects.get(pool__unit=office.street, book=Book.SEATED).balance == 0
    office.grant(2, valid_from=date(2026, 11, 3))
    office.hire(date(2026, 11, 3))
    assert Account.objects.get(pool__unit=office.street, book=Book.SEATED).balance == 2
    assert verify(office.district) == []
