"""Accepting: a person agrees to a plan, and a job carries it out chunk by chunk, each in one transaction."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool import audit, jobs
from quota_pool.calendar import now, today
from quota_pool.loading import change_each
from quota_pool.models import Job, Unit
from quota_pool.refusals import Reason, Refusal, raise_any, restore
from quota_pool.sealed import seal
from staffing import codes as reasons
from staffing.models import ImportBatch, ImportRow

from . import changing, codes, hiring, leaving
from .lines import Line, Sheets, texts
from .plans import acceptable, agreed
from .reading import count, page_of
from .uploads import AT_WORK, locked, require, require_state

State, Status, Kind = ImportBatch.State, ImportRow.Status, ImportBatch.Kind
AT_A_TIME = 1000
# Who leaves first makes room; who comes is entered in order of the first day and then of the line.
STEPS: tuple[tuple[str, Callable], ...] = (
    (Status.LEAVER, leaving.leave),
    (Status.CHANGED, changing.change),
    (Status.NEW, hiring.hire),
)


@transaction.atomic
def accept(
    *,
    batch: ImportBatch,
    plan: str,
    actor,
    whole: bool = False,
    changes_from: date | None = None,
    seen: int | None = None,
) -> Job:
    """Have the good rows of a plan entered: all of them or, as `whole` says, none when one is refused.

    Raises Refusal with the differences when the numbers are no longer what the person agreed to.
    """
    require(actor, batch, batch.unit)
    batch = locked(batch, seen)
    require_state(batch, State.READ, State.APPLIED)
    raise_any([*_busy(batch), *_opened(batch)])
    wanted = agreed(batch, plan)
    waiting = batch.rows.filter(applied_at=None)
    waiting.filter(Q(is_chosen=True) | Q(outcome__isnull=False)).update(is_chosen=False, outcome=None)
    acceptable(batch, wanted.chosen).update(is_chosen=True)
    batch.state, batch.version = State.APPLYING, batch.version + 1
    changes_from = min(changes_from or today(), today())
    batch.job = jobs.start(
        "imports.apply",
        actor=actor,
        district=batch.district,
        unit=batch.unit,
        payload={"batch": batch.pk, "whole": whole, "changes_from": changes_from.isoformat()},
        key=f"{batch.pk}:{batch.version}",
    )
    batch.save()
    after = {"new": wanted.new, "changed": wanted.changed, "leaving": wanted.leaving, "whole": whole}
    audit.record(actor, "import.accept", batch, after=after)
    return batch.job


def _busy(batch: ImportBatch) -> list[Reason]:
    other = ImportBatch.objects.filter(unit_id=batch.unit_id, state__in=AT_WORK[1:]).exclude(pk=batch.pk)
    found = other.values_list("pk", flat=True).first()
    return [codes.UNIT_BUSY.reason(batch=found, unit=batch.unit.name)] if found else []


def _opened(batch: ImportBatch) -> list[Reason]:
    """A unit's roster is opened once; rows mended later still belong to the import that opened it."""
    opened = batch.unit.opened_on
    if batch.kind != Kind.OPENING or opened is None or batch.applied_at is not None:
        return []
    return [reasons.ALREADY_OPENED.reason(unit=batch.unit.name, opening=opened)]


def applying_stopped(job: Job) -> None:
    """What was entered stays entered; the rest can be accepted later."""
    settle(ImportBatch.objects.select_for_update(no_key=True).get(pk=job.payload["batch"]))


def settle(batch: ImportBatch) -> None:
    """Put the batch where its rows say it is."""
    batch.counts = count(batch)
    batch.state = State.APPLIED if batch.counts["accepted"] else State.READ
    if batch.counts["accepted"] and batch.applied_at is None:
        batch.applied_at = now()
    batch.save()


@jobs.job(
    "imports.apply",
    act="import_roster",
    title=_("Accept a roster"),
    stages={
        Status.LEAVER.value: _("recording exits"),
        Status.CHANGED.value: _("entering changes"),
        Status.NEW.value: _("entering people"),
    },
    page=page_of,
    when_stopped=applying_stopped,
)
def apply_batch(run: jobs.Run) -> dict:
    """Enter the chosen rows; the rows themselves say which are still to be done."""
    batch = ImportBatch.objects.select_related("unit__district", "document").get(pk=run.payload["batch"])
    require(run.actor, batch, batch.unit)
    total = batch.rows.filter(is_chosen=True, status__in=[status for status, _do in STEPS]).count()
    run.progress(total=run.checkpoint.get("total", total))
    if run.payload["whole"]:
        _apply_whole(run, batch)
    else:
        for status, do in STEPS:
            while _apply_chunk(run, batch, status, do):
                pass
    with run.batch():
        settle(ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk))
    return {name: run.checkpoint.get(name, 0) for name in OUTCOMES}


OUTCOMES = ("seated", "unseated", "registered", "changed", "left", "refused")


def _apply_chunk(run: jobs.Run, batch: ImportBatch, status: str, do: Callable) -> bool:
    with run.batch() as checkpoint:
        return _do_next(run, batch, status, do, checkpoint)


def _apply_whole(run: jobs.Run, batch: ImportBatch) -> None:
    """Everything in one transaction, which one refused row takes back."""
    with run.batch() as checkpoint:
        for status, do in STEPS:
            while _do_next(run, batch, status, do, checkpoint):
                pass
        if refused := checkpoint.get("refused"):
            total = sum(checkpoint.get(name, 0) for name in OUTCOMES)
            raise Refusal([codes.WHOLE_REFUSED.reason(count=refused, total=total), *_some_reasons(batch)])


def _some_reasons(batch: ImportBatch) -> list[Reason]:
    """Each kind of reason once."""
    rows = batch.rows.filter(is_chosen=True, outcome__has_key="refused").order_by("day", "sheet", "line")
    found = [restore(one) for outcome in rows.values_list("outcome", flat=True) for one in outcome["refused"]]
    return list({reason.code: reason for reason in reversed(found)}.values())


@dataclass
class Chunk:
    """Some rows to be entered in one transaction, and what the steps need to know."""

    batch: ImportBatch
    unit: Unit
    lines: list[Line]
    status: str
    actor: object
    key: str
    today: date
    changes_from: date

    def settled(self) -> list[Line]:
        """The lines that still are what they were when somebody accepted them; the others are refused."""
        for line in self.lines:
            if line.status != self.status:
                word = str(Status(line.status).label)
                found = [fault.reason for fault in line.faults]
                line.refuse([codes.CHANGED_SINCE.reason(status=word), *found])
        return [line for line in self.lines if not line.outcome]


def _do_next(run: jobs.Run, batch: ImportBatch, status: str, do: Callable, checkpoint: dict) -> bool:
    """Do one chunk of rows of a status; False when there is none left."""
    waiting = batch.rows.filter(status=status, is_chosen=True, applied_at=None, outcome__isnull=True)
    rows = waiting.order_by("day", "sheet", "line")[:AT_A_TIME]
    rows = list(rows.values_list("pk", "uid", "sheet", "line", "cells", named=True))
    if not rows:
        return False
    sheets, day = Sheets(batch), today()
    checkpoint["acts"] = checkpoint.get("acts", 0) + 1
    chunk = Chunk(
        batch=batch,
        unit=Unit.objects.select_related("district").get(pk=batch.unit_id),
        lines=[sheets.line(row, texts(row.cells.open(row.uid)), day) for row in rows],
        status=status,
        actor=run.actor,
        key=f"import:{batch.pk}:{run.job.pk}:{checkpoint['acts']}",
        today=day,
        changes_from=date.fromisoformat(run.payload["changes_from"]),
    )
    do(chunk)
    _keep(chunk.lines)
    for name, number in Counter(line.outcome["done"] for line in chunk.lines).items():
        checkpoint[name] = checkpoint.get(name, 0) + number
    done = sum(checkpoint.get(name, 0) for name in OUTCOMES)
    run.progress(stage=status, done=done, faults=checkpoint.get("refused", 0))
    return True


KEPT = ("status", "engagement", "outcome", "kept", "applied_at")


def _keep(lines: Sequence[Line]) -> None:
    """Write what became of each row, of all of them at once."""
    moment = now()
    change_each(ImportRow, KEPT, [_values(line, moment) for line in lines])


def _values(line: Line, moment) -> tuple:
    is_done = line.outcome["done"] != "refused"
    engagement = line.engagement.pk if is_done and line.engagement else None
    kept = json.dumps(line.kept, default=str) if line.kept else None
    sealed = seal(ImportRow._meta.db_table, "kept", line.row.uid, kept)
    at = connection.ops.adapt_datetimefield_value(moment) if is_done else None
    return line.row.pk, line.status, engagement, json.dumps(line.outcome), sealed, at
