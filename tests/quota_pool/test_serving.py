"""`make run` starts once, clears up after a killed start, keeps its programs and says why it cannot."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from quota_pool import preparing, serving
from tests.source import ROOT

LIVE = "import time; time.sleep(60)"


@pytest.fixture
def taken():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield door.getsockname()[1]


@pytest.fixture
def record(tmp_path):
    return tmp_path / serving.RECORD


def program(code, **more):
    return serving.Program("helper", [sys.executable, "-c", code], **more)


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_a_taken_port_is_named_with_another_to_choose(taken):
    with pytest.raises(serving.CannotServe, match=f"Port {taken} on 127.0.0.1 is taken.*PORT="):
        serving.check_port("127.0.0.1", taken)


def test_a_strange_host_is_named():
    with pytest.raises(serving.CannotServe, match="no address of this machine"):
        serving.check_port("no-such-host.invalid", 8000)


def test_a_free_port_passes(taken):
    serving.check_port("127.0.0.1", 0)


def test_it_does_not_run_twice(record):
    running = subprocess.Popen([sys.executable, "-c", LIVE])
    record.write_text(json.dumps({"serve": running.pid, "address": "http://x/", "groups": []}))
    try:
        assert until(lambda: serving._is_ours(running.pid))
        with pytest.raises(serving.CannotServe, match="running already at http://x/"):
            serving.clear_up(record)
    finally:
        running.kill()
        running.wait()


def test_orphans_of_a_killed_start_are_ended(record):
    orphan = program(LIVE)
    orphan.start()
    record.write_text(json.dumps({"serve": 0, "groups": [orphan.process.pid]}))
    assert until(lambda: serving._is_ours(orphan.process.pid))
    assert serving.clear_up(record)
    assert orphan.process.wait(5) == -signal.SIGKILL
    assert not record.exists()


def test_a_stranger_with_an_old_number_is_left_alone(record):
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    record.write_text(json.dumps({"serve": stranger.pid, "groups": [stranger.pid]}))
    try:
        assert not serving.clear_up(record)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("words", ["", "{"])
def test_a_torn_record_stops_nothing(record, words):
    record.write_text(words)
    assert not serving.clear_up(record)


def test_a_worker_that_dies_is_started_again_and_all_end_together(record, monkeypatch, taken):
    monkeypatch.setattr(serving, "RESTART_SECONDS", 0)
    said = []
    web, worker = program(LIVE, holds_door=True), program(LIVE)
    house = serving.House([web, worker], record, "http://x/", said.append)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        house.open("127.0.0.1", taken)
        first = worker.process.pid
        os.kill(first, signal.SIGKILL)
        threading.Timer(1, house._stop_asked, (None, None)).start()
        house.keep()
        assert worker.process.pid != first
        assert said == ["The helper ended and is started again."]
        assert worker.process.pid in json.loads(record.read_text())["groups"]
    finally:
        house.close()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert not web.is_running()
    assert not worker.is_running()
    assert not record.exists()


def test_a_web_server_that_cannot_start_ends_everything(record, taken):
    house = serving.House([program("", holds_door=True), program(LIVE)], record, "http://x/", print)
    for one in house.programs:
        one.start()
    house.programs[0].process.wait()
    try:
        with pytest.raises(serving.CannotServe, match="ended; its messages stand above"):
            house.keep()
    finally:
        house.close()


def test_a_web_server_that_dies_at_work_is_started_again_and_the_worker_goes_on(record, monkeypatch, taken):
    monkeypatch.setattr(serving, "RESTART_SECONDS", 0.1)
    web, worker = program(LIVE, holds_door=True), program(LIVE)
    house = serving.House([web, worker], record, "http://x/", print)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        house.open("127.0.0.1", taken)
        kept, seen = worker.process.pid, []
        for _ in range(2):
            seen.append(web.process.pid)
            os.kill(web.process.pid, signal.SIGKILL)
            assert until(lambda: house._look() or web.process.pid not in seen)
        assert web.is_running()
        assert worker.process.pid == kept
        assert web.process.pid in json.loads(record.read_text())["groups"]
    finally:
        house.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_program_that_ends_at_once_waits_longer_each_time_up_to_a_bound(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(serving.time, "monotonic", lambda: now[0])
    one, pauses = program(""), []
    for _ in range(6):
        one.started = now[0]
        one.plan_restart()
        pauses.append(one.again_at - now[0])
    assert pauses == [2, 4, 8, 16, 30, 30]
    now[0] += serving.SETTLED_SECONDS
    one.plan_restart()
    assert one.again_at - now[0] == 2


def test_a_folder_without_the_right_to_write_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(preparing.NotReady, match=r"file/var cannot be written"):
        preparing.writable(tmp_path / "file" / "var")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL is not understood: write postgresql://"),
        ({"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}, "The database cannot be used (connection to"),
        ({"DATABASE_URL": "sqlite:////etc/hostname"}, "file is not a database"),
        ({"HOST": "0.0.0.0"}, "DEMO=1 serves this machine only"),
        ({"DEMO": "0"}, "ALLOWED_HOSTS is not set"),
        ({"PORT": "eighty"}, "PORT must be a whole number from 1 to 65535"),
    ],
)
def test_every_reason_not_to_start_is_one_sentence(given, sentence):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "quota_pool.settings", "DEMO": "1", **given}
    ran = subprocess.run(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert sentence in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1, ran.stderr


def test_an_old_python_is_told_so(monkeypatch, capsys):
    import bootstrap

    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 18))
    with pytest.raises(SystemExit):
        bootstrap.check_python()
    assert capsys.readouterr().err.startswith("Python 3.11 or newer is needed, this is 3.9.18")


def test_keys_are_made_once_for_this_account_alone(monkeypatch, tmp_path):
    import bootstrap
    from quota_pool import checks

    for name in ("SECRET_KEY", "FIELD_KEYS", "HASH_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    bootstrap.write_secrets()
    file = tmp_path / "var" / "secrets.env"
    first = file.read_text()
    bootstrap.write_secrets()
    assert file.read_text() == first
    assert file.stat().st_mode & 0o777 == 0o600
    written = dict(line.split("=", 1) for line in first.splitlines() if not line.startswith("#"))
    assert checks._field_keys_fault(written["FIELD_KEYS"]) is None
    assert checks._key_length(written["HASH_KEY"]) == 32
    assert len(written["SECRET_KEY"]) > 50
