"""The ground floor as a Django app."""

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class QuotaPoolConfig(AppConfig):
    """Register the boot checks when the app is ready."""

    name = "quota_pool"
    verbose_name = _("quota pool")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import calendar_proof, checks, exports, prefixes, row_counts, sessions  # noqa: F401 - they register themselves
        from .papers import issuing  # noqa: F401 - its job

        # The counters of the login live in the cache table, so `migrate` alone must make it.
        post_migrate.connect(create_cache_table, sender=self, dispatch_uid="quota_pool.cache_table")


def create_cache_table(using, **_said):
    """Make the cache's table where it is missing."""
    call_command("createcachetable", database=using, verbosity=0)
