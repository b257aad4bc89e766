"""Transfers of a person between units, as one act: A offers, B accepts, the head moves (ledger.md section 7).

Without the head: A's head is free, B's is taken, on a day that has come or one still to come. With it: the
bureau agrees on a document, and the head goes along in the same act: both units' numbers follow (GIVE). On a
day to come the giver gives a free head today and has the person's own back when that day comes.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from quota_pool import access, audit, ledger, versions
from quota_pool.calendar import today
from quota_pool.models import Act, Book, Document, Pool, Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import codes
from staffing.checks import blocking, check_hire, warnings
from staffing.dictionaries import EntryChannel, ExitReason, Mode
from staffing.four_eyes import own_work
from staffing.models import Engagement, Filing, Person, Recruitment, Transfer
from staffing.services import costs, gifts, recruitments, seating, spell_days
from staffing.services import engagements as spells
from staffing.services.terms import TERM_FIELDS, close_terms, enter_term, term_on
from staffing.states import wrong_state

State, Standing = Transfer.State, Engagement.Standing
OPEN_FOR = timedelta(days=30)


@transaction.atomic
def offer_transfer(
    *, engagement: Engagement, to_unit: Unit, actor, from_day: date, with_head: bool = False, note: str = ""
) -> Transfer:
    """Offer a person to another unit; nothing moves before it accepts."""
    access.require(actor, "transfer", engagement.unit)
    books = ledger.lock(engagement.district_id, [engagement.unit_id])
    engagement = spells.locked(engagement, None)
    _lapse(engagement, books)
    raise_any(_offer_reasons(engagement, to_unit, with_head))
    transfer = Transfer.objects.create(
        district_id=engagement.district_id,
        unit=engagement.unit,
        to_unit=to_unit,
        engagement=engagement,
        with_head=with_head,
        from_day=from_day,
        expires_on=max(from_day, books.today) + OPEN_FOR,
        note=note,
        offered_by=actor,
        offered_at=books.moment,
    )
    audit.record(actor, "transfer.offer", transfer, after=_shown(transfer), label=engagement.person.name)
    return transfer


def _lapse(engagement: Engagement, books: ledger.Books) -> None:
    """An offer nobody answered in time makes room for the next."""
    rows = Transfer.objects.filter(engagement=engagement, state=State.OFFERED, expires_on__lt=books.today)
    rows.update(state=State.WITHDRAWN, updated_at=books.moment)


def _offer_reasons(engagement: Engagement, to_unit: Unit, with_head: bool) -> list[Reason]:
    found = _mover_reasons(engagement)
    if to_unit.pk == engagement.unit_id or to_unit.district_id != engagement.district_id:
        found.append(codes.TRANSFER_NOWHERE.reason(unit=to_unit.name, field="to_unit"))
    waiting = Transfer.objects.filter(engagement=engagement, state__in=(State.OFFERED, State.AGREED))
    if other := waiting.select_related("to_unit").first():
        said = {"to_unit": other.to_unit.name, "until": other.expires_on, "number": other.pk}
        found.append(codes.TRANSFER_TWICE.reason(**said))
    on_lump_sum = engagement.pool is not None and engagement.pool.kind == Pool.Kind.LUMP_SUM
    if with_head and not on_lump_sum:
        seat = engagement.pool or engagement.get_standing_display()
        found.append(codes.HEAD_STAYS.reason(grant=str(seat), field="with_head"))
    return found


def _mover_reasons(engagement: Engagement) -> list[Reason]:
    """Only who is on post and counts can be transferred."""
    if engagement.standing == Standing.UNCOUNTED:
        return [codes.USES_NO_HEAD.reason(mode=str(Mode(engagement.mode).label))]
    if engagement.voided_at is not None or engagement.end_date is not None:
        return [codes.EXIT_ALREADY_RECORDED.reason(end=engagement.end_date or engagement.start_date)]
    if engagement.start_date > today():
        return [codes.STARTS_LATER.reason(on=engagement.start_date)]
    return []


@transaction.atomic
def accept_transfer(
    *,
    transfer: Transfer,
    actor,
    key: str,
    on: date | None = None,
    pool: Pool | None = None,
    recruitment: Recruitment | None = None,
    seen: int | None = None,
) -> Transfer:
    """Take the person over from `on` (default today, or the first day offered, when that is still to come).

    Under approve-first a head of an approved plan is used; with the head the bureau decides instead.
    """
    transfer, books = _locked(transfer, actor, "transfer", "to_unit")
    if _is_done(transfer, key):
        return transfer
    _check(transfer, seen, State.OFFERED)
    if transfer.expires_on < books.today:
        raise Refusal(codes.TRANSFER_LAPSED.reason(on=transfer.expires_on, unit=transfer.unit.name))
    transfer.answered_by, transfer.answered_at = actor, books.moment
    if transfer.with_head:
        return _moved(transfer, State.AGREED, actor, "transfer.agree")
    where = {"on": on or max(transfer.from_day, books.today), "pool": pool, "recruitment": recruitment}
    _carry_out(books, transfer, actor, key, **where)
    return _moved(transfer, State.DONE, actor, "transfer.accept")


@transaction.atomic
def approve_transfer(
    *,
    transfer: Transfer,
    document: Document,
    actor,
    key: str,
    on: date | None = None,
    seen: int | None = None,
) -> Transfer:
    """The bureau lets the head go along, on a document; the person starts there from `on` on.

    Default: today, or the first day offered when that is still to come. A head given before the person
    leaves is a free one of the giver: it is set aside there until the day comes (ledger.md section 3).
    """
    transfer, books = _locked(transfer, actor, "approve_grant", "unit")
    if _is_done(transfer, key):
        return transfer
    _check(transfer, seen, State.AGREED)
    raise_any(own_work(actor, transfer.offered_by_id, transfer.answered_by_id))
    transfer.document, transfer.decided_by = document, actor
    _carry_out(books, transfer, actor, key, on=on or max(transfer.from_day, books.today))
    return _moved(transfer, State.DONE, actor, "transfer.approve")


@transaction.atomic
def decline_transfer(*, transfer: Transfer, actor, note: str, seen: int | None = None) -> Transfer:
    """The receiving unit does not take the person."""
    transfer, books = _locked(transfer, actor, "transfer", "to_unit")
    _check(transfer, seen, State.OFFERED, State.AGREED)
    transfer.answered_by, transfer.answered_at, transfer.answer_note = actor, books.moment, note
    return _moved(transfer, State.DECLINED, actor, "transfer.decline")


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, actor, seen: int | None = None) -> Transfer:
    """The giving unit takes its offer back."""
    transfer, _books = _locked(transfer, actor, "transfer", "unit")
    _check(transfer, seen, State.OFFERED, State.AGREED)
    return _moved(transfer, State.WITHDRAWN, actor, "transfer.withdraw")


def _locked(transfer: Transfer, actor, act: str, side: str) -> tuple[Transfer, ledger.Books]:
    """The row under the locks of both units' books, in id order (R-013)."""
    _require_side(transfer, actor, act, side)
    books = ledger.lock(transfer.district_id, [transfer.unit_id, transfer.to_unit_id])
    books.district_account(Book.OUTSIDE)  # every account is locked before the person
    rows = Transfer.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("unit__district", "to_unit__district", "act", "offered_by")
    return rows.get(pk=transfer.pk), books


def _require_side(transfer: Transfer, actor, act: str, side: str) -> None:
    """Each step belongs to one of the two units; the other one is told so."""
    mine = getattr(transfer, side)
    if access.can(actor, act, mine):
        return
    access.require(actor, act, transfer.to_unit if side == "unit" else transfer.unit)
    raise Refusal(codes.OTHER_SIDE.reason(unit=mine.name))


def _is_done(transfer: Transfer, key: str) -> bool:
    return transfer.act_id is not None and transfer.act.key == key


def _check(transfer: Transfer, seen: int | None, *wanted: str) -> None:
    versions.check(transfer, seen)
    if transfer.state not in wanted:
        raise Refusal(wrong_state(transfer, *wanted))


def _moved(transfer: Transfer, state: str, actor, act: str) -> Transfer:
    before = _shown(transfer)
    transfer.state = state
    transfer.version += 1
    transfer.save()
    name = transfer.engagement.person.name
    audit.record(actor, act, transfer, before=before, after=_shown(transfer), label=name)
    return transfer


def _shown(transfer: Transfer) -> dict:
    names = ("to_unit_id", "with_head", "from_day", "state", "done_on")
    return {name: getattr(transfer, name) for name in names}


# --- the one act -------------------------------------------------------------------------------------------


@dataclass
class _Move:
    """Everything one transfer is about, once its rows are locked."""

    books: ledger.Books
    transfer: Transfer
    engagement: Engagement
    work: spells.Work
    on: date
    seat: seating.Seat


def _carry_out(books, transfer: Transfer, actor, key: str, *, on: date, **where) -> None:
    """End one engagement and start the next without a gap: one act, in both units' books."""
    engagement = spells.locked(transfer.engagement, None)
    engagement.person = Person.objects.select_for_update(no_key=True).get(pk=engagement.person_id)
    raise_any(_mover_reasons(engagement))
    work = _work(engagement, on, **where)
    move = _Move(books, transfer, engagement, work, on, _seat(books, transfer, work))
    head = move.seat.pool.pool if move.seat.pool else None
    checks = check_hire(spells.hire_case(transfer.to_unit, engagement.person, work, books.today, pool=head))
    raise_any(_at_day(one) for one in (*_reasons(move), *blocking(checks)))
    act = ledger.begin(
        books, kind=Act.Kind.TRANSFER, actor=actor, key=key, document=transfer.document, reason=transfer.note
    )
    moves = seating.leaving(books, engagement, last_day=on - timedelta(days=1), actor=actor)
    if transfer.with_head:
        transfer.remarks = gifts.amend_numbers(
            books, transfer, act, proposer=transfer.offered_by, actor=actor
        )
        giver, taker = (gifts.lump_sum(books, unit) for unit in (transfer.unit, transfer.to_unit))
        moves.append(ledger.Move(giver[Book.FREE], taker[Book.FREE], 1, min(on, books.today)))
    _end(move, actor)
    new = _begin(move, actor, act, checks)
    moves += seating.taking(books, actor, move.seat, subject=new.pk, on=on)
    ledger.move(books, act, moves)
    costs.follow(books, [engagement, new], actor=actor, act=act, decides=True)
    if work.recruitment is not None:
        recruitments.after_hire(books, work.recruitment)
    transfer.act, transfer.new_engagement, transfer.done_on = act, new, on
    transfer.remarks = [*transfer.remarks, *warnings(checks)]


def _at_day(reason: Reason) -> Reason:
    """What is said of the first day stands at the field the taker knows it by."""
    return replace(reason, field="on") if reason.field == "start_date" else reason


def _work(engagement: Engagement, on: date, **where) -> spells.Work:
    """The terms go along; what the new street changes, it changes afterwards."""
    term = term_on(engagement, max(on, engagement.start_date))  # an earlier day is refused, with its reason
    terms = {name: getattr(term, name) for name in TERM_FIELDS} | {"other_posts": tuple(term.other_posts)}
    kept = ("funding_source", "legal_employer", "old_assistant_kind")
    same = {name: getattr(engagement, name) for name in kept}
    return spells.Work(**terms, **where, start_date=on, entry_channel=EntryChannel.TRANSFER, **same)


def _seat(books, transfer: Transfer, work: spells.Work) -> seating.Seat:
    if transfer.with_head:
        return seating.Seat(gifts.lump_sum(books, transfer.to_unit))
    if work.recruitment is not None:
        return recruitments.seat_from(books, transfer.to_unit, work)
    return seating.find_seat(books, transfer.to_unit, work.start_date, work.mode, work.pool)


def _reasons(move: _Move) -> list[Reason]:
    transfer, books = move.transfer, move.books
    first = max(transfer.from_day, move.engagement.start_date + timedelta(days=1))
    if transfer.with_head:
        first = max(first, books.today)  # the document gives the head no earlier than it is decided on
    found = list(move.seat.reasons) + spell_days.day_reasons(transfer.to_unit, move.on, books.today)
    if move.on < first:
        found.append(codes.TRANSFER_DAY.reason(on=move.on, first=first, field="on"))
    if transfer.with_head:
        found += _head_reasons(move)
        found += gifts.paper_reasons(transfer.unit, transfer.to_unit, transfer.document)
    else:
        found += recruitments.plan_reasons(transfer.to_unit, move.seat, books.today)
    return [*found, *seating.intake_reasons(books, transfer.to_unit, move.seat)]


def _head_reasons(move: _Move) -> list[Reason]:
    """Why the giver cannot give a head: on the day itself the person's own comes free in the same act."""
    transfer, books, is_today = move.transfer, move.books, move.on <= move.books.today
    found = gifts.give_reasons(books, transfer.unit, transfer.to_unit, 1, leaving=int(is_today))
    later = codes.HEAD_LEAVES_LATER.reason(unit=transfer.unit.name, on=move.on, field="on")
    return [later if one.code == codes.GIVE_TOO_MANY.name and not is_today else one for one in found]


def _end(move: _Move, actor) -> None:
    engagement, last_day = move.engagement, move.on - timedelta(days=1)
    engagement.end_date, engagement.exit_reason = last_day, ExitReason.TO_OTHER_STREET
    close_terms(engagement, last_day, move.books.moment)
    spells.touch(engagement, move.books.moment)
    filing = spells.open_filing(engagement, Filing.Kind.EXIT, move.books.moment, move.transfer.unit)
    after = spells.shown_leaving(engagement, filing)
    audit.record(actor, "engagement.exit", engagement, after=after, label=engagement.person.name)


def _begin(move: _Move, actor, act: Act, checks) -> Engagement:
    unit, person = move.transfer.to_unit, move.engagement.person
    new = spells.enter(move.books, unit, person, move.work, move.seat, actor, act)
    spells.open_filing(new, Filing.Kind.HIRE, move.books.moment, unit, checks=checks)
    enter_term(new, move.work.terms(), move.on, move.books.moment)
    after = spells.shown(new)
    audit.record(actor, "engagement.start", new, unit=unit, after=after, label=person.name)
    return new
