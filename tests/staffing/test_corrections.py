"""更正: an exit taken back, a last day told as it was, an entry mended while its filing is open."""

from datetime import date

import pytest
from django.http import Http404

from quota_pool.ledger.proof import verify
from quota_pool.models import Act, AuditEvent
from quota_pool.refusals import Refusal, Stale
from staffing.models import Engagement, Filing
from staffing.services import corrections, engagements
from tests.factories import invented
from tests.staffing import rosters

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-007")]

OCTOBER_30 = date(2026, 10, 30)
ONE_HELD = {"granted": 1, "reserved": 0, "held": 1, "occupied": 0, "free": 0, "over": 0}


def november(day: int) -> date:
    return date(2026, 11, day)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


@pytest.fixture
def office_of_one(office):
    office.grant(1, valid_from=OCTOBER_30)
    return office


@pytest.fixture
def street_of_two(office):
    office.grant(2, valid_from=OCTOBER_30)
    return office


class TestAnExitTakenBack:
    def test_before_its_day_it_is_called_off(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        office.leave(person, november(20))
        back = office.take_back(person)
        assert (back.end_date, back.exit_reason, back.standing) == (None, "", "seated")
        assert office.figures(on=november(25)) == ONE_HELD
        assert verify(office.district) == []

    def test_after_its_day_the_person_sits_on_the_same_head_from_the_day_after(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        go_to(clock, november(6))
        office.leave(person, november(2))
        assert office.figures(on=november(4))["free"] == 1
        go_to(clock, november(9))
        back = office.take_back(person)
        assert (back.standing, back.pool) == ("seated", office.lump_sum())
        for day in (2, 3, 6, 9):
            assert office.figures(on=november(day)) == ONE_HELD
        assert office.figures(on=november(4), known_on=november(6))["free"] == 1
        assert back.terms.get(replaced_at=None).to_day is None
        assert verify(office.district) == []

    def test_whose_head_was_taken_meanwhile_stands_without_one_because_of_a_correction(
        self, office_of_one, clock
    ):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        go_to(clock, november(6))
        office.leave(person, november(2))
        office.hire(november(6))
        go_to(clock, november(9))
        back = office.take_back(person)
        assert (back.standing, back.unseated_reason, back.pool) == ("unseated", "correction", None)
        for day in (3, 9):
            assert office.figures(on=november(day))["over"] == 1
        assert office.figures(on=november(2))["over"] == 0
        assert verify(office.district) == []
        left = office.leave(back, november(8))
        assert office.figures(on=november(9))["over"] == 0
        assert left.standing == "unseated"
        assert verify(office.district) == []

    def test_where_the_exit_fed_a_recall_the_recall_stands_again(self, street_of_two, clock):
        office = street_of_two
        first = office.hire(OCTOBER_30)
        office.hire(OCTOBER_30)
        go_to(clock, november(4))
        office.grant(1, valid_from=november(4))
        go_to(clock, november(6))
        office.leave(first, november(5))
        go_to(clock, november(9))
        assert office.figures()["over"] == 0
        back = office.take_back(first)
        assert back.standing == "seated"
        assert office.figures()["over"] == 1
        assert verify(office.district) == []

    def test_its_filing_is_void_and_every_step_stays(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        office.leave(person, OCTOBER_30)
        go_to(clock, november(2))
        filing = office.file(person, "exit")
        office.take_back(person)
        filing.refresh_from_db()
        assert filing.state == Filing.State.VOIDED
        assert list(filing.events.values_list("step", flat=True)) == ["submitted", "accepted", "voided"]
        assert filing.events.last().note == "登记错了人"

    def test_a_person_moved_after_the_wrong_last_day_sits_where_they_were_moved(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        mobile = office.mobile(1, OCTOBER_30, date(2026, 12, 31))
        go_to(clock, november(5))
        office.seat(person, mobile)
        go_to(clock, november(9))
        office.leave(person, november(3))
        back = office.take_back(person)
        assert back.pool == mobile
        assert office.figures(on=november(9))["held"] == 1
        assert verify(office.district) == []

    def test_terms_that_fell_away_with_the_exit_hold_again(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        go_to(clock, november(9))
        engagements.change_terms(
            engagement=person, on=november(5), changes={"department": "综合办"}, actor=office.clerk, reason=""
        )
        office.leave(person, november(3))
        back = office.take_back(person)
        standing = back.terms.filter(replaced_at=None).values_list("from_day", "to_day", "department")
        assert list(standing) == [(OCTOBER_30, november(4), ""), (november(5), None, "综合办")]
        assert back.department == "综合办"

    def test_it_can_be_recorded_anew_and_taken_back_again(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        go_to(clock, november(9))
        for last_day in (november(3), november(5), november(2)):
            office.leave(person, last_day)
            assert office.figures(on=november(6))["free"] == 1
            office.take_back(person)
            assert office.figures(on=november(6)) == ONE_HELD
        assert verify(office.district) == []

    def test_who_is_on_post_elsewhere_meanwhile_is_not_counted_twice(self, office_of_one, clock):
        office = office_of_one
        office.grant(1, street=office.other_street, valid_from=OCTOBER_30)
        somebody = invented()
        person = office.hire(OCTOBER_30, person=somebody)
        office.leave(person, OCTOBER_30)
        go_to(clock, november(3))
        office.hire(november(2), person=somebody, street=office.other_street, clerk=office.other_clerk)
        with pytest.raises(Refusal) as refusal:
            office.take_back(person)
        assert codes(refusal) == {"already_engaged"}
        assert "乙街道" not in refusal.value.reasons[0].detail

    def test_there_has_to_be_an_exit_and_the_row_as_it_was_seen(self, office_of_one):
        person = office_of_one.hire(OCTOBER_30)
        with pytest.raises(Refusal) as refusal:
            office_of_one.take_back(person)
        assert codes(refusal) == {"no_exit_recorded"}
        office_of_one.leave(person, november(20))
        with pytest.raises(Stale):
            office_of_one.take_back(person, seen=1)

    def test_the_same_click_takes_back_once_and_another_street_may_not(self, office_of_one):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        office.leave(person, november(20))
        what = {"engagement": person, "key": "back", "reason": "登记错了人"}
        with pytest.raises(Http404):
            corrections.take_back_exit(actor=office.other_clerk, **what)
        for _time in range(2):
            corrections.take_back_exit(actor=office.clerk, **what)
        assert Act.objects.filter(kind="mirror").count() == 1
        event = AuditEvent.objects.get(act="engagement.exit_undone")
        assert event.reason == "登记错了人"

    def test_of_two_people_who_left_with_one_list_one_comes_back(self, import_office, clock):
        office, people = import_office, [rosters.person(1), rosters.person(2)]
        office.grant(2, valid_from=OCTOBER_30)
        rosters.accept(office, rosters.read(office, rosters.workbook(people)))
        go_to(clock, november(4))
        office.grant(1, valid_from=november(4))
        go_to(clock, november(9))
        leavers = [
            {name: row[name] for name in ("姓名", "身份证号")}
            | {"离职日期": "2026-11-05", "离职原因": "辞职"}
            for row in people
        ]
        rosters.accept(office, rosters.read(office, rosters.workbook(leavers)))
        assert (office.figures()["held"], office.figures()["free"]) == (0, 1)
        back = office.take_back(Engagement.objects.order_by("pk").first())
        assert back.standing == "seated"
        assert office.figures() == ONE_HELD
        assert verify(office.district) == []


class TestAnotherLastDay:
    @pytest.mark.parametrize(
        ("was", "now", "free"), [(2, 5, {3: 0, 6: 1}), (5, 2, {3: 1, 6: 1}), (2, 20, {3: 0, 9: 0})]
    )
    def test_the_head_is_free_from_the_day_after_the_right_one(self, office_of_one, clock, was, now, free):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        go_to(clock, november(9))
        office.leave(person, november(was))
        moved = office.move_exit(person, november(now))
        assert moved.end_date == november(now)
        for day, heads in free.items():
            assert office.figures(on=november(day))["free"] == heads
        assert office.figures(on=november(now + 1))["free"] == 1
        assert verify(office.district) == []
        back = office.take_back(moved)
        assert office.figures(on=november(9)) == ONE_HELD
        assert back.end_date is None
        assert verify(office.district) == []

    def test_an_exit_to_come_comes_on_another_day(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        office.leave(person, november(20))
        office.move_exit(person, november(4))
        assert office.figures(on=november(5))["free"] == 1
        go_to(clock, november(9))
        office.move_exit(person, november(6))
        assert office.figures(on=november(6))["held"] == 1
        assert verify(office.district) == []

    def test_the_days_worked_longer_are_spent_without_a_head_where_it_was_taken(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        go_to(clock, november(6))
        office.leave(person, november(2))
        office.hire(november(4))
        go_to(clock, november(9))
        moved = office.move_exit(person, november(6))
        assert (moved.standing, moved.unseated_reason) == ("unseated", "correction")
        over = {day: office.figures(on=november(day))["over"] for day in (2, 3, 6, 7)}
        assert over == {2: 0, 3: 1, 6: 1, 7: 0}
        assert verify(office.district) == []
        office.take_back(moved)
        assert office.figures(on=november(9))["over"] == 1
        assert verify(office.district) == []

    def test_it_has_a_filing_of_its_own_and_the_first_is_void(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        office.leave(person, november(20))
        office.move_exit(person, november(4))
        told = person.filings.filter(kind="exit").order_by("pk").values_list("state", "event_date")
        assert list(told) == [("voided", november(20)), ("to_submit", november(4))]

    def test_a_day_that_cannot_be_or_is_no_other_is_refused(self, office_of_one):
        office = office_of_one
        person = office.hire(november(2))
        office.leave(person, november(20))
        for day, code in (
            (OCTOBER_30, "exit_before_start"),
            (november(20), "same_last_day"),
            (date(2027, 6, 1), "exit_too_far"),
        ):
            with pytest.raises(Refusal) as refusal:
                office.move_exit(person, day)
            assert codes(refusal) == {code}
