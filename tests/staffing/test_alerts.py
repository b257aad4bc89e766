"""Alerts: each comes when its cause comes, goes when it is gone, names its number, its rule and its rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from quota_pool import calendar_years, ledger, rules
from quota_pool.models import Role, User
from staffing.agenda import Desk
from staffing.alerts import KINDS, Scope, alerts
from staffing.models import AlertSeen, Engagement, Person
from staffing.services import filings
from tests.desk import desk
from tests.factories import id_number, invented, member
from tests.staffing.pages import at, page, words

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def room(office):
    office.grant(40, valid_from=OCTOBER_30)
    calendar_years.load_known_years(district=office.district, first=2026)
    return office


def pressing(user) -> dict[str, tuple[int, str]]:
    """Kind to number and level of what a person is alerted of, as a new request finds it."""
    asking = User.objects.get(pk=user.pk)
    return {one.kind.code: (one.count, one.level) for one in alerts(Scope(asking))}


def rows_behind(user, kind: str) -> int:
    """How many rows the list behind an alert has, over REST."""
    [alert] = [one for one in alerts(Scope(user)) if one.kind.code == kind]
    path, _mark, query = alert.url.partition("?")
    resource = {"/people/": "engagements/", "/filings/": "filings/"}[path]
    return desk(user, days=900).get(f"{resource}?{query}&count=true").answer["count"]


# --- heads -------------------------------------------------------------------------------------------------


def test_heads_over_and_heads_nearly_all_used(office):
    office.grant(2, valid_from=OCTOBER_30)
    first, _second = office.hire(OCTOBER_30), office.hire(OCTOBER_30)
    assert pressing(office.clerk)["near_quota"] == (2, "amber")
    office.grant(1, valid_from=OCTOBER_30)
    assert pressing(office.bureau)["over_quota"] == (1, "red")
    office.leave(first, date(2026, 10, 29)) if first.start_date < OCTOBER_30 else office.leave(
        first, OCTOBER_30
    )
    assert pressing(office.bureau)["over_quota"] == (1, "red")


def test_a_cut_to_come_is_told_before_it_comes(office):
    office.grant(2, valid_from=OCTOBER_30)
    office.hire(OCTOBER_30)
    office.hire(OCTOBER_30)
    office.grant(1, valid_from=date(2026, 11, 20))
    assert pressing(office.clerk)["over_quota_coming"] == (1, "red")
    assert "over_quota" not in pressing(office.clerk)


def test_the_day_told_is_the_first_on_which_somebody_is_over(office):
    office.grant(2, valid_from=OCTOBER_30)
    leaver = office.hire(OCTOBER_30)
    office.hire(OCTOBER_30)
    office.grant(1, valid_from=date(2026, 11, 20))
    office.leave(leaver, date(2026, 11, 30))
    [told] = [one for one in alerts(Scope(office.clerk)) if one.kind.code == "over_quota_coming"]
    assert told.facts["on"] == "2026-11-20"


def test_the_days_of_both_warnings_are_the_district_s(room):
    used = room.mobile(2, OCTOBER_30, date(2026, 12, 15))
    room.hire(OCTOBER_30, pool=used)
    for code, value in (("mobile_alert", 40), ("mobile_last_alert", 10)):
        rules.set_value(
            code=code,
            value=value,
            level="warn",
            valid_from=OCTOBER_30,
            actor=room.bureau_lead,
            district=room.district,
        )
    assert not {"mobile_expiring", "mobile_ending"} & set(pressing(room.clerk))
    assert desk(room.bureau).get("mobile-pools/", term="expiring").answer["results"] == []


def test_a_mobile_grant_runs_out_is_overrun_or_lies_idle(room, clock):
    used = room.mobile(2, OCTOBER_30, date(2026, 12, 15))
    room.mobile(3, OCTOBER_30, date(2027, 6, 30))
    room.hire(OCTOBER_30, pool=used)
    assert pressing(room.clerk)["mobile_expiring"] == (1, "amber")
    go_to(clock, date(2026, 12, 1))
    assert "mobile_expiring" not in pressing(room.clerk), "one grant stands in one row"
    assert pressing(room.clerk)["mobile_ending"] == (1, "red")
    go_to(clock, date(2026, 12, 20))
    ledger.catch_up()
    assert pressing(room.clerk)["mobile_overrun"] == (1, "red")
    go_to(clock, date(2027, 2, 5))
    assert pressing(room.clerk)["mobile_idle"] == (3, "amber")


def test_heads_long_vacant_are_told_to_the_bureau(room, clock):
    go_to(clock, date(2027, 4, 30))
    assert pressing(room.bureau)["vacancy"] == (40, "info")


# --- filings -----------------------------------------------------------------------------------------------


def test_a_filing_is_due_then_overdue_then_unfiled_for_finance(room, clock):
    paper = room.hire(OCTOBER_30).filings.get()
    finance = member(Role.FINANCE, room.district)
    go_to(clock, date(2026, 11, 23))
    assert pressing(room.clerk)["filing_due"] == (1, "amber")
    go_to(clock, date(2026, 11, 30))
    assert pressing(room.bureau)["filing_overdue"] == (1, "red")
    assert rows_behind(room.clerk, "filing_overdue") == 1
    go_to(clock, date(2027, 1, 4))
    assert pressing(finance)["unfiled_for_finance"] == (1, "red")
    assert rows_behind(room.clerk, "unfiled_for_finance") == 1
    filings.submit(filing=paper, actor=room.clerk)
    assert not {"filing_due", "filing_overdue", "unfiled_for_finance"} & set(pressing(room.bureau))
    go_to(clock, date(2027, 1, 20))
    assert pressing(room.bureau)["check_overdue"] == (1, "red")


def test_moved_deadlines_are_told_for_a_week(room, clock):
    room.hire(OCTOBER_30)
    typhoon = {"date": date(2026, 11, 5), "kind": "off", "name": "台风", "reason": "通告"}
    calendar_years.set_day(district=room.district, actor=room.bureau, **typhoon)
    assert pressing(room.clerk)["deadlines_moved"] == (1, "info")
    go_to(clock, date(2026, 11, 9))
    assert "deadlines_moved" not in pressing(room.clerk)


# --- people ------------------------------------------------------------------------------------------------


def born(birth: date, sex: str = "1", **more) -> dict:
    return {"name": "测试甲", "id_no": id_number(3, birth, sex), **more}


def contract(**days) -> dict:
    return {"contract_start": OCTOBER_30, **days}


PEOPLE = {
    "contract_ending": ({}, contract(contract_end=date(2026, 12, 20)), OCTOBER_30, "amber"),
    "contract_ending_30": ({}, contract(contract_end=date(2026, 11, 20)), OCTOBER_30, "red"),
    "no_contract": ({}, {}, date(2026, 11, 30), "red"),
    "retirement_age": (born(date(1965, 1, 5)), contract(), OCTOBER_30, "amber"),
    "rehired_too_long": ({}, {"mode": "REHIRED_RETIREE"}, date(2028, 10, 30), "amber"),
}


@pytest.mark.parametrize("kind", PEOPLE)
def test_people_are_alerted_of_and_the_roster_lists_the_same(room, clock, kind):
    person, work, day, level = PEOPLE[kind]
    before = room.hire(OCTOBER_30, contract_start=OCTOBER_30, contract_end=date(2029, 10, 29))
    room.hire(OCTOBER_30, person=person or invented(), **work)
    go_to(clock, day)
    assert pressing(room.clerk)[kind] == (1, level)
    assert rows_behind(room.clerk, kind) == 1
    assert before.pk


def test_a_third_fixed_term_and_a_forbidden_post(room):
    third = room.hire(OCTOBER_30, contract_start=OCTOBER_30, contract_end=date(2027, 10, 29))
    Engagement.objects.filter(pk=third.pk).update(renewals=2, primary_post="财务")
    assert pressing(room.clerk)["third_fixed_term"] == (1, "red")
    assert pressing(room.bureau)["forbidden_post"] == (1, "red")


def test_one_person_under_two_numbers_and_one_person_twice(room):
    one, other = room.hire(OCTOBER_30), room.hire(OCTOBER_30)
    twin = Person.objects.get(pk=one.person_id)
    Person.objects.filter(pk=other.person_id).update(name=twin.name, birth_date=twin.birth_date)
    assert pressing(room.bureau)["identity_doubt"] == (2, "red")
    room.hire(OCTOBER_30, person={"name": twin.name, "id_no": twin.id_no}, mode="PUBLIC_WELFARE")
    assert pressing(room.bureau)["duplicate_person"] == (2, "red")


def test_high_turnover_is_told_to_the_bureau(room, clock):
    people = [room.hire(OCTOBER_30) for _ in range(4)]
    go_to(clock, date(2027, 10, 29))
    for one in people[:2]:
        room.leave(one, date(2027, 10, 1))
    assert pressing(room.bureau)["turnover"][0] == 2


def test_a_missing_calendar_is_for_whoever_keeps_it(room, clock):
    go_to(clock, date(2026, 11, 30))
    assert "calendar_missing" not in pressing(room.bureau)
    go_to(clock, date(2026, 12, 1))
    assert pressing(room.bureau)["calendar_missing"] == (2027, "amber")


# --- the page, home, REST -----------------------------------------------------------------------------------


def test_whoever_sees_an_alert_says_so_and_it_stays(office):
    office.grant(1, valid_from=OCTOBER_30)
    office.hire(OCTOBER_30)
    clerk = at(office.clerk)
    assert "1 of 1 heads used or reserved, 0 free" in words(clerk.get(page("alerts")))
    clerk.post(page("alert-seen"), {"kind": "near_quota", "unit": office.street.pk, "note": "已知，等退休"})
    assert "已知，等退休" in words(clerk.get(page("alerts")))
    row = AlertSeen.objects.get()
    assert (row.kind, row.count, row.actor) == ("near_quota", 1, office.clerk)
    assert clerk.post(page("alert-seen"), {"kind": "over_quota", "unit": office.street.pk}).status_code == 404


def test_a_street_is_alerted_of_itself_only(office):
    office.grant(1, valid_from=OCTOBER_30)
    office.hire(OCTOBER_30)
    assert "near_quota" not in pressing(office.other_clerk)
    seen = at(office.other_clerk).post(page("alert-seen"), {"kind": "near_quota", "unit": office.street.pk})
    assert seen.status_code == 404


def test_home_shows_how_many_are_mine(office):
    office.grant(1, valid_from=OCTOBER_30)
    office.hire(OCTOBER_30)
    lines = {str(panel.title): panel.lines for panel in Desk(office.clerk).panels()}["Alerts"]
    assert [(str(line.label), line.value) for line in lines] == [("amber", "2")], "full, and unconfirmed"
    assert "Alerts" not in {str(panel.title) for panel in Desk(office.auditor).panels()}


def test_rest_tells_the_same_alerts_and_keeps_who_saw_them(office):
    office.grant(1, valid_from=OCTOBER_30)
    office.hire(OCTOBER_30)
    clerk = desk(office.clerk)
    rows = clerk.get("alerts/").answer["results"]
    assert {(row["kind"], row["count"]) for row in rows} == {
        (one.kind.code, one.count) for one in alerts(Scope(office.clerk))
    }
    body = {"kind": "near_quota", "unit_id": office.street.pk, "note": "ok"}
    assert clerk.post("alerts/seen/", body).answer["count"] == 1
    [row] = clerk.get("alerts/", kind="near_quota").answer["results"]
    assert row["seen"]["note"] == "ok"
    assert clerk.get("alerts/", kind="nothing").status_code == 400
    assert clerk.get("alerts/", unit=office.other_street.pk).status_code == 404


def test_every_kind_costs_a_fixed_number_of_queries(room, clock):
    def queries() -> list[int]:
        found = []
        for user in (room.clerk, room.bureau):
            browser = at(user)
            browser.get(page("alerts"))
            with CaptureQueriesContext(
                connection,
            ) as captured:
                browser.get(page("alerts"))
            found.append(len(captured))
        return found

    for twin in (1, 11):
        room.hire(
            OCTOBER_30, person=invented(twin), contract_start=OCTOBER_30, contract_end=date(2026, 11, 20)
        )
    go_to(clock, date(2026, 12, 1))
    few = queries()
    for _ in range(28):
        room.hire(date(2026, 12, 1), contract_start=OCTOBER_30, contract_end=date(2026, 12, 20))
    assert queries() == few
    # Ten, and what the year's money costs: a kind that counts rows is told in `parts`.
    assert max(few) <= 10 + 1


def test_the_nineteen_alerts_that_need_no_money_are_there():
    assert len(KINDS) >= 19
