"""Keep the web server and the background worker running together, and clear up after a killed start."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

STOP_SECONDS = 30
START_SECONDS = 60
RESTART_SECONDS = 2
# A program that ends again at once waits twice as long each time, up to this; one that lived on begins anew.
LONGEST_PAUSE = 30
SETTLED_SECONDS = 60
# What runs, noted in VAR_DIR so that the next start can clear up after a killed one.
RECORD = "serve.pid"


class CannotServe(ImproperlyConfigured):
    """A reason not to start, in one sentence."""


# --- before the start ------------------------------------------------------------------------------------


def check_port(host: str, port: int, patience: float = 0) -> None:
    """Refuse a port that is taken or not ours to take; a program just ended may need a moment to let go."""
    try:
        family, kind, proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise CannotServe(f"HOST={host} is no address of this machine.")
    deadline = time.monotonic() + patience
    while (fault := _bind(socket.socket(family, kind, proto), address)) and time.monotonic() < deadline:
        time.sleep(0.1)
    if isinstance(fault, PermissionError):
        raise CannotServe(f"Port {port} needs more rights: choose one above 1023, as in PORT=8000.")
    if fault:
        raise CannotServe(
            f"Port {port} on {host} is taken ({fault.strerror}): stop the other program, "
            f"or choose another port, as in PORT={port + 1 if port < 65535 else 8000} make run."
        )


def _bind(door: socket.socket, address) -> OSError | None:
    with door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(address)
        except OSError as fault:
            return fault
    return None


def clear_up(record: Path) -> bool:
    """End what a killed start left on the port, and tell whether there was any; refuse to run twice."""
    try:
        left = json.loads(record.read_text())
    except (FileNotFoundError, ValueError):
        return False
    if _is_ours(left.get("serve", 0)):
        raise CannotServe(f"It is running already at {left.get('address')} (process {left['serve']}).")
    orphans = [group for group in left.get("groups", []) if any(map(_is_ours, _members(group)))]
    for group in orphans:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    record.unlink(missing_ok=True)
    return bool(orphans)


def _members(group: int) -> list[int]:
    """Processes of a group, where the host tells (Linux); a killed leader leaves its workers in it."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[2]) == group:
                found.append(int(stat.parent.name))
    return found


def _is_ours(pid: int) -> bool:
    """Whether a process number still names a process of this installation, not a later stranger."""
    if not pid:
        return False
    try:
        first = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode()
    except OSError:
        return False
    return first == sys.executable


# --- while it runs ---------------------------------------------------------------------------------------


@dataclass
class Program:
    """One program we keep running, in a process group of its own."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = field(default=None, repr=False)
    holds_door: bool = False
    started: float = 0
    pause: float = 0
    again_at: float | None = None

    def start(self) -> None:
        self.started, self.again_at = time.monotonic(), None
        self.process = subprocess.Popen(self.command, start_new_session=True)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def plan_restart(self) -> None:
        """When to start it again: it waits longer each time it ends at once."""
        lived = time.monotonic() - self.started
        longer = RESTART_SECONDS if lived >= SETTLED_SECONDS else self.pause * 2 or RESTART_SECONDS
        self.pause = min(longer, LONGEST_PAUSE)
        self.again_at = time.monotonic() + self.pause

    def ask_to_stop(self) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for the work in hand, then end what is left of the group."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def web(host: str, port: int, workers: int) -> Program:
    """One process a core with one blocking thread: more threads cost 43 ms at the 95th percentile."""
    options = {
        "--interface": "wsgi",
        "--http": "1",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": "1",
        "--workers-kill-timeout": str(STOP_SECONDS),
        "--respawn-interval": "1",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    # Without respawn, one killed worker stops the whole server.
    command = [sys.executable, "-m", "granian", *words, "--no-ws", "--respawn-failed-workers"]
    return Program("web server", [*command, "quota_pool.wsgi:application"], holds_door=True)


def worker() -> Program:
    """The background worker."""
    return Program("background worker", [sys.executable, "manage.py", "work"])


class House:
    """The programs together: started, watched, stopped as one."""

    def __init__(self, programs: list[Program], record: Path, address: str, say):
        self.programs = programs
        self.record = record
        self.address = address
        self.say = say
        self.asked_to_stop = False
        self.is_open = False

    def open(self, host: str, port: int) -> None:
        """Start everything and wait until the door answers."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_asked)
        for program in self.programs:
            program.start()
        self._write_record()
        deadline = time.monotonic() + START_SECONDS
        while not self.asked_to_stop and not _answers(host, port):
            self._look()
            if time.monotonic() > deadline:
                raise CannotServe("The web server does not answer; its messages stand above.")
            time.sleep(0.1)
        self.is_open = True

    def keep(self) -> None:
        """Watch until somebody asks to stop; whatever ends is started again."""
        while not self.asked_to_stop:
            self._look()
            time.sleep(0.3)

    def close(self) -> None:
        """Stop everything, work in hand first."""
        deadline = time.monotonic() + STOP_SECONDS
        running = [program for program in self.programs if program.process is not None]
        for program in running:
            program.ask_to_stop()
        for program in running:
            program.end(deadline)
        self.record.unlink(missing_ok=True)

    def _look(self) -> None:
        """Start again what ended; a server that ends before the door has answered once has said why."""
        for program in self.programs:
            if program.is_running() or self.asked_to_stop:
                continue
            if program.holds_door and not self.is_open:
                raise CannotServe(f"The {program.name} ended; its messages stand above.")
            if program.again_at is None:
                program.end(time.monotonic())  # what is left of its group still holds the port
                program.plan_restart()
            if time.monotonic() >= program.again_at:
                self.say(f"The {program.name} ended and is started again.")
                program.start()
                self._write_record()

    def _stop_asked(self, _number, _frame) -> None:
        self.asked_to_stop = True

    def _write_record(self) -> None:
        groups = [program.process.pid for program in self.programs]
        words = {"serve": os.getpid(), "address": self.address, "groups": groups}
        self.record.write_text(json.dumps(words))


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
