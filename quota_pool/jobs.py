"""Background work that outlives its worker: a Job row with lease and token is the truth (decisions.md 1.9).

django-tasks only wakes; a sweep wakes again when a lease has lapsed. A worker writes in batches, and a batch
commits only while the worker's token is the job's own, so whoever was thought dead can do nothing twice.
"""

import copy
import gc
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from quota_pool import access, audit, faults, refusals
from quota_pool.calendar import now
from quota_pool.models import Job
from quota_pool.refusals import Refusal

log = logging.getLogger(__name__)

State = Job.State
ENDED = (State.DONE, State.FAILED, State.CANCELLED)
LEASE = timedelta(seconds=20)
BEAT_SECONDS = 5
# A waiting job stands in the queue; if nobody came for it so long, the call was lost with its worker.
CALLED = timedelta(minutes=5)
MOST_TRIES = 5
PAUSE_BETWEEN_TRIES = timedelta(seconds=3)

GAVE_UP = refusals.code(
    "job_gave_up",
    _("Stopped after {tries} tries that came no further ({fault})."),
    _("Nothing is half done. Tell the administrator the number {job}; then start it again."),
)


class Lost(Exception):
    """The lease lapsed and somebody else has taken the job over; this worker may write nothing more."""


class Cancelled(Exception):
    """A person asked to stop; what was committed stays, the rest is not begun."""


class Stopping(Exception):
    """The worker process is being stopped; the job goes back to wait at its checkpoint."""


@dataclass(frozen=True)
class Kind:
    """One kind of work: its function, its words, and what its owner does when it ends undone."""

    name: str
    function: Callable
    act: str
    title: str
    stages: dict[str, str]
    page: Callable[[Job], str] | None
    file: Callable[[Job], str] | None
    told: Callable[[Job], list[str]] | None
    when_stopped: Callable[[Job], None] | None


KINDS: dict[str, Kind] = {}
_stopping = threading.Event()


def job(name: str, *, act: str, title, stages=None, page=None, file=None, told=None, when_stopped=None):
    """Register a function that takes a `Run` and returns the job's result as plain JSON.

    `act`: who may do it may stop a colleague's; `stages`: code to words; `page(job)`: address of what it
    works on; `file(job)`: address of what it has written; `told(job)`: sentences about what came of it;
    `when_stopped(job)` runs in the transaction that ends the job failed or cancelled.
    """

    def register(function):
        if name in KINDS:
            raise ValueError(f"job kind {name} is declared twice")
        KINDS[name] = Kind(name, function, act, title, dict(stages or {}), page, file, told, when_stopped)
        return function

    return register


# --- starting, cancelling --------------------------------------------------------------------------------


@transaction.atomic
def start(kind: str, *, actor, district, unit=None, payload: dict | None = None, key: str = "") -> Job:
    """Enter a job and call a worker, both with the caller's transaction; the same key gives the same job."""
    what = {"district": district, "kind": KINDS[kind].name}
    fresh = {"unit": unit, "actor": actor, "payload": payload or {}, "lease_until": now() + CALLED}
    if key:
        found, is_new = Job.objects.get_or_create(**what, key=key, defaults=fresh)
    else:
        found, is_new = Job.objects.create(**what, **fresh), True
    if is_new:
        _call(found.pk)
    return found


@transaction.atomic
def cancel(*, job: Job, actor) -> Job:
    """Ask a job to stop: at once while it waits, at the end of its batch while it runs."""
    if job.actor_id != actor.pk:
        access.require(actor, KINDS[job.kind].act, job.unit)
    job = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    if job.state in ENDED or job.cancel_asked:
        return job
    Job.objects.filter(pk=job.pk).update(cancel_asked=True, updated_at=now())
    if job.state == State.WAITING:
        _finish(Job.objects.filter(pk=job.pk), job, State.CANCELLED)
    audit.record(actor, "job.cancel", job, after={"kind": job.kind, "done": job.done, "total": job.total})
    job.refresh_from_db()
    return job


def _call(job_id: int, after=None) -> None:
    """Wake a worker: a row in the same transaction, so the call is neither lost nor early."""
    if settings.JOBS_IMMEDIATE:
        transaction.on_commit(lambda: perform(job_id))
    else:
        carry_on.using(run_after=after).enqueue(job_id)


@task()
def carry_on(job_id: int) -> None:
    """What django-tasks calls; whether there is anything to do, the job's own row says."""
    perform(job_id)


# --- one run ---------------------------------------------------------------------------------------------


class Run:
    """A worker's hold on one job: it reports through it and writes only inside its batches."""

    def __init__(self, job: Job):
        self.job = job
        self.payload: dict = job.payload
        self.checkpoint: dict = copy.deepcopy(job.checkpoint)
        self._news: dict = {}
        self._is_in_batch = False

    @property
    def actor(self):
        return self.job.actor

    def progress(self, *, done: int | None = None, total: int | None = None, stage="", faults=None) -> None:
        """Say how far it is; inside a batch this commits with the batch, outside at once."""
        told = {"done": done, "total": total, "stage": stage or None, "faults": faults}
        self._news |= {name: value for name, value in told.items() if value is not None}
        if not self._is_in_batch:
            with transaction.atomic():
                self._hold()
                self._write()

    @contextmanager
    def batch(self) -> Iterator[dict]:
        """One transaction of work; yields the checkpoint, which commits with it or not at all.

        The job's row stays locked meanwhile, so the sweep cannot give the job away under a working hand.
        """
        before = copy.deepcopy(self.checkpoint)
        self._is_in_batch = True
        try:
            with transaction.atomic():
                self._hold()
                yield self.checkpoint
                # Tries are counted between steps forward: a long job may be killed often, a poison one not.
                came_further = {"attempts": 0} if self.checkpoint != before else {}
                self._write(checkpoint=self.checkpoint, **came_further)
        except BaseException:
            self.checkpoint = before
            raise
        finally:
            self._is_in_batch = False

    def owned(self):
        """The job's row while this run's token is the newest; empty for a worker thought dead."""
        return Job.objects.filter(pk=self.job.pk, token=self.job.token, state=State.RUNNING)

    def _hold(self) -> None:
        """Prove the token, renew the lease, and hear whether to stop."""
        if _stopping.is_set():
            raise Stopping
        self.renew()
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Cancelled

    def renew(self) -> None:
        if not self.owned().update(lease_until=now() + LEASE):
            raise Lost

    def _write(self, **more) -> None:
        if not self.owned().update(**self._news, **more, updated_at=now()):
            raise Lost
        for name, value in self._news.items():
            setattr(self.job, name, value)
        self._news = {}


def perform(job_id: int) -> None:
    """Take the job if it is free, and carry it on from its checkpoint."""
    if (run := _claim(job_id)) is None:
        return
    _keep_what_is_loaded()
    with audit.context("job", request_id=f"job-{job_id}"), _heart(run):
        try:
            result = KINDS[run.job.kind].function(run)
            _end(run, State.DONE, result=result)
        except Lost:
            log.warning("job %s was taken over by another worker", job_id)
        except Stopping:
            _wait_again(run, attempts=0)
        except Cancelled:
            _end(run, State.CANCELLED)
        except Refusal as refusal:
            _end(run, State.FAILED, error=[reason.stored() for reason in refusal.reasons])
        except Exception as fault:
            log.exception("job %s (%s) failed at try %s", job_id, run.job.kind, run.job.attempts)
            faults.tell(fault, run.actor)
            _try_again(run, type(fault).__name__)
            if settings.JOBS_IMMEDIATE:
                raise


@cache
def _keep_what_is_loaded() -> None:
    """Once a process: code and models stay for good, so no collection in a long job walks over them again."""
    gc.collect()
    gc.freeze()


@transaction.atomic
def _claim(job_id: int) -> Run | None:
    moment = now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=moment)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=State.RUNNING,
        token=F("token") + 1,
        attempts=F("attempts") + 1,
        lease_until=moment + LEASE,
        started_at=Coalesce("started_at", moment),
        updated_at=moment,
    )
    if not taken:
        return None
    run = Run(Job.objects.select_related("actor", "unit", "district").get(pk=job_id))
    if run.job.attempts > MOST_TRIES:
        _give_up(run, "killed")
        return None
    return run


def _try_again(run: Run, fault: str) -> None:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    if run.owned().filter(attempts__gte=MOST_TRIES).exists():
        _give_up(run, fault)
    else:
        _wait_again(run, PAUSE_BETWEEN_TRIES * run.job.attempts)


@transaction.atomic
def _wait_again(run: Run, pause: timedelta | None = None, **more) -> None:
    lease_until = now() + (pause or timedelta()) + CALLED
    is_ours = run.owned().update(state=State.WAITING, lease_until=lease_until, updated_at=now(), **more)
    if is_ours and not settings.JOBS_IMMEDIATE:
        _call(run.job.pk, now() + pause if pause else None)


def _give_up(run: Run, fault: str) -> None:
    reason = GAVE_UP.reason(tries=MOST_TRIES, fault=fault, job=run.job.pk)
    _end(run, State.FAILED, error=[reason.stored()])


def _end(run: Run, state: str, *, result=None, error=None) -> None:
    _finish(run.owned(), run.job, state, result=result, error=error)


@transaction.atomic
def _finish(rows, job: Job, state: str, *, result=None, error=None) -> None:
    ended = rows.update(
        state=state, result=result, error=error, lease_until=None, ended_at=now(), updated_at=now()
    )
    kind, job.error = KINDS.get(job.kind), error
    if ended and state != State.DONE and kind and kind.when_stopped:
        kind.when_stopped(job)


# --- heart and sweep -------------------------------------------------------------------------------------


def _heart(run: Run):
    """Renew the lease while the work goes on; inline runs (tests) have nobody to take them over."""
    return nullcontext() if settings.JOBS_IMMEDIATE else _beating(run)


@contextmanager
def _beating(run: Run) -> Iterator[None]:
    enough = threading.Event()
    heart = threading.Thread(target=_beat, args=(run, enough), name=f"heart-{run.job.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        enough.set()
        heart.join()


def _beat(run: Run, enough: threading.Event) -> None:
    while not enough.wait(BEAT_SECONDS):
        try:
            run.renew()
        except Lost:
            break
        except DatabaseError:
            # A batch of our own holds the row, and it renews the lease itself.
            connection.close()
    connection.close()


def sweep() -> int:
    """Call workers again for jobs whose worker died or whose call was lost; returns how many."""
    moment = now()
    lapsed = Job.objects.filter(state__in=(State.WAITING, State.RUNNING), lease_until__lt=moment)
    woken = 0
    for job_id, token in lapsed.values_list("pk", "token"):
        with transaction.atomic():
            # The new token shuts the old worker out from this moment on.
            if lapsed.filter(pk=job_id, token=token).update(
                state=State.WAITING, token=F("token") + 1, lease_until=moment + CALLED, updated_at=moment
            ):
                _call(job_id)
                woken += 1
    return woken


def run_waiting() -> int:
    """Carry out every waiting job here and now, for a command or a test; returns how many."""
    waiting = Job.objects.filter(state=State.WAITING).order_by("pk").values_list("pk", flat=True)
    count = 0
    while job_id := waiting.first():
        perform(job_id)
        count += 1
    return count


def stop() -> None:
    """Let the job in hand end its batch and go back to wait (SIGTERM)."""
    _stopping.set()


# --- words -----------------------------------------------------------------------------------------------


def title(job: Job) -> str:
    """What the job is, in the reader's language."""
    kind = KINDS.get(job.kind)
    return str(kind.title) if kind else job.kind


def stage(job: Job) -> str:
    """What it is doing just now, in the reader's language."""
    kind = KINDS.get(job.kind)
    return str(kind.stages.get(job.stage, job.stage)) if kind else job.stage


def reasons(job: Job) -> list[refusals.Reason]:
    """Why it failed."""
    return [refusals.restore(one) for one in job.error or ()]


def page(job: Job) -> str:
    """The address of what it works on, or nothing."""
    kind = KINDS.get(job.kind)
    return kind.page(job) if kind and kind.page else ""


def file(job: Job) -> str:
    """The address of the file it has written, or nothing."""
    kind = KINDS.get(job.kind)
    return kind.file(job) if kind and kind.file else ""


def told(job: Job) -> list[str]:
    """What came of it, in sentences."""
    kind = KINDS.get(job.kind)
    return kind.told(job) if kind and kind.told else []
