"""An envelope until it is in force: an officer works it out, the leader decides (four eyes)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from budgets.codes import envelopes as said
from budgets.models import Envelope, EnvelopeLine
from budgets.months import half_up
from quota_pool import access, audit, ledger, versions
from quota_pool.calendar import now, today
from quota_pool.figures import money
from quota_pool.models import Act, Document, Fund, Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from quota_pool.remembered import touch
from staffing import codes
from staffing.four_eyes import own_work
from staffing.services import costs
from staffing.states import wrong_state

from .appropriations import above_appropriation

Basis, State = Envelope.Basis, Envelope.State


@transaction.atomic
def draft(*, unit: Unit, year: int, basis: str, actor, **facts) -> Envelope:
    """Begin an envelope; `facts`: budget_subject, base_fen, reduction_plan, pays_from, note."""
    access.require(actor, "draft_envelope", unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two officers do not draft it at once
    raise_any(_draft_reasons(unit, year, facts.get("pays_from")))
    facts["pays_from"] = facts.get("pays_from") or date(year, 1, 1)
    envelope = Envelope.objects.create(
        district_id=unit.district_id,
        unit=unit,
        year=year,
        basis=basis,
        drafted_by=actor,
        drafted_at=now(),
        **facts,
    )
    audit.record(actor, "envelope.draft", envelope, after=shown(envelope))
    return envelope


def _draft_reasons(unit: Unit, year: int, pays_from: date | None) -> list[Reason]:
    found, this_year = [], today().year
    if not this_year - 1 <= year <= this_year + 1:
        span = {"first": this_year - 1, "last": this_year + 1}
        found.append(said.YEAR_TOO_FAR.reason(year=year, field="year", **span))
    if Envelope.objects.filter(unit=unit, year=year).exclude(state=State.WITHDRAWN).exists():
        found.append(said.ENVELOPE_TWICE.reason(unit=unit.name, year=year, field="year"))
    if pays_from and pays_from.year != year:
        span = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
        found.append(said.OUTSIDE_YEAR.reason(on=pays_from, year=year, field="pays_from", **span))
    return found


@transaction.atomic
def calculate(
    *, envelope: Envelope, lines: Sequence[dict], actor, seen: int | None = None, **facts
) -> Envelope:
    """Work the total out: heads of each class at their standard for some months; every line is kept (M1).

    `lines`: post_category, heads, standard_fen, months, source. `facts` may mend the draft's own.
    """
    envelope = locked(envelope, actor, "draft_envelope", seen, State.DRAFT, State.CALCULATED)
    before = shown(envelope)
    for name, value in facts.items():
        setattr(envelope, name, value)
    rows = [_line(envelope, line) for line in lines]
    envelope.total_fen = sum(row.amount_fen for row in rows)
    raise_any(_calculation_reasons(envelope, rows))
    envelope.lines.all().delete()
    EnvelopeLine.objects.bulk_create(rows)
    return moved(envelope, State.CALCULATED, actor, "envelope.calculate", before)


def _line(envelope: Envelope, line: dict) -> EnvelopeLine:
    months = line.get("months") or 12
    return EnvelopeLine(
        district_id=envelope.district_id,
        envelope=envelope,
        post_category=line.get("post_category", ""),
        heads=line["heads"],
        standard_fen=line["standard_fen"],
        months=months,
        amount_fen=half_up(line["heads"] * line["standard_fen"] * months, 12),
        source=line.get("source", ""),
    )


def _calculation_reasons(envelope: Envelope, rows: Sequence[EnvelopeLine]) -> list[Reason]:
    found, base = [], envelope.base_fen
    if not rows:
        found.append(said.NO_LINES.reason(year=envelope.year, field="lines"))
    if envelope.basis == Basis.BASE_CAP and not (base and envelope.reduction_plan):
        found.append(said.NO_BASE.reason(year=envelope.year, field="base"))
    elif envelope.basis == Basis.BASE_CAP and envelope.total_fen > base:
        facts = {"total": money(envelope.total_fen), "base": money(base)}
        over = money(envelope.total_fen - base)
        found.append(said.ABOVE_BASE.reason(over=over, field="lines", **facts))
    return found


@transaction.atomic
def approve(*, envelope: Envelope, document: Document, actor, seen: int | None = None) -> Envelope:
    """The leader of finance approves on a document; the sum over streets stays within the appropriation."""
    books = _district_books(envelope)
    envelope = locked(envelope, actor, "approve_envelope", seen, State.CALCULATED)
    found = own_work(actor, envelope.drafted_by_id)
    if document.voided_at:
        found.append(codes.DOCUMENT_VOIDED.reason(field="document", number=document.number))
    raise_any([*found, *above_appropriation(envelope.unit.district, envelope.year, envelope.total_fen)])
    before = shown(envelope)
    envelope.document, envelope.decided_by, envelope.decided_at = document, actor, books.moment
    return moved(envelope, State.APPROVED, actor, "envelope.approve", before)


@transaction.atomic
def withdraw(*, envelope: Envelope, actor, reason: str, seen: int | None = None) -> Envelope:
    """Give an envelope up before it is in force; it stays readable as withdrawn."""
    wanted = (State.DRAFT, State.CALCULATED, State.APPROVED)
    act = "approve_envelope" if envelope.state == State.APPROVED else "draft_envelope"
    envelope = locked(envelope, actor, act, seen, *wanted)
    before = shown(envelope)
    return moved(envelope, State.WITHDRAWN, actor, "envelope.withdraw", before, reason)


@transaction.atomic
def put_in_force(
    *, envelope: Envelope, actor, key: str, is_provisional: bool = False, seen: int | None = None
) -> Envelope:
    """Open the year's fund and set aside in it, in one act, what the people on post cost to its end.

    What the money does not reach for stands as short on its hold, and is shown; nobody is hired before it
    is covered. The same key opens it once.
    """
    access.require(actor, "approve_envelope", envelope.unit)
    books = _district_books(envelope)
    if Act.objects.filter(district_id=envelope.district_id, key=key).exists():
        return Envelope.objects.get(pk=envelope.pk)
    envelope = locked(envelope, actor, "approve_envelope", seen, State.APPROVED)
    before = shown(envelope)
    fund = ledger.open_fund(books, _fund(envelope, is_provisional))
    purse = ledger.Purse(books)
    if not fund.fund.follows_heads:
        purse.fund(fund, envelope.total_fen)
    envelope.fund, envelope.in_force_at = fund.fund, books.moment
    envelope = moved(envelope, State.IN_FORCE, actor, "envelope.put_in_force", before)
    touch(envelope.unit.district)  # its standards price the work from now on
    costs.hold_anew(purse, envelope.unit)
    purse.post(kind=Act.Kind.FUND, actor=actor, key=key, document=envelope.document)
    return envelope


def _fund(envelope: Envelope, is_provisional: bool) -> Fund:
    return Fund(
        district_id=envelope.district_id,
        unit=envelope.unit,
        kind=Fund.Kind.ENVELOPE,
        year=envelope.year,
        document=envelope.document,
        label=envelope.document.number,
        valid_from=envelope.pays_from,
        follows_heads=envelope.basis == Basis.ACTUAL_X_STANDARD,
        is_provisional=is_provisional,
    )


def _district_books(envelope: Envelope) -> ledger.Books:
    """The unit's books and the district's money under lock: the sum over streets is decided on there."""
    books = ledger.lock(envelope.district_id, [envelope.unit_id])
    ledger.Purse(books).appropriation  # noqa: B018 - locks the district's accounts
    return books


def locked(envelope: Envelope, actor, act: str, seen: int | None, *wanted: str) -> Envelope:
    """The row read again under its lock; refused when it is in another state than the act needs."""
    access.require(actor, act, envelope.unit)
    rows = Envelope.objects.select_for_update(no_key=True, of=("self",))
    envelope = rows.select_related("unit__district", "document", "fund").get(pk=envelope.pk)
    versions.check(envelope, seen)
    if envelope.state not in wanted:
        raise Refusal(wrong_state(envelope, *wanted))
    return envelope


def moved(envelope: Envelope, state: str, actor, act: str, before: dict, reason: str = "") -> Envelope:
    """Save the envelope in its next state, with its trace."""
    envelope.state = state
    envelope.version += 1
    envelope.save()
    audit.record(actor, act, envelope, before=before, after=shown(envelope), reason=reason)
    return envelope


def shown(envelope: Envelope) -> dict:
    """What the audit keeps of an envelope."""
    names = ("year", "basis", "state", "total_fen", "base_fen", "pays_from", "balance_policy", "note")
    number = envelope.document.number if envelope.document else None
    return {"document": number} | {name: getattr(envelope, name) for name in names}
