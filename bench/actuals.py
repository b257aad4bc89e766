"""Five thousand payroll actuals in one POST, the same sent again under its key, and again under a new one.

The floor writes the same rows bare: read from JSON and loaded in one transaction.
"""

import json
import sys
import time

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from bench.office import BusyOffice, somebody  # noqa: E402
from budgets.models import ActualsBatch, PayrollActual  # noqa: E402
from quota_pool.calendar import now, today  # noqa: E402
from quota_pool.loading import load  # noqa: E402
from quota_pool.models import Role  # noqa: E402
from tests.desk import Desk, token_for  # noqa: E402
from tests.factories import member  # noqa: E402

PEOPLE, COMPONENTS = (
    500,
    (
        "basic",
        "post_allowance",
        "performance",
        "employer_pension",
        "employer_medical",
        "employer_unemployment",
        "employer_injury",
        "employer_maternity",
        "employer_housing_fund",
        "agency_fee",
    ),
)


def rows_of(office: BusyOffice) -> list[dict]:
    """Ten components of five hundred people over sixteen streets."""
    found = []
    for serial in range(PEOPLE):
        place = serial % len(office.streets)
        hired = office.hire(
            today(), clerk=office.clerks[place], street=office.streets[place], person=somebody(serial)
        )
        found += [
            {
                "unit": hired.unit_id,
                "month": f"{today():%Y-%m}",
                "person": hired.person.number,
                "component": component,
                "amount": f"{1000 + serial}.00",
                "source_no": f"V-{serial}",
            }
            for component in COMPONENTS
        ]
    return found


def bare(rows: list[dict]) -> float:
    """Seconds to read the JSON and load as many rows, taken back."""
    text, batch = json.dumps({"rows": rows}), ActualsBatch.objects.latest("pk")
    person = PayrollActual.objects.first().person_id
    start = time.monotonic()
    with transaction.atomic():
        load(
            PayrollActual(
                district_id=batch.district_id,
                unit_id=row["unit"],
                batch=batch,
                person_id=person,
                month=today().replace(day=1),
                component="other",
                source_no=f"bare-{place}",
                amount_fen=100,
                recorded_at=now(),
            )
            for place, row in enumerate(json.loads(text)["rows"])
        )
        transaction.set_rollback(True)
    return time.monotonic() - start


def timed(finance, rows: list[dict], key: str) -> float:
    start = time.monotonic()
    answer = finance.post("payroll-actuals/", {"rows": rows}, key=key)
    took = time.monotonic() - start
    if answer.status_code != 200 or answer.answer["refused"]:
        raise SystemExit(f"{answer.status_code}: {answer.content[:300]!r}")
    return took


def main() -> None:
    office = BusyOffice()
    rows = rows_of(office)
    system = member(Role.API, office.district)
    finance = Desk(system, token_for(system), Client(SERVER_NAME="127.0.0.1"))
    first, again, anew = timed(finance, rows, "one"), timed(finance, rows, "one"), timed(finance, rows, "two")
    json.dump(
        {
            "what": f"{len(rows):,} payroll actuals in one POST, {connection.vendor}",
            "ours": f"{first:.2f} s; the same key again {again:.2f} s; a new key {anew:.2f} s",
            "floor": f"{bare(rows):.2f} s (the JSON read and the rows loaded, nothing checked or answered)",
            "target": "≤ 6 s; again ≤ 1 s",
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
