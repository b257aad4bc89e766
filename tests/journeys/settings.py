"""The product's own settings on the test database: packed static files, a real worker, a quick hash."""

import os

from quota_pool.settings import STORAGES as PACKED
from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, FOLDER

DATABASES["default"]["NAME"] = os.environ["HOUSE_DATABASE"]
STORAGES = PACKED
STATIC_ROOT = f"{FOLDER}/static"
WHITENOISE_AUTOREFRESH = False
JOBS_IMMEDIATE = False
