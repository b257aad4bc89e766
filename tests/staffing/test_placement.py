"""People without a head, seated afterwards, moved between grants: always by a deliberate act."""

from datetime import date

import pytest
from django.http import Http404

from quota_pool import access
from quota_pool.as_of import AsOf
from quota_pool.ledger.proof import verify
from quota_pool.models import Entry
from quota_pool.refusals import Refusal
from staffing.headcounts import headcounts
from staffing.models import Engagement
from staffing.selectors import unit_position
from staffing.services import placement
from staffing.services.engagements import Work
from tests.factories import invented

pytestmark = pytest.mark.django_db
OCTOBER_30, YEAR_END = date(2026, 10, 30), date(2026, 12, 31)


def november(day: int) -> date:
    return date(2026, 11, day)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


def by_pool(office, **when):
    return [(pool.held, pool.occupied) for pool in unit_position(office.street, **when).pools]


@pytest.fixture
def seated(office):
    """Somebody on the street's one lump-sum head, and a mobile grant with one head free."""
    office.grant(1, valid_from=OCTOBER_30)
    engagement = office.hire(OCTOBER_30)
    engagement.spare = office.mobile(1, OCTOBER_30, YEAR_END)
    return engagement


# --- without a head --------------------------------------------------------------------------------------


def test_whoever_is_registered_without_a_head_stands_over_quota_and_closes_the_intake(office):
    office.grant(1, valid_from=OCTOBER_30)
    engagement = office.register(OCTOBER_30)
    assert (engagement.standing, engagement.unseated_reason) == ("unseated", "unauthorised")
    assert office.figures()["over"] == 1
    assert engagement.filings.get().state == "to_submit"
    with pytest.raises(Refusal) as refusal:
        office.hire(OCTOBER_30)
    assert codes(refusal) == {"intake_closed"}
    assert refusal.value.reasons[0].rule == "over_quota_closes_intake"
    assert verify(office.district) == []


def test_a_street_does_not_register_people_without_a_head_itself(office):
    office.bureau = office.clerk
    with pytest.raises(access.Forbidden):
        office.register(OCTOBER_30)


def test_nobody_is_registered_twice_or_ahead_of_time(office):
    somebody = invented()
    office.register(OCTOBER_30, person=somebody)
    with pytest.raises(Refusal) as refusal:
        office.register(OCTOBER_30, person=somebody)
    assert codes(refusal) == {"already_engaged_here"}
    with pytest.raises(Refusal) as refusal:
        office.register(november(5))
    assert codes(refusal) == {"starts_later"}
    with pytest.raises(Refusal) as refusal:
        office.register(OCTOBER_30, mode="OUTSOURCED")
    assert codes(refusal) == {"uses_no_head"}


@pytest.mark.requirement("R-024")
def test_the_same_key_registers_once(office):
    what = {
        "unit": office.street,
        "person": invented(),
        "work": Work(start_date=OCTOBER_30, mode="DIRECT", post_category="50"),
        "why": "emergency",
        "actor": office.bureau,
    }
    first, second = (placement.register_unseated(**what, key="once") for _ in range(2))
    assert first.pk == second.pk


def test_nobody_is_seated_by_force_when_a_head_comes_free(office):
    office.register(OCTOBER_30)
    office.grant(1, valid_from=OCTOBER_30)
    assert office.figures()["free"] == 1
    assert office.figures()["over"] == 1


def test_whoever_had_no_head_is_seated_from_the_day_it_is_decided(office, clock):
    engagement = office.register(OCTOBER_30)
    office.grant(1, valid_from=OCTOBER_30)
    go_to(clock, november(5))
    seated = office.seat(engagement, office.lump_sum())
    assert (seated.standing, seated.unseated_reason) == ("seated", "")
    assert office.figures()["held"] == 1
    assert office.figures(on=november(4))["over"] == 1
    assert office.figures(on=november(5))["over"] == 0
    assert verify(office.district) == []


# --- from grant to grant ---------------------------------------------------------------------------------


def test_a_move_keeps_the_days_before_it_on_the_first_grant(office, clock, seated):
    go_to(clock, november(5))
    office.seat(seated, seated.spare)
    go_to(clock, november(6))
    assert by_pool(office) == [(0, 0), (1, 0)]
    assert by_pool(office, on=november(4)) == [(1, 0), (0, 0)]
    assert by_pool(office, on=november(5)) == [(0, 0), (1, 0)]
    assert by_pool(office, on=november(5), known_on=november(4)) == [(1, 0), (0, 0)]
    assert verify(office.district) == []


def test_an_exit_to_come_frees_the_head_the_person_moved_to(office, clock, seated):
    office.leave(seated, november(5))
    office.seat(seated, seated.spare)
    go_to(clock, november(9))
    assert office.hire(november(9)).pool == office.lump_sum()
    assert by_pool(office) == [(1, 0), (0, 0)]
    assert verify(office.district) == []


def test_an_exit_to_come_of_somebody_without_a_head_follows_them_onto_one(office, clock):
    engagement = office.register(OCTOBER_30)
    office.leave(engagement, november(5))
    office.grant(1, valid_from=OCTOBER_30)
    office.seat(engagement, office.lump_sum())
    go_to(clock, november(9))
    office.hire(november(9))
    assert verify(office.district) == []


def test_an_exit_without_a_head_counts_on_its_day_whoever_posts_it(office, clock):
    office.leave(office.register(OCTOBER_30), november(5))
    assert office.figures(on=november(5))["over"] == 1
    assert office.figures(on=november(6))["over"] == 0
    go_to(clock, november(9))
    assert office.figures()["over"] == 0
    office.grant(1, valid_from=november(9))
    assert verify(office.district) == []


def test_whoever_left_before_the_seating_sat_on_no_head_on_any_day(office, clock):
    engagement = office.register(OCTOBER_30)
    office.grant(1, valid_from=OCTOBER_30)
    go_to(clock, november(9))
    office.seat(engagement, office.lump_sum())
    gone = office.leave(engagement, november(5))
    assert (gone.standing, gone.unseated_reason, gone.pool) == ("unseated", "unauthorised", None)
    assert office.figures(on=november(5))["over"] == 1
    assert verify(office.district) == []


def test_headcounts_of_a_past_day_say_who_had_no_head_then(office, clock):
    engagement = office.register(OCTOBER_30)
    office.grant(1, valid_from=OCTOBER_30)
    go_to(clock, november(9))
    office.seat(engagement, office.lump_sum())
    [then] = headcounts(Engagement.objects.all(), AsOf(on=november(5)))
    [today] = headcounts(Engagement.objects.all(), AsOf())
    assert (then["unseated"], then["unfiled"]) == (1, 0)
    assert (today["unseated"], today["unfiled"]) == (0, 1)


def test_a_move_off_a_recalled_grant_feeds_the_district(office, clock, seated):
    go_to(clock, november(5))
    office.grant(0, valid_from=november(5))
    assert office.figures()["over"] == 1
    office.seat(seated, seated.spare)
    assert office.figures()["over"] == 0
    assert Entry.objects.filter(source__book="free", target__book="reserve").count() == 1
    assert verify(office.district) == []


def test_a_full_grant_takes_nobody_else_in(office, seated):
    office.grant(2, valid_from=OCTOBER_30)
    office.hire(OCTOBER_30, pool=seated.spare)
    with pytest.raises(Refusal) as refusal:
        office.seat(seated, seated.spare)
    assert codes(refusal) == {"no_free_head"}


@pytest.mark.requirement("R-028")
def test_only_somebody_on_post_and_counted_is_moved_and_only_elsewhere(office, clock, seated):
    office.grant(3, valid_from=OCTOBER_30)
    coming = office.hire(november(9))
    registered = office.hire(OCTOBER_30, mode="OUTSOURCED")
    gone = office.leave(office.hire(OCTOBER_30), OCTOBER_30)
    cancelled = office.cancel(office.hire(november(9)))
    go_to(clock, november(2))
    for engagement, code in (
        (coming, "starts_later"),
        (registered, "uses_no_head"),
        (gone, "not_on_post"),
        (cancelled, "not_on_post"),
    ):
        with pytest.raises(Refusal) as refusal:
            office.seat(engagement, seated.spare)
        assert codes(refusal) == {code}
    with pytest.raises(Refusal) as refusal:
        office.seat(seated, office.lump_sum())
    assert codes(refusal) == {"seated_there"}
    assert verify(office.district) == []


def test_a_grant_of_another_street_seats_nobody_of_ours(office, seated):
    office.grant(1, street=office.other_street, valid_from=OCTOBER_30)
    with pytest.raises(Refusal) as refusal:
        office.seat(seated, office.lump_sum(office.other_street))
    assert codes(refusal) == {"no_grant"}


def test_another_streets_clerk_does_not_even_see_the_person(office, seated):
    with pytest.raises(Http404):
        placement.seat(engagement=seated, pool=seated.spare, actor=office.other_clerk, key="elsewhere")
