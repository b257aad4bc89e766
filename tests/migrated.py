"""An empty SQLite database with all migrations behind it, made once for each state of the migrations.

Living through every migration takes longer than most test files. The copy is kept under a name that is the
hash of all that makes the tables, so a change of them makes a new one.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
MAKES_TABLES = ("*/migrations/*.py", "*/append_only.py", "requirements.txt")


def kept() -> Path:
    """Where the copy for the migrations as they are lies or will lie; nobody else may put one there."""
    digest = hashlib.sha256(django.__version__.encode())
    for pattern in MAKES_TABLES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    folder = Path(tempfile.gettempdir(), f"quota-migrated-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else; remove it.")
    return folder / f"{digest.hexdigest()[:32]}.sqlite3"


def put(place: str) -> bool:
    """Copy it to the place of the test database; says whether there was one."""
    if not kept().exists():
        return False
    shutil.copyfile(kept(), place)
    return True


def keep(place: str) -> None:
    """Keep a copy of the test database just made; whoever is first wins, and each copy is whole."""
    if kept().exists():
        return
    half = kept().with_suffix(f".{os.getpid()}")
    source, target = sqlite3.connect(place), sqlite3.connect(half)
    with source, target:
        source.backup(target)
    source.close()
    target.close()
    half.replace(kept())
