"""Withdraw, remind, return many: what street and bureau do to a filing beside sending and deciding."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from quota_pool.as_of import AsOf
from quota_pool.models import AuditEvent
from quota_pool.refusals import Refusal
from staffing.agenda import Desk
from staffing.clocks import clock_of_filing
from staffing.models import Filing, Urge
from staffing.services import filings, urges
from staffing.then import filings_then
from tests.desk import desk
from tests.staffing.pages import at, page, words

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)
DEADLINE = date(2026, 11, 27)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def paper(office):
    office.grant(9, valid_from=OCTOBER_30)
    return office.hire(OCTOBER_30).filings.get()


@pytest.fixture
def sent(office, paper):
    return filings.submit(filing=paper, actor=office.clerk)


# --- withdraw ----------------------------------------------------------------------------------------------


def test_a_withdrawn_filing_is_the_streets_again_and_its_clock_has_gone_on(office, clock, sent):
    go_to(clock, date(2026, 11, 4))
    back = filings.withdraw(filing=sent, actor=office.clerk, note="合同页缺漏")
    assert (back.state, back.deadline, back.submitted_at) == ("to_submit", DEADLINE, None)
    go_to(clock, date(2026, 12, 1))
    assert filings.submit(filing=back, actor=office.clerk).late_days == 2
    assert AuditEvent.objects.filter(act="filing.withdrawn", reason="合同页缺漏").exists()


def test_what_is_decided_is_not_withdrawn(office, sent):
    filings.accept(filing=sent, actor=office.bureau)
    with pytest.raises(Refusal) as refusal:
        filings.withdraw(filing=sent, actor=office.clerk)
    assert codes(refusal) == {"wrong_state"}


def test_a_correction_withdrawn_keeps_its_reasons_and_its_own_limit(office, clock, sent):
    go_to(clock, date(2026, 11, 2))
    filings.return_(filing=sent, reasons=["MATERIALS"], actor=office.bureau)
    again = filings.submit(filing=Filing.objects.get(), actor=office.clerk)
    back = filings.withdraw(filing=again, actor=office.clerk)
    assert (back.reasons, back.deadline) == (["MATERIALS"], date(2026, 11, 9))
    drawn = clock_of_filing(back)
    assert (drawn.deadline.due, drawn.title) == (
        date(2026, 11, 9),
        "Correct within 5 working days → 2026-11-09 (Mon)",
    )


def test_a_past_day_knows_that_it_was_with_the_bureau(office, clock, sent):
    go_to(clock, date(2026, 11, 4))
    filings.withdraw(filing=sent, actor=office.clerk)
    go_to(clock, date(2026, 11, 6))
    assert filings_then([sent.pk], AsOf(date(2026, 11, 3), None))[sent.pk].state == "submitted"
    now = filings_then([sent.pk], AsOf(date(2026, 11, 5), None))[sent.pk]
    assert (now.state, now.submitted_at) == ("to_submit", None)


# --- remind ------------------------------------------------------------------------------------------------


def test_the_bureau_reminds_a_street_that_is_late_and_the_street_finds_it_at_home(office, clock, paper):
    with pytest.raises(Refusal) as early:
        urges.urge(filing=paper, actor=office.bureau)
    go_to(clock, date(2026, 11, 30))
    urges.urge(filing=paper, actor=office.bureau, note="请尽快")
    with pytest.raises(Refusal) as twice:
        urges.urge(filing=paper, actor=office.bureau)
    with pytest.raises(Refusal) as own:
        urges.urge(filing=paper, actor=office.clerk)
    assert [codes(one) for one in (early, twice, own)] == [{"not_overdue"}, {"urged_today"}, {"urges_itself"}]
    [task] = Desk(office.clerk).tasks()
    assert "the bureau reminded on 11-30" in task.note


def test_the_street_reminds_the_bureau_of_a_check_that_is_overdue(office, clock, sent):
    go_to(clock, date(2026, 11, 9))
    assert "Remind the bureau" in words(at(office.clerk).get(page("filing", sent.pk)))
    row = urges.urge(filing=sent, actor=office.clerk)
    assert (row.towards, row.due) == ("bureau", date(2026, 11, 6))
    [task] = [task for task in Desk(office.bureau).tasks() if "to check" in task.text]
    assert "reminded of 1" in task.note
    assert "Remind the bureau" not in words(at(office.clerk).get(page("filing", sent.pk)))


def test_a_reminder_stands_for_good(office, clock, paper):
    go_to(clock, date(2026, 11, 30))
    row = urges.urge(filing=paper, actor=office.bureau)
    for change in (lambda: Urge.objects.filter(pk=row.pk).update(note="x"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_clock_of_the_check_is_drawn_for_street_and_bureau(office, sent):
    for user in (office.clerk, office.bureau):
        said = words(at(user).get(page("filing", sent.pk)))
        assert "The bureau checks within 5 working days → 2026-11-06 (Fri)" in said


def test_an_exit_has_its_own_clock_and_says_why_the_person_left(office, clock, paper):
    office.leave(paper.engagement, date(2026, 11, 2))
    leaving = paper.engagement.filings.get(kind="exit")
    go_to(clock, date(2026, 12, 2))
    filings.submit(filing=leaving, actor=office.clerk)
    said = words(at(office.bureau).get(page("filing", leaving.pk)))
    assert "2 working days after the last day 2026-11-30" in said


# --- many at once, page and REST ---------------------------------------------------------------------------


def test_many_are_returned_for_the_same_reasons_after_a_preview(office, sent):
    other = office.hire(OCTOBER_30).filings.get()
    bureau = at(office.bureau)
    chosen = {"pk": [sent.pk, other.pk], "scope": "page"}
    shown = words(bureau.post(page("filings-return"), chosen))
    assert "1 row will be done." in shown
    assert "1 row will be skipped" in shown
    assert bureau.post(page("filings-return"), {**chosen, "confirmed": "yes"}).status_code == 400
    bureau.post(page("filings-return"), {**chosen, "confirmed": "yes", "reasons": ["MATERIALS"]})
    assert dict(Filing.objects.values_list("pk", "state")) == {sent.pk: "returned", other.pk: "to_submit"}


def test_many_streets_are_reminded_at_once(office, clock, paper):
    go_to(clock, date(2026, 11, 30))
    bureau = at(office.bureau)
    bureau.post(page("filings-urge"), {"pk": [paper.pk], "scope": "page", "confirmed": "yes", "note": "催"})
    assert list(Urge.objects.values_list("filing_id", "note")) == [(paper.pk, "催")]


def test_rest_withdraws_reminds_and_returns_many(office, clock, sent):
    other = filings.submit(filing=office.hire(OCTOBER_30).filings.get(), actor=office.clerk)
    clerk, bureau = desk(office.clerk, days=90), desk(office.bureau, days=90)
    body = {"ids": [sent.pk, 999_999], "reasons": ["MATERIALS"]}
    many = bureau.post("filings/bulk-return/", body).answer
    assert [row["state"] for row in many["done"]] == ["returned"]
    assert many["absent"] == [999_999]
    assert bureau.post("filings/bulk-return/", {"ids": [sent.pk]}).status_code == 400
    go_to(clock, date(2026, 11, 30))
    told = clerk.post(f"filings/{other.pk}/urge/", {"note": "请审核"})
    assert (told.status_code, told.answer["towards"]) == (200, "bureau")
    assert clerk.post(f"filings/{other.pk}/withdraw/").answer["state"] == "to_submit"
    late = bureau.post("filings/bulk-urge/", {"ids": [sent.pk, other.pk]}).answer
    assert [row["id"] for row in late["done"]] == [sent.pk, other.pk]
