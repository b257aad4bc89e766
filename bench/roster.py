"""A roster of thousands of rows read, checked, previewed and written with ledger and audit.

The floor reads the same workbook and writes its bare cells into one plain table.
"""

import json
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from quota_pool import ledger  # noqa: E402
from quota_pool.ledger.proof import verify  # noqa: E402
from quota_pool.sheets.reading import open_book  # noqa: E402
from tests.factories import Office, id_number  # noqa: E402
from tests.staffing import rosters  # noqa: E402

DAY = date(2026, 10, 1)
FIRST_BIRTH = date(1978, 3, 1)
TARGETS = {
    6_000: "written ≤ 8 s, preview ≤ 4 s, ≤ 300 MB",
    100_000: "written ≤ 60 s, ≤ 600 MB",
}


def person(serial: int) -> dict:
    """One row of the roster: five hundred people for each birthday."""
    birth = FIRST_BIRTH + timedelta(days=serial // 500)
    facts = {"身份证号": id_number(serial % 500, birth), "手机号": f"138{serial:08d}"}
    return rosters.person(serial % 500, **facts)


def bare(path: Path) -> float:
    """Seconds to read the workbook and write its cells as text, nothing checked."""
    start = time.monotonic()
    with open_book(path, "roster.xlsx") as book:
        rows = [tuple(map(str, row.cells)) for sheet in book.sheets for row in sheet.rows]
    names = [f"c{place}" for place in range(len(rows[0]))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare ({', '.join(f'{name} TEXT' for name in names)})")
        places = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO bare VALUES ({places})", rows)  # noqa: S608
    return time.monotonic() - start


def main() -> None:
    count = int(sys.argv[1])
    settings.JOBS_IMMEDIATE = True
    office = Office(reserve=0)
    office.issue(count, on=DAY)
    office.grant(count, valid_from=DAY)
    file = rosters.workbook([person(serial) for serial in range(count)])
    path = Path(settings.VAR_DIR, "roster.xlsx")
    path.write_bytes(file.read())
    file.seek(0)
    floor = bare(path)
    start = time.monotonic()
    batch = rosters.read(office, file)
    preview = time.monotonic() - start
    start = time.monotonic()
    batch = rosters.accept(office, batch)
    written = time.monotonic() - start
    faults = verify(office.district)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    used = ledger.positions([office.street.pk])[office.street.pk].total("used")
    json.dump(
        {
            "what": f"import of {count} rows, {connection.vendor}",
            "ours": f"preview {preview:.1f} s, written {written:.1f} s, all {preview + written:.1f} s",
            "memory": f"{peak:.0f} MB, its reading child {child:.0f} MB",
            "floor": f"{floor:.2f} s (read, and bare cells into one table)",
            "seated": f"{used} people, {len(faults)} faults in the books",
            "target": TARGETS.get(count, ""),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
