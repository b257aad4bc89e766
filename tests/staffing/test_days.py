"""The day's run: what is due is posted, what fell overdue is noted; a week away changes nothing."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from quota_pool import jobs, ledger
from quota_pool.daily import start_daily
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Entry, Job, ScheduledAct, User
from staffing.alerts import Scope, alerts
from staffing.services import days

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)
DAYS = [date(2026, 11, 24) + timedelta(days=n) for n in range(8)]


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


@pytest.fixture
def week(office, clock, settings):
    """A week ahead in which everything falls due: starts, exits, a cut, an expiry, a filing, a contract."""
    settings.JOBS_IMMEDIATE = False
    office.grant(9, valid_from=OCTOBER_30)
    office.grant(4, office.other_street, valid_from=OCTOBER_30)
    mobile = office.mobile(2, OCTOBER_30, date(2026, 11, 26))
    office.hire(OCTOBER_30, pool=mobile)
    people = [office.hire(OCTOBER_30, contract_end=date(2026, 11, 27)) for _ in range(3)]
    clerk, there = office.other_clerk, office.other_street
    for _ in range(3):
        office.hire(OCTOBER_30, street=there, clerk=clerk)
    go_to(clock, date(2026, 11, 23))
    office.leave(people[0], date(2026, 11, 24))
    office.hire(date(2026, 11, 25))
    office.hire(date(2026, 11, 30), street=there, clerk=clerk)
    office.grant(2, there, valid_from=date(2026, 11, 28))
    run(office)
    return office


def run(office) -> dict:
    job = days.start(office.district)
    jobs.run_waiting()
    job.refresh_from_db()
    assert job.state == "done"
    return job.result


def books(office) -> dict:
    """Balances and movements by what is true of them; the moments of recording differ."""
    accounts = Account.objects.order_by("id").values_list("id", "balance")
    moves = Entry.objects.values_list("source_id", "target_id", "amount", "effective", "subject_id")
    settled = ScheduledAct.objects.order_by("id").values_list("id", "outcome")
    return {"accounts": list(accounts), "moves": sorted(moves), "settled": list(settled)}


def alerted(office) -> list:
    users = User.objects.filter(pk__in=[office.clerk.pk, office.bureau.pk]).order_by("pk")
    return [(one.key, one.count, one.level) for user in users for one in alerts(Scope(user))]


def after(office, clock, ran_on: list[date]) -> tuple[dict, list, list[dict]]:
    """The books and the alerts of the last day, when the worker ran on these days only."""
    figures = []
    for day in ran_on:
        go_to(clock, day)
        figures.append(run(office))
    assert verify(office.district) == []
    return books(office), alerted(office), figures


def test_a_worker_away_for_a_week_leaves_the_books_and_alerts_of_one_that_ran_daily(week, clock):
    from django.db import transaction

    with transaction.atomic():
        daily, alerts_daily, told_daily = after(week, clock, DAYS)
        transaction.set_rollback(True)
    go_to(clock, date(2026, 11, 23))
    late, alerts_late, [told] = after(week, clock, DAYS[-1:])
    assert late["accounts"] == daily["accounts"]
    assert late["moves"] == daily["moves"]
    assert late["settled"] == daily["settled"]
    assert alerts_late == alerts_daily
    for name in ("overdue", "contracts_ended", "grants_ended"):
        assert told[name] == sum(one[name] for one in told_daily)
    acts = {}
    for one in told_daily:
        for name, count in one["acts"].items():
            acts[name] = acts.get(name, 0) + count
    assert told["acts"] == acts
    assert told["overdue"] > 0


def test_one_run_a_day_however_often_it_is_asked_for(week, clock):
    go_to(clock, DAYS[1])
    first = run(week)
    assert run(week) == first
    assert Job.objects.filter(kind=days.KIND, key=f"day:{DAYS[1]}").count() == 1


def test_the_worker_enters_the_run_of_each_day_by_itself(week, clock):
    for day in (DAYS[2], DAYS[2], DAYS[3]):
        go_to(clock, day)
        start_daily()
    keys = Job.objects.filter(kind=days.KIND, payload__day__in=[str(DAYS[2]), str(DAYS[3])])
    assert keys.count() == 2


def test_the_command_runs_the_day_and_tells_its_figures(week, clock, capsys):
    go_to(clock, DAYS[-1])
    call_command("run_day")
    said = capsys.readouterr().out
    assert "done" in said
    assert "'overdue':" in said
    assert not ledger.units_behind(week.district.pk)


def test_a_unit_whose_books_refuse_does_not_hold_up_the_others(week, clock, monkeypatch):
    from quota_pool.ledger.posting import LedgerFault

    real, refused = ledger.lock, week.street.pk

    def lock(district_id, units, **more):
        if list(units) == [refused]:
            raise LedgerFault("broken books")
        return real(district_id, units, **more)

    go_to(clock, DAYS[-1])
    monkeypatch.setattr(ledger, "lock", lock)
    result = run(week)
    assert (result["faults"], result["units"]) == (1, 1)
    assert ledger.units_behind(week.district.pk) == [refused]
