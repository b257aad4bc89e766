"""A web server killed with -9 in the middle of a stream of hires: nothing lost, nothing double."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from django.conf import settings
from django.db import connection

from quota_pool import serving
from quota_pool.calendar import today
from quota_pool.ledger.proof import verify
from staffing.models import Engagement, Person
from tests.desk import start_body, token_for
from tests.factories import Office

pytestmark = pytest.mark.django_db(transaction=True)
HEADS, PEOPLE, DESKS, KILLS = 18, 22, 3, (4, 11)
LOST = (OSError, http.client.HTTPException, json.JSONDecodeError)


class Server:
    """A granian of its own on the test's database, in a process group that can be shot at once."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "2"]
        command += ["--workers-kill-timeout", str(serving.STOP_SECONDS)]
        self.process = subprocess.Popen(
            [*command, "quota_pool.wsgi:application"],
            cwd=Path(settings.BASE_DIR),
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATABASE_URL": database()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while not self.answers():
            assert self.process.poll() is None, "the server ended by itself"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/api/v1/units/")[0] == 401
        except LOST:
            return False

    def ask(self, method: str, path: str, body=None, **headers):
        desk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            desk.request(
                method,
                path,
                json.dumps(body) if body else None,
                {"Content-Type": "application/json", **headers},
            )
            answer = desk.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            desk.close()

    def stop(self) -> int:
        """Ask it to end and wait for it, as an upgrade does."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def database() -> str:
    """The address of the database this test runs on, for a process of its own."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["TEST_DATABASE_URL"].replace("/postgres?", f"/{name}?")


@pytest.fixture
def server():
    server = Server()
    yield server
    server.kill()


class Desks:
    """Clerks who send their hires again and again, with the same key, until each has an answer."""

    def __init__(self, server: Server, office):
        self.server, self.headers = server, {"Authorization": f"Bearer {token_for(office.clerk)}"}
        self.wanted = {str(uuid.uuid4()): start_body(office.street, str(today())) for _ in range(PEOPLE)}
        self.answers: dict[str, tuple[int, dict]] = {}
        self.enough, self.shot_at = Event(), 0

    def hire(self, key: str):
        if self.enough.is_set() and self.shot_at:
            return
        try:
            status, answer = self.server.ask(
                "POST", "/api/v1/engagements/", self.wanted[key], **{**self.headers, "Idempotency-Key": key}
            )
        except LOST:
            return  # nobody knows whether it was done: the same key will tell
        if key in self.answers:
            assert self.answers[key][1] == answer, "an acknowledged hire came back as another"
        self.answers[key] = (status, answer)
        if len(self.answers) >= self.shot_at:
            self.enough.set()

    def send_until(self, shot_at: int, end):
        """Send in parallel what has no answer yet, and end the server after so many answers."""
        self.shot_at = shot_at
        self.enough.clear()
        with ThreadPoolExecutor(DESKS + 1) as threads:
            killer = threads.submit(lambda: self.enough.wait(60) and end())
            list(threads.map(self.hire, [key for key in self.wanted if key not in self.answers]))
            assert killer.result() in (None, 0), "nobody was hired before the time was over"


@pytest.mark.requirement("R-024", "R-005")
def test_hires_cut_off_by_kill_9_are_neither_lost_nor_done_twice(server):
    office = Office()
    office.grant(HEADS, valid_from=today())
    desks = Desks(server, office)
    for shot_at in KILLS:
        server.start()
        desks.send_until(shot_at, server.kill)
    acknowledged = dict(desks.answers)
    assert 0 < len(acknowledged) < PEOPLE

    server.start()
    desks.shot_at = 0
    for key in desks.wanted:
        desks.hire(key)

    statuses = [status for status, _answer in desks.answers.values()]
    assert (statuses.count(201), statuses.count(409)) == (HEADS, PEOPLE - HEADS)
    for key, (_status, answer) in acknowledged.items():
        assert desks.answers[key][1] == answer
    assert Engagement.objects.count() == HEADS
    assert Person.objects.count() == HEADS
    assert office.figures()["held"] == HEADS
    assert verify(office.district) == []


@pytest.mark.requirement("R-036")
def test_a_server_told_to_stop_at_work_answers_what_it_has_done_and_ends(server):
    office = Office()
    office.grant(HEADS, valid_from=today())
    desks = Desks(server, office)
    for stop_at in KILLS:
        server.start()
        desks.send_until(stop_at, server.stop)
    acknowledged = dict(desks.answers)
    done = Engagement.objects.count()
    assert done == len(acknowledged) < PEOPLE, "what was in hand was answered, the rest was not begun"
    server.start()
    for key, (_status, answer) in acknowledged.items():
        desks.hire(key)
        assert desks.answers[key][1] == answer
    assert server.stop() == 0
    assert Engagement.objects.count() == done
    assert verify(office.district) == []
