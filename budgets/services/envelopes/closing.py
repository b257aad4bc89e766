"""Year end: the envelope is closed, and what is left returned or carried over, book by book (P19).

Carried money lies in a book of its own of the next year, by default not usable for pay; only where the
district says so does it come free in the next envelope. Task and mobile money go back: what is to stay with
a task is proposed anew for the next year.
"""

from datetime import date

from django.db import transaction

from budgets.codes import envelopes as said
from budgets.models import Envelope, EnvelopeChange
from quota_pool import access, audit, ledger
from quota_pool.calendar import today
from quota_pool.figures import money
from quota_pool.models import Act, Book, Document, Fund
from quota_pool.refusals import Reason, raise_any
from staffing.four_eyes import own_work
from staffing.services import costs

from .drafting import locked, moved, shown

Balance, Kind, State = Envelope.Balance, EnvelopeChange.Kind, Envelope.State


@transaction.atomic
def begin_close(*, envelope: Envelope, actor, seen: int | None = None) -> Envelope:
    """The year is over: pay of its last months is posted still, nobody is hired on it any more."""
    envelope = locked(envelope, actor, "close_envelope", seen, State.IN_FORCE)
    last = date(envelope.year, 12, 31)
    raise_any([said.YEAR_NOT_OVER.reason(year=envelope.year, last=last)] if today() < last else [])
    return moved(envelope, State.CLOSING, actor, "envelope.begin_close", shown(envelope))


@transaction.atomic
def close_year(
    *,
    envelope: Envelope,
    policy: str,
    document: Document,
    actor,
    key: str,
    leaves_to_next_year: bool = False,
    seen: int | None = None,
) -> Envelope:
    """Decide on the balance of a year: returned, carried over not for pay, or carried over free to use.

    `leaves_to_next_year`: months whose pay is not posted yet are paid by the next year's envelope.
    """
    access.require(actor, "settle_year", envelope.unit)
    books = ledger.lock(envelope.district_id, [envelope.unit_id])
    purse = ledger.Purse(books)
    purse.appropriation  # noqa: B018 - the district's accounts are locked before anything is read
    if Act.objects.filter(district_id=envelope.district_id, key=key).exists():
        return Envelope.objects.get(pk=envelope.pk)
    envelope = locked(envelope, actor, "settle_year", seen, State.CLOSING)
    nextone = _next_fund(books, envelope)
    raise_any(_close_reasons(books, envelope, policy, nextone, leaves_to_next_year))
    raise_any(own_work(actor, envelope.drafted_by_id))
    before = shown(envelope)
    for fund in _of_year(books, envelope):
        _release_all(purse, fund)
    changes = _settle(purse, envelope, policy, nextone, document)
    act = purse.post(kind=Act.Kind.CARRY, actor=actor, key=key, document=document)
    for change in changes:
        _entered(change, act, actor, books.moment)
    for fund in _of_year(books, envelope):
        ledger.close_fund(books, fund.fund)
    after = ledger.Purse(books)
    costs.hold_anew(after, envelope.unit)
    costs.post(after, actor=actor, key=f"{key}:next")
    envelope.balance_policy, envelope.closed_at = policy, books.moment
    return moved(envelope, State.CLOSED, actor, "envelope.close", before)


def _of_year(books: ledger.Books, envelope: Envelope) -> list[ledger.FundBooks]:
    return [one for one in books.funds_of(envelope.unit_id) if one.fund.year == envelope.year]


def _next_fund(books: ledger.Books, envelope: Envelope) -> ledger.FundBooks | None:
    """The envelope of the year after, when it is in force already."""
    mine = (one for one in books.funds_of(envelope.unit_id) if one.fund.year == envelope.year + 1)
    return next((one for one in mine if one.fund.kind == Fund.Kind.ENVELOPE), None)


def _close_reasons(
    books: ledger.Books, envelope: Envelope, policy: str, nextone, leaves_to_next_year: bool
) -> list[Reason]:
    found = []
    if policy == Balance.KEEP_FREE and nextone is None:
        found.append(said.NEXT_NOT_THERE.reason(year=envelope.year + 1, field="policy"))
    held = sum(one.held for one in _of_year(books, envelope))
    if held and not leaves_to_next_year:
        fund = books.funds[envelope.fund_id].fund
        through = fund.posted_through or "–"
        found.append(said.PAY_NOT_POSTED.reason(through=through, held=money(held), field="policy"))
    return found


def _release_all(purse: ledger.Purse, fund: ledger.FundBooks) -> None:
    for hold in fund.fund.holds.filter(left__gt=0).order_by("id"):
        purse.release(hold, hold.left)


def _settle(
    purse: ledger.Purse, envelope: Envelope, policy: str, nextone, document: Document
) -> list[EnvelopeChange]:
    """Move what each book of the year has left; a line each."""
    lines = []
    for fund in _of_year(purse.books, envelope):
        left = purse.balance(fund[Book.FREE]) - purse.balance(fund[Book.RECALLED])
        if left <= 0:
            continue
        is_envelope = fund.fund.kind in (Fund.Kind.ENVELOPE, Fund.Kind.CARRIED)
        if policy == Balance.RETURN or not is_envelope:
            purse.give_back(fund, left)
            lines.append(_line(envelope, Kind.RETURN, left, fund, document))
            continue
        target = nextone if policy == Balance.KEEP_FREE else _carried(purse.books, envelope, fund, document)
        purse.carry(fund, target, left)
        lines.append(_line(envelope, Kind.CARRY_OUT, left, fund, document))
    return lines


def _carried(
    books: ledger.Books, envelope: Envelope, source: ledger.FundBooks, document: Document
) -> ledger.FundBooks:
    """Next year's book of carried money; it remembers by its label from which year it first came."""
    is_older = source.fund.kind == Fund.Kind.CARRIED
    year, label = envelope.year + 1, source.fund.label if is_older else str(envelope.year)
    for one in books.funds_of(envelope.unit_id):
        if (one.fund.kind, one.fund.year, one.fund.label) == (Fund.Kind.CARRIED, year, label):
            return one
    carried = Fund(
        district_id=envelope.district_id,
        unit=envelope.unit,
        kind=Fund.Kind.CARRIED,
        year=year,
        label=label,
        document=document,
    )
    return ledger.open_fund(books, carried)


def _line(envelope: Envelope, kind: str, fen: int, fund, document: Document) -> EnvelopeChange:
    return EnvelopeChange(
        district_id=envelope.district_id,
        envelope=envelope,
        kind=kind,
        amount_fen=-fen,
        fund=fund.fund,
        label=fund.fund.label,
        document=document,
        reason=str(envelope.year),
        state=EnvelopeChange.State.POSTED,
    )


def _entered(change: EnvelopeChange, act: Act, actor, moment) -> None:
    change.act, change.decided_by, change.decided_at, change.proposed_at = act, actor, moment, moment
    change.save()
    audit.record(
        actor, "envelope.settle", change, unit=change.envelope.unit, after={"amount_fen": change.amount_fen}
    )
