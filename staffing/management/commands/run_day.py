"""manage.py run_day: today's run here and now: post what is due, note what fell overdue."""

from django.core.management.base import BaseCommand

from quota_pool import jobs
from quota_pool.models import District
from staffing.services import days


class Command(BaseCommand):
    """For an office without a worker, or to see the figures; twice on one day does nothing twice."""

    help = "Post what is due in every district and tell what fell overdue since the last run."

    def handle(self, **_options):
        for district in District.objects.order_by("pk"):
            job = days.start(district)
            jobs.perform(job.pk)
            job.refresh_from_db()
            self.stdout.write(f"{district.name}: {job.state} {job.result or job.error or ''}")
