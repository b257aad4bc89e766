"""Changing the terms of many people: looked at first, done as dated rows one by one, undone as a batch.

Only terms that move no head and no money can be changed so: department, community, supervisor, post, and
the day until which the contract runs, so that contracts that end together are renewed together. Days are
kept as ISO text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, jobs, ledger
from quota_pool.calendar import now, today
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import codes
from staffing.checks import blocking
from staffing.models import BulkChange, BulkChangeRow, Engagement
from staffing.services import costs
from staffing.services.admission import change_checks
from staffing.services.engagements import change_terms, locked, shown, touch
from staffing.services.terms import CURRENT_FIELDS, mirror_terms, term_on

State, Status = BulkChange.State, BulkChangeRow.Status
DAYS = ("contract_end",)
CHANGEABLE = ("department", "community", "supervisor", "primary_post", "post_category", *DAYS)
MOST = 5_000
AT_ONCE = 200  # about two seconds of work; more is done in the background
PART = 50


@dataclass(frozen=True)
class Line:
    """One row as it would come out: the values before, and what forbids the change."""

    engagement: Engagement
    before: dict
    reasons: Sequence[Reason] = ()


def preview(*, engagements: Iterable[Engagement], on: date, changes: dict) -> list[Line]:
    """What would be changed and what skipped; nothing is written, and no query is asked for a row."""
    return [
        Line(row, {name: _kept(getattr(row, name)) for name in changes}, _reasons(row, on, meant(changes)))
        for row in engagements
    ]


def meant(changes: dict) -> dict:
    """The changes with their days as days."""
    return {name: date.fromisoformat(value) if name in DAYS else value for name, value in changes.items()}


def _kept(value):
    return value.isoformat() if isinstance(value, date) else value


def _reasons(row: Engagement, on: date, changes: dict) -> list[Reason]:
    found = []
    if "contract_end" in changes and changes["contract_end"] < max(on, row.start_date):
        found.append(codes.CONTRACT_OVER_ALREADY.reason(end=changes["contract_end"], on=on))
    if row.voided_at or (row.end_date and row.end_date < on):
        found.append(codes.NOT_ON_POST.reason(end=row.end_date or row.start_date))
    elif on < row.start_date:
        found.append(codes.CHANGE_BEFORE_START.reason(start=row.start_date))
    if all(getattr(row, name) == value for name, value in changes.items()):
        found.append(codes.NOTHING_TO_CHANGE.reason())
    return [*found, *blocking(change_checks(row, on, changes, today()))]


@transaction.atomic
def change_many(
    *, engagements: Sequence[Engagement], on: date, changes: dict, reason: str, actor, key: str
) -> BulkChange:
    """Enter the change for every row it can be made for; long ones go on as a job. One key, one change."""
    unit = _unit_of(engagements)
    access.require(actor, "hire", unit)
    ledger.lock(unit.district_id, [unit.pk])
    if done := BulkChange.objects.filter(district=unit.district_id, key=key).first():
        return done
    raise_any([codes.CHANGE_TO_COME.reason(on=on, field="on")] if on > today() else [])
    lines = preview(engagements=engagements, on=on, changes=changes)
    batch = BulkChange.objects.create(
        district_id=unit.district_id,
        unit=unit,
        key=key,
        on=on,
        changes=changes,
        reason=reason,
        created_by=actor,
        created_at=now(),
    )
    BulkChangeRow.objects.bulk_create([_row(batch, line) for line in lines], batch_size=500)
    waiting = sum(not line.reasons for line in lines)
    audit.record(
        actor, "bulk_change.start", batch, after={**changes, "on": on, "rows": waiting}, reason=reason
    )
    _carry_out(batch, actor, waiting, undo=False)
    return batch


@transaction.atomic
def undo(*, batch: BulkChange, actor) -> BulkChange:
    """Set back every row on which nothing later rests; the others stay and say why."""
    access.require(actor, "hire", batch.unit)
    ledger.lock(batch.district_id, [batch.unit_id])
    batch = BulkChange.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.state != State.DONE:
        return batch
    done = batch.rows.filter(status=Status.DONE).count()
    batch.state = State.UNDOING
    batch.save()
    audit.record(actor, "bulk_change.undo", batch, after={"rows": done})
    _carry_out(batch, actor, done, undo=True)
    return batch


def _unit_of(engagements: Sequence[Engagement]):
    """The one unit whose people are changed; its accounts are locked once."""
    units = {row.unit for row in engagements}
    raise_any(
        [
            *([codes.ONE_UNIT_AT_A_TIME.reason(units=len(units))] if len(units) != 1 else ()),
            *(
                [codes.TOO_MANY_ROWS.reason(rows=len(engagements), most=MOST)]
                if len(engagements) > MOST
                else ()
            ),
        ]
    )
    return units.pop()


def _row(batch: BulkChange, line: Line) -> BulkChangeRow:
    status = Status.SKIPPED if line.reasons else Status.WAITING
    return BulkChangeRow(
        batch=batch,
        engagement=line.engagement,
        status=status,
        before=line.before,
        reasons=[reason.stored() for reason in line.reasons],
    )


def _carry_out(batch: BulkChange, actor, count: int, *, undo: bool) -> None:
    if count > AT_ONCE:
        batch.job = jobs.start(
            "bulk_change.carry_out",
            actor=actor,
            district=batch.district,
            unit=batch.unit,
            payload={"batch": batch.pk, "undo": undo},
        )
    else:
        rows = list(_left(batch, undo))
        for row in rows:
            _one(row, batch, actor, undo)
        _price(batch, rows, actor, undo)
        batch.state = State.UNDONE if undo else State.DONE
    batch.save()


def _left(batch: BulkChange, undo: bool):
    rows = batch.rows.filter(status=Status.DONE if undo else Status.WAITING)
    return rows.select_related("engagement__unit__district", "engagement__person").order_by("pk")


def _one(row: BulkChangeRow, batch: BulkChange, actor, undo: bool) -> None:
    """One person: changed or set back in a savepoint of its own; a refusal is told at the row."""
    try:
        with transaction.atomic():
            changed = _set_back(row, batch, actor) if undo else _changed(row, batch, actor)
    except Refusal as refusal:
        row.status = Status.KEPT if undo else Status.SKIPPED
        row.reasons = [reason.stored() for reason in refusal.reasons]
    else:
        row.status = Status.UNDONE if undo else Status.DONE
        row.version, row.changed_at = changed.version, changed.updated_at
    row.save()


def _changed(row: BulkChangeRow, batch: BulkChange, actor) -> Engagement:
    return change_terms(
        engagement=row.engagement, on=batch.on, changes=meant(batch.changes), actor=actor, reason=batch.reason
    )


def _set_back(row: BulkChangeRow, batch: BulkChange, actor) -> Engagement:
    """Mirror the dated rows: those written then end, those ended then are written again."""
    engagement = locked(row.engagement, None)
    raise_any([codes.CHANGED_SINCE.reason()] if engagement.version != row.version else [])
    moment, before = now(), shown(engagement)
    mirror_terms(engagement, row.changed_at, moment)
    current = term_on(engagement, min(today(), engagement.end_date or today()))
    for name in CURRENT_FIELDS:
        setattr(engagement, name, getattr(current, name))
    touch(engagement, moment)
    audit.record(
        actor, "engagement.set_back", engagement, before=before, after=shown(engagement), reason=batch.reason
    )
    return engagement


def _price(batch: BulkChange, rows: Sequence[BulkChangeRow], actor, undo: bool) -> None:
    """What is held for people who were set back follows them; a change prices each itself."""
    if not undo:
        return
    books = ledger.lock(batch.district_id, [batch.unit_id])
    key = f"price:bulk:{batch.pk}:{rows[0].pk if rows else 0}"
    costs.follow(books, [row.engagement for row in rows], actor=actor, key=key)


def _stopped(job) -> None:
    """Stopped on the way: what is done stays done and can be undone, the rest is not begun."""
    batch = BulkChange.objects.select_for_update(no_key=True).get(pk=job.payload["batch"])
    batch.state = State.DONE
    batch.save()


@jobs.job("bulk_change.carry_out", act="hire", title=_("Change many people's terms"), when_stopped=_stopped)
def carry_out(run: jobs.Run) -> dict:
    """Part by part; each commits with its rows, so a killed worker's successor begins where it ended."""
    undo = run.payload["undo"]
    batch = BulkChange.objects.select_related("unit__district").get(pk=run.payload["batch"])
    done = run.checkpoint.get("done", 0)
    run.progress(done=done, total=done + _left(batch, undo).count())
    while rows := list(_left(batch, undo)[:PART]):
        with run.batch() as checkpoint:
            ledger.lock(batch.district_id, [batch.unit_id])
            for row in rows:
                _one(row, batch, run.actor, undo)
            _price(batch, rows, run.actor, undo)
            done += len(rows)
            checkpoint["done"] = done
            run.progress(
                done=done, faults=batch.rows.filter(status__in=(Status.SKIPPED, Status.KEPT)).count()
            )
    with run.batch() as checkpoint:
        BulkChange.objects.filter(pk=batch.pk).update(state=State.UNDONE if undo else State.DONE)
        checkpoint["ended"] = True
    return {"rows": done}
