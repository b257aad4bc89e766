"""People's work, deadlines, pools' ends and the calendar are held against the trail, act by act."""

from datetime import date

import pytest
from django.db import connection

from quota_pool import append_only, calendar_years
from quota_pool.ledger.proof import verify
from quota_pool.models import Act, CalendarDay, Pool
from staffing import append_only as tables
from staffing.models import DeadlineMove, EmergencyPerson
from staffing.services import corrections, emergencies, engagements, filings, placement, recruitments
from staffing.services.work import Work
from tests.factories import Office, invented

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-095")]
TODAY = date(2026, 10, 30)


@pytest.fixture
def office(clock):
    """A street with heads and two people; the triggers out of the forger's way."""
    office = Office(reserve=30)
    office.grant(6, valid_from=TODAY)
    office.people = [office.hire(TODAY, monthly_pay_fen=500000), office.hire(TODAY)]
    append_only.remove(connection)
    append_only.remove(connection, tables.NEVER_CHANGED, tables.SET_ONCE)
    return office


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        assert cursor.rowcount, "the plant changed nothing"


def found(office) -> str:
    """What the whole proof says, but for the papers the factories enter without an act."""
    lines = [str(one) for one in verify(office.district, is_deep=True)]
    return "\n".join(line for line in lines if "[trail] document" not in line)


def lived(office) -> None:
    """One of each act that changes where somebody sits, on what terms, and until when."""
    first, second = office.people
    engagements.change_terms(
        engagement=first, on=TODAY, changes={"primary_post": "协管员"}, actor=office.clerk, reason="调岗"
    )
    third = office.hire(date(2026, 11, 20))
    engagements.cancel_start(engagement=third, actor=office.clerk, key="off", reason="未报到")
    engagements.exit_work(
        engagement=second, last_day=TODAY, exit_reason="13", actor=office.clerk, key="out", note="辞职"
    )
    corrections.change_last_day(
        engagement=second, last_day=date(2026, 11, 5), actor=office.clerk, key="later", reason="记错"
    )
    corrections.take_back_exit(engagement=second, actor=office.clerk, key="back", reason="未离开")
    corrections.correct_entry(
        engagement=second,
        changes={"start_date": date(2026, 10, 29), "entry_channel": "TRANSFER"},
        actor=office.clerk,
        key="first",
        reason="记错",
    )
    bare = placement.register_unseated(
        unit=office.street,
        person=invented(),
        work=Work(start_date=TODAY, mode="DIRECT", post_category="50", entry_channel="OPEN"),
        why="unauthorised",
        actor=office.bureau,
        key="bare",
    )
    pool = Pool.objects.get(unit=office.street)
    placement.seat(engagement=bare, pool=pool, actor=office.clerk, key="seat")
    sought = recruitments.open_recruitment(
        unit=office.street,
        pool=pool,
        heads=1,
        post_category="50",
        planned_for=date(2026, 11, 20),
        actor=office.clerk,
        key="seek",
    )
    recruitments.cancel_recruitment(recruitment=sought, actor=office.clerk, key="no", reason="不招了")
    office.file(first)


def test_what_was_lived_is_told_whole(office):
    lived(office)
    assert found(office) == ""


@pytest.mark.parametrize(
    ("plant", "named"),
    [
        ("staffing_engagement SET primary_post = 'x'", "primary_post is not what"),
        ("staffing_engagement SET post_category = '10'", "post_category is not what"),
        ("staffing_engagement SET mode = 'DISPATCH'", "mode is not what"),
        ("staffing_engagement SET monthly_pay_fen = 9", "monthly_pay_fen is not what"),
        ("staffing_engagement SET funding_source = 'x'", "funding_source is not what"),
        ("staffing_engagement SET start_date = '2026-10-28'", "start_date is not what"),
        ("staffing_term SET monthly_pay_fen = 9", "monthly_pay_fen is not what its dated row says"),
        ("staffing_filing SET deadline = '2027-01-05'", "its last day is not what was last told"),
    ],
)
def test_a_row_of_somebody_s_work_bent_by_hand_is_named(office, plant, named):
    first = office.people[0]
    sql(f"UPDATE {plant}")
    where = f"filing {first.filings.get().pk}" if "filing SET" in plant else f"engagement {first.pk}"
    assert any(where in line and named in line for line in found(office).split("\n"))


def test_a_deadline_follows_the_calendar_and_only_the_calendar(office):
    waiting, sent = (one.filings.get() for one in office.people)
    filings.submit(filing=sent, actor=office.clerk)
    set_off(office)
    assert found(office) == ""
    sql("UPDATE staffing_deadlinemove SET due = '2027-01-05' WHERE filing_id = %s", waiting.pk)
    sql("UPDATE staffing_filing SET deadline = '2027-01-05' WHERE id = %s", waiting.pk)
    assert f"filing {waiting.pk}: its last day is not what the calendar gives" in found(office)


def test_a_move_of_a_deadline_taken_away_by_hand_is_missed(office):
    set_off(office)
    DeadlineMove.objects.first().delete()
    assert "[deadline] calendar" in found(office)


def set_off(office):
    calendar_years.set_day(
        district=office.district,
        date=date(2026, 11, 5),
        kind="off",
        name="台风停工",
        actor=office.bureau,
        reason="市政府通告",
    )


@pytest.mark.parametrize("how", ["bent", "added", "gone"])
def test_a_day_of_the_calendar_bent_by_hand_is_named(office, how):
    set_off(office)
    assert found(office) == ""
    day = CalendarDay.objects.filter(district=office.district, date=date(2026, 11, 5))
    if how == "bent":
        day.update(kind="work")
    elif how == "gone":
        day.delete()
    else:
        CalendarDay.objects.create(district=office.district, date=date(2026, 11, 6), kind="off", name="x")
    day = "2026-11-06" if how == "added" else "2026-11-05"
    assert f"[calendar] {day}: is not what the trail last said of it" in found(office)


def test_the_end_of_a_mobile_grant_bent_by_hand_is_named(office):
    pool = office.mobile(2, TODAY, date(2027, 4, 30))
    office.extend(pool, date(2027, 6, 30))
    assert found(office) == ""
    sql("UPDATE quota_pool_pool SET valid_to = '2028-06-30' WHERE id = %s", pool.pk)
    assert f"[pool] pool {pool.pk}: is valid on other days than its papers say" in found(office)


def test_heads_that_were_asked_for_cannot_be_changed_afterwards(office):
    asked = office.reviewed(3)
    office.grant_request(asked, heads=2)
    assert found(office) == ""
    sql("UPDATE staffing_mobilerequest SET heads = 2 WHERE id = %s", asked.pk)
    sql("UPDATE staffing_quotagrant SET requested = 2 WHERE requested = 3")
    said = found(office)
    assert f"mobilerequest {asked.pk}: heads is not what" in said
    assert "requested is not what the trail last said of it" in said


@pytest.mark.parametrize("how", ["gone", "moved"])
def test_the_people_of_an_emergency_cannot_be_moved(office, how):
    opened = [
        emergencies.open_emergency(
            unit=office.street, what="强降雨", started_on=TODAY, actor=office.street_lead, key=key
        )
        for key in ("flood", "storm")
    ]
    work = Work(start_date=TODAY, mode="DIRECT", post_category="50", entry_channel="OPEN")
    emergencies.register(
        emergency=opened[0], person=invented(), work=work, actor=office.clerk, key="p", note=""
    )
    assert found(office) == ""
    row = EmergencyPerson.objects.get()
    if how == "gone":
        row.delete()
        named = f"engagement {row.engagement_id}: emergency is not what"
    else:
        sql("UPDATE staffing_emergencyperson SET emergency_id = %s", opened[1].pk)
        named = f"emergency person {row.pk}"
    assert named in found(office)


@pytest.mark.parametrize("kind", ["seat", "unreserve", "correct", "mirror", "cut", "reserve"])
def test_an_act_put_under_another_name_is_named(office, kind):
    lived(office)
    office.grant(5, valid_from=TODAY)
    act = Act.objects.filter(kind=kind).first()
    sql("UPDATE quota_pool_act SET actor_id = %s WHERE id = %s", office.auditor.pk, act.pk)
    assert f"[act] act {act.pk}: names somebody else" in found(office)


def test_an_act_put_there_by_hand_is_named(office):
    act = Act.objects.create(
        district=office.district, kind="seat", key="x", actor=office.clerk, recorded_at=engagements.now()
    )
    assert f"[act] act {act.pk}: is a seat that no trail names" in found(office)
