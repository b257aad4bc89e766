"""Many filings at once: a few while the page waits, more as a job, part by part, that says how far it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from quota_pool import access, jobs
from quota_pool.models import Job, Unit
from quota_pool.refusals import Reason, restore
from staffing.models import Filing
from staffing.services import filings, urges

KIND = "filings.many"
MOST = 1_000
AT_ONCE = 100  # about a second of work
PART = 50
NAMED = 20


@dataclass(frozen=True)
class Many:
    """One act on many filings: the right it takes, the service, and what is said when it is done."""

    right: str
    do: Callable[..., filings.Outcome]
    words: Any


MANY = {
    "submit": Many(
        "submit_filing",
        filings.submit_many,
        ngettext_lazy("%(n)s filing was submitted.", "%(n)s filings were submitted.", "n"),
    ),
    "accept": Many(
        "decide_filing",
        filings.accept_many,
        ngettext_lazy("%(n)s filing is on record.", "%(n)s filings are on record.", "n"),
    ),
    "return": Many(
        "decide_filing",
        filings.return_many,
        ngettext_lazy("%(n)s filing was returned.", "%(n)s filings were returned.", "n"),
    ),
    "urge": Many(
        "urge_filing",
        urges.urge_many,
        ngettext_lazy("%(n)s reminder was sent.", "%(n)s reminders were sent.", "n"),
    ),
}


def done_words(act: str, count: int) -> str:
    """How many were done, in words."""
    return str(MANY[act].words % {"n": count})


@transaction.atomic
def order(*, filings: Sequence[Filing], act: str, said: dict, actor) -> Job:
    """Enter the act on these filings as a job; each filing is judged anew when its turn comes."""
    access.require(actor, MANY[act].right)
    return jobs.start(
        KIND,
        actor=actor,
        district=filings[0].unit.district,
        unit=Unit.objects.filter(pk=access.unit_of(actor)).first(),
        payload={"act": act, "ids": [filing.pk for filing in filings], "said": said},
    )


def list_of(job: Job) -> str:
    """The list of filings."""
    return reverse("staffing:filings")


def told(job: Job) -> list[str]:
    """How many were done, how many were left, and why the first of those were."""
    outcome = job.result or job.checkpoint
    skipped = outcome.get("skipped", ())
    lines = [done_words(job.payload["act"], outcome.get("done", 0))]
    if skipped:
        words = ngettext(
            "%(n)s filing was left as it is.", "%(n)s filings were left as they are.", len(skipped)
        )
        lines.append(words % {"n": len(skipped)})
    rows = Filing.objects.filter(pk__in=[pk for pk, _reasons in skipped[:NAMED]])
    named = {row.pk: row for row in rows.select_related("engagement__person", "unit")}
    for pk, reasons in skipped[:NAMED]:
        if pk in named:
            lines.append(f"{label_of(named[pk])}: {why(map(restore, reasons))}")
    return lines


def label_of(filing: Filing) -> str:
    """Which filing it is, in words."""
    return f"{filing.engagement.person.name} · {filing.get_kind_display()} · {filing.unit.name}"


def why(reasons: Iterable[Reason]) -> str:
    """Every reason, one after the other."""
    return " ".join(reason.detail for reason in reasons)


@jobs.job(KIND, act="decide_filing", title=gettext_lazy("Act on many filings"), page=list_of, told=told)
def carry_out(run: jobs.Run) -> dict:
    """Part by part; each commits with its count, so a killed worker's successor begins where it ended."""
    ids, many = run.payload["ids"], MANY[run.payload["act"]]
    run.progress(total=len(ids))
    while (start := run.checkpoint.get("at", 0)) < len(ids):
        with run.batch() as checkpoint:
            rows = access.narrow(
                Filing.objects.filter(pk__in=ids[start : start + PART]), run.actor, many.right
            )
            rows = rows.select_related("unit__district", "engagement__person").order_by("deadline", "pk")
            outcome = many.do(filings=rows, actor=run.actor, **run.payload["said"])
            checkpoint["at"] = min(start + PART, len(ids))
            checkpoint["done"] = checkpoint.get("done", 0) + len(outcome.done)
            checkpoint["skipped"] = checkpoint.get("skipped", []) + [
                [filing.pk, [reason.stored() for reason in reasons]] for filing, reasons in outcome.skipped
            ]
            run.progress(done=checkpoint["at"], faults=len(checkpoint["skipped"]))
    return {"done": run.checkpoint.get("done", 0), "skipped": run.checkpoint.get("skipped", [])}
