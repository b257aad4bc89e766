"""Rules by day and unit: what was in force when something happened stays in force for it."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from quota_pool import access, rules
from quota_pool.models import AuditEvent, District, RuleValue
from quota_pool.refusals import Refusal
from quota_pool.rehearsal import rehearsed
from tests.factories import Office, document, id_number, invented

pytestmark = pytest.mark.django_db
OCTOBER_30, JANUARY_1 = date(2026, 10, 30), date(2027, 1, 1)


@pytest.fixture
def office():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True):
        yield Office()


def rule(office, value, *, code="hire_filing_limit", level="warn", valid_from=OCTOBER_30, **what):
    return rules.set_value(
        code=code,
        value=value,
        level=level,
        valid_from=valid_from,
        actor=office.bureau_lead,
        district=office.district,
        **what,
    )


def limit(office, on=OCTOBER_30, unit=None):
    return rules.value("hire_filing_limit", office.district, on, unit.pk if unit else None)


def test_a_rule_nobody_set_has_the_fields_suggestion():
    nowhere = District(pk=-1)
    suggested = rules.ruling("hire_filing_limit", nowhere, OCTOBER_30)
    assert (suggested.value, suggested.level, suggested.document) == (20, "warn", "")


def test_what_blocks_from_the_start_is_what_was_decided():
    """Quota, money, identity, double engagement, forbidden post, last place, pay's ground; else warned."""
    blocking = {code for code, found in rules.RULES.items() if found.level == "block"}
    assert blocking == {
        "quota",
        "over_quota_closes_intake",
        "identity",
        "duplicate_engagement",
        "forbidden_post",
        "last_place_exit",
        "entry_mode",
        "money_covers_cost",
        "scheme_within_envelope",
        "coefficient_lock",
        "unfiled_pay_blocked",
    }


def test_a_value_holds_from_its_day_and_the_days_before_keep_theirs(office):
    rule(office, 15)
    rule(office, 10, valid_from=JANUARY_1)
    assert [limit(office, on) for on in (date(2026, 10, 29), OCTOBER_30, JANUARY_1)] == [20, 15, 10]


def test_the_last_value_entered_for_a_day_holds(office):
    rule(office, 15)
    rule(office, 12)
    assert limit(office) == 12
    assert RuleValue.objects.count() == 2


def test_a_units_own_value_stands_before_the_districts(office):
    rule(office, 15, unit=office.street)
    rule(office, 10, valid_from=JANUARY_1)
    assert limit(office, JANUARY_1, office.street) == 15
    assert limit(office, JANUARY_1, office.other_street) == 10
    assert limit(office, OCTOBER_30, office.other_street) == 20


def test_a_ruling_names_its_document_and_is_stored_as_it_was(office):
    paper = document(office.district)
    rule(office, 10, document=paper)
    found = rules.ruling("hire_filing_limit", office.district, OCTOBER_30)
    assert found.stored() == {
        "rule": "hire_filing_limit",
        "value": 10,
        "level": "warn",
        "valid_from": "2026-10-30",
        "document": paper.number,
    }


def test_a_rule_is_set_by_the_leader_leaves_a_trace_and_is_never_edited(office):
    with pytest.raises(access.Forbidden):
        rules.set_value(
            code="hire_filing_limit",
            value=1,
            level="warn",
            valid_from=OCTOBER_30,
            actor=office.bureau,
            district=office.district,
        )
    row = rule(office, 10)
    event = AuditEvent.objects.get(act="rule.set")
    assert (event.before["value"], event.after["value"]) == (20, 10)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RuleValue.objects.filter(pk=row.pk).update(value=5)


def test_a_rehearsed_rule_does_not_answer_for_the_real_one(office):
    """The next edit gets the same version number as the one that was taken back."""
    with rehearsed():
        rule(office, 3)
        assert limit(office) == 3
    office.district.refresh_from_db()
    assert limit(office) == 20
    rule(office, 10)
    assert limit(office) == 10


# --- what a level does -----------------------------------------------------------------------------------


@pytest.fixture
def young(office):
    """Somebody of seventeen, and a head free for them."""
    office.grant(3, valid_from=OCTOBER_30)
    return invented(id_no=id_number(7, date(2009, 5, 5)))


def test_a_rule_that_warns_lets_the_person_in_and_says_so_in_the_filing(office, young):
    engagement = office.hire(OCTOBER_30, person=young)
    checks = {check["ruling"]["rule"]: check for check in engagement.filings.get().checks}
    assert checks["minimum_age"]["result"] == "warned"
    assert checks["minimum_age"]["reason"]["facts"]["age"] == 17


def test_a_rule_that_blocks_names_itself_its_paper_and_the_day_that_would_do(office, young):
    paper = document(office.district)
    rule(office, 18, code="minimum_age", level="block", document=paper)
    with pytest.raises(Refusal) as refusal:
        office.hire(OCTOBER_30, person=young)
    [reason] = refusal.value.reasons
    assert (reason.code, reason.rule, reason.document) == ("too_young", "minimum_age", paper.number)
    assert "2027-05-05" in reason.remedy


def test_a_rule_that_rests_is_not_asked(office, young):
    rule(office, 18, code="minimum_age", level="off")
    engagement = office.hire(OCTOBER_30, person=young)
    asked = {check["ruling"]["rule"] for check in engagement.filings.get().checks}
    assert "minimum_age" not in asked


def test_a_district_may_keep_the_intake_open_while_over_quota(office):
    office.register(OCTOBER_30)
    office.grant(1, valid_from=OCTOBER_30)
    with pytest.raises(Refusal):
        office.hire(OCTOBER_30)
    rule(office, None, code="over_quota_closes_intake", unit=office.street)
    assert office.hire(OCTOBER_30).standing == "seated"
