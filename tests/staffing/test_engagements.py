"""Hire first, file after, leave: what a street may do with its heads, and what it is told when it may not."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from quota_pool import ledger
from quota_pool.ledger.proof import verify
from quota_pool.models import Act, AuditEvent, ScheduledAct
from quota_pool.refusals import Refusal, Stale
from staffing.models import Engagement, Filing, Person
from staffing.services import engagements
from tests.factories import invented

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


# --- who uses a head -------------------------------------------------------------------------------------


@pytest.mark.requirement("R-007")
@pytest.mark.parametrize("mode", ["DIRECT", "DISPATCH", "REHIRED_RETIREE", "NO_PAPERS"])
def test_whoever_is_counted_takes_a_head(street_of_two, mode):
    street_of_two.hire(OCTOBER_30, mode=mode)
    assert street_of_two.figures()["held"] == 1
    assert verify(street_of_two.district) == []


@pytest.mark.parametrize("mode", ["OUTSOURCED", "PUBLIC_WELFARE", "SHORT_TERM", "SECONDED", "COMMUNITY"])
def test_whoever_is_not_counted_is_registered_even_when_nothing_is_free(office, mode):
    engagement = office.hire(OCTOBER_30, mode=mode)
    assert (engagement.standing, engagement.pool) == ("uncounted", None)
    assert not engagement.filings.exists()
    assert (office.figures()["held"], office.figures()["over"]) == (0, 0)
    office.leave(engagement, OCTOBER_30)
    assert verify(office.district) == []


def test_one_person_with_several_posts_counts_once(street_of_two):
    engagement = street_of_two.hire(OCTOBER_30, other_posts=("窗口", "巡查"))
    assert engagement.terms.get().other_posts == ["窗口", "巡查"]
    assert street_of_two.figures()["held"] == 1


def test_whoever_is_engaged_until_a_task_is_done_sits_on_a_mobile_grant_only(street_of_two):
    with pytest.raises(Refusal) as refusal:
        street_of_two.hire(OCTOBER_30, mode="PROJECT")
    assert codes(refusal) == {"mobile_only"}
    mobile = street_of_two.mobile(1, OCTOBER_30, date(2026, 12, 31))
    assert street_of_two.hire(OCTOBER_30, mode="PROJECT").pool == mobile


def test_the_lump_sum_is_used_up_before_the_mobile_grant(street_of_two):
    later = street_of_two.mobile(1, OCTOBER_30, date(2026, 12, 31))
    sooner = street_of_two.mobile(1, OCTOBER_30, date(2026, 11, 30))
    pools = [street_of_two.hire(OCTOBER_30).pool for _ in range(4)]
    assert pools == [street_of_two.lump_sum(), street_of_two.lump_sum(), sooner, later]


def test_a_mobile_grant_seats_nobody_outside_its_term(office):
    mobile = office.mobile(1, november(10), november(20))
    for day in (OCTOBER_30, november(21)):
        with pytest.raises(Refusal) as refusal:
            office.hire(day, pool=mobile)
        assert codes(refusal) == {"grant_not_valid"}
        assert refusal.value.reasons[0].facts["valid_from"] == "2026-11-10"


def test_nobody_is_counted_in_two_streets_and_the_other_street_is_not_named(street_of_two):
    somebody = invented()
    street_of_two.grant(1, street=street_of_two.other_street, valid_from=OCTOBER_30)
    street_of_two.hire(OCTOBER_30, person=somebody)
    with pytest.raises(Refusal) as refusal:
        street_of_two.hire(
            OCTOBER_30,
            person=somebody,
            street=street_of_two.other_street,
            clerk=street_of_two.other_clerk,
        )
    reason = refusal.value.reasons[0]
    assert reason.code == "already_engaged"
    assert "甲街道" not in reason.detail
    with pytest.raises(Refusal) as refusal:
        street_of_two.hire(OCTOBER_30, person=somebody)
    assert codes(refusal) == {"already_engaged_here"}
    assert Person.objects.count() == 1


def test_every_reason_is_told_at_once(office):
    office.grant(1, valid_from=OCTOBER_30)
    somebody = invented()
    office.hire(OCTOBER_30, person=somebody)
    with pytest.raises(Refusal) as refusal:
        office.hire(OCTOBER_30, person=somebody, primary_post="财务")
    assert codes(refusal) == {"already_engaged_here", "no_free_head", "forbidden_post"}


# --- starts on other days --------------------------------------------------------------------------------


@pytest.mark.requirement("R-017")
def test_a_start_dated_before_the_grant_is_refused_with_the_first_day_that_would_do(office, clock):
    go_to(clock, november(6))
    office.grant(1, valid_from=november(6))
    with pytest.raises(Refusal) as refusal:
        office.hire(november(3))
    reason = refusal.value.reasons[0]
    assert reason.code == "no_free_head_then"
    assert reason.facts["first_day"] == "2026-11-06"
    assert "2026-11-06" in reason.remedy
    assert office.hire(november(6)).start_date == november(6)
    assert verify(office.district) == []


@pytest.mark.requirement("R-017")
def test_a_start_is_not_dated_back_onto_a_day_when_the_only_head_was_owed(street_of_two, clock):
    """The head that is free today was recalled on 4 November and sat on until the 5th."""
    first, second = street_of_two.hire(OCTOBER_30), street_of_two.hire(OCTOBER_30)
    go_to(clock, november(4))
    street_of_two.grant(1, valid_from=november(4))
    go_to(clock, november(6))
    street_of_two.leave(first, november(5))
    go_to(clock, november(8))
    street_of_two.leave(second, november(1))
    assert street_of_two.figures(on=november(4))["free"] == 0
    with pytest.raises(Refusal) as refusal:
        street_of_two.hire(november(4))
    assert refusal.value.reasons[0].facts["first_day"] == "2026-11-06"
    street_of_two.hire(november(6))
    assert verify(street_of_two.district) == []


def test_a_start_too_far_ahead_is_a_plan_not_an_act(street_of_two):
    with pytest.raises(Refusal) as refusal:
        street_of_two.hire(date(2027, 3, 1))
    assert codes(refusal) == {"start_too_far"}


@pytest.mark.requirement("R-009")
def test_a_start_to_come_blocks_its_head_at_once_and_a_cancelled_one_frees_it(office):
    office.grant(1, valid_from=OCTOBER_30)
    engagement = office.hire(november(9))
    assert office.figures() == {
        "granted": 1, "reserved": 1, "held": 0, "occupied": 0, "free": 0, "over": 0,
    }  # fmt: skip
    with pytest.raises(Refusal):
        office.hire(OCTOBER_30)
    office.cancel(engagement)
    assert (office.figures()["reserved"], office.figures()["free"]) == (0, 1)
    assert engagement.filings.get().state == Filing.State.VOIDED
    office.hire(OCTOBER_30)
    assert verify(office.district) == []


@pytest.mark.requirement("R-028")
def test_the_terms_of_a_start_called_off_do_not_change(office):
    office.grant(1, valid_from=OCTOBER_30)
    coming = office.hire(date(2026, 11, 9))
    engagements.cancel_start(engagement=coming, actor=office.clerk, key="off", reason="取消")
    with pytest.raises(Refusal) as refusal:
        engagements.change_terms(
            engagement=coming,
            on=OCTOBER_30,
            changes={"department": "党建办"},
            actor=office.clerk,
            reason="调整",
        )
    assert codes(refusal) == {"not_on_post"}


def test_a_start_that_has_come_is_not_cancelled_but_ended(street_of_two, clock):
    engagement = street_of_two.hire(november(3))
    go_to(clock, november(3))
    with pytest.raises(Refusal) as refusal:
        street_of_two.cancel(engagement)
    assert codes(refusal) == {"started_already"}


@pytest.mark.requirement("R-009")
def test_a_start_whose_head_was_cut_is_struck_and_its_exit_with_it(street_of_two, clock):
    stays = street_of_two.hire(OCTOBER_30)
    never_came = street_of_two.hire(november(5))
    street_of_two.leave(never_came, november(10))
    go_to(clock, november(3))
    street_of_two.grant(1, valid_from=november(3))
    go_to(clock, november(20))
    assert street_of_two.figures()["held"] == 1
    street_of_two.grant(2, valid_from=november(20))  # whoever locks next posts what is due
    never_came.refresh_from_db()
    assert never_came.void_reason == "head_cut_before_start"
    assert not never_came.terms.filter(replaced_at=None).exists()
    assert street_of_two.figures()["held"] == 1
    assert Engagement.objects.get(pk=stays.pk).end_date is None
    assert verify(street_of_two.district) == []


def test_the_background_worker_posts_what_is_due_and_strikes_what_lost_its_head(street_of_two, clock):
    comes, never_came = street_of_two.hire(november(5)), street_of_two.hire(november(6))
    go_to(clock, november(3))
    street_of_two.grant(1, valid_from=november(3))
    go_to(clock, november(9))
    call_command("work", once=True, stdout=StringIO())
    assert ledger.units_behind(street_of_two.district.pk) == []
    assert set(ScheduledAct.objects.values_list("subject_id", "outcome")) == {
        (comes.pk, "posted"),
        (never_came.pk, "refused"),
    }
    event = AuditEvent.objects.get(act="engagement.start_refused")
    assert (event.origin, event.object_id) == ("job", str(never_came.pk))
    assert verify(street_of_two.district) == []


def test_nobody_leaves_who_was_struck_before_the_start(street_of_two, clock):
    street_of_two.hire(OCTOBER_30)
    never_came = street_of_two.hire(november(5))
    go_to(clock, november(3))
    street_of_two.grant(1, valid_from=november(3))
    go_to(clock, november(6))
    with pytest.raises(Refusal):
        street_of_two.leave(never_came, november(5))
    assert verify(street_of_two.district) == []


def test_a_cut_takes_the_newest_reservation_and_leaves_the_older_start_alone(street_of_two, clock):
    older, newer = street_of_two.hire(november(10)), street_of_two.hire(november(5))
    go_to(clock, november(3))
    street_of_two.grant(1, valid_from=november(3))
    assert street_of_two.figures(on=november(5))["reserved"] == 1
    assert street_of_two.figures(on=november(10))["held"] == 1
    go_to(clock, november(10))
    street_of_two.grant(3, valid_from=november(10))
    older.refresh_from_db()
    newer.refresh_from_db()
    assert older.voided_at is None
    assert newer.voided_at is not None
    assert verify(street_of_two.district) == []


# --- exits -----------------------------------------------------------------------------------------------


def test_ranking_last_is_no_reason_to_leave_and_the_lawful_way_is_named(street_of_two):
    engagement = street_of_two.hire(OCTOBER_30)
    with pytest.raises(Refusal) as refusal:
        street_of_two.leave(engagement, OCTOBER_30, exit_reason="60")
    reason = refusal.value.reasons[0]
    assert reason.code == "last_place_exit"
    with translation.override("en"):
        assert "found not competent, then trained or moved" in reason.remedy
    engagement.refresh_from_db()
    assert engagement.end_date is None


def test_an_exit_has_a_filing_of_its_own_whose_clock_starts_the_next_working_day(street_of_two):
    engagement = street_of_two.hire(OCTOBER_30)
    street_of_two.leave(engagement, OCTOBER_30)
    filing = engagement.filings.get(kind="exit")
    assert (filing.event_date, filing.deadline) == (OCTOBER_30, november(27))


@pytest.mark.requirement("R-028")
def test_nobody_leaves_twice_or_before_the_first_day(street_of_two, clock):
    engagement = street_of_two.hire(OCTOBER_30)
    with pytest.raises(Refusal) as refusal:
        street_of_two.leave(engagement, date(2026, 10, 29))
    assert codes(refusal) == {"exit_before_start"}
    street_of_two.leave(engagement, november(6))
    with pytest.raises(Refusal) as refusal:
        street_of_two.leave(engagement, november(9))
    assert codes(refusal) == {"exit_already_recorded"}


def test_an_exit_recorded_late_is_never_refused_whatever_was_cut_meanwhile(office, clock):
    """The head was recalled, given back and recalled again; the person had left before all of it."""
    office.grant(1, valid_from=OCTOBER_30)
    engagement = office.hire(OCTOBER_30)
    for day, heads in ((4, 0), (5, 1), (7, 0)):
        go_to(clock, november(day))
        office.grant(heads, valid_from=november(day))
    go_to(clock, november(8))
    office.leave(engagement, november(3))
    for day, granted in ((3, 1), (4, 0), (5, 1), (7, 0), (8, 0)):
        assert office.figures(on=november(day))["granted"] == granted
        assert office.figures(on=november(day))["over"] == 0
    assert office.figures(on=november(7), known_on=november(7))["over"] == 1
    assert verify(office.district) == []


def test_an_exit_before_a_move_frees_the_first_grant_and_takes_the_move_back(office, clock):
    office.grant(1, valid_from=OCTOBER_30)
    engagement = office.hire(OCTOBER_30)
    mobile = office.mobile(1, OCTOBER_30, date(2026, 12, 31))
    go_to(clock, november(5))
    office.seat(engagement, mobile)
    go_to(clock, november(9))
    left = office.leave(engagement, november(3))
    assert left.pool == office.lump_sum()
    assert office.figures(on=november(3))["held"] == 1
    for day in (4, 5, 9):
        assert office.figures(on=november(day))["free"] == 2
    assert verify(office.district) == []


def test_an_exit_before_the_seating_leaves_from_without_a_head(office, clock):
    engagement = office.register(OCTOBER_30)
    office.grant(1, valid_from=OCTOBER_30)
    go_to(clock, november(5))
    office.seat(engagement, office.lump_sum())
    go_to(clock, november(9))
    office.leave(engagement, november(3))
    assert office.figures(on=november(3))["over"] == 1
    for day in (4, 5, 9):
        assert office.figures(on=november(day)) == {
            "granted": 1, "reserved": 0, "held": 0, "occupied": 0, "free": 1, "over": 0,
        }  # fmt: skip
    assert verify(office.district) == []


# --- the same click twice, the row changed meanwhile -------------------------------------------------------


@pytest.mark.requirement("R-024")
def test_the_same_key_hires_once_and_lets_go_once(street_of_two):
    somebody, work = invented(), engagements.Work(start_date=OCTOBER_30, mode="DIRECT", post_category="50")
    hire = {"unit": street_of_two.street, "person": somebody, "work": work, "actor": street_of_two.clerk}
    first, second = (engagements.start_work(**hire, key="one-click") for _ in range(2))
    assert first.pk == second.pk
    assert Engagement.objects.count() == 1
    for _ in range(2):
        street_of_two.leave(first, OCTOBER_30, key="out")
    assert Act.objects.filter(kind="exit").count() == 1
    assert first.filings.filter(kind="exit").count() == 1
    assert verify(street_of_two.district) == []


@pytest.mark.requirement("R-015")
def test_an_exit_on_a_row_changed_meanwhile_is_stale(street_of_two):
    engagement = street_of_two.hire(OCTOBER_30)
    engagements.change_terms(
        engagement=engagement,
        on=OCTOBER_30,
        changes={"department": "综合办"},
        actor=street_of_two.clerk,
        reason="",
    )
    with pytest.raises(Stale):
        street_of_two.leave(engagement, OCTOBER_30, seen=1)
