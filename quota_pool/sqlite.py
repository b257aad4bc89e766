"""Choose a SQLite that is safe to keep a ledger in, and the pragmas that keep what was acknowledged."""

import importlib.util
import sys

# Versions 3.7.0 to 3.51.2 may corrupt a WAL database when a checkpoint meets a reset (mended in 3.51.3).
FIRST_SAFE_WAL = (3, 51, 3)

# The default cache of two megabytes does not even hold the upper pages of the indexes of a big district.
BOTH = "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536"
WAL = f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {BOTH}"
ROLLBACK = f"PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA; {BOTH}"


def swap_in():
    """Let `import sqlite3` mean the packaged library of pysqlite3, where there is one."""
    if importlib.util.find_spec("pysqlite3") is None:
        return
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def version() -> tuple[int, ...]:
    """The version of the library that Django will use."""
    import sqlite3

    return sqlite3.sqlite_version_info


def wal_is_safe(found: tuple[int, ...] | None = None) -> bool:
    """Whether this library has the mended write-ahead log."""
    return (found or version()) >= FIRST_SAFE_WAL


def init_command(found: tuple[int, ...] | None = None) -> str:
    """Pragmas for each new connection: WAL where it is safe, else the slower rollback journal."""
    return WAL if wal_is_safe(found) else ROLLBACK
