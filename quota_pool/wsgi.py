"""The door for the web server; it stays shut where an acknowledged act could be lost."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_pool.settings")

application = get_wsgi_application()

from quota_pool import checks  # noqa: E402 - the app registry has to be ready

checks.boot_or_leave()
