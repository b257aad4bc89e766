"""A month's pay: worked out from roster and scheme, held against the roster of now, approved by another."""

from datetime import date

import pytest

from budgets.models import PayLine, PayRun
from budgets.pay import Terms
from budgets.services import pay_runs
from budgets.services.pay_runs import calculating
from quota_pool import jobs
from quota_pool.models import Job
from quota_pool.refusals import Refusal
from tests.budgets.pay_things import NANLING, approved, calculated, filed, finance_of, mark, pay_run
from tests.desk import desk
from tests.staffing.pages import at

pytestmark = pytest.mark.django_db
STARTED = date(2026, 9, 1)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def street(office, settings, clock):
    """A street with two people on record who are paid by contract; jobs wait for `run_waiting`."""
    settings.JOBS_IMMEDIATE = False
    clock.move_to("2026-09-01T02:00:00Z")
    office.grant(5, valid_from=STARTED)
    for pay in (5_000_00, 6_000_00):
        office.file(office.hire(STARTED, monthly_pay_fen=pay))
    clock.move_to("2026-10-30T02:00:00Z")
    return office


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def standings(run) -> list[str]:
    return sorted(pay_runs.lines_of(run).values_list("standing", flat=True))


def test_without_a_scheme_the_contract_is_paid(street):
    run = calculated(street, pay_run(street))
    assert (run.state, run.lines_count, run.gross_fen) == ("calculated", 2, 11_000_00)
    assert run.total_fen == 11_000_00 * 128 // 100
    assert run.net_fen == sum(pay_runs.lines_of(run).values_list("net_fen", flat=True))


def test_with_a_scheme_the_scheme_is_paid(street, clock):
    filed(street)
    clock.move_to("2026-11-20T02:00:00Z")
    run = calculated(street, pay_run(street, month=NOVEMBER))
    assert (Terms.read(run.scheme.terms), run.gross_fen) == (NANLING, 2 * 2_800_00)
    assert calculated(street, pay_run(street, month=OCTOBER)).scheme is None


def test_a_run_goes_from_the_finance_clerk_to_the_leader_who_had_no_hand_in_it(street):
    run = approved(street, pay_run(street))
    assert (run.state, run.approved_by) == ("approved", street.street_lead)
    assert refused(lambda: pay_run(street)) == ["pay_run_twice"]
    assert refused(lambda: pay_run(street, month=NOVEMBER)) == ["pay_run_month_to_come"]


def test_whoever_changed_since_is_calculated_again(street):
    run = calculated(street, pay_run(street))
    someone = street.street.engagements.first()
    mark(street, someone, "trial", from_day=OCTOBER)
    check = {"run": run, "actor": finance_of(street)}
    assert refused(lambda: pay_runs.check_run(**check)) == ["pay_run_changed_since"]
    street.leave(someone, date(2026, 9, 30))
    assert refused(lambda: pay_runs.check_run(**check)) == ["pay_run_roster_differs"]
    run = pay_runs.check_run(run=calculated(street, run), actor=finance_of(street))
    assert (run.lines_count, run.calculation) == (1, 2)


def test_whoever_is_hired_without_authority_is_paid_by_the_head_of_the_unit(street):
    street.register(OCTOBER)
    run = calculated(street, pay_run(street))
    assert standings(run) == ["charged", "charged", "personal"]
    assert (run.lines_count, run.personal_count) == (2, 1)


def test_pay_waits_for_a_filing_long_overdue_and_comes_with_the_next_run(street, clock):
    late = street.hire(date(2026, 9, 2), monthly_pay_fen=4_000_00)
    late.filings.update(deadline=date(2026, 9, 29))
    october = calculated(street, pay_run(street))
    assert standings(october) == ["charged", "charged", "unfiled"], "the payroll month after is still paid"
    clock.move_to("2026-11-20T02:00:00Z")
    november = calculated(street, pay_run(street, month=NOVEMBER))
    assert standings(november) == ["blocked", "charged", "charged"]
    assert (november.lines_count, november.blocked_fen) == (2, 4_000_00 * 128 // 100)
    PayRun.objects.filter(pk=november.pk).update(state="posted")
    street.file(late)
    clock.move_to("2026-12-20T02:00:00Z")
    december = calculated(street, pay_run(street, month=date(2026, 12, 1)))
    paid = pay_runs.lines_of(december).filter(engagement=late)
    assert sorted(paid.values_list("month", "standing")) == [
        (NOVEMBER, "charged"),
        (date(2026, 12, 1), "charged"),
    ]


def test_what_is_entered_by_hand_stands_in_the_line_and_asks_for_a_new_calculation(street):
    run = calculated(street, pay_run(street))
    someone = street.street.engagements.order_by("pk").first()
    what = {"run": run, "engagement": someone, "actor": finance_of(street)}
    pay_runs.enter_item(**what, component="overtime", amount_fen=300_00)
    pay_runs.enter_item(**what, component="overtime", amount_fen=200_00)
    run.refresh_from_db()
    assert run.state == "open"
    run = calculated(street, run)
    line = pay_runs.lines_of(run).get(engagement=someone)
    assert (line.overtime_fen, line.gross_fen) == (200_00, 5_200_00)
    pay_runs.enter_item(**what, component="tax", amount_fen=6_000_00)
    assert refused(lambda: pay_runs.check_run(run=calculated(street, run), actor=finance_of(street))) == [
        "pay_lines_negative"
    ]


def test_a_calculation_killed_in_the_middle_goes_on_and_doubles_nobody(street, monkeypatch):
    monkeypatch.setattr(calculating, "AT_A_TIME", 1)
    run = pay_run(street)
    pay_runs.calculate_run(run=run, actor=finance_of(street))
    load, seen = calculating.load, []

    def dies_at_the_second(lines):
        seen.append(lines)
        if len(seen) == 2:
            raise SystemExit
        return load(lines)

    monkeypatch.setattr(calculating, "load", dies_at_the_second)
    job = Job.objects.get(kind="pay_runs.calculate")
    with pytest.raises(SystemExit):
        jobs.perform(job.pk)
    assert PayLine.objects.count() == 1
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.perform(job.pk)
    run.refresh_from_db()
    assert (run.state, run.lines_count, PayLine.objects.count()) == ("calculated", 2, 2)


# --- pages and REST ----------------------------------------------------------------------------------------


def test_the_page_leads_from_the_opened_month_to_the_lines(street):
    browser = at(finance_of(street))
    key = "6d7cd3b0-06a2-4a3e-8d0f-0a1b2c3d4e5f"
    browser.post("/pay-runs/open/", {"unit": street.street.pk, "month": "2026-10", "key": key})
    run = PayRun.objects.get()
    browser.post(f"/pay-runs/{run.pk}/calculate/", {"version": run.version})
    assert "Calculate a pay run" in browser.get(f"/pay-runs/{run.pk}/").content.decode()
    jobs.run_waiting()
    assert "11,000.00" in browser.get(f"/pay-runs/{run.pk}/").content.decode()
    lines = browser.get(f"/pay-lines/?run={run.pk}").content.decode()
    assert "6,000.00" in lines
    sheet = browser.get(f"/papers/of/pay-sheet/?record={run.pk}")
    assert (sheet.status_code, "11,000.00" in sheet.content.decode()) == (200, True)


def test_rest_makes_a_run_as_the_page_does(street):
    asking = desk(finance_of(street))
    made = asking.post("pay-runs/", {"unit": street.street.pk, "month": "2026-10-15"})
    assert (made.status_code, made.answer["month"]) == (201, "2026-10-01")
    at_work = asking.post(f"pay-runs/{made.answer['id']}/calculate/", {})
    assert at_work.answer["job"] is not None
    jobs.run_waiting()
    done = asking.get(f"pay-runs/{made.answer['id']}/").answer
    assert (done["state"], done["gross"]) == ("calculated", "11000.00")
    lines = asking.get("pay-lines/", run=made.answer["id"]).answer["results"]
    assert sorted(line["gross"] for line in lines) == ["5000.00", "6000.00"]
    assert desk(street.clerk).get("pay-lines/").status_code == 403
