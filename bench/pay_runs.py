"""A month's pay of thousands in one run: worked out, checked, approved, posted.

The floor writes the same lines and the entries of the ledger bare, with COPY or executemany, in one
transaction that is taken back.
"""

import json
import resource
import sys
import time
from datetime import date, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.office import somebody  # noqa: E402
from budgets.models import PayLine, PayRun  # noqa: E402
from budgets.services import pay_runs  # noqa: E402
from quota_pool import jobs  # noqa: E402
from quota_pool.calendar import today  # noqa: E402
from quota_pool.loading import load  # noqa: E402
from quota_pool.models import Entry  # noqa: E402
from staffing.services import opening  # noqa: E402
from staffing.services.bulk import Entrant  # noqa: E402
from staffing.services.people import build_person  # noqa: E402
from staffing.services.work import Work  # noqa: E402
from tests.budgets.pay_things import filed, finance_of  # noqa: E402
from tests.budgets.treasury import Treasury  # noqa: E402
from tests.factories import Office, document  # noqa: E402


def month() -> date:
    """This month: what can be paid."""
    return today().replace(day=1)


def people(count: int) -> Office:
    """One street with so many people on record, paid by a scheme in force."""
    office = Office(reserve=count + 100)
    before = month() - timedelta(days=40)
    office.grant(count + 50, valid_from=today())
    entrants = [
        Entrant(
            build_person(office.district, somebody(serial)),
            Work(
                start_date=before,
                mode="DISPATCH" if serial % 3 else "DIRECT",
                post_category=("10", "20", "30", "40", "50")[serial % 5],
                primary_post="网格员",
                monthly_pay_fen=450_000 + serial % 50 * 1_000,
            ),
        )
        for serial in range(count)
    ]
    opening.open_roster(
        unit=office.street,
        entrants=entrants,
        document=document(office.district),
        opening_day=today(),
        actor=office.bureau,
        key="opening",
    )
    filed(office, from_day=month())
    Treasury(office).in_force(count * 30_000, pays_from=month())
    return office


def bare(run: PayRun) -> float:
    """Seconds to write the same lines again, and nothing else."""
    lines = list(PayLine.objects.filter(run=run))
    for line in lines:
        line.calculation += 1
    entries = list(Entry.objects.filter(act__pay_charges__run=run).distinct())
    start = time.monotonic()
    with transaction.atomic():
        load(lines)
        load(entries)
        took = time.monotonic() - start
        transaction.set_rollback(True)
    return took


def main(count: int) -> None:
    settings.JOBS_IMMEDIATE = False
    office = people(count)
    clerk = finance_of(office)
    run = pay_runs.open_run(unit=office.street, month=month(), actor=clerk, key="run")
    steps, start = {}, time.monotonic()

    def done(name: str) -> None:
        nonlocal start
        steps[name], start = time.monotonic() - start, time.monotonic()

    jobs.perform(pay_runs.calculate_run(run=run, actor=clerk).pk)
    done("calculated")
    run = pay_runs.check_run(run=PayRun.objects.get(pk=run.pk), actor=clerk)
    done("checked")
    run = pay_runs.approve_run(run=run, actor=office.street_lead)
    done("approved")
    jobs.perform(pay_runs.post_run(run=run, actor=clerk).pk)
    done("posted")
    told = ", ".join(f"{name} {took:.1f} s" for name, took in steps.items())
    shown = {
        "what": f"a pay run of {run.lines_count} people, {connection.vendor}",
        "ours": f"{sum(steps.values()):.1f} s ({told})",
        "floor": f"{bare(run):.2f} s (the same lines and entries written bare)",
        "memory": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB",
        "target": "6,000 ≤ 15 s; 100,000 ≤ 240 s, ≤ 700 MB",
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6_000)
