"""专职岗位要求: entered by the bureau, read by every street, withdrawn or allowed by law (domain.md P22)."""

from django.db import transaction

from budgets.models import PostDemand, TaskTransfer
from quota_pool import access, audit, versions
from quota_pool.calendar import now, today
from quota_pool.models import Unit
from quota_pool.refusals import Refusal, raise_any
from staffing.codes import NEEDS_WORDS
from staffing.states import wrong_state

State = PostDemand.State


@transaction.atomic
def register_demand(*, department: Unit, paper: str, demand: str, actor, note: str = "") -> PostDemand:
    """Enter what a department's paper demands; the bureau objects, and the streets can read it."""
    access.require(actor, "register_demand", department)
    return enter(department=department, paper=paper, demand=demand, actor=actor, note=note)


def enter(
    *, department: Unit, paper: str, demand: str, actor, note: str = "", task: TaskTransfer | None = None
) -> PostDemand:
    """Write a demand on the register; who may was asked before."""
    row = PostDemand.objects.create(
        district_id=department.district_id,
        department=department,
        task=task,
        paper=paper,
        demand=demand,
        note=note,
        found_on=today(),
        registered_by=actor,
        registered_at=now(),
    )
    audit.record(actor, "demand.register", row, unit=department, after=_shown(row), label=department.name)
    return row


@transaction.atomic
def settle_demand(
    *, demand: PostDemand, outcome: str, actor, note: str = "", legal_basis: str = "", seen: int | None = None
) -> PostDemand:
    """The department has withdrawn it, or a superior law fixes the post; the row stays on the register."""
    access.require(actor, "register_demand", demand.department)
    rows = PostDemand.objects.select_for_update(no_key=True, of=("self",)).select_related("department")
    row = rows.get(pk=demand.pk)
    versions.check(row, seen)
    if row.state != State.OBJECTED:
        raise Refusal(wrong_state(row, State.OBJECTED))
    if outcome == State.EXCEPTION and not legal_basis.strip():
        raise_any([NEEDS_WORDS.reason(field="legal_basis")])
    before = _shown(row)
    row.state, row.settled_by, row.settled_on = outcome, actor, today()
    row.legal_basis, row.note = legal_basis, note or row.note
    row.version += 1
    row.save()
    after = _shown(row)
    audit.record(actor, "demand.settle", row, unit=row.department, before=before, after=after, reason=note)
    return row


def _shown(row: PostDemand) -> dict:
    return {name: getattr(row, name) for name in ("paper", "demand", "state", "legal_basis")}
