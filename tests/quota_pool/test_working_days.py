"""Working days: the official calendar decides, and the answer says why each day was skipped."""

from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.http import Http404

from quota_pool import access, calendar, calendar_years, refusals
from quota_pool.models import AuditEvent, AuditHead, CalendarDay, District, Member, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    made = District.objects.create(code="440112", name="Demonstration district")
    AuditHead.objects.get_or_create(district=made)
    return made


@pytest.fixture
def district_2026(district):
    calendar_years.load_year(district=district, year=2026)
    return district


def someone(district, role):
    user = User.objects.create(username=f"{role}-{district.code}")
    Member.objects.create(user=user, district=district, role=role)
    return user


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 2, 2), 20, date(2026, 3, 6)),
        (date(2026, 2, 2), 10, date(2026, 2, 14)),
        (date(2026, 9, 21), 20, date(2026, 10, 26)),
        (date(2026, 4, 27), 20, date(2026, 5, 27)),
        (date(2026, 11, 23), 20, date(2026, 12, 21)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 3, 6), 0, date(2026, 3, 6)),
    ],
)
def test_a_limit_ends_on_the_day_the_official_calendar_says(district_2026, start, days, due):
    deadline = calendar.add_working_days(district_2026, start, days)
    assert deadline.due == due
    assert calendar.working_days_between(district_2026, start, due) == days
    assert deadline.missing_years == ()


def test_the_answer_names_each_skipped_day_and_each_make_up_day(district_2026):
    deadline = calendar.add_working_days(district_2026, date(2026, 2, 2), 20)
    assert deadline.made_up == (date(2026, 2, 14), date(2026, 2, 28))
    named = {day.date: day.name for day in deadline.skipped}
    assert named[date(2026, 2, 7)] == "Saturday"
    assert named[date(2026, 2, 16)] == "Spring Festival"
    assert len(named) == (deadline.due - deadline.start).days - 20
    assert deadline.weekend_days == 3
    assert len(deadline.holidays) == 9


def test_a_year_nobody_has_entered_counts_monday_to_friday_and_says_so(district_2026):
    deadline = calendar.add_working_days(district_2026, date(2026, 12, 21), 20)
    assert deadline.due == date(2027, 1, 18)
    assert deadline.missing_years == (2027,)
    assert calendar.missing_years(district_2026, date(2026, 12, 21), date(2026, 12, 31)) == ()


def test_a_district_without_a_calendar_counts_monday_to_friday(district):
    deadline = calendar.add_working_days(district, date(2026, 2, 2), 20)
    assert (deadline.due, deadline.missing_years) == (date(2026, 3, 2), (2026,))


def test_the_strip_shows_every_day_of_the_limit_and_its_kind(district_2026):
    days = calendar.strip(district_2026, date(2026, 2, 12), date(2026, 3, 2))
    kinds = {day.date: day.kind for day in days}
    assert days[0].date == date(2026, 2, 13)
    assert kinds[date(2026, 2, 13)] == "work"
    assert kinds[date(2026, 2, 14)] == "makeup"
    assert kinds[date(2026, 2, 16)] == "holiday"
    assert kinds[date(2026, 3, 1)] == "off"
    assert kinds[date(2026, 3, 2)] == "due"
    assert [day.date for day in days if day.opens_month] == [date(2026, 3, 1)]


def test_asking_again_costs_no_query(district_2026, django_assert_num_queries):
    calendar.add_working_days(district_2026, date(2026, 2, 2), 20)
    again = District.objects.get(pk=district_2026.pk)
    with django_assert_num_queries(0):
        calendar.add_working_days(again, date(2026, 4, 27), 20)


def test_a_limit_beyond_reason_is_refused(district):
    with pytest.raises(ValueError, match="working days"):
        calendar.add_working_days(district, date(2026, 2, 2), -1)
    with pytest.raises(ValueError, match="working days"):
        calendar.add_working_days(district, date(2026, 2, 2), 10**6)


def test_loading_a_year_twice_changes_nothing(district_2026):
    version = district_2026.config_version
    assert calendar_years.load_year(district=district_2026, year=2026) == 0
    assert District.objects.get(pk=district_2026.pk).config_version == version


def test_a_year_outside_the_package_is_refused_with_the_newest_it_knows(district):
    with pytest.raises(refusals.Refusal) as refused:
        calendar_years.load_year(district=district, year=2049)
    assert refused.value.reasons[0].facts == {"year": 2049, "newest": max(calendar_years.KNOWN_YEARS)}


def test_a_day_made_off_by_the_bureau_moves_the_deadline_and_leaves_a_trace(district_2026):
    bureau = someone(district_2026, Role.BUREAU)
    calendar_years.set_day(
        district=district_2026,
        date=date(2026, 3, 6),
        kind=CalendarDay.Kind.OFF,
        name="Typhoon",
        actor=bureau,
        reason="closed by the city's order",
    )
    deadline = calendar.add_working_days(district_2026, date(2026, 2, 2), 20)
    assert deadline.due == date(2026, 3, 9)
    assert "Typhoon" in [day.why for day in deadline.skipped]
    event = AuditEvent.objects.filter(act="calendar.set").get()
    assert (event.actor, event.before) == (bureau, None)
    assert event.after["date"] == "2026-03-06"


def test_a_day_can_be_given_back_to_its_weekday(district_2026):
    bureau = someone(district_2026, Role.BUREAU)
    calendar_years.set_day(
        district=district_2026, date=date(2026, 2, 14), kind="", name="", actor=bureau, reason="wrong notice"
    )
    assert not calendar.is_working_day(district_2026, date(2026, 2, 14))
    assert not CalendarDay.objects.filter(date=date(2026, 2, 14)).exists()


def test_a_year_entered_by_hand_stops_warning_once_it_is_said_to_be_complete(district):
    bureau = someone(district, Role.BUREAU)
    calendar_years.close_year(district=district, year=2027, actor=bureau, reason="notice of 2026")
    assert calendar.add_working_days(district, date(2027, 3, 1), 5).missing_years == ()


def test_only_those_who_keep_the_calendar_may_change_it(district_2026):
    day = {"date": date(2026, 3, 6), "kind": "off", "name": "x", "reason": "y"}
    with pytest.raises(access.Forbidden):
        calendar_years.set_day(district=district_2026, actor=someone(district_2026, Role.AUDITOR), **day)
    other = District.objects.create(code="440113", name="Other district")
    with pytest.raises(Http404):
        calendar_years.set_day(district=district_2026, actor=someone(other, Role.BUREAU), **day)
    bureau = someone(district_2026, Role.BUREAU)
    with pytest.raises(refusals.Refusal, match="calendar_reason_missing"):
        calendar_years.set_day(district=district_2026, actor=bureau, **(day | {"reason": " "}))


def test_what_a_dry_run_read_never_answers_for_the_edit_that_came_true(district_2026):
    bureau, start = someone(district_2026, Role.BUREAU), date(2026, 2, 2)

    def make_off(district, day):
        calendar_years.set_day(district=district, date=day, kind="off", name="x", actor=bureau, reason="y")
        return calendar.add_working_days(district, start, 20).due

    with transaction.atomic():
        assert make_off(District.objects.get(pk=district_2026.pk), date(2026, 3, 6)) == date(2026, 3, 9)
        transaction.set_rollback(True)
    fresh = District.objects.get(pk=district_2026.pk)
    assert calendar.add_working_days(fresh, start, 20).due == date(2026, 3, 6)
    assert make_off(fresh, date(2026, 3, 5)) == date(2026, 3, 9)
    assert calendar.is_working_day(fresh, date(2026, 3, 6))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-10-30T15:59:59Z", date(2026, 10, 30)),
        ("2026-10-30T16:00:00Z", date(2026, 10, 31)),
    ],
)
def test_today_is_the_date_in_shanghai(moment, day):
    with time_machine.travel(moment, tick=False):
        assert calendar.today() == day
        assert calendar.now().tzinfo is not None
