"""A change of the calendar moves the open deadlines in the same moment, shown beforehand, listed for good."""

from datetime import date

import pytest
from django.utils import translation

from quota_pool import calendar_changes, calendar_years
from quota_pool.models import AuditEvent, CalendarChange, CalendarDay
from staffing.models import DeadlineMove, Engagement, Filing
from staffing.services import filings
from tests.desk import desk
from tests.staffing.pages import at, page, words

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)
DEADLINE = date(2026, 11, 27)
TYPHOON = {"date": date(2026, 11, 5), "kind": "off", "name": "台风停工", "reason": "市政府通告"}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def papers(office):
    """One filing to send in, one with the bureau, one returned, one on record."""
    office.grant(9, valid_from=OCTOBER_30)
    rows = [office.hire(OCTOBER_30).filings.get() for _ in range(4)]
    for row in rows[1:]:
        filings.submit(filing=row, actor=office.clerk)
    filings.return_(filing=rows[2], reasons=["MATERIALS"], actor=office.bureau)
    filings.accept(filing=rows[3], actor=office.bureau)
    return rows


def set_day(office, **what):
    return calendar_years.set_day(district=office.district, actor=office.bureau, **{**TYPHOON, **what})


def days() -> list[tuple]:
    return list(DeadlineMove.objects.order_by("id").values_list("filing_id", "state", "was", "due"))


def test_open_deadlines_move_and_settled_ones_keep_theirs(office, papers):
    set_day(office)
    waiting, sent, returned, filed = papers
    assert sorted(days()) == [
        (waiting.pk, "to_submit", DEADLINE, date(2026, 11, 30)),
        (sent.pk, "submitted", date(2026, 11, 6), date(2026, 11, 9)),
        (returned.pk, "returned", date(2026, 11, 6), date(2026, 11, 9)),
    ]
    now = dict(Filing.objects.values_list("pk", "deadline"))
    assert [now[row.pk] for row in papers] == [date(2026, 11, 30), DEADLINE, date(2026, 11, 9), DEADLINE]
    assert Engagement.objects.get(pk=waiting.engagement_id).filing_deadline == date(2026, 11, 30)
    assert Filing.objects.get(pk=waiting.pk).version == waiting.version + 1


def test_a_day_given_back_moves_them_back_and_both_moves_stay_listed(office, papers):
    set_day(office)
    set_day(office, kind="", reason="通告撤销")
    assert len(days()) == 6
    assert Filing.objects.get(pk=papers[0].pk).deadline == DEADLINE
    assert not CalendarDay.objects.filter(date=TYPHOON["date"]).exists()
    assert [event.after["moved"] for event in AuditEvent.objects.filter(act="calendar.set")] == [3, 3]


def test_known_before_the_change_the_old_deadline_stands(office, papers, clock):
    known = {"on": "2026-11-30", "known_on": "2026-10-30"}
    clock.move_to("2026-11-03T02:00:00Z")
    set_day(office)
    clock.move_to("2026-12-02T02:00:00Z")
    rows = {row["id"]: row for row in desk(office.bureau).get("filings/", **known).answer["results"]}
    assert rows[papers[0].pk]["deadline"] == str(DEADLINE)
    assert rows[papers[2].pk]["deadline"] == "2026-11-06", "the correction's own five days"
    late = desk(office.bureau).get("filings/", **known, overdue="true").answer["results"]
    assert papers[0].pk in {row["id"] for row in late}
    until = {"deadline_from": str(DEADLINE), "deadline_to": str(DEADLINE)}
    for read in (desk(office.bureau).get("filings/", **known, **until).answer["results"],):
        assert papers[0].pk in {row["id"] for row in read}, "by the deadline as it was known then"
    after = {"deadline_from": "2026-11-30"}
    read = desk(office.bureau).get("filings/", **known, **after).answer["results"]
    assert papers[0].pk not in {row["id"] for row in read}
    now = {"on": "2026-11-30"}
    read = desk(office.bureau).get("filings/", **now, **after).answer["results"]
    assert papers[0].pk in {row["id"] for row in read}
    rows = {row["id"]: row for row in desk(office.bureau).get("filings/", **now).answer["results"]}
    assert rows[papers[0].pk]["deadline"] == "2026-11-30"


def test_a_day_far_away_moves_nothing_and_is_kept_all_the_same(office, papers):
    set_day(office, date=date(2027, 5, 6))
    assert days() == []
    assert CalendarChange.objects.get().day == date(2027, 5, 6)


def test_a_rehearsal_tells_what_would_move_and_moves_nothing(office, papers):
    what = {"district": office.district, "actor": office.bureau, **TYPHOON}
    moved = calendar_changes.foreseen(calendar_years.set_day, **what)
    assert sorted((one.was, one.due) for one in moved)[-1] == (DEADLINE, date(2026, 11, 30))
    assert days() == []
    assert Filing.objects.get(pk=papers[0].pk).deadline == DEADLINE


def test_the_page_lists_the_moves_before_and_after(office, papers):
    bureau = at(office.bureau)
    typed = {**TYPHOON, "date": "2026-11-05"}
    shown = words(bureau.post("/rules/calendar/day/", typed))
    assert "3 open deadlines move with this change" in shown
    assert "2026-11-30" in shown
    assert days() == []
    bureau.post("/rules/calendar/day/", {**typed, "confirmed": "yes"})
    assert len(days()) == 3
    assert "2026-11-30" in words(at(office.clerk).get(page("deadline-moves")))
    assert "2026-11-30" not in words(at(office.other_clerk).get(page("deadline-moves")))


def test_a_year_loaded_moves_what_was_guessed(office, papers):
    calendar_years.load_year(district=office.district, year=2026, actor=office.bureau)
    assert days() == []  # nothing of November differs from Monday to Friday
    calendar_years.set_day(
        district=office.district,
        actor=office.bureau,
        **{**TYPHOON, "date": date(2026, 11, 7), "kind": "work", "name": "补班"},
    )
    assert (papers[0].pk, "to_submit", DEADLINE, date(2026, 11, 26)) in days()


def test_rest_lists_the_moves_of_a_street(office, papers):
    set_day(office)
    rows = desk(office.clerk).get("deadline-moves/").answer["results"]
    assert [row["due"] for row in rows if row["filing"] == papers[0].pk] == ["2026-11-30"]
    assert desk(office.other_clerk).get("deadline-moves/").answer["results"] == []


def test_the_list_costs_the_same_for_one_move_and_for_thirty(office, papers, django_assert_max_num_queries):
    office.grant(60, valid_from=OCTOBER_30)
    for _ in range(30):
        office.hire(OCTOBER_30)
    with django_assert_max_num_queries(90):  # no query a filing
        set_day(office)
    clerk = at(office.clerk)
    clerk.get(page("deadline-moves"))
    with django_assert_max_num_queries(8):
        clerk.get(page("deadline-moves"))
