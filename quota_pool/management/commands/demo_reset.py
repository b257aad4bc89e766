"""make demo-reset: throw the demonstration away and load it afresh."""

from django.conf import settings
from django.core.management.base import BaseCommand

from quota_pool import preparing, serving


class Command(BaseCommand):
    """Empty and load again; refused while it runs, and where a real district is in the database."""

    help = "Throw the demonstration away and load it afresh."
    requires_system_checks = ()

    def handle(self, **_options):
        preparing.folders()
        serving.clear_up(settings.VAR_DIR / serving.RECORD)
        preparing.empty_demonstration()
        preparing.everything(self.stdout.write)
        self.stdout.write("The demonstration is as on the first day.")
