"""A hundred thousand rows of the roster to a workbook, as a job in a worker of its own.

The floor writes the very cells of that workbook with the same writer, from memory.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.crowd import Crowd  # noqa: E402
from quota_pool import exports  # noqa: E402
from quota_pool.models import Job  # noqa: E402
from quota_pool.sheets import reading, writing  # noqa: E402

ROWS = 100_000


def ordered(crowd: Crowd) -> Job:
    """The job that a click on the list's export enters."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(crowd.bureau)
    client.get("/people/?voided=false&export=xlsx")
    return Job.objects.get(kind=exports.KIND)


def cells(job: Job) -> list[list]:
    """What stands in the workbook."""
    pieces, name = exports.opened(job)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(b"".join(pieces))
        with reading.open_book(path, name) as book:
            rows = [list(row.cells) for row in next(book.sheets).rows]
    return [row for row in rows if len(row) == len(rows[0])]  # the last line says who took them away


def bare(rows: list[list]) -> float:
    """Seconds of the writer alone."""
    start = time.monotonic()
    writing.write_xlsx(io.BytesIO(), rows[0], rows[1:])
    return time.monotonic() - start


def main() -> None:
    job = ordered(Crowd(ROWS))
    connection.close()
    subprocess.run([sys.executable, "manage.py", "work", "--once"], check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise SystemExit(f"the export ended {job.state}: {job.error}")
    took = (job.ended_at - job.started_at).total_seconds()
    rows = cells(job)
    shown = {
        "what": f"export of {job.result['rows']} rows × {len(rows[0])}, {connection.vendor}",
        "ours": f"{took:.1f} s, {peak:.0f} MB",
        "floor": f"{bare(rows):.1f} s (the same writer, the same cells from memory)",
        "target": "≤ 2 × the floor, ≤ 250 MB",
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    main()
