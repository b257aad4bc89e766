"""Triggers that make acts, entries and audit events append-only on both engines (R-011, R-099)."""

# Each migration names the tables that exist by then.
FROM_THE_START = (
    "quota_pool_act",
    "quota_pool_entry",
    "quota_pool_auditevent",
    "quota_pool_rulevalue",
)
PAPERS = ("quota_pool_printedpaper",)
CALENDAR = ("quota_pool_calendarchange",)
READS = ("quota_pool_personalread",)
NEVER_CHANGED = (*FROM_THE_START, *PAPERS, *CALENDAR, *READS)
HALTS = {"quota_pool_halt": "lifted_at"}
ENCLOSURES = {"quota_pool_enclosure": "voided_at"}
SET_ONCE = {
    "quota_pool_scheduledact": "settled_at",
    "quota_pool_substitute": "ended_at",
    **HALTS,
    **ENCLOSURES,
}

PG_FUNCTIONS = """
CREATE OR REPLACE FUNCTION quota_pool_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install(connection, never_changed=NEVER_CHANGED, set_once=SET_ONCE) -> None:
    """Create the triggers; a `set_once` row may change until its column is filled, and is never deleted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(PG_FUNCTIONS)
        for table in never_changed:
            _guard(connection, cursor, table, ("UPDATE", "DELETE"))
            _guard_whole(connection, cursor, table)
        for table, column in set_once.items():
            _guard(connection, cursor, table, ("DELETE",))
            _guard_whole(connection, cursor, table)
            _guard(connection, cursor, table, ("UPDATE",), when=f"OLD.{column} IS NOT NULL")


def remove(connection, never_changed=NEVER_CHANGED, set_once=SET_ONCE) -> None:
    """Take the triggers away: for a migration that reshapes a table, and for emptying a test database."""
    with connection.cursor() as cursor:
        for table in (*never_changed, *set_once):
            for event in ("update", "delete", "truncate"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on_table}")


def _guard_whole(connection, cursor, table) -> None:
    """PostgreSQL can empty a table without touching a row; SQLite cannot."""
    if connection.vendor == "postgresql":
        action = "EXECUTE FUNCTION quota_pool_refuse_change()"
        cursor.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} {action}")


def _guard(connection, cursor, table, events, when="") -> None:
    for event in events:
        name = f"{table}_no_{event.lower()}"
        condition = f" WHEN ({when})" if when else ""
        if connection.vendor == "postgresql":
            action = "EXECUTE FUNCTION quota_pool_refuse_change()"
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{condition} {action}"
            )
        else:
            action = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} {action}")
