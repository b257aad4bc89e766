"""补正: an entry told as it was, while its filing lies with the street."""

from datetime import date

import pytest

from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent
from quota_pool.refusals import Refusal
from staffing.models import FilingEvent
from staffing.services import filings

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


class TestAnEntryMended:
    def test_a_returned_filing_is_mended_and_passes(self, office_of_one):
        office = office_of_one
        person = office.hire(OCTOBER_30, entry_channel="")
        filing = person.filings.get()
        filings.submit(filing=filing, actor=office.clerk)
        filings.return_(filing=filing, reasons=["FUNDING"], actor=office.bureau)
        mended = office.correct(person, entry_channel="OPEN", funding_source="11", legal_employer="某公司")
        assert (mended.entry_channel, mended.funding_source) == ("OPEN", "11")
        filing.refresh_from_db()
        found = {check["ruling"]["rule"]: check["result"] for check in filing.checks}
        assert found["funding_source"] == found["recruitment_evidence"] == "passed"
        assert filing.deadline == november(6)  # the correction limit of the return
        event = AuditEvent.objects.get(act="engagement.correct")
        assert event.reason == "登记时漏填"
        assert filings.submit(filing=filing, actor=office.clerk).state == "submitted"
        assert verify(office.district) == []

    def test_what_lies_with_the_bureau_or_is_decided_is_not_mended(self, office_of_one):
        office = office_of_one
        person = office.hire(OCTOBER_30)
        filings.submit(filing=person.filings.get(), actor=office.clerk)
        with pytest.raises(Refusal) as refusal:
            office.correct(person, funding_source="11")
        assert codes(refusal) == {"wrong_state"}
        filings.accept(filing=person.filings.get(), actor=office.bureau)
        with pytest.raises(Refusal) as refusal:
            office.correct(person, funding_source="11")
        assert codes(refusal) == {"wrong_state"}

    @pytest.mark.parametrize("day", [date(2026, 11, 3), date(2026, 11, 6), date(2026, 11, 9)])
    def test_the_first_day_moves_and_the_clock_with_it(self, office_of_one, clock, day):
        office = office_of_one
        go_to(clock, november(9))
        person = office.hire(november(5))
        mended = office.correct(person, start_date=day)
        filing = person.filings.get()
        assert (filing.event_date, mended.start_date, mended.counted_from) == (day, day, day)
        assert filing.deadline == mended.filing_deadline
        assert office.figures(on=day) == ONE_HELD
        assert office.figures(on=date.fromordinal(day.toordinal() - 1))["free"] == 1
        assert mended.terms.filter(replaced_at=None).get().from_day == day
        assert verify(office.district) == []
        again = office.correct(mended, start_date=november(4))
        assert office.figures(on=november(4)) == ONE_HELD
        assert again.standing == "seated"
        assert verify(office.district) == []
        office.leave(again, november(7))
        assert office.figures(on=november(8))["free"] == 1
        assert verify(office.district) == []

    def test_days_that_do_not_fit_are_spent_without_a_head(self, office_of_one, clock):
        office = office_of_one
        first = office.hire(OCTOBER_30)
        go_to(clock, november(9))
        office.leave(first, november(4))
        person = office.hire(november(6))
        mended = office.correct(person, start_date=november(2))
        assert mended.standing == "seated"
        over = {day: office.figures(on=november(day))["over"] for day in (1, 2, 5, 6, 9)}
        assert over == {1: 0, 2: 1, 5: 1, 6: 0, 9: 0}
        assert verify(office.district) == []
        office.leave(mended, november(3))
        assert office.figures(on=november(4))["over"] == 0
        assert verify(office.district) == []

    def test_a_start_to_come_comes_on_another_day_or_has_come(self, office_of_one, clock):
        office = office_of_one
        person = office.hire(november(12))
        office.correct(person, start_date=november(16))
        assert office.figures(on=november(13))["reserved"] == 1
        go_to(clock, november(9))
        mended = office.correct(person, start_date=november(3))
        assert office.figures(on=november(2))["reserved"] == 1
        assert office.figures(on=november(3)) == ONE_HELD
        assert verify(office.district) == []
        office.correct(mended, start_date=november(5))
        assert office.figures(on=november(4))["held"] == 0
        assert verify(office.district) == []

    def test_who_came_before_a_head_was_set_aside_needs_one_that_was_free(self, office_of_one, clock):
        office = office_of_one
        first = office.hire(OCTOBER_30)
        go_to(clock, november(9))
        office.leave(first, november(5))
        person = office.hire(november(12))
        mended = office.correct(person, start_date=november(3))
        assert mended.standing == "seated"
        over = {day: office.figures(on=november(day))["over"] for day in (2, 3, 8, 9)}
        assert over == {2: 0, 3: 1, 8: 1, 9: 0}
        assert verify(office.district) == []

    def test_who_has_not_come_yet_has_a_head_set_aside(self, office_of_one, clock):
        office = office_of_one
        go_to(clock, november(5))
        person = office.hire(november(4))
        mended = office.correct(person, start_date=november(12))
        assert office.figures(on=november(5))["reserved"] == 1
        assert office.figures(on=november(4), known_on=november(4))["free"] == 1
        assert verify(office.district) == []
        go_to(clock, november(12))
        assert office.figures(on=november(12)) == ONE_HELD
        office.correct(mended, start_date=november(11))
        assert verify(office.district) == []

    def test_known_before_the_correction_it_was_as_it_was(self, office_of_one, clock):
        office = office_of_one
        go_to(clock, november(4))
        person = office.hire(november(4))
        go_to(clock, november(9))
        office.correct(person, start_date=november(6))
        assert office.figures(on=november(5), known_on=november(5)) == ONE_HELD
        assert office.figures(on=november(5))["free"] == 1

    def test_who_was_found_without_a_head_was_so_from_another_day(self, office, clock):
        go_to(clock, november(9))
        person = office.register(november(5))
        office.correct(person, start_date=november(3))
        assert office.figures(on=november(3))["over"] == 1
        office.correct(person, start_date=november(6))
        assert office.figures(on=november(5))["over"] == 0
        with pytest.raises(Refusal):
            office.correct(person, start_date=november(12))
        assert verify(office.district) == []

    def test_the_step_of_the_filing_is_not_invented(self, office_of_one):
        person = office_of_one.hire(OCTOBER_30)
        office_of_one.correct(person, funding_source="11")
        assert not FilingEvent.objects.exists()
