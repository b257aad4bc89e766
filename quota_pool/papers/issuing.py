"""A long paper in the background: written by a job, so that no browser waits and no paper is too long."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from quota_pool import jobs
from quota_pool.models import Job, Unit

from . import keeping
from .declaring import REGISTRY, Ask, Paper

KIND = "papers.issue"
DIRECT = 5_000  # so many rows are written while the browser waits
TOLD_EVERY = 2_000
DAYS = ("on", "known_on", "since", "month")


def order(*, paper: Paper, ask: Ask, actor, reason: str = "") -> Job:
    """Enter the issue of a paper as a job; whoever may not issue it may not order it."""
    keeping.require(actor, paper, ask)
    payload = {
        "paper": paper.key,
        "asked": kept(ask),
        "reason": reason,
        "language": translation.get_language(),
    }
    return jobs.start(KIND, actor=actor, district=ask.district, unit=ask.unit, payload=payload)


def page_of(job: Job) -> str:
    """The paper once it is issued."""
    number = job.checkpoint.get("number")
    return reverse("printed-paper", args=[number]) if number else reverse("papers")


def kept(ask: Ask) -> dict:
    """A question in plain values, to be put again later; whose and of which unit is kept beside it."""
    return ask.stored() | {"base": ask.base, "is_full": ask.is_full}


def asked(plain: dict, *, user, district, unit: Unit | None) -> Ask:
    """The question as it was put."""
    rest = dict(plain)
    days = {name: date.fromisoformat(rest.pop(name)) for name in DAYS if name in rest}
    return Ask(user=user, district=district, unit=unit, **rest, **days)


def _asked(job: Job) -> Ask:
    unit = job.unit and Unit.objects.select_related("district").get(pk=job.unit_id)
    return asked(job.payload["asked"], user=job.actor, district=job.district, unit=unit)


@jobs.job(
    KIND,
    act="export",
    title=_("Issue a paper"),
    stages={"reading": _("reading the rows"), "writing": _("writing the workbook")},
    page=page_of,
)
def issue_paper(run: jobs.Run) -> dict:
    """Write it from its beginning, kept with the step that says so: a killed worker leaves no second one."""
    if number := run.checkpoint.get("number"):
        return {"number": number}
    with translation.override(run.payload["language"]):
        printed = keeping.issue(
            paper=REGISTRY[run.payload["paper"]],
            ask=_asked(run.job),
            actor=run.actor,
            reason=run.payload["reason"],
            told=_teller(run),
            step=run.batch,
        )
    return {"number": printed.number}


def _teller(run: jobs.Run) -> Callable:
    """Says now and then how many rows have gone by, and hears whether to stop."""

    def told(stage: str, count: int, total: int = 0) -> None:
        if count % TOLD_EVERY == 0:
            run.progress(stage=stage, done=count, total=total)

    return told
