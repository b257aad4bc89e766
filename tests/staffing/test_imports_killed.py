"""Imports under kill -9 and side by side: nothing lost, nothing double, nobody waiting in a circle."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from quota_pool import jobs
from quota_pool.calendar import now
from quota_pool.ledger.proof import verify
from quota_pool.models import Act, AuditEvent, Job
from quota_pool.refusals import Refusal
from staffing.models import Engagement, ImportBatch, Person
from staffing.services import imports
from tests.factories import document
from tests.staffing.rosters import OPENING_DAY, person, workbook

pytestmark = pytest.mark.django_db(transaction=True)
State = ImportBatch.State
PEOPLE, HEADS, ROUNDS = 30, 22, 60

# Workers that die by SIGKILL before a chosen statement: forked from one process that has everything loaded,
# so that dying often is cheap. Small chunks make many checkpoints.
NURSERY = """
import os, signal, sys
import time_machine
time_machine.travel("2026-10-30T02:00:00Z", tick=True).start()
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.JOBS_IMMEDIATE, settings.MEDIA_ROOT = False, os.environ["WORK_FILES"]
connection.settings_dict["NAME"] = os.environ["WORK_DATABASE"]
from quota_pool import jobs
from staffing.services.imports import accepting, reading
accepting.AT_A_TIME = reading.AT_A_TIME = 4

def work(job, left):
    def die_in_time(execute, *args):
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with connection.execute_wrapper(die_in_time):
        jobs.perform(job)

for line in sys.stdin:
    worker = os.fork()
    if not worker:
        work(*map(int, line.split()))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]), flush=True)
"""


@pytest.fixture
def office(import_office):
    return import_office


@pytest.fixture
def work(office):
    """Have a worker process work on a job until it dies before its n-th statement; how it ended."""
    place = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "WORK_DATABASE": str(connection.settings_dict["NAME"]),
        "WORK_FILES": str(settings.MEDIA_ROOT),
    }
    nursery = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        env=os.environ | place,
        cwd=Path(settings.BASE_DIR),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def one(job: Job, statements: int) -> int:
        nursery.stdin.write(f"{job.pk} {statements}\n")
        nursery.stdin.flush()
        ended = int(nursery.stdout.readline())
        assert ended in (0, -signal.SIGKILL)
        return ended

    yield one
    nursery.stdin.close()
    nursery.wait(30)
    nursery.stdout.close()


def work_and_be_killed(work, job: Job, chance: random.Random) -> int:
    """Workers one after the other, each killed somewhere, until the job is done; how many were killed."""
    for killed in range(ROUNDS):
        work(job, chance.randrange(45, 90))
        job.refresh_from_db()
        if job.state in jobs.ENDED:
            return killed
        Job.objects.filter(pk=job.pk).update(lease_until=now() - timedelta(seconds=1))
        jobs.sweep()
    raise AssertionError("never done")


@pytest.mark.requirement("R-032", "R-112")
def test_workers_killed_anywhere_enter_everybody_once(office, work):
    chance = random.Random(int(os.environ.get("KILL_SEED", "7")))
    office.grant(HEADS, valid_from=OPENING_DAY)
    batch = imports.upload(
        unit=office.street,
        kind="opening",
        file=workbook([person(n, 入职日期=f"2020-01-{1 + n % 28:02d}") for n in range(PEOPLE)]),
        actor=office.bureau,
        document=document(office.district),
        opening_day=OPENING_DAY,
    )
    killed = work_and_be_killed(work, batch.job, chance)
    batch.refresh_from_db()
    assert batch.counts == {"new": PEOPLE, "accepted": 0, "total": PEOPLE}

    plan = imports.make_plan(batch).signed(batch)
    job = imports.accept(batch=batch, plan=plan, actor=office.bureau)
    killed += work_and_be_killed(work, job, chance)
    assert killed >= 3, "the workers were killed too late to prove anything"
    assert job.state == Job.State.DONE
    assert {name: job.result[name] for name in ("seated", "unseated", "refused")} == {
        "seated": HEADS,
        "unseated": PEOPLE - HEADS,
        "refused": 0,
    }
    assert Engagement.objects.count() == Person.objects.count() == PEOPLE
    assert AuditEvent.objects.filter(act="engagement.open").count() == PEOPLE
    assert (
        sorted(Engagement.objects.filter(standing="seated").values_list("start_date", flat=True))
        == sorted(date(2020, 1, 1 + n % 28) for n in range(PEOPLE))[:HEADS]
    )
    assert verify(office.district) == []


def test_an_undo_killed_in_the_middle_is_done_once(office, work):
    office.grant(HEADS, valid_from=OPENING_DAY)
    batch = imports.upload(
        unit=office.street,
        kind="opening",
        file=workbook([person(n, 入职日期="2020-01-01") for n in range(8)]),
        actor=office.bureau,
        document=document(office.district),
        opening_day=OPENING_DAY,
    )
    jobs.run_waiting()
    batch.refresh_from_db()
    imports.accept(batch=batch, plan=imports.make_plan(batch).signed(batch), actor=office.bureau)
    jobs.run_waiting()
    batch.refresh_from_db()
    job = imports.undo(batch=batch, actor=office.bureau, reason="测试")
    assert work(job, 25) == -signal.SIGKILL
    assert verify(office.district) == []
    assert not Act.objects.filter(kind="mirror").exists()
    Job.objects.filter(pk=job.pk).update(lease_until=now() - timedelta(seconds=1))
    jobs.sweep()
    jobs.run_waiting()
    batch.refresh_from_db()
    assert batch.state == State.UNDONE
    assert Act.objects.filter(kind="mirror").count() == 1
    assert verify(office.district) == []


def at_once(*works) -> None:
    """Do these at the same moment, each on a connection of its own; what one raises is raised here."""
    together = threading.Barrier(len(works))

    def one(work):
        together.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        list(threads.map(one, works))


def test_two_imports_of_the_same_people_in_opposite_order(office):
    streets = ((office.street, office.clerk), (office.other_street, office.other_clerk))
    rows = [person(n) for n in range(40)]
    batches = []
    for place, (street, clerk) in enumerate(streets):
        office.grant(50, street, valid_from=date(2026, 10, 30))
        # Heads are given by line here, so the two would enter the people in opposite order.
        file = workbook(rows if place else rows[::-1])
        batches.append(imports.upload(unit=street, kind="roster", file=file, actor=clerk))
    jobs.run_waiting()
    begun = []
    for batch in batches:
        batch.refresh_from_db()
        plan = imports.make_plan(batch).signed(batch)
        begun.append(imports.accept(batch=batch, plan=plan, actor=batch.created_by))
    at_once(*(partial(jobs.perform, job.pk) for job in begun))
    for job in begun:
        job.refresh_from_db()
    assert [job.state for job in begun] == [Job.State.DONE] * 2
    assert [job.attempts for job in begun] == [0, 0], "no try was lost to a deadlock"
    assert sum(job.result["seated"] for job in begun) == 40
    assert sum(job.result["refused"] for job in begun) == 40
    assert Engagement.objects.count() == Person.objects.count() == 40
    assert verify(office.district) == []


def test_a_hire_at_the_desk_and_an_import_of_the_same_person(office):
    office.grant(50, valid_from=date(2026, 10, 30))
    batch = imports.upload(
        unit=office.street, kind="roster", file=workbook([person(n) for n in range(20)]), actor=office.clerk
    )
    jobs.run_waiting()
    batch.refresh_from_db()
    job = imports.accept(batch=batch, plan=imports.make_plan(batch).signed(batch), actor=office.clerk)
    row = person(7)
    facts = {"name": row["姓名"], "id_no": row["身份证号"]}

    def hire():
        with contextlib.suppress(Refusal):  # the import was first
            office.hire(date(2026, 10, 30), person=facts)

    at_once(partial(jobs.perform, job.pk), hire)
    jobs.run_waiting()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert Engagement.objects.filter(voided_at=None).count() == 20
    assert verify(office.district) == []
