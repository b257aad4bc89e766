"""A month opened for pay, what is entered by hand for it, and a run given up or sent back."""

from datetime import date

from django.db import transaction

from budgets.codes import pay_runs as codes
from budgets.models import PayItem, PayRun
from budgets.monthly import last_day
from budgets.paid_people import paid_between
from quota_pool import access, audit, jobs, versions
from quota_pool.calendar import now, today
from quota_pool.models import Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing.models import Engagement

State = PayRun.State
IN_MAKING = (State.OPEN, State.CALCULATED, State.CHECKED)


@transaction.atomic
def open_run(*, unit: Unit, month: date, actor, key: str, note: str = "") -> PayRun:
    """Open a month of a unit for pay; the same key answers with the first run."""
    access.require(actor, "make_pay_run", unit)
    unit = Unit.objects.select_for_update(no_key=True).select_related("district").get(pk=unit.pk)
    if done := PayRun.objects.filter(district_id=unit.district_id, key=key).first():
        return done
    month = month.replace(day=1)
    raise_any(_month_reasons(unit, month))
    run = PayRun.objects.create(
        district_id=unit.district_id,
        unit=unit,
        key=key,
        month=month,
        note=note,
        created_by=actor,
        created_at=now(),
    )
    audit.record(actor, "pay_run.open", run, after={"month": month, "state": run.state})
    return run


def _month_reasons(unit: Unit, month: date) -> list[Reason]:
    found = []
    if month > today():
        found.append(codes.MONTH_TO_COME.reason(month=f"{month:%Y-%m}", first=month, field="month"))
    other = PayRun.objects.filter(unit=unit, month=month).exclude(state__in=(State.REVERSED, State.CANCELLED))
    if there := other.first():
        said = {"unit": unit.name, "month": f"{month:%Y-%m}", "number": there.pk}
        found.append(codes.RUN_TWICE.reason(**said, field="month"))
    return found


def locked(run: PayRun, actor, act: str, seen: int | None, *wanted: str) -> PayRun:
    """The run under lock, in one of the states wanted, and no work going on upon it."""
    access.require(actor, act, run.unit)
    rows = PayRun.objects.select_for_update(no_key=True, of=("self",))
    run = rows.select_related("unit__district", "scheme", "job").get(pk=run.pk)
    versions.check(run, seen)
    if run.state not in wanted:
        said = {"state": str(State(run.state).label), "wanted": str(State(wanted[0]).label)}
        raise Refusal(codes.RUN_STATE.reason(**said))
    if run.job and run.job.state not in jobs.ENDED:
        raise Refusal(codes.RUN_BUSY.reason(done=run.job.done, total=run.job.total))
    return run


def moved(run: PayRun, state: str, actor, act: str, before: dict, reason: str = "") -> PayRun:
    """Put the run in its next state, and say so in the trail."""
    run.state = state
    run.version += 1
    run.save()
    audit.record(actor, act, run, before=before, after=shown(run), reason=reason)
    return run


def shown(run: PayRun) -> dict:
    """What the trail keeps of a run."""
    names = ("state", "calculation", "lines_count", "total_fen", "blocked_fen", "personal_fen")
    return {name: getattr(run, name) for name in names}


@transaction.atomic
def enter_item(
    *,
    run: PayRun,
    engagement: Engagement,
    component: str,
    amount_fen: int,
    actor,
    note: str = "",
    seen: int | None = None,
) -> PayItem | None:
    """Enter overtime, leave or severance of one person; nothing takes away what was entered before."""
    run = locked(run, actor, "make_pay_run", seen, *IN_MAKING)
    on_post = paid_between(run.unit, run.month, last_day(run.month))
    if not on_post.filter(pk=engagement.pk).exists():
        said = {"name": engagement.person.name, "unit": run.unit.name, "month": f"{run.month:%Y-%m}"}
        raise Refusal(codes.OTHER_UNIT.reason(**said, field="engagement"))
    before = _replaced(run, engagement, component)
    item = None
    if amount_fen or component == PayItem.Component.TAX:
        item = PayItem.objects.create(
            district_id=run.district_id,
            unit=run.unit,
            run=run,
            engagement=engagement,
            component=component,
            amount_fen=amount_fen,
            note=note,
            created_by=actor,
            created_at=now(),
        )
    _open_again(run)
    after = {"component": component, "amount_fen": amount_fen, "engagement": engagement.pk}
    audit.record(actor, "pay_run.item", run, before=before, after=after, reason=note)
    return item


def _replaced(run: PayRun, engagement: Engagement, component: str) -> dict | None:
    """Void what was entered before for the same; its amount."""
    rows = PayItem.objects.filter(run=run, engagement=engagement, component=component, voided_at=None)
    old = rows.first()
    rows.update(voided_at=now())
    return {"amount_fen": old.amount_fen} if old else None


def _open_again(run: PayRun) -> None:
    """What was calculated no longer says what is true."""
    run.state = State.OPEN
    run.version += 1
    run.save(update_fields=["state", "version", "updated_at"])


@transaction.atomic
def return_run(*, run: PayRun, actor, note: str, seen: int | None = None) -> PayRun:
    """The leader sends it back with the words that say why."""
    run = locked(run, actor, "approve_pay_run", seen, State.CHECKED, State.APPROVED)
    before = shown(run)
    run.note, run.approved_by, run.approved_at = note, None, None
    return moved(run, State.OPEN, actor, "pay_run.return", before, note)


@transaction.atomic
def cancel_run(*, run: PayRun, actor, reason: str, seen: int | None = None) -> PayRun:
    """Give up a run that was not approved; the month can be opened again."""
    run = locked(run, actor, "make_pay_run", seen, *IN_MAKING)
    before = shown(run)
    run.note = reason
    return moved(run, State.CANCELLED, actor, "pay_run.cancel", before, reason)
