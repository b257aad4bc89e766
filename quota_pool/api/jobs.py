"""Background work over REST: how far it is, what came of it, and how to stop it."""

from quota_pool import jobs
from quota_pool.filters import JobFilter
from quota_pool.models import Job
from quota_pool.refusals import restore

from .resources import Deed, RowResource, act
from .shapes import Piece, Shape


def _words(error: list | None) -> list[dict]:
    return [restore(one).as_dict() for one in error or ()]


JOB = Shape(
    Job,
    "id",
    "kind",
    "state",
    "stage",
    "done",
    "total",
    "faults",
    "result",
    "cancel_asked",
    "created_at",
    "started_at",
    "ended_at",
    "updated_at",
    unit="unit_id",
    reasons=Piece(("error",), _words),
)


class Jobs(RowResource):
    """Work that goes on in the background."""

    model = Job
    shape = JOB
    filterset_class = JobFilter
    acts = {"list": "read_jobs", "retrieve": "read_jobs", "cancel": "read_jobs"}

    @act("cancel")
    def cancel(self, deed: Deed) -> dict:
        """Ask the work to stop; its starter may, and whoever may do the same work there."""
        return JOB.of(jobs.cancel(job=deed.row, actor=deed.actor))
