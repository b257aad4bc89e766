"""The floor of heads and people as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffingConfig(AppConfig):
    """Heads and the people who sit in them."""

    name = "staffing"
    verbose_name = _("staffing")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Hear what comes due on the ground floor, and prove people against seats."""
        from quota_pool import ledger
        from staffing import (  # noqa: F401 - checks of `verify` and others that register themselves
            acts_proof,
            deadline_proof,
            grounds,
            papers,
            proof,
            rule_examples,
            sealed_proof,
            settling,
            trail,
            words,
        )
        from staffing.services import bulk_changes, bulk_filings, days, deadline_moves, imports  # noqa: F401 - jobs

        ledger.when_settled(settling.on_settled)
