"""The application as `make run` serves it, on loopback and on the test database, for one test process."""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextmanager
def served(database: str):
    """Serve this database; yields the address."""
    port = free_port()
    told = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "HOUSE_DATABASE": database,
        "PYTHONWARNINGS": "",
    }
    command = [sys.executable, "-m", "tests.journeys.house", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=told, stdin=subprocess.PIPE)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", process)
    finally:
        process.stdin.close()
        process.wait(60)


def wait_for(address: str, process: subprocess.Popen) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urlopen(f"{address}/accounts/login/"):
            return address
        time.sleep(0.2)
    raise RuntimeError("The served application does not answer; its messages stand above.")


def main(port: int) -> None:
    """Serve until the test process closes our input, or is gone."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from quota_pool import serving

    call_command("collectstatic", verbosity=0, interactive=False)
    programs = [serving.web("127.0.0.1", port, 1), serving.worker()]
    house = serving.House(programs, settings.VAR_DIR / serving.RECORD, "", print)

    def end_with_parent():
        sys.stdin.read()
        house.asked_to_stop = True

    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        house.open("127.0.0.1", port)
        house.keep()
    finally:
        house.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
