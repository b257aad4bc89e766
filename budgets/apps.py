"""The floor of money as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    """How much money there is, and what it buys."""

    name = "budgets"
    verbose_name = _("budgets")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Let what registers itself do so: words, checks of `verify`, jobs, rows of the home page."""
        from budgets import agenda, alerts, codes, demo, papers, prices, proof, words  # noqa: F401 - they register themselves
        from budgets.services import declarations, differences, pay_runs  # noqa: F401 - their jobs
