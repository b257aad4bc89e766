"""费随事转: a department proposes, the bureau reviews, finance confirms, the street accepts (domain.md P6).

Money follows the task, heads in principle do not: heads asked for become a request of their own, and a
demanded dedicated post is refused and registered. What the money does in the ledger stands in `task_money`.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from budgets.codes import task_transfers as codes
from budgets.models import HandOver, TaskEvent, TaskTransfer
from budgets.services import post_demands
from quota_pool import access, audit, versions
from quota_pool.calendar import now, today
from quota_pool.models import Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing.codes import NEEDS_WORDS
from staffing.four_eyes import own_work
from staffing.models import QuotaGrant
from staffing.services import requests
from staffing.states import wrong_state

State, Step = TaskTransfer.State, TaskEvent.Step
OPEN = (State.PROPOSED, State.REVIEWED, State.FUNDED)
WITH_STREET = (State.ACCEPTED, State.RUNNING)
STREETS = (Unit.Type.STREET, Unit.Type.TOWN)


@transaction.atomic
def propose_task(
    *,
    department: Unit,
    unit: Unit,
    actor,
    key: str,
    name: str,
    basis: str,
    year_fen: int,
    start: date,
    end: date | None = None,
    demands_post: bool = False,
    hand_over: Sequence[dict] = (),
    **facts,
) -> TaskTransfer:
    """Propose a task for a street with its money; the same key answers with the first.

    A task that demands a dedicated post is refused as it is sent, and the demand stands on the register.
    `facts`: route, volume, volume_unit, is_recurring, source_line, heads_asked.
    """
    access.require(actor, "propose_task", department)
    Unit.objects.select_for_update(no_key=True).get(pk=department.pk)  # two clicks of one form stand in line
    if done := TaskTransfer.objects.filter(district_id=department.district_id, key=key).first():
        return done
    raise_any(_place_reasons(department, unit))
    task = TaskTransfer.objects.create(
        district_id=department.district_id,
        department=department,
        unit=unit,
        key=key,
        name=name,
        basis=basis,
        year_fen=year_fen,
        start=start,
        end=end,
        proposed_by=actor,
        proposed_at=now(),
        demands_post=demands_post,
        state=State.REFUSED if demands_post else State.PROPOSED,
        **facts,
    )
    _write_list(task, hand_over)
    _tell(task, Step.PROPOSED, actor, after=_shown(task))
    if demands_post:
        _tell(task, Step.REFUSED, actor)
        _register(task, actor, basis)
    return task


@transaction.atomic
def review_task(
    *, task: TaskTransfer, actor, note: str = "", demand: str = "", seen: int | None = None
) -> TaskTransfer:
    """The bureau passes the task on to finance; with a `demand` found in it, it refuses and registers it."""
    task = _locked(task, actor, "review_task", seen, State.PROPOSED)
    raise_any(own_work(actor, task.proposed_by_id))
    task.reviewed_by, task.review_note = actor, note
    if not demand.strip():
        return moved(task, State.REVIEWED, Step.REVIEWED, actor, note)
    task.demands_post, task.decision_note = True, demand
    _register(task, actor, demand)
    return moved(task, State.REFUSED, Step.REFUSED, actor, demand)


@transaction.atomic
def refuse_task(*, task: TaskTransfer, note: str, actor, seen: int | None = None) -> TaskTransfer:
    """The bureau turns the task down for another reason, with the words that say why."""
    task = _locked(task, actor, "review_task", seen, State.PROPOSED, State.REVIEWED)
    raise_any([*own_work(actor, task.proposed_by_id), *_words(note)])
    task.reviewed_by, task.decision_note = actor, note
    return moved(task, State.REFUSED, Step.REFUSED, actor, note)


@transaction.atomic
def fund_task(
    *,
    task: TaskTransfer,
    source_line: str,
    actor,
    year_fen: int | None = None,
    note: str = "",
    seen: int | None = None,
) -> TaskTransfer:
    """Finance confirms from which budget line the money comes, and how much it is a year."""
    task = _locked(task, actor, "fund_task", seen, State.REVIEWED)
    raise_any(own_work(actor, task.proposed_by_id))
    task.year_fen = task.year_fen if year_fen is None else year_fen
    task.source_line, task.funded_by = source_line, actor
    if not task.year_fen:
        raise Refusal(codes.TASK_FREE.reason(task=task.name, field="year_fen"))
    return moved(task, State.FUNDED, Step.FUNDED, actor, note)


@transaction.atomic
def accept_task(
    *,
    task: TaskTransfer,
    actor,
    hand_over: Sequence[dict] = (),
    note: str = "",
    seen: int | None = None,
) -> TaskTransfer:
    """The street takes the task over with its hand-over list; from today the money is owed."""
    task = _locked(task, actor, "accept_task", seen, State.FUNDED)
    _write_list(task, hand_over)
    if not task.hand_over.exists():
        raise Refusal(codes.NEEDS_HAND_OVER.reason(task=task.name, field="what_1"))
    task.accepted_by, task.accepted_on = actor, today()
    return moved(task, State.ACCEPTED, Step.ACCEPTED, actor, note)


@transaction.atomic
def ask_heads(*, task: TaskTransfer, actor, seen: int | None = None) -> TaskTransfer:
    """Draft a request for mobile heads out of a task that asks for heads; never a lump-sum increase."""
    task = _locked(task, actor, "draft_request", seen, *WITH_STREET)
    if task.mobile_request_id:
        raise Refusal(codes.HEADS_ASKED_ALREADY.reason(task=task.name))
    if not task.heads_asked:
        raise Refusal(codes.NO_HEADS_ASKED.reason(task=task.name))
    task.mobile_request = requests.draft(
        unit=task.unit,
        actor=actor,
        key=f"task:{task.pk}",
        reason_code=QuotaGrant.Reason.TASK_SUNK,
        task=task.name,
        workload=f"{task.volume or ''} {task.volume_unit}".strip(),
        heads=task.heads_asked,
        valid_from=max(task.start, today()),
        valid_to=task.end,
        funding_source=QuotaGrant.Funding.TASK_TRANSFER,
    )
    return moved(task, task.state, Step.ASKED, actor)


@transaction.atomic
def end_task(*, task: TaskTransfer, note: str, actor, seen: int | None = None) -> TaskTransfer:
    """The task is over: money that recurred lapses, what was posted stays in its book."""
    task = _locked(task, actor, "fund_task", seen, *WITH_STREET)
    raise_any(_words(note))
    task.ended_on, task.decision_note = today(), note
    return moved(task, State.ENDED, Step.ENDED, actor, note)


@transaction.atomic
def withdraw_task(*, task: TaskTransfer, actor, note: str = "", seen: int | None = None) -> TaskTransfer:
    """The department takes its proposal back, as long as no street has taken the task over."""
    task = _locked(task, actor, "propose_task", seen, *OPEN, place="department")
    task.decision_note = note
    return moved(task, State.WITHDRAWN, Step.WITHDRAWN, actor, note)


def _locked(
    task: TaskTransfer, actor, act: str, seen: int | None, *wanted: str, place: str = "unit"
) -> TaskTransfer:
    """The row under its lock, in a state from which this step leads on."""
    access.require(actor, act, getattr(task, place))
    return locked(task, seen, *wanted)


def locked(task: TaskTransfer, seen: int | None, *wanted: str) -> TaskTransfer:
    """The row under its lock; who may was asked before."""
    rows = TaskTransfer.objects.select_for_update(no_key=True, of=("self",))
    task = rows.select_related("unit__district", "department__district").get(pk=task.pk)
    versions.check(task, seen)
    if task.state not in wanted:
        raise Refusal(wrong_state(task, *wanted))
    return task


def _place_reasons(department: Unit, unit: Unit) -> list[Reason]:
    is_right = unit.unit_type in STREETS and department.unit_type not in STREETS
    if is_right and unit.district_id == department.district_id:
        return []
    said = {"department": department.name, "unit": unit.name}
    return [codes.NOT_FOR_STREETS.reason(field="unit", **said)]


def _words(note: str) -> list[Reason]:
    return [] if note.strip() else [NEEDS_WORDS.reason(field="note")]


def _write_list(task: TaskTransfer, lines: Sequence[dict]) -> None:
    HandOver.objects.bulk_create(HandOver(district_id=task.district_id, task=task, **line) for line in lines)


def _register(task: TaskTransfer, actor, demand: str) -> None:
    post_demands.enter(
        department=task.department, paper=task.name, demand=demand[:300], actor=actor, task=task
    )


def moved(task: TaskTransfer, state: str, step: str, actor, note: str = "") -> TaskTransfer:
    """Write the task's new state, the step that led there and its trace."""
    before = {"state": task.state}
    task.state = state
    task.version += 1
    task.save()
    return _tell(task, step, actor, before=before, after=_shown(task), note=note)


def _tell(
    task: TaskTransfer,
    step: str,
    actor,
    *,
    before: dict | None = None,
    after: dict | None = None,
    note: str = "",
) -> TaskTransfer:
    TaskEvent.objects.create(
        district_id=task.district_id, task=task, step=step, recorded_at=now(), actor=actor, note=note
    )
    audit.record(actor, f"task.{step}", task, before=before, after=after, reason=note, label=task.name)
    return task


def _shown(task: TaskTransfer) -> dict:
    names = ("name", "year_fen", "start", "end", "is_recurring", "heads_asked", "source_line", "state")
    return {name: getattr(task, name) for name in names} | {"department": task.department.name}
