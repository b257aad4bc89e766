"""Fresh databases for a bench: one of each engine, migrated, with the tests' keys and nothing else."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
KEYS = {
    "SECRET_KEY": "a-fixed-key-for-benches-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "FIELD_KEYS": "bench1:" + "QUFB" * 10 + "QUE=",
    "HASH_KEY": "QkJC" * 10 + "QkI=",
    "DEMO": "1",
}


@contextmanager
def environments(*engines: str) -> Iterator[dict[str, dict]]:
    """The environment of each engine asked for, its database migrated and empty."""
    with tempfile.TemporaryDirectory(prefix="quota-bench-") as folder, postgres.server() as address:
        found = {}
        for engine in engines:
            room = Path(folder, engine)
            room.mkdir()
            url = f"sqlite:///{room}/bench.sqlite3" if engine == "sqlite" else address
            found[engine] = {**os.environ, **KEYS, "VAR_DIR": str(room), "DATABASE_URL": url}
            manage(found[engine], "migrate", "--verbosity", "0")
            manage(found[engine], "createcachetable")
            manage(found[engine], "collectstatic", "--no-input", "--verbosity", "0")
        yield found


def manage(environment: dict, *command: str, quiet: bool = True) -> None:
    """Run a management command there, and stop the bench when it fails."""
    out = subprocess.DEVNULL if quiet else None
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=out)


def run(environment: dict, module: str, *arguments: str) -> str:
    """Run one measuring module there and give back what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "quota_pool.settings"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout
