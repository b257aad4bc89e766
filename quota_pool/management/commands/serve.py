"""make run: prepare everything, then serve pages and background work until Ctrl-C."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from quota_pool import env, preparing, serving
from quota_pool.models import Member, User

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    """Serve until Ctrl-C; every reason not to start is one sentence."""

    help = "Prepare everything and serve pages and background work until Ctrl-C."
    requires_system_checks = ()

    def handle(self, **_options):
        os.umask(0o077)
        host = env.text("HOST") or "127.0.0.1"
        port = env.number("PORT", 8000, least=1, most=65535)
        workers = env.number("WORKERS", serving.cores(), least=1)
        record = settings.VAR_DIR / serving.RECORD
        look_before(host, port, record)
        preparing.everything(self.say)
        programs = [serving.web(host, port, workers), serving.worker()]
        house = serving.House(programs, record, f"http://{host}:{port}/", self.say)
        try:
            house.open(host, port)
            self.welcome(house)
            house.keep()
        finally:
            house.close()
        self.say("Stopped.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def welcome(self, house: serving.House) -> None:
        """Where it is, and who may come in."""
        if house.asked_to_stop:
            return
        self.say(f"\nReady: {house.address}")
        if settings.DEMO:
            self.say(f"Demonstration accounts, each with the password {settings.DEMO_PASSWORD}")
            for line in accounts():
                self.say(line)
        self.say("Ctrl-C stops it.")
        connection.close()


def look_before(host: str, port: int, record) -> None:
    """What needs no database: whom we serve, rights, a running copy, the port."""
    if settings.DEMO and host not in LOOPBACK:
        raise serving.CannotServe(
            f"DEMO=1 serves this machine only, not HOST={host}: its passwords are published."
        )
    if not settings.DEMO and not settings.ALLOWED_HOSTS:
        raise serving.CannotServe("ALLOWED_HOSTS is not set: name the host names people will type.")
    preparing.folders()
    orphans = serving.clear_up(record)
    serving.check_port(host, port, patience=5 if orphans else 0)


def accounts() -> list[str]:
    """The demonstration's people, each with role and place."""
    roles = {}
    for member in Member.objects.filter(user__is_demo=True, ended_at=None).select_related("unit"):
        place = member.unit.name if member.unit else ""
        roles.setdefault(member.user_id, []).append(f"{member.get_role_display()} {place}".strip())
    people = User.objects.filter(is_demo=True, is_client=False).order_by("pk")
    return [
        f"  {person.username:<14} {', '.join(roles.get(person.pk, []))}"
        for person in people
        if person.has_usable_password()
    ]
