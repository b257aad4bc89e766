"""The house's settings with fixed keys, a fast password hash and the database that tests are run on."""

import atexit
import os
import shutil
import tempfile

if "TEST_FOLDER" not in os.environ:
    # The first process makes and removes it; its xdist workers and children end without ceremony.
    os.environ["TEST_FOLDER"] = tempfile.mkdtemp(prefix="quota-tests-")
    atexit.register(shutil.rmtree, os.environ["TEST_FOLDER"], ignore_errors=True)
FOLDER = os.path.join(os.environ["TEST_FOLDER"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
os.makedirs(FOLDER, exist_ok=True)

os.environ.update(
    DEMO=os.environ.get("DEMO", "1"),
    SECRET_KEY="a-fixed-key-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    FIELD_KEYS="test1:" + "QUFB" * 10 + "QUE=",
    HASH_KEY="QkJC" * 10 + "QkI=",
    VAR_DIR=FOLDER,
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{FOLDER}/unused.sqlite3",
)

from quota_pool.settings import *  # noqa: E402, F403
from quota_pool.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
JOBS_IMMEDIATE = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and child processes of the race tests must meet in one database.
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER}/test.sqlite3"}
