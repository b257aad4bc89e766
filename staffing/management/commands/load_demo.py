"""manage.py load_demo: the demonstration district with its invented people."""

import time

from django.core.management.base import BaseCommand, CommandError

from quota_pool import audit, row_counts
from quota_pool.models import District
from staffing import demo


class Command(BaseCommand):
    """Load the demonstration district through the services."""

    help = "Load the demonstration district: invented people on real street names."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=6000, help="people on post, about")
        parser.add_argument("--units", type=int, default=17, help="streets and towns")
        parser.add_argument("--years", type=int, default=2, help="years of history")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, **options):
        if District.objects.filter(is_demo=True).exists():
            raise CommandError(
                "The demonstration district is there already; make demo-reset loads it afresh."
            )
        started = time.monotonic()
        with audit.context("command"):
            demo.load(
                people_wanted=options["people"],
                units=options["units"],
                years=options["years"],
                seed=options["seed"],
                say=self._say,
            )
        row_counts.refresh()
        self.stdout.write(f"The demonstration district stands after {time.monotonic() - started:.0f} s.")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
