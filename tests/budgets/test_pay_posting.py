"""An approved run is charged: each line once, from what is held for its person; a mirror takes it back."""

from datetime import date

import pytest

from budgets.models import PayCharge
from budgets.services import pay_runs
from budgets.services.pay_runs import posting
from quota_pool import jobs
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Act, Book, Hold, Job
from quota_pool.refusals import Refusal
from tests.budgets.pay_things import approved, calculated, finance_of, pay_run
from tests.budgets.treasury import Treasury
from tests.factories import Office

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
COST = 5_000_00 * 128 // 100


@pytest.fixture
def street(settings, clock):
    """Two people on record and an envelope that pays from October; jobs wait for `run_waiting`."""
    settings.JOBS_IMMEDIATE = False
    clock.move_to("2026-09-01T02:00:00Z")
    office = Office()
    office.grant(5, valid_from=date(2026, 9, 1))
    for _person in range(2):
        office.file(office.hire(date(2026, 9, 1), monthly_pay_fen=5_000_00))
    clock.move_to("2026-10-30T02:00:00Z")
    office.treasury = Treasury(office)
    office.envelope = office.treasury.in_force(50_000, pays_from=OCTOBER)
    return office


def posted(street, run=None):
    """The run of October charged."""
    run = run or approved(street, pay_run(street))
    pay_runs.post_run(run=run, actor=finance_of(street))
    jobs.run_waiting()
    run.refresh_from_db()
    return run


def books(street) -> dict[str, int]:
    rows = Account.objects.filter(fund=street.envelope.fund).values_list("book", "balance")
    return {book: balance for book, balance in rows if balance}


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


@pytest.mark.requirement("R-003", "R-014")
def test_a_posted_run_is_spent_and_the_holds_stand_for_the_months_still_to_come(street):
    assert books(street)[Book.COMMITTED] == 6 * COST
    run = posted(street)
    assert (run.state, run.total_fen) == ("posted", 2 * COST)
    assert books(street) == {
        Book.SPENT: 2 * COST,
        Book.COMMITTED: 4 * COST,
        Book.FREE: 50_000_00 - 6 * COST,
    }
    assert set(Hold.objects.filter(fund=street.envelope.fund).values_list("left", flat=True)) == {2 * COST}
    assert PayCharge.objects.filter(run=run).count() == 2
    assert verify(street.district) == []


def test_what_is_entered_by_hand_is_topped_up_from_free_money(street):
    run = pay_run(street)
    someone = street.street.engagements.first()
    what = {"engagement": someone, "actor": finance_of(street)}
    pay_runs.enter_item(run=run, **what, component="severance", amount_fen=1_000_00)
    run.refresh_from_db()
    posted(street, approved(street, run))
    assert books(street)[Book.SPENT] == 2 * COST + 1_000_00
    assert verify(street.district) == []


def test_a_run_the_money_does_not_carry_is_not_posted(street):
    run = pay_run(street)
    someone = street.street.engagements.first()
    pay_runs.enter_item(
        run=run, engagement=someone, actor=finance_of(street), component="severance", amount_fen=60_000_00
    )
    run.refresh_from_db()
    run = approved(street, run)
    assert [reason["code"] for reason in run.remarks] == ["pay_run_over_money"]
    assert refused(lambda: pay_runs.post_run(run=run, actor=finance_of(street))) == ["pay_run_over_money"]


def test_a_run_is_taken_back_by_its_mirror_and_the_month_is_open_again(street):
    before = books(street)
    run = posted(street)
    pay_runs.reverse_run(run=run, actor=street.street_lead, reason="绩效算错")
    jobs.run_waiting()
    run.refresh_from_db()
    assert (run.state, books(street)) == ("reversed", before)
    assert Act.objects.filter(kind=Act.Kind.MIRROR).count() == 1
    assert verify(street.district) == []
    assert posted(street).state == "posted"


def test_months_are_posted_in_their_order_and_reversed_the_last_one_first(street, clock):
    clock.move_to("2026-11-20T02:00:00Z")
    october, november = pay_run(street), approved(street, pay_run(street, month=date(2026, 11, 1)))
    post = {"actor": finance_of(street)}
    assert refused(lambda: pay_runs.post_run(run=november, **post)) == ["pay_run_earlier_open"]
    october = posted(street, approved(street, october))
    november = posted(street, november)
    assert refused(lambda: pay_runs.reverse_run(run=october, actor=street.street_lead, reason="误")) == [
        "pay_run_later_posted"
    ]


def test_a_posting_killed_in_the_middle_goes_on_and_charges_nobody_twice(street, monkeypatch):
    run = approved(street, pay_run(street))
    monkeypatch.setattr(posting, "AT_A_TIME", 1)
    pay_runs.post_run(run=run, actor=finance_of(street))
    job = Job.objects.get(kind="pay_runs.post")
    draw, parts = posting._draw, []

    def dies_at_the_second(*args):
        parts.append(args)
        if len(parts) == 2:
            raise SystemExit
        return draw(*args)

    monkeypatch.setattr(posting, "_draw", dies_at_the_second)
    with pytest.raises(SystemExit):
        jobs.perform(job.pk)
    assert books(street)[Book.SPENT] == COST, "the first part is kept"
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.perform(job.pk)
    run.refresh_from_db()
    assert (run.state, books(street)[Book.SPENT]) == ("posted", 2 * COST)
    assert PayCharge.objects.count() == 2
    assert verify(street.district) == []


def test_a_line_the_money_does_not_carry_waits_for_the_next_run(street, clock, monkeypatch):
    run = approved(street, pay_run(street))
    monkeypatch.setattr(posting.envelopes, "draw_lines", lambda _purse, _fund, lines: list(lines)[:1])
    posted(street, run)
    assert len(run.refused) == 1
    monkeypatch.undo()
    clock.move_to("2026-11-20T02:00:00Z")
    november = calculated(street, pay_run(street, month=date(2026, 11, 1)))
    assert november.lines_count == 3, "two of November, one of October"
