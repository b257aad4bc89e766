"""The ground floor as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotaPoolConfig(AppConfig):
    """Register the boot checks when the app is ready."""

    name = "quota_pool"
    verbose_name = _("quota pool")
    default_auto_field = "django.db.models.BigAutoField"
