"""What SQLite's planner knows of the tables: told anew when they have grown, or it reads by the wrong index.

PostgreSQL looks after this by itself. SQLite knows only what ANALYZE once told it, and takes a table it
knows nothing of for a small one; a few seconds after a big import, and never on an ordinary day.
"""

from django.apps import apps
from django.db import connection

from quota_pool import upkeep

GROWN = 1.5
SMALL = 2_000  # of so few rows, every way to read them is fast


@upkeep.tidied_by
def refresh() -> bool:
    """Have the tables analysed if one of them has grown by half since; says whether it was done."""
    if connection.vendor != "sqlite" or not _grown():
        return False
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return True


def _grown() -> bool:
    known = _known()
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.managed]
    return any(_last_key(table) > max(SMALL, GROWN * known.get(table, 0)) for table in tables)


def _known() -> dict[str, int]:
    """How many rows each table had when it was analysed last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return {}
        cursor.execute("SELECT tbl, MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl")
        return dict(cursor.fetchall())


def _last_key(table: str) -> int:
    """About how many rows there are, without counting them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(rowid), 0) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return cursor.fetchone()[0]
