"""Corrections (更正): an exit taken back or told of another day, an entry told as it was (ledger.md 3)."""

from datetime import date

from django.db import transaction

from quota_pool import access, audit, ledger, versions
from quota_pool.calendar import ONE_DAY
from quota_pool.models import Account, Act
from quota_pool.refusals import Reason, raise_any
from staffing import codes
from staffing.models import Engagement, Filing, Person
from staffing.services import admission, costs, filings, seating, spell_days
from staffing.services import engagements as spells
from staffing.services.reseating import Arrival, PostedExit, exit_to_come, place_after
from staffing.services.terms import CURRENT_FIELDS, close_terms, reopen_terms, shift_terms, term_on
from staffing.states import wrong_state

Standing, State = Engagement.Standing, Engagement.FilingState
MENDABLE = (State.TO_SUBMIT, State.RETURNED, State.NONE)
ENTRY_FIELDS = ("entry_channel", "funding_source", "legal_employer")


def _locked(engagement: Engagement, key: str, seen: int | None) -> tuple[ledger.Books, Engagement, bool]:
    """Accounts, person and row under lock; whether this click was done before."""
    books = ledger.lock(engagement.district_id, [engagement.unit_id])
    list(Person.objects.select_for_update(no_key=True).filter(pk=engagement.person_id).values_list("pk"))
    engagement = spells.locked(engagement, None)
    done = Act.objects.filter(district_id=engagement.district_id, key=key).exists()
    if not done:
        versions.check(engagement, seen)
    return books, engagement, done


# --- an exit ------------------------------------------------------------------------------------------------


@transaction.atomic
def take_back_exit(
    *, engagement: Engagement, actor, key: str, reason: str, seen: int | None = None
) -> Engagement:
    """撤销退出: an exit to come is called off, one that has come is mirrored at its days; its filing is void.

    Whose head was taken meanwhile stands among the unseated. Refused only where the person is on post
    elsewhere.
    """
    access.require(actor, "exit", engagement.unit)
    books, engagement, done = _locked(engagement, key, seen)
    if done:
        return engagement
    raise_any(_exit_stands(engagement) or _elsewhere(engagement, engagement.end_date + ONE_DAY, None))
    before = spells.shown(engagement)
    act = _undo_exit(books, engagement, actor, key, reason)
    reopen_terms(engagement, books.moment)
    engagement.end_date, engagement.exit_reason, engagement.exit_note = None, "", ""
    engagement.compensation_fen = None
    _read_terms(engagement, books.today)
    spells.touch(engagement, books.moment)
    costs.follow(books, [engagement], actor=actor, key=f"{key}:money")
    _void_exit_filing(engagement, actor, reason)
    _trace(actor, "engagement.exit_undone", engagement, before, reason, act=act.pk)
    return engagement


def _undo_exit(books: ledger.Books, engagement: Engagement, actor, key: str, reason: str) -> Act:
    waiting, moves = exit_to_come(engagement), []
    if waiting:
        ledger.unschedule(books, waiting)
    elif engagement.standing != Standing.UNCOUNTED:
        posted = PostedExit(books, engagement)
        moves = posted.undone()
        _sit(books, engagement, posted.seat_after(moves))
    return ledger.post(books, kind=Act.Kind.MIRROR, actor=actor, key=key, moves=moves, reason=reason)


@transaction.atomic
def change_last_day(
    *, engagement: Engagement, last_day: date, actor, key: str, reason: str, seen: int | None = None
) -> Engagement:
    """更正最后工作日: the exit taken back and recorded anew on another day, in one act with a new filing."""
    access.require(actor, "exit", engagement.unit)
    books, engagement, done = _locked(engagement, key, seen)
    if done:
        return engagement
    raise_any(_exit_stands(engagement) or _last_day_reasons(engagement, last_day, books.today))
    before = spells.shown(engagement)
    act = _move_exit(books, engagement, last_day, actor, key, reason)
    reopen_terms(engagement, books.moment)
    close_terms(engagement, last_day, books.moment)
    engagement.end_date = last_day
    _read_terms(engagement, min(last_day, books.today))
    spells.touch(engagement, books.moment)
    costs.follow(books, [engagement], actor=actor, key=f"{key}:money")
    _void_exit_filing(engagement, actor, reason)
    filing = None
    if engagement.standing != Standing.UNCOUNTED:
        filing = spells.open_filing(engagement, Filing.Kind.EXIT, books.moment, engagement.unit)
    told = spells.shown_leaving(engagement, filing)
    _trace(actor, "engagement.exit_moved", engagement, before, reason, **told, act=act.pk)
    return engagement


def _move_exit(books, engagement: Engagement, last_day: date, actor, key: str, reason: str) -> Act:
    waiting = exit_to_come(engagement)
    is_counted = engagement.standing != Standing.UNCOUNTED
    kind, moves = Act.Kind.EXIT, []
    if waiting:
        ledger.unschedule(books, waiting)
        moves = seating.leaving(books, engagement, last_day=last_day, actor=actor)
    elif is_counted:
        posted = PostedExit(books, engagement)
        moves = posted.moved_to(last_day, actor)
        _sit(books, engagement, posted.seat_after(moves, min(last_day, books.today)))
        # What leaves nothing of the exit in the books yet mirrors it: the exit is scheduled anew.
        kind = Act.Kind.EXIT if last_day < books.today else Act.Kind.MIRROR
    return ledger.post(books, kind=kind, actor=actor, key=key, moves=moves, reason=reason)


def _exit_stands(engagement: Engagement) -> list[Reason]:
    if engagement.end_date is None or engagement.voided_at is not None:
        return [codes.NO_EXIT.reason(since=engagement.start_date)]
    return []


def _last_day_reasons(engagement: Engagement, last_day: date, today: date) -> list[Reason]:
    if last_day == engagement.end_date:
        return [codes.SAME_LAST_DAY.reason(end=last_day, field="last_day")]
    found = spell_days.last_day_reasons(engagement, last_day, today)
    if last_day > engagement.end_date:
        found += _elsewhere(engagement, engagement.end_date + ONE_DAY, last_day)
    return found


def _elsewhere(engagement: Engagement, since: date, until: date | None) -> list[Reason]:
    """On post in another place on one of these days: nobody is counted twice."""
    return admission.already_engaged(
        engagement.person, engagement.unit, since, engagement.mode, until=until, besides=engagement.pk
    )


def _void_exit_filing(engagement: Engagement, actor, note: str) -> None:
    for filing in engagement.filings.filter(kind=Filing.Kind.EXIT).exclude(state=Filing.State.VOIDED):
        filings.void(filing, actor, note)


# --- an entry -----------------------------------------------------------------------------------------------


@transaction.atomic
def correct_entry(
    *, engagement: Engagement, changes: dict, actor, key: str, reason: str, seen: int | None = None
) -> Engagement:
    """补正: first day, way of entry, funding source, legal employer as they were, until the bureau decides.

    `changes`: `start_date` and ENTRY_FIELDS, each as far as it changes. A first day that does not fit puts
    the person among the unseated for the changed days.
    """
    access.require(actor, "hire", engagement.unit)
    books, engagement, done = _locked(engagement, key, seen)
    if done:
        return engagement
    changes = {name: value for name, value in changes.items() if getattr(engagement, name) != value}
    start = changes.pop("start_date", None)
    raise_any(mending_reasons(engagement) or (_start_reasons(books, engagement, start) if start else []))
    before = spells.shown(engagement)
    for name, value in changes.items():
        setattr(engagement, name, value)
    act = _move_start(books, engagement, start, actor, key, reason)
    filing = _mended_filing(engagement, start)
    spells.touch(engagement, books.moment)
    costs.follow(books, [engagement], actor=actor, key=f"{key}:money")
    if filing:
        filings.mend(filing, books.moment)
    _trace(actor, "engagement.correct", engagement, before, reason, act=act.pk)
    return engagement


def mending_reasons(engagement: Engagement) -> list[Reason]:
    """Why an entry cannot be mended: it lies with the bureau, or the bureau has decided on it."""
    if engagement.voided_at is None and engagement.filing_state in MENDABLE:
        return []
    if engagement.voided_at is not None:
        return [wrong_state(engagement, *MENDABLE[:2], state=Filing.State.VOIDED, states=Filing.State)]
    return [wrong_state(engagement, *MENDABLE[:2], state=engagement.filing_state, states=State)]


def _start_reasons(books: ledger.Books, engagement: Engagement, start: date) -> list[Reason]:
    found = spell_days.day_reasons(engagement.unit, start, books.today)
    if engagement.end_date and start > engagement.end_date:
        found.append(codes.EXIT_BEFORE_START.reason(on=engagement.end_date, start=start, field="start_date"))
    if start < engagement.start_date:
        found += _elsewhere(engagement, start, engagement.start_date - ONE_DAY)
    if start > books.today and engagement.standing != Standing.UNCOUNTED:
        found += _to_come_reasons(books, engagement, start)
    return found


def _to_come_reasons(books: ledger.Books, engagement: Engagement, start: date) -> list[Reason]:
    """A start still to come is a decision: it needs a grant that is in force on its day."""
    pool = books.pools.get(engagement.pool_id)
    if pool is None:
        return [codes.STARTS_LATER.reason(on=start, field="start_date")]
    return [] if pool.is_valid_on(start) else [seating.not_valid(books, pool, start)]


def _move_start(books, engagement: Engagement, start: date | None, actor, key: str, reason: str) -> Act:
    moves = []
    if start and engagement.standing != Standing.UNCOUNTED:
        moves = Arrival(books, engagement, actor).on(start)
    act = ledger.post(books, kind=Act.Kind.CORRECT, actor=actor, key=key, moves=moves, reason=reason)
    if start is None:
        return act
    shift_terms(engagement, start, books.moment)
    engagement.start_date = engagement.counted_from = start
    last = min(books.today, engagement.end_date or books.today)
    if moves and start <= books.today:
        _sit(books, engagement, place_after(books, engagement, last))
    return act


def _mended_filing(engagement: Engagement, start: date | None) -> Filing | None:
    """The open filing, told of the new first day; its clock runs from there until the bureau has decided."""
    filing = engagement.filings.filter(kind=Filing.Kind.HIRE, state__in=MENDABLE).first()
    if filing and start:
        spells.date_anew(filing, engagement)
    return filing


# --- both ---------------------------------------------------------------------------------------------------


def _sit(books: ledger.Books, engagement: Engagement, place: Account) -> None:
    """The row says where the person sits: on a head of this grant, or without one because of a correction."""
    pool = books.pools.get(place.pool_id)
    seating.sit(engagement, pool.pool if pool else None)


def _read_terms(engagement: Engagement, day: date) -> None:
    """The row repeats the terms that hold."""
    current = term_on(engagement, max(day, engagement.start_date))
    for name in CURRENT_FIELDS:
        setattr(engagement, name, getattr(current, name))


def _trace(actor, deed: str, engagement: Engagement, before: dict, reason: str, **also) -> None:
    audit.record(
        actor,
        deed,
        engagement,
        before=before,
        after=spells.shown(engagement) | also,
        reason=reason,
        label=engagement.person.name,
    )
