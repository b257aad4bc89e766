"""What overdue filings bring by rule, and how filing lifts it by itself."""

from datetime import date

import pytest
from django.utils import translation

from quota_pool import rules
from quota_pool.models import Role
from quota_pool.refusals import Refusal
from staffing import overdue
from staffing.agenda import Desk
from staffing.models import Filing
from staffing.services import filings
from tests.desk import desk
from tests.factories import member
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
def late(office, clock):
    """One filing due on 27 November; now it is 1 December."""
    for street in (office.street, office.other_street):
        office.grant(9, street, valid_from=OCTOBER_30)
    paper = office.hire(OCTOBER_30).filings.get()
    go_to(clock, date(2026, 12, 1))
    return paper


def set_rule(office, code: str, level: str, value=None, unit=None):
    rules.set_value(
        code=code,
        value=value,
        level=level,
        valid_from=OCTOBER_30,
        actor=office.bureau_lead,
        district=office.district,
        unit=unit,
    )


def closed(office, street=None):
    """The reasons that keep somebody from coming in today; none when they come in."""
    street = street or office.street
    try:
        office.hire(date(2026, 12, 1), street=street, clerk=office.clerk_of(street.pk))
    except Refusal as refusal:
        return [(reason.code, reason.facts.get("count")) for reason in refusal.reasons]
    return []


def test_by_default_an_overdue_filing_only_warns(office, late):
    assert closed(office) == []


def test_where_the_rule_blocks_nobody_comes_in_until_the_filing_is_sent(office, late):
    set_rule(office, "overdue_closes_intake", "block", 0)
    assert closed(office) == [("overdue_closes_intake", 1)]
    assert "Intake is closed: 1 filing is overdue" in [task.text for task in Desk(office.clerk).tasks()]
    filings.submit(filing=late, actor=office.clerk)
    assert closed(office) == []


def test_the_rule_is_one_street_s_or_waits_some_working_days(office, late):
    set_rule(office, "overdue_closes_intake", "block", 0, unit=office.other_street)
    assert closed(office) == []
    set_rule(office, "overdue_closes_intake", "block", 2, unit=office.street)
    assert closed(office) == []
    set_rule(office, "overdue_closes_intake", "block", 1, unit=office.street)
    assert closed(office) == [("overdue_closes_intake", 1)]


def test_the_refusal_says_the_number_the_rule_and_the_way_out(office, late):
    set_rule(office, "overdue_closes_intake", "block", 0)
    [reason] = overdue.intake_reasons(Filing.objects.get().unit, date(2026, 12, 1))
    assert "1 filings overdue, the oldest since 2026-11-27" in reason.detail
    assert "Submit these 1 filings first" in reason.remedy


# --- finance -------------------------------------------------------------------------------------------


def unfiled_rows(office) -> list[int]:
    finance = member(Role.FINANCE, office.district)
    return [row["id"] for row in desk(finance).get("filings/", unfiled="true").answer["results"]]


def test_after_a_payroll_month_finance_is_told_and_filing_lifts_it(office, clock, late):
    go_to(clock, date(2026, 12, 31))
    assert unfiled_rows(office) == []
    go_to(clock, date(2027, 1, 1))
    assert unfiled_rows(office) == [late.pk]
    said = words(at(office.clerk).get(page("filing", late.pk)))
    assert "Unfiled for finance from 2027-01-01" in said
    filings.submit(filing=late, actor=office.clerk)
    assert unfiled_rows(office) == []


def test_a_street_has_its_own_months_and_the_rule_can_be_off(office, clock, late):
    other = office.hire(date(2026, 11, 2), street=office.other_street, clerk=office.other_clerk)
    paper = other.filings.get()
    go_to(clock, date(2027, 1, 4))
    set_rule(office, "unfiled_for_finance", "warn", 3, unit=office.street)
    assert unfiled_rows(office) == [paper.pk]
    set_rule(office, "unfiled_for_finance", "off", 1, unit=office.other_street)
    assert unfiled_rows(office) == []
