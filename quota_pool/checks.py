"""What must hold before the house opens: keys, safe databases, a safe reader (trust.md R-039)."""

import base64
import binascii
import importlib.util
import sys
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from . import sqlite

LEAST_SYNCHRONOUS = 2  # FULL: what was acknowledged survives a power cut
LEAST_POSTGRESQL = 140000
# A network file system does not keep SQLite's locks.
NETWORK_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "glusterfs", "ceph", "lustre", "afs"}
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


@register(Tags.security, deploy=True)
def keys(app_configs=None, **_said) -> list:
    """The three secrets are there and have the right shape."""
    faults = []
    if not _secret_key():
        faults.append(Error("SECRET_KEY is not set: `make run` writes one, or set it.", id="quota_pool.E001"))
    if (reason := _field_keys_fault(settings.FIELD_KEYS)) is not None:
        faults.append(Error(f"FIELD_KEYS {reason}: write kid:base64 of 32 bytes.", id="quota_pool.E002"))
    if _key_length(settings.HASH_KEY) < 32:
        faults.append(Error("HASH_KEY must be base64 of at least 32 bytes.", id="quota_pool.E003"))
    return faults


def _secret_key() -> str:
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own refusal, whose words do not say what to do
        return ""


def _field_keys_fault(written: str) -> str | None:
    if not written:
        return "is not set"
    pairs = [pair.strip().partition(":") for pair in written.split(",")]
    if any(not kid or _key_length(key) != 32 for kid, _mark, key in pairs):
        return "has a part that is no key"
    if len({kid for kid, _mark, _key in pairs}) < len(pairs):
        return "names a key twice"
    return None


def _key_length(written: str) -> int:
    try:
        return len(base64.b64decode(written, validate=True))
    except (binascii.Error, ValueError):
        return 0


@register(Tags.security)
def safe_reader(app_configs=None, **_said) -> list:
    """Workbooks are XML from strangers: the reader that refuses entity bombs is installed."""
    if importlib.util.find_spec("defusedxml") is None:
        return [
            Error("defusedxml is not installed: workbooks could not be read safely.", id="quota_pool.E004")
        ]
    return []


@register(Tags.database)
def databases(app_configs=None, databases=None, **_said) -> list:
    """Each database keeps what it has acknowledged."""
    look = {"sqlite": sqlite_faults, "postgresql": postgresql_faults}
    return [
        fault for alias in databases or [] for fault in look[connections[alias].vendor](connections[alias])
    ]


def sqlite_faults(connection) -> list:
    """Pragmas, version and place of an embedded database."""
    asked = ("synchronous", "foreign_keys", "journal_mode")
    found = {name: _ask(connection, f"PRAGMA {name}") for name in asked}
    folder = Path(connection.settings_dict["NAME"]).parent
    return judge_sqlite(found, sqlite.version(), file_system(folder))


def judge_sqlite(pragmas: dict, version: tuple[int, ...], system: str) -> list:
    """The faults of these pragmas in this version of the library on this file system."""
    faults = []
    shown = ".".join(map(str, version))
    safe = sqlite.wal_is_safe(version)
    if pragmas["synchronous"] < LEAST_SYNCHRONOUS:
        faults.append(
            Error("SQLite: synchronous is below FULL, a power cut would lose acts.", id="quota_pool.E010")
        )
    if not pragmas["foreign_keys"]:
        faults.append(Error("SQLite: foreign_keys is off.", id="quota_pool.E011"))
    if pragmas["journal_mode"] == "wal" and not safe:
        words = f"SQLite {shown} may corrupt a WAL database; 3.51.3 is the first that does not."
        faults.append(Error(words, id="quota_pool.E012"))
    if system in NETWORK_SYSTEMS:
        faults.append(
            Error(f"SQLite: the file lies on {system}, which does not keep locks.", id="quota_pool.E013")
        )
    if not safe:
        words = (
            f"SQLite {shown} is older than 3.51.3: the rollback journal is used, which is slower but safe."
        )
        faults.append(Warning(words, id="quota_pool.W010"))
    return faults


def file_system(folder: Path) -> str:
    """The kind of file system a folder lies on, where the host tells (Linux)."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return ""
    rows = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    above = [(len(place), kind) for place, kind in rows if folder.resolve().is_relative_to(place)]
    return max(above, default=(0, ""))[1]


def postgresql_faults(connection) -> list:
    """Settings and version of a server."""
    found = {name: _ask(connection, f"SHOW {name}") for name in MUST_BE_ON}
    return judge_postgresql(found, connection.pg_version)


def judge_postgresql(found: dict, version: int) -> list:
    """The faults of a server with these settings."""
    faults = [
        Error(f"PostgreSQL: {name} is off, a power cut would lose acts.", id="quota_pool.E020")
        for name in MUST_BE_ON
        if found[name] == "off"
    ]
    if version < LEAST_POSTGRESQL:
        faults.append(Error("PostgreSQL is older than 14.", id="quota_pool.E021"))
    return faults


def _ask(connection, statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def boot() -> list[str]:
    """Look at everything before serving: raises with a sentence a fault, returns the warnings."""
    found = [*keys(), *safe_reader(), *databases(databases=["default"])]
    connections["default"].close()
    if faults := [message.msg for message in found if message.is_serious()]:
        raise ImproperlyConfigured(" ".join(faults))
    return [message.msg for message in found]


def boot_or_leave() -> None:
    """For processes without a terminal: say the fault on stderr and end."""
    try:
        boot()
    except ImproperlyConfigured as fault:
        sys.exit(str(fault))
