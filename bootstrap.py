"""Make .venv, the packages and the keys, then hand over; needs nothing but Python's own library.

Written so that an old Python can read it far enough to say that it is too old.
"""

import base64
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LEAST = (3, 11)


def leave(sentence):
    """End with one sentence."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def say(words):
    """Tell how far we are."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def check_python():
    """Refuse an old Python by name."""
    if sys.version_info < LEAST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        leave("Python 3.11 or newer is needed, this is " + found + ": install it, or name it with PYTHON=...")


# --- packages --------------------------------------------------------------------------------------------


def make_venv():
    """Make the environment; Debian's Python without ensurepip borrows the system's pip."""
    if os.path.exists(PYTHON):
        return
    say("Making .venv ...")
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    bare = [sys.executable, "-m", "venv", "--without-pip", VENV]
    if subprocess.run(bare, capture_output=True).returncode != 0:
        leave(f"The folder .venv cannot be made in {ROOT}: is it writable, and is python3-venv installed?")


def pip():
    """The pip that installs into .venv: its own, or the system's pointed at it."""
    own = [PYTHON, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True).returncode == 0:
        return own
    system = [sys.executable, "-m", "pip", "--python", PYTHON]
    if subprocess.run([*system, "--version"], capture_output=True).returncode == 0:
        return system
    return leave(f"There is no pip for {sys.executable}: install python3-pip or python3-venv.")


def wanted(names):
    """A mark that changes with the requirements and with Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def install(dev=False):
    """Install what is pinned, unless the stamp says it is there; a second start costs nothing."""
    names = ["requirements.txt"] + (["requirements-dev.txt"] if dev else [])
    stamp = os.path.join(VENV, ".installed-dev" if dev else ".installed")
    mark = wanted(names)
    if os.path.exists(PYTHON) and stamped(stamp) == mark:
        return
    make_venv()
    total = sum(count(os.path.join(ROOT, name)) for name in names)
    say(f"Installing {total} packages (once; about a minute) ...")
    command = [*pip(), "install", "--disable-pip-version-check", "--progress-bar", "off"]
    follow([*command, "-r", os.path.join(ROOT, names[-1])], total)
    with open(stamp, "w") as file:
        file.write(mark)


def stamped(path):
    """What was installed last, if anything."""
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


def count(path):
    """How many packages a file pins."""
    with open(path) as file:
        return sum("==" in line for line in file)


def follow(command, total):
    """Run pip and show how far it is; its last error is the sentence."""
    done, last_error = 0, ""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        if line.startswith("ERROR:"):
            last_error = line.strip()
        if line.startswith("Collecting ") or line.startswith("Requirement already"):
            done += 1
            if done % 10 == 0:
                say(f"  {min(done, total)} of {total}")
        if line.startswith("Installing collected"):
            say("  unpacking ...")
    if process.wait() != 0:
        leave(f"The packages could not be installed ({last_error}): is the package index reachable?")


# --- keys ------------------------------------------------------------------------------------------------


def write_secrets():
    """Make the three keys once; whoever loses this file loses the sealed fields."""
    folder = os.environ.get("VAR_DIR") or os.path.join(ROOT, "var")
    path = os.path.join(folder, "secrets.env")
    if os.path.exists(path) or all(os.environ.get(name) for name in ("SECRET_KEY", "FIELD_KEYS", "HASH_KEY")):
        return
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        leave(f"{folder} cannot be written: give this account the right, or set VAR_DIR to another folder.")
    with os.fdopen(handle, "w") as file:
        file.write("# Made once. Keep a copy apart from the backups: without it sealed fields stay sealed.\n")
        file.write(f"SECRET_KEY={secrets.token_urlsafe(64)}\n")
        file.write(f"FIELD_KEYS=k{time.strftime('%Y%m%d')}:{key()}\n")
        file.write(f"HASH_KEY={key()}\n")


def key():
    """32 random bytes, written in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


# --- what make calls -------------------------------------------------------------------------------------


def run():
    """Serve: the demonstration on this machine, unless DEMO or HOST says otherwise."""
    install()
    write_secrets()
    host = os.environ.get("HOST") or "127.0.0.1"
    os.environ.setdefault("DEMO", "1" if host in LOOPBACK else "0")
    os.chdir(ROOT)
    os.execv(PYTHON, [PYTHON, "manage.py", "serve"])


def demo_reset():
    """Throw the demonstration away and load it afresh."""
    install()
    write_secrets()
    os.environ.setdefault("DEMO", "1")
    sys.exit(subprocess.run([PYTHON, "manage.py", "demo_reset"], cwd=ROOT).returncode)


def lint():
    """Ruff alone."""
    install(dev=True)
    sys.exit(finish([steps_lint()]))


def bench():
    """Measure, each figure beside a floor of the same run."""
    install(dev=True)
    sys.exit(subprocess.run([PYTHON, "-m", "bench", *sys.argv[2:]], cwd=ROOT).returncode)


def test():
    """Everything: both engines, journeys in Chromium."""
    install(dev=True)
    found = subprocess.run([PYTHON, "-m", "tests.chromium"], cwd=ROOT)
    if found.returncode != 0:
        sys.exit(found.returncode)
    pytest = ["pytest", "-q", "-n", "2"]
    business = [*pytest, "-m", "not journey"]
    sys.exit(
        finish(
            [
                steps_lint(),
                ("tests on SQLite", [[PYTHON, "-m", *business]]),
                ("tests on PostgreSQL", [[PYTHON, "-m", "tests.postgres", *business]]),
                ("journeys in Chromium", [[PYTHON, "-m", *pytest, "-m", "journey"]]),
            ]
        )
    )


def test_quick():
    """Without browser and PostgreSQL."""
    install(dev=True)
    business = [PYTHON, "-m", "pytest", "-q", "-n", "2", "-m", "not journey"]
    sys.exit(finish([steps_lint(), ("tests on SQLite", [business])]))


def steps_lint():
    """Rules of style and of form."""
    return ("ruff", [[PYTHON, "-m", "ruff", "check", "."], [PYTHON, "-m", "ruff", "format", "--check", "."]])


def finish(steps):
    """Do every step, even after a fault, and close with one line that says how it went."""
    faults, started = [], time.monotonic()
    for name, commands in steps:
        begun = time.monotonic()
        say(f"== {name}")
        codes = [subprocess.run(command, cwd=ROOT).returncode for command in commands]
        if any(codes):
            faults.append(name)
        word = "FAILED" if any(codes) else "passed"
        say(f"== {name}: {word} in {time.monotonic() - begun:.0f} s")
    took = time.monotonic() - started
    if faults:
        say(f"FAILED: {', '.join(faults)} ({took:.0f} s)")
        return 1
    say(f"ALL PASSED: {', '.join(name for name, _commands in steps)} ({took:.0f} s)")
    return 0


COMMANDS = {
    "run": run,
    "test": test,
    "test-quick": test_quick,
    "lint": lint,
    "bench": bench,
    "demo-reset": demo_reset,
}

if __name__ == "__main__":
    check_python()
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        leave("Say one of: " + ", ".join(COMMANDS) + ".")
    try:
        COMMANDS[sys.argv[1]]()
    except KeyboardInterrupt:
        leave("Stopped.")
