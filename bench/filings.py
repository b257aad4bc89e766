"""Five hundred filings accepted at once, as the job the bureau's click enters.

The floor writes the same rows bare: a filing, its step, its engagement and a trace each, in one transaction.
"""

import json
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.office import BusyOffice, somebody  # noqa: E402
from quota_pool import jobs  # noqa: E402
from quota_pool.calendar import today  # noqa: E402
from staffing.models import Filing  # noqa: E402
from staffing.services import bulk_filings, filings  # noqa: E402

COUNT = 500
KEPT = ("staffing_filing", "staffing_filingevent", "staffing_engagement", "quota_pool_auditevent")


def waiting(office: BusyOffice) -> list[Filing]:
    """Filings that the streets have sent in."""
    found = []
    for serial in range(COUNT):
        place = serial % len(office.streets)
        street, clerk = office.streets[place], office.clerks[place]
        hired = office.hire(today(), clerk=clerk, street=street, person=somebody(serial))
        found.append(filings.submit(filing=hired.filings.get(kind="hire"), actor=clerk))
    return found


def bare() -> float:
    """Seconds to copy as many rows of each table, one by one, in one transaction that is taken back."""
    start = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in KEPT:
            cursor.execute(f"CREATE TEMPORARY TABLE bare_{table} AS SELECT * FROM {table} WHERE id < 0")
            cursor.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT {COUNT}")  # noqa: S608
            for (key,) in cursor.fetchall():
                cursor.execute(f"INSERT INTO bare_{table} SELECT * FROM {table} WHERE id = %s", [key])  # noqa: S608
        transaction.set_rollback(True)
    return time.monotonic() - start


def main() -> None:
    settings.JOBS_IMMEDIATE = False
    office = BusyOffice()
    rows = waiting(office)
    job = bulk_filings.order(filings=rows, act="accept", said={}, actor=office.bureau)
    start = time.monotonic()
    jobs.perform(job.pk)
    took = time.monotonic() - start
    job.refresh_from_db()
    shown = {
        "what": f"{COUNT} filings accepted at once, {connection.vendor}",
        "ours": f"{took:.1f} s, {job.result['done']} on record, told after every {bulk_filings.PART}",
        "floor": f"{bare():.2f} s (as many rows of the four tables copied one by one)",
        "target": "≤ 10 s with progress",
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    main()
