"""The money of a task: posted to a book of its own, by months; what is left goes back at its end (M6)."""

from datetime import date

from django.db import transaction

from budgets.codes import task_transfers as codes
from budgets.models import Envelope, EnvelopeChange, TaskEvent, TaskMoney, TaskTransfer
from budgets.rounding import months_of, prorated
from budgets.services import envelopes
from budgets.services.task_transfers import locked, moved
from quota_pool import access, figures, ledger
from quota_pool.calendar import today
from quota_pool.models import Act, Book, Document, Fund
from quota_pool.refusals import Reason, raise_any
from staffing.codes import DOCUMENT_VOIDED
from staffing.four_eyes import own_work

State, Step = TaskTransfer.State, TaskEvent.Step


@transaction.atomic
def post_money(
    *, task: TaskTransfer, document: Document, actor, year: int | None = None, seen: int | None = None
) -> TaskMoney:
    """Post a year's money of a task that has been taken over: it comes with the task, into a book of its own.

    Where the street has an envelope in force the posting stands among its changes.
    """
    access.require(actor, "post_task", task.unit)
    books = ledger.lock(task.district_id, [task.unit_id])
    books.district_account(Book.RESERVE)  # every account is locked before the row
    task = locked(task, seen, State.ACCEPTED, State.RUNNING)
    year = year or today().year
    raise_any([*own_work(actor, task.funded_by_id), *_reasons(task, document, year)])
    months, amount = share_of(task, year)
    act, fund = _post(ledger.Purse(books), task, document, year, amount, actor)
    money = TaskMoney.objects.create(
        district_id=task.district_id,
        task=task,
        year=year,
        months=months,
        amount_fen=amount,
        fund=fund,
        act=act,
        document=document,
        posted_by=actor,
        posted_at=books.moment,
    )
    moved(task, State.RUNNING, Step.POSTED, actor, f"{year}: {figures.money(amount)}")
    return money


def _post(
    purse: ledger.Purse, task: TaskTransfer, document: Document, year: int, amount: int, actor
) -> tuple[Act, Fund]:
    """Through the envelope of the year where there is one, else straight into a fund of the task."""
    key = f"task:{task.pk}:{year}"
    span = {"valid_from": max(task.start, date(year, 1, 1)), "valid_to": _last_day(task, year)}
    envelope = Envelope.objects.filter(unit=task.unit, year=year, state=Envelope.State.IN_FORCE).first()
    if envelope is not None:
        change = EnvelopeChange(
            district_id=task.district_id,
            envelope=envelope,
            kind=EnvelopeChange.Kind.TASK_IN,
            amount_fen=amount,
            label=_label(task),
            document=document,
            reason=task.name,
            proposed_by=task.funded_by,
            proposed_at=purse.books.moment,
            decided_by=actor,
            decided_at=purse.books.moment,
            **span,
        )
        act = envelopes.post_change(purse, change, actor=actor, key=key)
        change.save()
        return act, change.fund
    fund = Fund(
        district_id=task.district_id,
        unit=task.unit,
        kind=Fund.Kind.TASK,
        year=year,
        label=_label(task),
        document=document,
        **span,
    )
    opened = ledger.open_fund(purse.books, fund)
    purse.appropriate(amount)  # a department's money comes to the district with its task
    purse.fund(opened, amount)
    what = {"actor": actor, "key": key, "document": document, "reason": task.name}
    return ledger.post(purse.books, kind=Act.Kind.FUND, moves=purse.moves, **what), fund


def _label(task: TaskTransfer) -> str:
    """What the task's own book is called: no two tasks share one."""
    return f"{task.name[:70]} {task.pk}"


def _last_day(task: TaskTransfer, year: int) -> date:
    end = date(year, 12, 31)
    return min(task.end, end) if task.end else end


def share_of(task: TaskTransfer, year: int) -> tuple[int, int]:
    """(months, fen) of a task in one year; a month begun counts whole."""
    months = months_of(year, task.start, task.end)
    return months, prorated(task.year_fen, months)


def _reasons(task: TaskTransfer, document: Document, year: int) -> list[Reason]:
    found = []
    if document.voided_at:
        found.append(DOCUMENT_VOIDED.reason(field="document", number=document.number))
    months, amount = share_of(task, year)
    if not months:
        end = figures.day(task.end)
        found.append(codes.NO_MONEY_THAT_YEAR.reason(task=task.name, year=year, start=task.start, end=end))
    elif not amount:
        found.append(codes.TASK_FREE.reason(task=task.name))
    if year != task.start.year and not task.is_recurring:
        found.append(codes.TASK_ONE_YEAR.reason(task=task.name, year=task.start.year, field="year"))
    if there := task.money.filter(year=year).first():
        said = {"task": task.name, "amount": figures.money(there.amount_fen)}
        found.append(codes.TASK_POSTED.reason(year=year, field="year", **said))
    return found
