"""Lists and positions: statements and milliseconds of a warm answer, at six thousand people and at sixty."""

import gzip
import io
import json
import statistics
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from quota_pool.models import User  # noqa: E402

LISTS = {
    "roster": "/people/",
    "filings": "/filings/?state=",
    "ledger": "/ledger/",
    "roster, pinyin": "/people/?q=lx",
    "grants": "/grants/",
}
POSITIONS = {"pool page": "/pool/", "quota-positions": "/api/v1/quota-positions/"}


def measure(client: Client, path: str, times: int = 15) -> tuple[int, float, int]:
    """(statements, median milliseconds, bytes on the wire) of one page, at the address it opens with."""
    path = client.get(path).headers.get("Location", path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    statements = len(captured)  # the next request empties the log
    if answer.status_code != 200:
        raise SystemExit(f"{path} was answered with {answer.status_code}")
    took = []
    for _time in range(times):
        start = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - start) * 1000)
    return statements, statistics.median(took), len(gzip.compress(answer.content))


def bare(sql: str, times: int = 15) -> float:
    """Milliseconds of the bare statement: the floor of a list page."""
    took = []
    for _time in range(times):
        start = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def main() -> None:
    people = int(sys.argv[1])
    call_command("load_demo", "--people", str(people), "--years", "1", stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself within a minute
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username="bureau"))
    floor = bare(
        "SELECT e.*, p.* FROM staffing_engagement e JOIN staffing_person p ON p.id = e.person_id"
        " ORDER BY p.name_key LIMIT 50"
    )
    for name, path in (LISTS | POSITIONS).items():
        queries, took, size = measure(client, path)
        shown = {
            "what": f"{name}, {people} people, {connection.vendor}",
            "ours": f"{took:.1f} ms, {queries} statements, {size / 1024:.0f} KB compressed",
            "floor": f"{floor:.1f} ms (50 rows of the roster, bare statement)",
            "target": "≤ 8 statements" if name in POSITIONS else "≤ 6 statements, ≤ 60 ms",
        }
        print(json.dumps(shown))


if __name__ == "__main__":
    main()
