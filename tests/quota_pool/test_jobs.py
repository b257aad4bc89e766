"""Jobs: what was begun goes on after a kill, and nothing takes effect twice."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from quota_pool import access, jobs
from quota_pool.calendar import now
from quota_pool.models import AuditEvent, Job, Role
from quota_pool.refusals import Refusal
from tests.factories import Office, district, member

pytestmark = pytest.mark.django_db(transaction=True)
State = Job.State
PIECES = 6


@jobs.job("test.count", act="import_roster", title="count", stages={"counting": "counting"})
def count_up(run):
    """Leave one audit event a batch, the checkpoint telling how many stand."""
    run.progress(total=PIECES, stage="counting")
    for number in range(run.checkpoint.get("counted", 0), PIECES):
        with run.batch() as checkpoint:
            leave_trace(run, number)
            checkpoint["counted"] = number + 1
            run.progress(done=number + 1)
        BETWEEN.pop(number, lambda run: None)(run)
    return {"counted": run.checkpoint["counted"]}


BETWEEN: dict = {}


def die(run):
    """Like a killed process: without a last word."""
    raise KeyboardInterrupt


def leave_trace(run, number):
    from quota_pool import audit

    audit.record(run.actor, "test.count", run.job, after={"number": number})


@jobs.job("test.broken", act="import_roster", title="broken")
def break_down(run):
    if run.payload.get("refuse"):
        raise Refusal(jobs.GAVE_UP.reason(tries=0, fault="test", job=0))
    raise ZeroDivisionError


STOPPED = []


@jobs.job("test.heard", act="import_roster", title="heard", when_stopped=lambda job: STOPPED.append(job.pk))
def be_heard(run):
    raise jobs.Cancelled


def begin(office, kind="test.count", **what):
    return jobs.start(kind, actor=office.clerk, district=office.district, unit=office.street, **what)


def numbers():
    events = AuditEvent.objects.filter(act="test.count").order_by("seq")
    return [event.after["number"] for event in events]


@pytest.fixture
def office():
    return Office(reserve=0)


@pytest.fixture
def queued(settings):
    """Jobs wait for a worker, as in production."""
    settings.JOBS_IMMEDIATE = False


def lapse(job):
    Job.objects.filter(pk=job.pk).update(lease_until=now() - timedelta(seconds=1))


def test_a_job_tells_how_far_it_is_and_ends_with_its_result(office):
    job = begin(office)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.stage) == (State.DONE, PIECES, PIECES, "counting")
    assert job.result == {"counted": PIECES}
    assert numbers() == list(range(PIECES))
    assert AuditEvent.objects.filter(origin="job").count() == PIECES


def test_the_same_key_starts_the_work_once(office):
    first, second = begin(office, key="once"), begin(office, key="once")
    assert first == second
    assert numbers() == list(range(PIECES))


@pytest.mark.requirement("R-029")
def test_the_call_commits_with_the_work_that_asked_for_it(office, queued):
    with transaction.atomic():
        begin(office)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()
    begin(office)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.requirement("R-029", "R-030")
def test_a_call_that_was_lost_is_made_again_although_later_jobs_are_done(office, queued):
    """What waits is found by its own state, never as "everything after the last number"."""
    first = begin(office)
    DBTaskResult.objects.all().delete()
    begin(office, key="second")
    jobs.perform(Job.objects.latest("pk").pk)
    lapse(first)
    assert jobs.sweep() == 1
    assert DBTaskResult.objects.filter(status="READY").exists()
    jobs.run_waiting()
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}
    assert sorted(numbers()) == sorted([*range(PIECES), *range(PIECES)])


def test_a_worker_killed_in_the_middle_is_noticed_and_another_goes_on(office, queued):
    job = begin(office)
    run = jobs._claim(job.pk)
    BETWEEN[2] = die
    with pytest.raises(KeyboardInterrupt):
        count_up(run)
    assert jobs.sweep() == 0
    jobs.perform(job.pk)
    assert numbers() == [0, 1, 2], "nobody takes a job whose lease holds"
    lapse(job)
    assert jobs.sweep() == 1
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.state == State.DONE
    assert numbers() == list(range(PIECES))


@pytest.mark.requirement("R-033")
def test_a_worker_thought_dead_can_commit_nothing_more(office, queued):
    job = begin(office)
    zombie = jobs._claim(job.pk)

    def taken_over(run):
        lapse(job)
        jobs.sweep()
        jobs.perform(job.pk)

    BETWEEN[1] = taken_over
    with pytest.raises(jobs.Lost):
        count_up(zombie)
    assert numbers() == list(range(PIECES))
    with pytest.raises(jobs.Lost):
        zombie.progress(done=1)
    jobs._end(zombie, State.FAILED)
    job.refresh_from_db()
    assert (job.state, job.done) == (State.DONE, PIECES)


def test_a_batch_that_fails_leaves_neither_work_nor_checkpoint(office, queued):
    run = jobs._claim(begin(office).pk)

    def half_done():
        with run.batch() as checkpoint:
            leave_trace(run, 0)
            checkpoint["counted"] = 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert run.checkpoint == {}
    assert numbers() == []


@pytest.mark.requirement("R-032")
def test_a_poison_job_parks_after_five_tries_with_its_reason(office, queued):
    job = begin(office, "test.broken")
    for _try in range(jobs.MOST_TRIES):
        jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert jobs.reasons(job)[0].facts == {"tries": 5, "fault": "ZeroDivisionError", "job": job.pk}
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.attempts == 5


@pytest.mark.requirement("R-032")
def test_a_job_that_kills_its_worker_five_times_parks_too(office, queued):
    job = begin(office)
    for _try in range(jobs.MOST_TRIES):
        assert jobs._claim(job.pk) is not None
        lapse(job)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert jobs.reasons(job)[0].facts["fault"] == "killed"


def test_a_long_job_may_be_killed_more_than_five_times_while_it_comes_further(office, queued):
    job = begin(office)
    for number in range(PIECES):
        BETWEEN[number] = die
        with pytest.raises(KeyboardInterrupt):
            jobs.perform(job.pk)
        lapse(job)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.state == State.DONE
    assert numbers() == list(range(PIECES))


def test_a_refusal_ends_the_job_at_once_with_its_reasons(office, queued):
    job = begin(office, "test.broken", payload={"refuse": True})
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert [reason.code for reason in jobs.reasons(job)] == ["job_gave_up"]


def test_cancelled_while_it_waits_a_job_never_begins(office, queued):
    job = begin(office)
    jobs.cancel(job=job, actor=office.clerk)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert numbers() == []


def test_cancelled_while_it_runs_a_job_ends_its_batch_and_stops(office, queued):
    job = begin(office)
    BETWEEN[1] = lambda run: jobs.cancel(job=job, actor=office.clerk)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == (State.CANCELLED, 2)
    assert numbers() == [0, 1]


def test_a_colleague_without_the_act_cannot_cancel(office, queued):
    job = begin(office)
    with pytest.raises(access.Forbidden):
        jobs.cancel(job=job, actor=office.auditor)
    colleague = member(Role.CLERK, office.district, office.street)
    assert jobs.cancel(job=job, actor=colleague).state == State.CANCELLED


def test_the_owner_of_the_work_hears_that_it_stopped(office, queued):
    job = begin(office, "test.heard")
    jobs.perform(job.pk)
    assert job.pk in STOPPED


def test_a_worker_asked_to_stop_puts_its_job_back(office, queued):
    job = begin(office)
    BETWEEN[0] = lambda run: jobs.stop()
    try:
        jobs.perform(job.pk)
    finally:
        jobs._stopping.clear()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.WAITING, 0)
    jobs.run_waiting()
    assert numbers() == list(range(PIECES))


def test_the_heart_renews_the_lease_while_a_batch_is_long(office, queued, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.05)
    job = begin(office)
    seen = []

    def rest(run):
        lapse(job)
        for _wait in range(100):
            time.sleep(0.02)
            lease = Job.objects.values_list("lease_until", flat=True).get(pk=job.pk)
            if lease > now():
                seen.append(lease)
                return

    BETWEEN[0] = rest
    jobs.perform(job.pk)
    assert seen
    job.refresh_from_db()
    assert job.state == State.DONE


def test_another_district_does_not_see_the_job(office):
    job = begin(office)
    stranger = member(Role.AUDITOR, district("440113", "别区"))
    assert not Job.objects.visible_to(stranger).exists()
    assert list(Job.objects.visible_to(office.clerk)) == [job]
    assert not Job.objects.visible_to(office.other_clerk).exists()
