"""Rules and the calendar on their pages: values by date, days with their reasons, the counting table."""

import re
from datetime import date

import pytest

from quota_pool import rules
from quota_pool.models import CalendarDay, CalendarYear
from tests.quota_pool.reading import said

pytestmark = pytest.mark.django_db


def test_the_leader_sets_a_rule_and_earlier_days_keep_the_old_value(office, enter):
    browser = enter(office.bureau_lead)
    form = {"value": 15, "level": "block", "valid_from": "2026-12-01", "note": "committee minutes"}
    assert browser.post("/rules/of/hire_filing_limit/", form)["Location"] == "/rules/of/hire_filing_limit/"
    office.district.refresh_from_db()
    assert rules.value("hire_filing_limit", office.district, date(2026, 11, 30)) == 20
    assert rules.value("hire_filing_limit", office.district, date(2026, 12, 1)) == 15
    assert "committee minutes" in said(browser.get("/rules/of/hire_filing_limit/"))


@pytest.mark.parametrize(
    ("code", "value", "kept"),
    [
        ("entry_mode", "approve_first", "approve_first"),
        ("first_hire_age_waived", ["60", "70", "90"], ["60", "70", "90"]),
        ("probation", ": 6, 36: 2，12: 1", {"12": 1, "36": 2, "": 6}),
        ("street_lead_countersigns", "on", True),
        ("quota", None, None),
        ("minimum_education", "21", "21"),
    ],
)
def test_every_kind_of_value_can_be_set(office, enter, code, value, kept):
    form = {"level": "warn", "valid_from": "2026-11-02", "note": "x"} | ({"value": value} if value else {})
    answer = enter(office.bureau_lead).post(f"/rules/of/{code}/", form)
    assert answer.status_code == 302, said(answer)
    office.district.refresh_from_db()
    assert rules.value(code, office.district, date(2026, 11, 2)) == kept


def test_the_audit_tells_a_value_that_is_a_table(office, enter):
    form = {"value": "12: 1, : 6", "level": "warn", "valid_from": "2026-11-02", "note": "x"}
    enter(office.bureau_lead).post("/rules/of/probation/", form)
    html = said(enter(office.auditor).get("/audit/"))
    assert "12: 1, …: 6" in html
    assert "rule set" in html


def test_a_table_that_cannot_be_read_is_said(office, enter):
    form = {"value": "12 1", "level": "warn", "valid_from": "2026-11-02", "note": "x"}
    assert "Write pairs like" in said(enter(office.bureau_lead).post("/rules/of/probation/", form))


def test_only_the_leader_sets_rules_and_unknown_rules_are_not_found(office, enter):
    browser = enter(office.clerk)
    html = said(browser.get("/rules/of/hire_filing_limit/"))
    assert "Set a value" not in html
    form = {"value": 1, "level": "off", "valid_from": "2026-11-02", "note": "x"}
    assert browser.post("/rules/of/hire_filing_limit/", form).status_code == 403
    assert browser.get("/rules/of/nothing/").status_code == 404


def test_a_year_is_loaded_edited_and_says_when_it_is_not_entered(office, enter):
    browser = enter(office.bureau)
    assert "The calendar of 2026 is not entered" in said(browser.get("/rules/calendar/"))
    browser.post("/rules/calendar/load/", {"year": 2026})
    html = said(browser.get("/rules/calendar/"))
    assert "248 working days" in html
    assert "National Day" in html
    day = {"date": "2026-11-20", "kind": "off", "name": "typhoon", "reason": "notice 12"}
    assert browser.post("/rules/calendar/day/", day)["Location"] == "/rules/calendar/?year=2026"
    assert CalendarDay.objects.get(date=date(2026, 11, 20)).name == "typhoon"
    assert "247 working days" in said(browser.get("/rules/calendar/"))


def test_a_year_nobody_knows_is_entered_by_hand(office, enter):
    browser = enter(office.admin)
    html = said(browser.get("/rules/calendar/?year=2031"))
    assert "Load the official arrangement" not in html
    answer = browser.post("/rules/calendar/load/", {"year": 2031})
    assert answer.status_code == 409
    browser.post("/rules/calendar/close/", {"year": 2031, "reason": "notice"})
    assert CalendarYear.objects.filter(year=2031, source="by hand").exists()


@pytest.mark.parametrize("year", ["", "x", "99999", "1", "2100"])
def test_any_year_in_the_address_is_answered(office, enter, year):
    assert enter(office.clerk).get(f"/rules/calendar/?year={year}").status_code == 200


def test_the_counting_table_is_shown_as_it_counts(office, enter):
    html = said(enter(office.clerk).get("/rules/counting/"))
    assert "mobile grants only" in html
    assert "NO_PAPERS" in html


def test_a_tried_value_is_judged_on_the_example_cases_and_not_set(office, enter):
    form = {"value": 40, "level": "block", "valid_from": "2026-11-02", "note": "x", "try": "yes"}
    shown = enter(office.bureau_lead).post("/rules/of/first_hire_age/", form)
    assert shown.status_code == 200
    answers = {
        words: (now["tone"], then["tone"], differs) for words, now, then, differs in shown.context["examples"]
    }
    assert answers["36 years old on the first day"] == ("amber", "green", True)
    assert answers["41 years old on the first day"] == ("amber", "red", True)
    assert rules.value("first_hire_age", office.district, date(2026, 11, 2)) == 35


@pytest.mark.parametrize(
    "code",
    [
        "minimum_age",
        "first_hire_age",
        "contract_term",
        "written_contract",
        "minimum_education",
        "forbidden_post",
        "recruitment_evidence",
        "funding_source",
        "dispatch_agency",
    ],
)
def test_the_examples_of_a_rule_show_both_sides_of_it(office, enter, code):
    told = enter(office.auditor).get(f"/rules/of/{code}/").context["examples"]
    assert {now["tone"] == "green" for _words, now, _then, _differs in told} == {True, False}


def test_codes_in_a_value_are_told_and_chosen_by_their_words(office, enter):
    browser = enter(office.bureau_lead)
    listed = said(browser.get("/rules/"))
    for code in ("first_hire_age_waived", "women_at_50", "minimum_education", "refill_ratio", "attachments"):
        row = listed.split(f'/rules/of/{code}/"')[1].split("</tr>")[0]
        cell = row.split("<td>")[1].split("</td>")[0]
        assert not re.fullmatch(r"[\d、: %;]+", cell), f"{code} says {cell}"
    form = said(browser.get("/rules/of/women_at_50/"))
    assert 'type="checkbox" name="value" value="70"' in form
