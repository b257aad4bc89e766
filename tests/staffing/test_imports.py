"""Imports: a real roster goes in, good rows are entered, bad ones say why, and the books agree."""

import json
from datetime import date

import pytest

from quota_pool import access, rules
from quota_pool.ledger.proof import verify
from quota_pool.models import Act, Job
from quota_pool.refusals import Refusal
from staffing.models import Engagement, Filing, FilingEvent, ImportBatch, ImportRow, Person, Term
from staffing.selectors import unit_position
from staffing.services import imports
from tests.staffing.rosters import (
    DATA,
    OPENING_DAY,
    accept,
    codes_of,
    person,
    read,
    real,
    refused,
    statuses,
    workbook,
)

pytestmark = pytest.mark.django_db
Status, State, Standing = ImportRow.Status, ImportBatch.State, Engagement.Standing
EXPECTED = {one["file"]: one for one in json.loads((DATA / "expected.json").read_text())}


@pytest.fixture
def office(import_office):
    return import_office


# --- the four real rosters -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_roster_is_accepted_row_for_row(office, name):
    expected = EXPECTED[name]
    office.grant(400, valid_from=date(2026, 10, 30))
    batch = read(office, real(name), kind="opening")
    faulty = batch.rows.filter(status=Status.FAULTY)
    named = sorted((fault["line"], fault["column"]) for row in faulty for fault in row.faults)
    assert named == sorted((fault["line"], fault["column"]) for fault in expected["faults"])
    assert batch.rows.filter(status=Status.NEW).count() == expected["good"]
    assert batch.rows.filter(status=Status.UNMATCHED).count() == expected.get("leavers", 0)

    accept(office, batch)
    assert batch.state == State.APPLIED
    assert sum(batch.job.result[done] for done in ("seated", "unseated", "registered")) == expected["good"]
    assert batch.job.result["refused"] == 0
    assert Engagement.objects.count() == expected["good"]
    assert verify(office.district) == []


def test_a_faulty_row_says_where_and_why_without_the_number(office):
    batch = read(office, real("roster-as-kept.xlsx"), kind="opening")
    row = batch.rows.get(line=60)
    assert [(fault["code"], fault["column"]) for fault in row.faults] == [("id_checksum", "公民身份号码")]
    assert "cells" not in str(row.faults)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM staffing_importrow WHERE id = %s", [row.pk])
        assert cursor.fetchone()[0].startswith("1:gcm:")


# --- opening ---------------------------------------------------------------------------------------------


def test_an_opening_roster_seats_people_as_filed_from_the_opening_day(office):
    office.grant(5, valid_from=OPENING_DAY)
    batch = read(
        office, workbook([person(1, 入职日期="2019-03-05"), person(2, 入职日期="2026-10-12")]), "opening"
    )
    accept(office, batch)
    old, late = Engagement.objects.order_by("start_date")
    assert (old.start_date, old.counted_from, old.filing_state) == (date(2019, 3, 5), OPENING_DAY, "filed")
    assert late.counted_from == date(2026, 10, 12)
    event = FilingEvent.objects.get(engagement=old)
    assert (event.step, event.effective) == ("opened", OPENING_DAY)
    office.street.refresh_from_db()
    assert office.street.opened_on == OPENING_DAY
    row = unit_position(office.street)
    assert (row.total("occupied"), row.total("held"), row.total("free")) == (2, 0, 3)
    assert verify(office.district) == []


def test_beyond_the_quota_people_stand_without_a_head_in_order_of_start_then_line(office):
    office.grant(2, valid_from=OPENING_DAY)
    starts = ["2020-01-02", "2018-01-01", "2020-01-02", "2020-01-01"]
    batch = read(office, workbook([person(n, 入职日期=day) for n, day in enumerate(starts, 1)]), "opening")
    accept(office, batch)
    seated = batch.rows.filter(outcome__done="seated").values_list("line", flat=True)
    assert sorted(seated) == [3, 5]
    unseated = Engagement.objects.filter(standing=Standing.UNSEATED)
    assert {one.unseated_reason for one in unseated} == {"opening"}
    assert unit_position(office.street).over == 2
    assert verify(office.district) == []


def test_modes_that_use_no_head_are_registered_only(office):
    office.grant(1, valid_from=OPENING_DAY)
    rows = [person(1, 用工方式="劳务外包"), person(2, 用工方式="实习")]
    accept(office, batch := read(office, workbook(rows), "opening"))
    assert batch.job.result["registered"] == 2
    assert not Filing.objects.exists()
    assert unit_position(office.street).total("free") == 1
    assert verify(office.district) == []


def test_rules_only_warn_in_an_opening_roster_and_block_in_an_ordinary_one(office):
    row = person(1, 岗位="财务")
    opening = read(office, workbook([row]), "opening").rows.get()
    assert opening.status == Status.NEW
    assert "forbidden_post" in {notice["code"] for notice in opening.notices}
    ordinary = read(office, workbook([row])).rows.get()
    assert ordinary.status == Status.FAULTY
    assert codes_of(ordinary) == {"forbidden_post"}


def test_a_roster_is_opened_once_and_by_the_bureau_only(office):
    office.grant(5, valid_from=OPENING_DAY)
    with pytest.raises(access.Forbidden):
        read(office, workbook([person(1)]), "opening", actor=office.clerk)
    waiting = read(office, workbook([person(2)]), "opening")
    accept(office, read(office, workbook([person(1)]), "opening"))
    with pytest.raises(Refusal, match="already_opened"):
        read(office, workbook([person(3)]), "opening")
    with pytest.raises(Refusal, match="already_opened"):
        accept(office, waiting)


def test_an_opening_needs_a_document_and_a_day_that_has_come(office):
    with pytest.raises(Refusal, match="opening_needs_document"):
        read(office, workbook([person(1)]), "opening", document=None)
    with pytest.raises(Refusal, match="opening_day_ahead"):
        read(office, workbook([person(1)]), "opening", opening_day=date(2026, 11, 1))


# --- ordinary rosters ------------------------------------------------------------------------------------


def test_ordinary_rows_take_heads_and_start_the_filing_clock(office):
    office.grant(2, valid_from=date(2026, 10, 30))
    accept(office, batch := read(office, workbook([person(1), person(2)])))
    assert batch.job.result["seated"] == 2
    filing = Filing.objects.first()
    assert (filing.state, filing.deadline) == ("to_submit", date(2026, 11, 27))
    assert filing.checks, "each rule leaves its answer, as with a single hire"
    assert unit_position(office.street).total("held") == 2
    assert Act.objects.filter(kind="start").count() == 1, "one act a chunk"
    assert verify(office.district) == []


@pytest.mark.requirement("F19")
def test_rows_beyond_the_free_heads_are_refused_with_the_numbers(office):
    office.grant(3, valid_from=date(2026, 10, 28))
    days = ["2026-10-30", "2026-10-29", "2026-10-30", "2026-10-28"]
    accept(
        office, batch := read(office, workbook([person(n, 入职日期=day) for n, day in enumerate(days, 1)]))
    )
    assert batch.job.result == {
        "seated": 3, "unseated": 0, "registered": 0, "changed": 0, "left": 0, "refused": 1,
    }  # fmt: skip
    assert refused(batch) == {4: {"no_free_head"}}
    reason = batch.rows.get(line=4).outcome["refused"][0]
    assert (reason["facts"]["granted"], reason["facts"]["used"]) == (3, 3)
    assert Person.objects.count() == 3, "of whoever was refused nothing stays"
    assert verify(office.district) == []


def test_of_a_class_a_file_as_a_whole_brings_no_more_than_are_refilled(office, clock):
    office.grant(9, valid_from=date(2026, 10, 30))
    leavers = [office.hire(date(2026, 10, 30), post_category="70") for _ in range(3)]
    clock.move_to("2027-01-11T02:00:00Z")
    rules.set_value(
        code="refill_ratio",
        value={"70": 50},
        level="block",
        valid_from=date(2027, 1, 1),
        actor=office.bureau_lead,
        district=office.district,
    )
    for one in leavers:
        office.leave(one, date(2027, 1, 8))
    rows = [person(n, 入职日期="2027-01-11", 岗位类别="后勤服务") for n in (1, 2, 3)]
    batch = read(office, workbook(rows))
    assert statuses(batch) == {"new": 3}, "whoever leaves with the file makes room first"
    assert {one["code"] for one in batch.rows.get(line=3).notices} >= {"refill_limit"}
    accept(office, batch)
    assert batch.job.result["seated"] == 1
    assert {line: "refill_limit" in why for line, why in refused(batch).items()} == {3: True, 4: True}


def test_refused_rows_go_in_once_there_are_heads(office):
    office.grant(1, valid_from=date(2026, 10, 30))
    accept(office, batch := read(office, workbook([person(1), person(2)])))
    assert refused(batch) == {3: {"no_free_head"}}
    office.grant(2, valid_from=date(2026, 10, 30))
    accept(office, batch)
    assert (batch.job.result["seated"], batch.counts["accepted"]) == (1, 2)
    assert verify(office.district) == []


def test_all_or_nothing_enters_nobody_when_one_is_refused(office):
    office.grant(1, valid_from=date(2026, 10, 30))
    accept(office, batch := read(office, workbook([person(1), person(2)])), whole=True)
    assert batch.state == State.READ
    assert batch.job.state == Job.State.FAILED
    assert [one["code"] for one in batch.job.error] == ["import_whole_refused", "no_free_head"]
    assert not Engagement.objects.exists()
    office.grant(2, valid_from=date(2026, 10, 30))
    accept(office, batch, whole=True)
    assert batch.job.result["seated"] == 2
    assert verify(office.district) == []


@pytest.mark.requirement("R-111")
def test_a_plan_that_no_longer_holds_is_refused_with_the_difference(office):
    office.grant(2, valid_from=date(2026, 10, 30))
    batch = read(office, workbook([person(1)]))
    plan = imports.make_plan(batch).signed(batch)
    office.hire(date(2026, 10, 30))
    with pytest.raises(Refusal, match="plan_changed") as refusal:
        imports.accept(batch=batch, plan=plan, actor=office.clerk)
    assert "2 → 1" in refusal.value.reasons[0].detail
    with pytest.raises(Refusal, match="plan_changed"):
        imports.accept(batch=batch, plan="forged", actor=office.clerk)


def test_some_rows_may_be_chosen(office):
    office.grant(5, valid_from=date(2026, 10, 30))
    batch = read(office, workbook([person(1), person(2), person(3)]))
    chosen = tuple(batch.rows.filter(line__in=(2, 4)).values_list("pk", flat=True))
    accept(office, batch, chosen)
    assert set(batch.rows.filter(applied_at__isnull=False).values_list("line", flat=True)) == {2, 4}
    accept(office, batch)
    assert batch.counts["accepted"] == 3


def test_a_start_still_to_come_reserves_its_head(office):
    office.grant(1, valid_from=date(2026, 10, 30))
    accept(office, read(office, workbook([person(1, 入职日期="2026-11-02")])))
    row = unit_position(office.street)
    assert (row.total("reserved"), row.total("free")) == (1, 0)
    assert verify(office.district) == []


# --- the same, changed, in conflict ----------------------------------------------------------------------


@pytest.mark.requirement("F17", "R-112")
def test_the_same_file_twice_says_so_and_changes_nothing(office):
    office.grant(400, valid_from=OPENING_DAY)
    accept(office, first := read(office, real("roster-clean.xlsx"), kind="opening"))
    again = read(office, real("roster-clean.xlsx"))
    assert again.reading["same_as"]["code"] == "same_file"
    assert again.reading["same_as"]["facts"]["batch"] == first.pk
    assert statuses(again) == {"same": 320}
    assert not imports.make_plan(again).count
    with pytest.raises(Refusal, match="nothing_to_accept"):
        accept(office, again)


def test_a_change_becomes_a_dated_term_and_the_record_follows(office):
    office.grant(2, valid_from=OPENING_DAY)
    accept(office, read(office, workbook([person(1, 入职日期="2026-10-05")]), "opening"))
    changed = person(1, 入职日期="2026-10-05", 月工资="5600", 手机号="13811112222", 岗位类别="网格")
    batch = read(office, workbook([changed]))
    row = batch.rows.get()
    assert row.status == Status.CHANGED
    assert row.changes["monthly_pay_fen"] == [520000, 560000]
    assert row.changes["phone"] == ["138****0001", "138****2222"]
    accept(office, batch, changes_from=date(2026, 10, 20))
    engagement = Engagement.objects.get()
    assert (engagement.monthly_pay_fen, engagement.post_category) == (560000, "50")
    terms = Term.objects.filter(replaced_at=None).order_by("from_day")
    assert [(one.from_day, one.to_day, one.monthly_pay_fen) for one in terms] == [
        (date(2026, 10, 5), date(2026, 10, 19), 520000),
        (date(2026, 10, 20), None, 560000),
    ]
    assert Person.objects.get().phone == "13811112222"
    assert statuses(read(office, workbook([changed]))) == {"same": 1}
    assert verify(office.district) == []


def test_a_roster_changes_nobody_into_a_forbidden_post(office):
    office.grant(2, valid_from=OPENING_DAY)
    accept(office, read(office, workbook([person(1, 入职日期="2026-10-05")]), "opening"))
    row = read(office, workbook([person(1, 入职日期="2026-10-05", 岗位="财务")])).rows.get()
    assert row.status == Status.FAULTY
    assert "forbidden_post" in str(row.faults)


@pytest.mark.requirement("F18")
def test_whoever_is_on_post_elsewhere_is_a_conflict_that_names_no_unit(office):
    office.grant(1, office.other_street, valid_from=date(2026, 10, 30))
    accept(
        office,
        read(office, workbook([person(1)]), unit=office.other_street, actor=office.other_clerk),
        actor=office.other_clerk,
    )
    row = read(office, workbook([person(1)])).rows.get()
    assert row.status == Status.CONFLICT
    assert codes_of(row) == {"already_engaged"}
    assert office.other_street.name not in str(row.faults)


def test_another_name_on_record_is_a_conflict(office):
    office.grant(1, valid_from=date(2026, 10, 30))
    accept(office, read(office, workbook([person(1, "测试甲")])))
    row = read(office, workbook([person(1, "测试乙")])).rows.get()
    assert (row.status, codes_of(row)) == (Status.CONFLICT, {"named_otherwise_elsewhere"})


def test_another_way_of_counting_is_a_conflict(office):
    office.grant(1, valid_from=date(2026, 10, 30))
    accept(office, read(office, workbook([person(1)])))
    row = read(office, workbook([person(1, 用工方式="劳务外包")])).rows.get()
    assert (row.status, codes_of(row)) == (Status.CONFLICT, {"counting_changes"})


@pytest.mark.requirement("R-007")
def test_a_mode_that_sits_on_mobile_grants_only_is_a_conflict_on_a_lump_sum_head(office):
    office.grant(1, valid_from=date(2026, 10, 30))
    accept(office, read(office, workbook([person(1)])))
    row = read(office, workbook([person(1, 用工方式="以完成任务为期限")])).rows.get()
    assert (row.status, codes_of(row)) == (Status.CONFLICT, {"mobile_only"})
    assert Engagement.objects.get().mode == "DIRECT"


def test_rows_are_sorted_by_as_many_queries_for_one_as_for_many(office, django_assert_num_queries):
    from staffing.services.imports.lines import Sheets, texts_of
    from staffing.services.imports.sorting import sort_lines

    office.grant(60, valid_from=OPENING_DAY)
    batch = read(office, workbook([person(n) for n in range(1, 41)]), "opening")
    accept(office, batch)
    sheets, rows, unit = Sheets(batch), list(batch.rows.all()), batch.unit
    for some in (rows[:1], rows):
        lines = [sheets.line(row, texts_of(row), OPENING_DAY) for row in some]
        with django_assert_num_queries(3):
            sort_lines(batch, unit, lines, OPENING_DAY)
