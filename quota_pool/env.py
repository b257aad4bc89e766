"""Read configuration from the environment and from var/secrets.env, and say in one sentence what is wrong."""

import ipaddress
import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from . import sqlite

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}
FORMS = "postgresql://user:password@host:5432/name or sqlite:///path/to/file.sqlite3"


def load_file(path: Path) -> None:
    """Take NAME=value lines of a secrets file; what the environment already says wins."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return
    except PermissionError:
        raise ImproperlyConfigured(f"{path} cannot be read by this account: run as the account that made it.")
    for line in lines:
        name, mark, value = line.strip().partition("=")
        if mark and not name.startswith("#"):
            os.environ.setdefault(name, value)


def text(name: str, default: str = "") -> str:
    """The value as written, without blanks around it."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes or no; anything else is refused, so that a misspelt "flase" never switches a guard off."""
    value = text(name).lower()
    if name not in os.environ:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, least: int = 0, most: int = 999_999_999) -> int:
    """A whole number between `least` and `most`."""
    value = text(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[str]:
    """A list of networks as 10.8.0.0/16, with commas between."""
    found = words(name)
    for one in found:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise ImproperlyConfigured(f"{name} must hold networks like 10.8.0.0/16, not {one!r}.") from None
    return found


def database(url: str, base: Path) -> dict:
    """Django's description of the database that a DATABASE_URL names."""
    scheme, mark, _rest = url.partition("://")
    if mark and scheme == "sqlite":
        return _sqlite(url, base)
    if mark and scheme in ("postgresql", "postgres"):
        return _postgresql(url)
    raise ImproperlyConfigured(f"DATABASE_URL is not understood: write {FORMS}.")


def _sqlite(url: str, base: Path) -> dict:
    name = unquote(url.removeprefix("sqlite://").removeprefix("/"))
    if not name or "?" in name or ":memory:" in name:
        raise ImproperlyConfigured(f"DATABASE_URL names no SQLite file: write {FORMS}.")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(base / name),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": sqlite.init_command(),
        },
    }


def _postgresql(url: str) -> dict:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL has a host or port that cannot be read: write {FORMS}.")
    extra = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured(f"DATABASE_URL names no database: write {FORMS}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": extra.pop("host", "") or host or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **extra, "options": POSTGRESQL_LIMITS},
    }


# A waiting clerk is told after 3 s that the row is busy, rather than left before a white page.
POSTGRESQL_LIMITS = (
    "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s "
    "-c synchronous_commit=on"
)
