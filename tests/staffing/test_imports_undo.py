"""Leavers of a roster, and the undo of a whole import while nothing rests on it."""

from datetime import date

import pytest

from quota_pool.ledger.proof import verify
from quota_pool.refusals import Refusal
from staffing.models import Engagement, Filing, ImportBatch, ImportRow, Person, Term
from staffing.selectors import unit_position
from staffing.services import filings
from tests.staffing.rosters import OPENING_DAY, accept, person, read, refused, statuses, undo, workbook

pytestmark = pytest.mark.django_db
Status, State = ImportRow.Status, ImportBatch.State


@pytest.fixture
def office(import_office):
    return import_office


def here(serial: int) -> dict:
    return person(serial, 入职日期="2026-10-05")


def leaver(serial: int, last_day: str, reason: str = "辞职") -> dict:
    row = person(serial)
    return {"姓名": row["姓名"], "身份证号": row["身份证号"], "离职日期": last_day, "离职原因": reason}


def test_leavers_are_matched_by_id_and_strangers_are_listed_only(office):
    office.grant(2, valid_from=OPENING_DAY)
    accept(office, read(office, workbook([here(1), here(2)], sheet="在岗"), "opening"))
    batch = read(office, workbook([leaver(1, "2026-10-29"), leaver(9, "2026-10-28")], sheet="离职人员"))
    assert statuses(batch) == {"leaver": 1, "unmatched": 1}
    accept(office, batch)
    gone = Engagement.objects.get(end_date__isnull=False)
    assert (gone.end_date, batch.job.result["left"]) == (date(2026, 10, 29), 1)
    assert Filing.objects.filter(kind="exit").count() == 1
    assert Person.objects.count() == 2
    assert unit_position(office.street).total("free") == 1
    assert Term.objects.get(engagement=gone, replaced_at=None).to_day == date(2026, 10, 29)
    assert statuses(read(office, workbook([leaver(1, "2026-10-29")], sheet="离职人员"))) == {"same": 1}
    assert verify(office.district) == []


def test_an_exit_for_last_place_is_refused_in_a_list_too(office):
    office.grant(1, valid_from=OPENING_DAY)
    accept(office, read(office, workbook([here(1)]), "opening"))
    accept(office, batch := read(office, workbook([leaver(1, "2026-10-29", "末位淘汰")], sheet="离职人员")))
    assert refused(batch) == {2: {"last_place_exit"}}
    assert Engagement.objects.get().end_date is None


def test_leavers_make_room_for_those_who_come_in_the_same_file(office):
    office.grant(1, valid_from=OPENING_DAY)
    accept(office, read(office, workbook([here(1)]), "opening"))
    rows = [{**here(1), "离职日期": "2026-10-28"}, {**person(2), "离职日期": ""}]
    accept(office, batch := read(office, workbook(rows)))
    assert (batch.job.result["left"], batch.job.result["seated"]) == (1, 1)
    assert verify(office.district) == []


def test_a_leaver_of_a_list_sat_where_he_sat_on_the_last_day_and_an_undo_seats_him_again(office, clock):
    office.grant(1, valid_from=OPENING_DAY)
    spare = office.mobile(1, date(2026, 10, 30), date(2026, 12, 31))
    accept(office, read(office, workbook([here(1)]), "opening"))
    clock.move_to("2026-11-18T02:00:00Z")
    office.seat(Engagement.objects.get(), spare)
    clock.move_to("2026-11-24T02:00:00Z")
    accept(office, batch := read(office, workbook([leaver(1, "2026-11-13")], sheet="离职人员")))
    assert Engagement.objects.get().pool == office.lump_sum()
    assert verify(office.district) == []
    undo(office, batch)
    again = Engagement.objects.get()
    assert (again.pool, again.standing, again.end_date) == (spare, "seated", None)
    assert verify(office.district) == []


# --- undo ------------------------------------------------------------------------------------------------


def test_an_opening_is_undone_as_a_whole_and_can_be_done_anew(office):
    office.grant(3, valid_from=OPENING_DAY)
    rows = [person(n, 入职日期="2020-01-01") for n in range(1, 6)]
    accept(office, batch := read(office, workbook(rows), "opening"))
    undo(office, batch)
    assert batch.state == State.UNDONE
    row = unit_position(office.street)
    assert (row.total("free"), row.total("occupied"), row.over) == (3, 0, 0)
    assert unit_position(office.street, on=date(2026, 10, 15)).total("occupied") == 0
    office.street.refresh_from_db()
    assert office.street.opened_on is None
    assert verify(office.district) == []
    accept(office, read(office, workbook(rows), "opening"))
    assert verify(office.district) == []


def test_changes_and_exits_are_undone_too(office):
    office.grant(2, valid_from=OPENING_DAY)
    first = [person(1, 入职日期="2026-10-05"), person(2, 入职日期="2026-10-05")]
    accept(office, read(office, workbook(first), "opening"))
    second = [
        {**person(1, 入职日期="2026-10-05", 月工资="6000", 手机号="13811112222"), "离职日期": ""},
        {**person(2, 入职日期="2026-10-05"), "离职日期": "2026-10-20"},
        {**person(3), "离职日期": ""},
    ]
    accept(office, batch := read(office, workbook(second)))
    assert batch.job.result | {} == {
        "seated": 1, "unseated": 0, "registered": 0, "changed": 1, "left": 1, "refused": 0,
    }  # fmt: skip
    undo(office, batch)
    assert verify(office.district) == []
    assert statuses(read(office, workbook(first))) == {"same": 2}
    assert Engagement.objects.filter(voided_at=None, end_date=None).count() == 2
    assert Person.objects.get(engagements__monthly_pay_fen=520000, phone__isnull=False, name="测试乙子").phone


def test_an_undo_is_refused_with_names_when_later_acts_rest_on_the_people(office):
    office.grant(2, valid_from=date(2026, 10, 30))
    accept(office, batch := read(office, workbook([person(1, "测试甲"), person(2, "测试乙")])))
    filings.submit(filing=Filing.objects.get(engagement__person__name="测试乙"), actor=office.clerk)
    with pytest.raises(Refusal, match="has_later_acts") as refusal:
        undo(office, batch)
    assert refusal.value.reasons[0].facts == {"count": 1, "names": "测试乙"}


def test_a_start_to_come_that_was_imported_is_undone_before_and_after_its_day(office, clock):
    office.grant(2, valid_from=date(2026, 10, 30))
    accept(office, early := read(office, workbook([person(1, 入职日期="2026-11-02")])))
    accept(office, late := read(office, workbook([person(2, 入职日期="2026-11-02")])))
    undo(office, early)
    clock.move_to("2026-11-03T02:00:00Z")
    office.hire(date(2026, 11, 3))
    undo(office, late)
    assert unit_position(office.street).total("held") == 1
    assert verify(office.district) == []
