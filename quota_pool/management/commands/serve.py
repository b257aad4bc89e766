"""make run: prepare the database, the words and the files, then serve pages and background work."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, transaction

from quota_pool import catalogue, checks, env, serving
from quota_pool.models import District, Member, User


class Command(BaseCommand):
    """Serve until Ctrl-C; every reason not to start is one sentence."""

    help = "Prepare everything and serve pages and background work until Ctrl-C."
    requires_system_checks = ()

    def handle(self, **_options):
        os.umask(0o077)
        host, port = env.text("HOST", "127.0.0.1") or "127.0.0.1", env.number("PORT", 8000, least=1)
        record = settings.VAR_DIR / "serve.pid"
        self.look_before(host, port, record)
        self.prepare()
        address = f"http://{host}:{port}/"
        workers = env.number("WORKERS", serving.cores(), least=1)
        programs = [serving.web(host, port, workers), serving.worker()]
        house = serving.House(programs, record, address, self.say)
        try:
            house.open(host, port)
            self.welcome(address, house)
            house.keep()
        finally:
            house.close()
        self.say("Stopped.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def look_before(self, host: str, port: int, record: Path) -> None:
        """What needs no database: rights, a running copy, the port."""
        if settings.DEMO and host not in ("127.0.0.1", "localhost", "::1"):
            raise serving.CannotServe(
                f"DEMO=1 serves this machine only, not HOST={host}: its passwords are published."
            )
        if not settings.DEMO and not settings.ALLOWED_HOSTS:
            raise serving.CannotServe("ALLOWED_HOSTS is not set: name the host names people will type.")
        serving.check_writable(settings.VAR_DIR)
        if connection.vendor == "sqlite":
            serving.check_writable(Path(connection.settings_dict["NAME"]).parent)
        serving.clear_up(record)
        serving.check_port(host, port)

    def prepare(self) -> None:
        """Database, demonstration, words and files; each takes no time when nothing changed."""
        try:
            self.prepare_database()
        except DatabaseError as fault:
            raise serving.CannotServe(_sentence(fault))
        finally:
            connection.close()
        catalogue.compile_stale(settings.LOCALE_PATHS)
        self.prepare_files()

    def prepare_database(self) -> None:
        connection.ensure_connection()
        for warning in checks.boot():
            self.say(f"Note: {warning}")
        self.say("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("clearsessions")
        if settings.DEMO and not District.objects.exists():
            self.say("Loading the demonstration district (first start only) ...")
            # As one: a start that was broken off leaves nothing half loaded.
            with transaction.atomic():
                call_command("load_demo", stdout=self.stdout)

    def prepare_files(self) -> None:
        """Collect and compress what browsers fetch, when any of it changed."""
        mark, stamp = _mark(settings.STATICFILES_DIRS), settings.STATIC_ROOT / ".collected"
        if stamp.exists() and stamp.read_text() == mark:
            return
        self.say("Collecting style sheets and scripts ...")
        try:
            call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists())
            stamp.write_text(mark)
        except OSError as fault:
            raise serving.CannotServe(f"{settings.STATIC_ROOT} cannot be written ({fault.strerror}).")

    def welcome(self, address: str, house) -> None:
        """Where it is, and who may come in."""
        if house.asked_to_stop:
            return
        self.say(f"\nReady: {address}")
        if settings.DEMO:
            self.say(f"Demonstration accounts, each with the password {settings.DEMO_PASSWORD}")
            for line in _accounts():
                self.say(line)
        self.say("Ctrl-C stops it.")
        connection.close()


def _accounts() -> list[str]:
    roles = {}
    for member in Member.objects.filter(user__is_demo=True, ended_at=None).select_related("user", "unit"):
        place = member.unit.name if member.unit else ""
        roles.setdefault(member.user_id, []).append(f"{member.get_role_display()} {place}".strip())
    users = User.objects.filter(is_demo=True, is_client=False).order_by("pk")
    return [f"  {user.username:<14} {', '.join(roles.get(user.pk, []))}" for user in users]


def _sentence(fault: DatabaseError) -> str:
    """The database's own first words, which name host and reason, and what to do."""
    first = str(fault).strip().splitlines()[0].rstrip(".")
    place = "DATABASE_URL" if connection.vendor == "postgresql" else connection.settings_dict["NAME"]
    return f"The database cannot be used ({first}): start it, or mend {place}."


def _mark(folders: list[Path]) -> str:
    """Changes when a file of ours or the set of installed packages does."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for path in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
        seen = path.stat()
        digest.update(f"{path}|{seen.st_mtime_ns}|{seen.st_size}\n".encode())
    return digest.hexdigest()
