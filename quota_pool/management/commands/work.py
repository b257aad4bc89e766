"""manage.py work: the background worker, and beside it what wakes lost jobs and posts what is due."""

import logging
import threading
from contextlib import suppress
from datetime import timedelta
from itertools import count

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from quota_pool import audit, jobs, ledger, upkeep, webhooks
from quota_pool.api import keys
from quota_pool.calendar import now

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5
LOOK_SECONDS = 0.5
TIDY_EVERY = 60  # turns of the sweep: five minutes
KEEP_CALLS = timedelta(days=1)


class OurWorker(Worker):
    """The database worker of django-tasks; asked to stop, it lets the job in hand finish its batch only."""

    def shutdown(self, signum, frame):
        jobs.stop()
        super().shutdown(signum, frame)


class Command(BaseCommand):
    """Work until SIGTERM; one process."""

    help = "Carry out background jobs until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="carry out what waits, then end")

    def handle(self, *, once, **_options):
        if once:
            jobs.sweep()
            post_what_is_due()
            upkeep.start_daily()
            self.stdout.write(f"{jobs.run_waiting()} jobs")
            return
        enough = threading.Event()
        sweeper = threading.Thread(target=keep_sweeping, args=(enough,), name="sweep", daemon=True)
        sweeper.start()
        teller = threading.Thread(target=keep_telling, args=(enough,), name="webhooks", daemon=True)
        teller.start()
        worker = OurWorker(
            queue_names=["default"],
            excluded_queue_names=[],
            interval=LOOK_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        try:
            worker.run()
        finally:
            enough.set()


def keep_sweeping(enough: threading.Event) -> None:
    """Now and then wake jobs whose lease has lapsed, throw old calls away, and post what is due."""
    for turn in count():
        close_old_connections()
        with suppress(DatabaseError):  # busy or away for a moment; the next round looks again
            if woken := jobs.sweep():
                log.info("%s jobs are carried on", woken)
            if turn % TIDY_EVERY == 0:
                throw_away_calls()
                keys.forget_old()
                upkeep.tidy()
            post_what_is_due()
            upkeep.start_daily()
        if enough.wait(SWEEP_SECONDS):
            connection.close()
            return


def keep_telling(enough: threading.Event) -> None:
    """Now and then enter what webhooks are to be told and deliver it; beside the sweep, since it may wait."""
    while not enough.wait(SWEEP_SECONDS):
        close_old_connections()
        with suppress(DatabaseError):
            webhooks.tell_all()
            webhooks.deliver_due()
    connection.close()


def post_what_is_due() -> None:
    """Starts, exits, cuts and expiries whose day has come, so that those they concern are told."""
    with audit.context("job"):
        if behind := ledger.catch_up():
            log.info("what was due is posted in %s units", behind)


def throw_away_calls() -> None:
    """Rows of django-tasks that were answered, or whose worker died; the jobs' own rows stay."""
    old = DBTaskResult.objects.filter(enqueued_at__lt=now() - KEEP_CALLS)
    old.exclude(status=TaskResultStatus.READY).delete()
