"""Filings: in time or late in working days, returned, mended, filed or refused; four eyes on each."""

from datetime import date

import pytest
from django.http import Http404

from quota_pool import access, rules
from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent, Member, User
from quota_pool.refusals import Refusal, Stale
from staffing.models import FilingEvent
from staffing.services import engagements, filings

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)
DEADLINE = date(2026, 11, 27)  # twenty working days after Friday 30 October


def november(day: int) -> date:
    return date(2026, 11, day)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


@pytest.fixture
def paper(office):
    """The filing of somebody who started today."""
    office.grant(3, valid_from=OCTOBER_30)
    return office.hire(OCTOBER_30).filings.get()


def submit(office, paper, **what):
    return filings.submit(filing=paper, actor=office.clerk, **what)


def send_back(office, paper):
    return filings.return_(filing=paper, reasons=["MATERIALS"], actor=office.bureau, note="缺合同")


# --- the clock -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "late"),
    [(DEADLINE, 0), (date(2026, 11, 28), 0), (date(2026, 11, 30), 1), (date(2026, 12, 4), 5)],
)
def test_a_filing_is_late_by_working_days(office, clock, paper, day, late):
    assert paper.deadline == DEADLINE
    go_to(clock, day)
    assert submit(office, paper).late_days == late


def test_it_is_never_too_late_to_file(office, clock, paper):
    go_to(clock, date(2027, 6, 1))
    assert submit(office, paper).state == "submitted"


def test_nobody_files_a_start_that_is_still_to_come(office, paper):
    coming = office.hire(november(9)).filings.get()
    with pytest.raises(Refusal) as refusal:
        submit(office, coming)
    assert codes(refusal) == {"not_started_yet"}


def test_a_start_that_lost_its_head_is_not_filed_even_if_nobody_has_struck_it_yet(office, clock):
    office.grant(1, valid_from=OCTOBER_30)
    paper = office.hire(november(5)).filings.get()
    go_to(clock, november(3))
    office.grant(0, valid_from=november(3))
    go_to(clock, november(6))
    with pytest.raises(Refusal) as refusal:
        submit(office, paper)
    assert codes(refusal) == {"wrong_state"}


def test_a_return_opens_five_working_days_of_its_own(office, clock, paper):
    submit(office, paper)
    go_to(clock, november(2))
    returned = send_back(office, paper)
    assert (returned.state, returned.deadline, returned.limit_days) == ("returned", november(9), 5)
    go_to(clock, november(9))
    assert submit(office, returned).late_days == 0


def test_a_correction_after_its_five_days_is_late_though_the_first_paper_was_in_time(office, clock, paper):
    submit(office, paper)
    returned = send_back(office, paper)
    assert returned.deadline == november(6)
    go_to(clock, november(10))
    mended = submit(office, returned)
    assert (mended.late_days, mended.first_submitted_on) == (2, OCTOBER_30)


def test_what_was_late_once_stays_late_when_it_is_mended_in_time(office, clock, paper):
    go_to(clock, date(2026, 12, 1))
    submit(office, paper)
    returned = send_back(office, paper)
    assert submit(office, returned).late_days == 2


def test_the_limit_is_the_one_in_force_on_the_day_of_the_event(office, clock, paper):
    rules.set_value(
        code="hire_filing_limit",
        value=10,
        level="warn",
        valid_from=november(2),
        actor=office.bureau_lead,
        district=office.district,
    )
    go_to(clock, november(3))
    assert office.hire(OCTOBER_30).filings.get().limit_days == 20
    assert office.hire(november(2)).filings.get().deadline == november(16)


# --- on the record ---------------------------------------------------------------------------------------


def test_an_accepted_filing_has_a_number_and_the_position_of_the_first_day(office, clock, paper):
    submit(office, paper)
    go_to(clock, november(4))
    office.grant(9, valid_from=november(4))
    filed = filings.accept(filing=paper, actor=office.bureau)
    assert filed.number == f"{office.street.code}-2026-H{paper.pk:06d}"
    assert filed.position == {
        "on": "2026-10-30", "granted": 3, "reserved": 0, "held": 1, "occupied": 0, "free": 2, "over": 0,
    }  # fmt: skip
    assert {check["result"] for check in filed.checks} == {"passed", "warned", "idle"}
    filed.engagement.refresh_from_db()
    assert (filed.engagement.filing_state, filed.engagement.filed_on) == ("filed", november(4))
    assert office.figures()["occupied"] == 1
    assert office.figures(on=november(3))["occupied"] == 0
    assert verify(office.district) == []


def test_a_refused_filing_leaves_the_person_over_there_and_unfiled(office, paper):
    submit(office, paper)
    with pytest.raises(access.Forbidden):
        filings.refuse(filing=paper, reasons=["DUPLICATE"], actor=office.bureau)
    refused = filings.refuse(filing=paper, reasons=["DUPLICATE"], actor=office.bureau_lead)
    assert refused.engagement.filing_state == "submitted"
    refused.engagement.refresh_from_db()
    assert refused.engagement.filing_state == "refused"
    assert office.figures()["held"] == 1
    with pytest.raises(Refusal) as refusal:
        submit(office, paper)
    assert codes(refusal) == {"wrong_state"}


def test_each_step_is_kept_with_its_reasons(office, paper):
    submit(office, paper)
    send_back(office, paper)
    submit(office, paper, note="补合同")
    filings.accept(filing=paper, actor=office.bureau)
    steps = FilingEvent.objects.order_by("id").values_list("step", "reasons", "note")
    assert list(steps) == [
        ("submitted", [], ""),
        ("returned", ["MATERIALS"], "缺合同"),
        ("submitted", [], "补合同"),
        ("accepted", [], ""),
    ]
    acts = AuditEvent.objects.filter(act__startswith="filing.").order_by("seq").values_list("act", flat=True)
    assert list(acts) == ["filing.submitted", "filing.returned", "filing.submitted", "filing.accepted"]


@pytest.mark.parametrize("decide", [filings.return_, filings.refuse])
def test_a_return_or_refusal_names_a_reason(office, paper, decide):
    submit(office, paper)
    with pytest.raises(Refusal) as refusal:
        decide(filing=paper, reasons=[], actor=office.bureau_lead)
    assert codes(refusal) == {"needs_reasons"}


@pytest.mark.requirement("R-028")
def test_no_step_is_taken_out_of_order(office, paper):
    decide = [
        lambda: filings.accept(filing=paper, actor=office.bureau),
        lambda: send_back(office, paper),
        lambda: filings.refuse(filing=paper, reasons=["DUPLICATE"], actor=office.bureau_lead),
    ]
    for act in decide:
        with pytest.raises(Refusal) as refusal:
            act()
        assert codes(refusal) == {"wrong_state"}
    submit(office, paper)
    with pytest.raises(Refusal):
        submit(office, paper)
    decide[0]()
    for act in decide:
        with pytest.raises(Refusal):
            act()


# --- four eyes -------------------------------------------------------------------------------------------


def test_the_street_does_not_decide_on_filings(office, paper):
    submit(office, paper)
    for somebody in (office.clerk, office.street_lead):
        with pytest.raises(access.Forbidden):
            filings.accept(filing=paper, actor=somebody)
    with pytest.raises(Http404):
        filings.submit(filing=paper, actor=office.other_clerk)


@pytest.mark.parametrize("hat", ["entered", "submitted"])
def test_whoever_entered_or_submitted_does_not_decide(office, paper, hat):
    submit(office, paper)
    both = office.bureau
    if hat == "entered":
        type(paper.engagement).objects.filter(pk=paper.engagement_id).update(created_by=both)
    else:
        type(paper).objects.filter(pk=paper.pk).update(submitted_by=both)
    with pytest.raises(Refusal) as refusal:
        filings.accept(filing=paper, actor=both)
    assert codes(refusal) == {"own_work"}
    paper.refresh_from_db()
    assert not filings.may_decide(paper, both, office.street)
    assert filings.accept(filing=paper, actor=office.bureau_lead).state == "filed"


def own_work(filing, somebody) -> bool:
    with pytest.raises(Refusal) as refusal:
        filings.accept(filing=filing, actor=somebody)
    return codes(refusal) == {"own_work"}


def both_hats(office):
    """An officer who is also a clerk of the street."""
    Member.objects.create(user=office.bureau, district=office.district, unit=office.street, role="clerk")
    return User.objects.get(pk=office.bureau.pk)


@pytest.mark.requirement("R-077")
def test_whoever_recorded_the_exit_does_not_decide_on_its_filing(office, paper):
    both = both_hats(office)
    left = engagements.exit_work(
        engagement=paper.engagement, last_day=OCTOBER_30, exit_reason="13", actor=both, key="exit"
    )
    leaving = filings.submit(filing=left.filings.get(kind="exit"), actor=office.clerk)
    assert own_work(leaving, both)
    assert filings.accept(filing=leaving, actor=office.bureau_lead).state == "filed"


@pytest.mark.requirement("R-077")
def test_whoever_once_submitted_or_changed_what_is_filed_does_not_decide(office, paper):
    both = both_hats(office)
    filings.submit(filing=paper, actor=both)
    filings.withdraw(filing=paper, actor=office.clerk)
    submit(office, paper)
    assert own_work(paper, both)

    other = office.hire(OCTOBER_30)
    engagements.change_terms(
        engagement=other, on=OCTOBER_30, changes={"department": "党建办"}, actor=both, reason="调整"
    )
    changed = filings.submit(filing=other.filings.get(), actor=office.clerk)
    assert own_work(changed, both)


@pytest.mark.requirement("R-015")
def test_a_decision_on_a_filing_changed_meanwhile_is_stale(office, paper):
    submit(office, paper)
    with pytest.raises(Stale):
        filings.accept(filing=paper, actor=office.bureau, seen=paper.version)


# --- many at once ----------------------------------------------------------------------------------------


def test_what_can_be_sent_in_is_sent_and_the_rest_says_why(office, paper):
    coming = office.hire(november(9)).filings.get()
    outcome = filings.submit_many(filings=[coming, paper], actor=office.clerk)
    assert [filing.pk for filing in outcome.done] == [paper.pk]
    [(left, reasons)] = outcome.skipped
    assert (left.pk, reasons[0].code) == (coming.pk, "not_started_yet")
    foreseen = filings.preview_many(filings=[coming], actor=office.clerk, asked=filings.submit_reasons)
    assert foreseen.skipped[0][1][0].code == "not_started_yet"


def test_many_are_entered_on_the_record_with_one_click(office, paper):
    papers = [paper, office.hire(OCTOBER_30).filings.get()]
    sent = filings.submit_many(filings=papers, actor=office.clerk).done
    assert len(filings.accept_many(filings=sent, actor=office.bureau).done) == 2
    assert office.figures()["occupied"] == 2
    assert verify(office.district) == []


# --- the check of a filing ---------------------------------------------------------------------------------


def test_rules_are_judged_on_the_first_day_and_keep_the_value_they_used(office, clock, paper):
    engagements.change_terms(
        engagement=paper.engagement,
        on=OCTOBER_30,
        changes={"contract_start": date(2026, 12, 15), "contract_end": date(2031, 1, 1)},
        actor=office.clerk,
        reason="补录合同",
    )
    checks = {check["ruling"]["rule"]: check for check in submit(office, paper).checks}
    assert checks["written_contract"]["result"] == "warned"
    assert checks["written_contract"]["reason"]["code"] == "contract_starts_late"
    assert checks["contract_term"]["reason"]["facts"]["limit"] == 3
    assert checks["minimum_age"]["ruling"]["value"] == 18
