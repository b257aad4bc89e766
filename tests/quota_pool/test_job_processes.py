"""Jobs in real processes: killed with 9, frozen and woken late, told to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from quota_pool import jobs
from tests.factories import Office
from tests.quota_pool.test_jobs import PIECES, State, begin, lapse, numbers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    return Office(reserve=0)


@pytest.fixture
def queued(settings):
    """Jobs wait for a worker, as in production."""
    settings.JOBS_IMMEDIATE = False


CHILD = """
import os, sys, time
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.JOBS_IMMEDIATE = False
connection.settings_dict["NAME"] = os.environ["WORK_DATABASE"]
from tests.quota_pool import test_jobs
from quota_pool import jobs

def pause(run):
    print("here", flush=True)
    time.sleep(float(os.environ["WORK_PAUSE"]))

test_jobs.BETWEEN[2] = pause
try:
    jobs.KINDS["test.count"].function(jobs._claim(int(sys.argv[1])))
except jobs.Lost:
    sys.exit(7)
"""


def worker_process(job, pause=60.0):
    """A worker of its own, known to stand between its third batch and its fourth."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(job.pk)],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "WORK_DATABASE": str(connection.settings_dict["NAME"]),
            "WORK_PAUSE": str(pause),
        },
        cwd=Path(settings.BASE_DIR),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "here\n"
    return child


@pytest.mark.requirement("R-032")
def test_a_process_killed_with_9_loses_nothing_and_doubles_nothing(office, queued):
    job = begin(office)
    child = worker_process(job)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert numbers() == [0, 1, 2]
    lapse(job)
    jobs.sweep()
    jobs.run_waiting()
    assert numbers() == list(range(PIECES))


@pytest.mark.requirement("R-033")
def test_a_frozen_process_that_wakes_late_is_shut_out(office, queued):
    job = begin(office)
    child = worker_process(job, pause=0.2)
    child.send_signal(signal.SIGSTOP)
    lapse(job)
    jobs.sweep()
    jobs.run_waiting()
    child.send_signal(signal.SIGCONT)
    assert child.wait(20) == 7
    child.stdout.close()
    assert numbers() == list(range(PIECES))


WORKER = """
import os, time
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
settings.JOBS_IMMEDIATE = False
connection.settings_dict["NAME"] = os.environ["WORK_DATABASE"]
from quota_pool import jobs
from quota_pool.management.commands import work
from tests.quota_pool import test_jobs
work.SWEEP_SECONDS = 0.2
for number in range(test_jobs.PIECES):
    test_jobs.BETWEEN[number] = lambda run: time.sleep(float(os.environ["WORK_PAUSE"]))
print("ready", flush=True)
call_command("work")
"""


def worker_command(pause: float):
    """The worker as `make run` starts it."""
    place = {"WORK_DATABASE": str(connection.settings_dict["NAME"]), "WORK_PAUSE": str(pause)}
    child = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"} | place,
        cwd=Path(settings.BASE_DIR),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"
    return child


def wait_until(there, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_worker_command_carries_on_what_a_killed_one_left_and_stops_when_told(office, queued):
    job = begin(office)
    first = worker_command(pause=0.4)
    wait_until(lambda: len(numbers()) >= 2)
    first.kill()
    first.wait()
    first.stdout.close()
    lapse(job)
    second = worker_command(pause=0.4)
    wait_until(lambda: len(numbers()) >= 4)
    second.terminate()
    assert second.wait(20) == 0, "SIGTERM is not a failure"
    second.stdout.close()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.WAITING, 0), "the rest waits for the next worker"
    jobs.run_waiting()
    job.refresh_from_db()
    assert job.state == State.DONE
    assert numbers() == list(range(PIECES))
