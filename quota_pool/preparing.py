"""Make database, words and files ready to serve; each step takes no time when nothing changed."""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection

from . import catalogue, checks
from .models import District


class NotReady(ImproperlyConfigured):
    """A reason why something cannot be made ready, in one sentence."""


def writable(folder: Path) -> None:
    """Make a folder of ours and see that a file can be written there."""
    probe = folder / ".probe"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as fault:
        raise NotReady(f"{folder} cannot be written ({fault.strerror}): give this account the right to.")


def folders() -> None:
    """The folders that everything else is written to."""
    writable(settings.VAR_DIR)
    if connection.vendor == "sqlite":
        writable(Path(connection.settings_dict["NAME"]).parent)


def everything(say) -> None:
    """Database, words and files, in this order."""
    try:
        _database(say)
    except DatabaseError as fault:
        raise NotReady(_sentence(fault))
    finally:
        connection.close()
    catalogue.compile_stale(settings.LOCALE_PATHS)
    _files(say)


def _database(say) -> None:
    connection.ensure_connection()
    for warning in checks.boot():
        say(f"Note: {warning}")
    say("Preparing the database ...")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("clearsessions")
    if settings.DEMO and not District.objects.exists():
        say("Loading the demonstration district (first start only) ...")
        call_command("load_demo")


def _sentence(fault: DatabaseError) -> str:
    """The database's own first words, which name host and reason, and what to do."""
    first = str(fault).strip().splitlines()[0].rstrip(".")
    place = "DATABASE_URL" if connection.vendor == "postgresql" else connection.settings_dict["NAME"]
    return f"The database cannot be used ({first}): start it, or mend {place}."


def _files(say) -> None:
    """Collect and compress what browsers fetch, when any of it changed."""
    mark, stamp = _mark(settings.STATICFILES_DIRS), settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == mark:
        return
    say("Collecting style sheets and scripts ...")
    try:
        call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists())
        stamp.write_text(mark)
    except OSError as fault:
        raise NotReady(f"{settings.STATIC_ROOT} cannot be written ({fault.strerror}).")


def _mark(folders: list[Path]) -> str:
    """Changes when a file of ours or the set of installed packages does."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for path in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
        seen = path.stat()
        digest.update(f"{path}|{seen.st_mtime_ns}|{seen.st_size}\n".encode())
    return digest.hexdigest()


# --- the demonstration, thrown away ----------------------------------------------------------------------


def empty_demonstration() -> None:
    """Throw away a database that holds nothing but demonstration districts."""
    if not settings.DEMO:
        raise NotReady("Only a demonstration is thrown away: set DEMO=1.")
    try:
        _refuse_real_districts()
        _empty()
    except DatabaseError as fault:
        raise NotReady(_sentence(fault))
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def _refuse_real_districts() -> None:
    if District._meta.db_table not in connection.introspection.table_names():
        return
    real = District.objects.filter(is_demo=False).first()
    if real is not None:
        raise NotReady(f"{real} is no demonstration district: nothing was thrown away.")


def _empty() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.close()
        return
    connection.close()
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(connection.settings_dict["NAME"] + ending).unlink(missing_ok=True)
