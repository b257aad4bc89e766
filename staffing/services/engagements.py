"""Hire first, file after: start work, change the terms, leave (domain.md P4, P7, P8)."""

from datetime import date

from django.db import transaction
from django.db.models import F

from quota_pool import access, audit, ledger, rules, versions
from quota_pool.calendar import add_working_days, now, today
from quota_pool.loading import Fresh
from quota_pool.models import Act, District, Pool, Unit
from quota_pool.refusals import Reason, raise_any
from quota_pool.statements import Insert, Lookup
from staffing import codes
from staffing.checks import Check, blocking, check_hire, warnings
from staffing.dictionaries import COUNTING, Mode, counts_head
from staffing.models import Engagement, Filing, Person
from staffing.services import costs, recruitments, seating
from staffing.services.admission import already_engaged, change_checks, hire_case
from staffing.services.people import build_person, lock_person, named_otherwise
from staffing.services.spell_days import day_reasons, exit_reasons
from staffing.services.terms import (
    CURRENT_FIELDS,
    close_terms,
    enter_term,
    replace_terms,
    term_on,
)
from staffing.services.work import Work

Standing = Engagement.Standing

# What the trail keeps of a spell beside its terms.
TRACED = (
    "standing",
    "pool_id",
    "start_date",
    "end_date",
    "exit_reason",
    "entry_channel",
    "funding_source",
    "legal_employer",
    "filing_deadline",
)

INSERT_ENGAGEMENT, INSERT_FILING = Insert(Engagement), Insert(Filing)
NEW_ENGAGEMENT, NEW_FILING = Fresh(Engagement), Fresh(Filing)
UNIT_AND_DONE = Lookup(
    Unit,
    District,
    tables="""quota_pool_unit JOIN quota_pool_district ON quota_pool_district.id = quota_pool_unit.district_id
        WHERE quota_pool_unit.id = %s""",
    extra=[
        """(SELECT act.id FROM quota_pool_act AS act
        WHERE act.district_id = quota_pool_unit.district_id AND act.key = %s)""",
        """EXISTS(SELECT 1 FROM staffing_freeze AS one
        WHERE one.unit_id = quota_pool_unit.id AND one.state = 'in_force')""",
    ],
)


@transaction.atomic
def start_work(
    *, unit: Unit, person: dict, work: Work, actor, key: str, as_on_file: bool = False
) -> Engagement:
    """Seat a person before filing (先用人后备案): a head is taken and the filing clock starts.

    `person`: cleaned facts of `Person` with `name` and `id_no`. The same key answers with the first
    engagement. Raises Refusal with every reason: no free head, intake closed, already engaged, rules, a
    number on record under another name unless `as_on_file` says that it is this person.
    """
    access.require(actor, "hire", unit)
    books = ledger.lock(unit.district_id, [unit.pk])
    unit, done = unit_and_done(unit, key)  # after the lock: the same click may just have been committed
    if done:
        return Engagement.objects.get(act_id=done)
    typed = build_person(unit.district, person)
    somebody, is_new = lock_person(typed)
    seat = _seat_for(books, unit, work)
    days = day_reasons(unit, work.start_date, books.today)
    pool = seating.pool_of(seat)
    purse, price = ledger.Purse(books), costs.of_start(books, unit, work, pool)
    case = hire_case(unit, somebody, work, books.today, pool=pool)
    checks = [*check_hire(case), *costs.checks(purse, price)]
    raise_any(
        [
            *days,
            *([] if is_new else named_otherwise(typed, somebody, actor, as_on_file)),
            *([] if is_new else already_engaged(somebody, unit, work.start_date, work.mode)),
            # On a day that cannot be, what is free says nothing.
            *(seat.reasons if seat and not days else ()),
            *(seating.intake_reasons(books, unit, seat) if seat else ()),
            *(recruitments.plan_reasons(unit, seat, books.today) if seat else ()),
            *blocking(checks),
        ]
    )
    kind = seating.start_kind(books, seat, work.start_date)
    act = ledger.begin(books, kind=kind, actor=actor, key=key)
    engagement = enter(books, unit, somebody, work, seat, actor, act)
    costs.hold(purse, price, engagement.pk)
    seating.take(books, act, seat, purse, subject=engagement.pk, on=work.start_date)
    if seat is not None:
        open_filing(engagement, Filing.Kind.HIRE, books.moment, unit, checks=checks)
    if seat is not None and seat.hold is not None:
        recruitments.after_hire(books, work.recruitment)
    enter_term(engagement, work.terms(), work.start_date, books.moment)
    audit.record(
        actor, "engagement.start", engagement, unit=unit, after=shown(engagement), label=somebody.name
    )
    engagement.remarks = warnings(checks)
    return engagement


def unit_and_done(unit: Unit, key: str) -> tuple[Unit, int | None]:
    """The unit read afresh with its district, and the act this key was already used for."""
    [[unit, district, done, has_freeze]] = UNIT_AND_DONE(key, unit.pk)
    unit.district, unit.has_freeze = district, has_freeze
    return unit, done


def _seat_for(books: ledger.Books, unit: Unit, work: Work) -> seating.Seat | None:
    if not counts_head(work.mode):
        return None
    if work.recruitment is not None:
        return recruitments.seat_from(books, unit, work)
    return seating.find_seat(books, unit, work.start_date, work.mode, work.pool)


def enter(
    books,
    unit: Unit,
    person: Person,
    work: Work,
    seat: seating.Seat | None,
    actor,
    act,
    *,
    unseated_reason="",
) -> Engagement:
    """Write the engagement's row; see `engagement_row`."""
    engagement = engagement_row(books, unit, person, work, seat, actor, act, unseated_reason=unseated_reason)
    INSERT_ENGAGEMENT(engagement)
    return engagement


def engagement_row(
    books,
    unit: Unit,
    person: Person,
    work: Work,
    seat: seating.Seat | None,
    actor,
    act,
    *,
    unseated_reason="",
) -> Engagement:
    """The row, not yet written: seated on the seat found, without a head for a reason, or not counted."""
    terms, filed = work.terms(), Engagement.FilingState
    standing = Standing.SEATED if seat else Standing.UNSEATED if unseated_reason else Standing.UNCOUNTED
    counted = standing != Standing.UNCOUNTED
    return NEW_ENGAGEMENT(
        district_id=unit.district_id,
        unit=unit,
        person=person,
        name_key=person.name_key,
        initials=person.initials,
        standing=standing,
        unseated_reason=unseated_reason,
        pool=seat.pool.pool if seat else None,
        start_date=work.start_date,
        counted_from=work.start_date,
        entry_channel=work.entry_channel,
        funding_source=work.funding_source,
        legal_employer=work.legal_employer,
        old_assistant_kind=work.old_assistant_kind,
        recruitment=work.recruitment,
        filing_state=filed.TO_SUBMIT if counted else filed.NONE,
        filing_deadline=_deadline(unit, Filing.Kind.HIRE, work.start_date)[1] if counted else None,
        act=act,
        created_by=actor,
        created_at=books.moment,
        updated_at=books.moment,
        **{name: terms[name] for name in CURRENT_FIELDS},
    )


def _deadline(unit: Unit, kind: str, event_date: date) -> tuple[int, date]:
    """(limit in working days, last day) under the rule in force on the day of the event."""
    limit = rules.value(f"{kind}_filing_limit", unit.district, event_date, unit.pk)
    return limit, add_working_days(unit.district, event_date, limit).due


def filing_row(engagement: Engagement, kind: str, moment, unit: Unit, *, checks: list[Check] = ()) -> Filing:
    """The filing that follows an event, not yet written; its clock starts on the next working day."""
    event_date = engagement.start_date if kind == Filing.Kind.HIRE else engagement.end_date
    limit, due = _deadline(unit, kind, event_date)
    return NEW_FILING(
        district_id=unit.district_id,
        unit=unit,
        engagement=engagement,
        kind=kind,
        event_date=event_date,
        deadline=due,
        limit_days=limit,
        checks=[check.stored() for check in checks],
        created_at=moment,
        updated_at=moment,
    )


def date_anew(filing: Filing, engagement: Engagement) -> None:
    """The first day of an open filing was another; its clock runs from there until the bureau has decided."""
    filing.event_date, is_fresh = engagement.start_date, filing.state == Filing.State.TO_SUBMIT
    if is_fresh:
        filing.limit_days, filing.deadline = _deadline(engagement.unit, filing.kind, filing.event_date)
        engagement.filing_deadline = filing.deadline


def open_filing(engagement: Engagement, kind: str, moment, unit: Unit, *, checks=()) -> Filing:
    """Write the filing that follows an event; see `filing_row`."""
    filing = filing_row(engagement, kind, moment, unit, checks=checks)
    INSERT_FILING(filing)
    return filing


@transaction.atomic
def change_terms(
    *, engagement: Engagement, on: date, changes: dict, actor, reason: str, seen: int | None = None
) -> Engagement:
    """Change post, category, mode, department, pay or contract from a day on, in dated rows (P7).

    A change of mode that changes whether a head is used is an exit and a start, and is refused here. The
    rules that the new post or class touches are asked again; what they warn of is kept with the trace and
    told as the engagement's `remarks`.
    """
    access.require(actor, "hire", engagement.unit)
    books = ledger.lock(engagement.district_id, [engagement.unit_id])
    engagement = locked(engagement, seen)
    if engagement.voided_at or (engagement.end_date and on > engagement.end_date):
        raise_any([codes.NOT_ON_POST.reason(end=engagement.end_date or engagement.start_date)])
    if on > max(today(), engagement.start_date):
        raise_any([codes.CHANGE_TO_COME.reason(on=on, field="on")])
    raise_any(counting_reasons(engagement, changes))
    if on < engagement.start_date:
        raise_any([codes.EXIT_BEFORE_START.reason(on=on, start=engagement.start_date, field="on")])
    checks = change_checks(engagement, on, changes, today())
    raise_any(blocking(checks))
    moment, warned = now(), warnings(checks)
    before = shown(engagement)
    replace_terms(engagement, on, changes, moment, reason)
    current = term_on(engagement, max(on, min(today(), engagement.end_date or today())))
    for name in CURRENT_FIELDS:
        setattr(engagement, name, getattr(current, name))
    touch(engagement, moment)
    costs.follow(books, [engagement], actor=actor, key=_price_key(engagement), decides=True)
    audit.record(
        actor,
        "engagement.change",
        engagement,
        before=before,
        after={**shown(engagement), "on": on, **({"warned": [one.code for one in warned]} if warned else {})},
        reason=reason,
    )
    engagement.remarks = warned
    return engagement


def _price_key(engagement: Engagement) -> str:
    """Each version of an engagement is priced once."""
    return f"price:{engagement.pk}:{engagement.version}"


def counting_reasons(engagement: Engagement, changes: dict) -> list[Reason]:
    """A mode that is counted otherwise, or on other grants only, is another engagement."""
    mode = Mode(changes.get("mode", engagement.mode))
    if counts_head(mode) != counts_head(engagement.mode):
        return [codes.COUNTED_OTHERWISE.reason(mode=str(mode.label), field="mode")]
    on_lump_sum = engagement.pool is not None and engagement.pool.kind == Pool.Kind.LUMP_SUM
    if COUNTING[mode].mobile_only and on_lump_sum:
        return [codes.MOBILE_ONLY.reason(mode=str(mode.label), field="mode")]
    return []


@transaction.atomic
def exit_work(
    *,
    engagement: Engagement,
    last_day: date,
    exit_reason: str,
    actor,
    key: str,
    note: str = "",
    compensation_fen: int | None = None,
    seen: int | None = None,
) -> Engagement:
    """Record a person's last day; the head is free the day after, the exit's filing clock starts (P8).

    Refuses last place as the reason alone and names the lawful way (domain.md finding 6).
    """
    access.require(actor, "exit", engagement.unit)
    books = ledger.lock(engagement.district_id, [engagement.unit_id])
    engagement = locked(engagement, None)
    if Act.objects.filter(district_id=engagement.district_id, key=key).exists():
        return engagement
    versions.check(engagement, seen)
    raise_any(exit_reasons(engagement, last_day, exit_reason, books.today))
    act = _post_exit(books, engagement, last_day, actor, key)
    engagement.end_date, engagement.exit_reason = last_day, exit_reason
    engagement.exit_note, engagement.compensation_fen = note, compensation_fen
    close_terms(engagement, last_day, books.moment)
    touch(engagement, books.moment)
    costs.follow(books, [engagement], actor=actor, act=act)
    filing = None
    if engagement.standing != Standing.UNCOUNTED:
        filing = open_filing(engagement, Filing.Kind.EXIT, books.moment, engagement.unit)
    after = shown_leaving(engagement, filing) | {"act": act.pk}
    audit.record(actor, "engagement.exit", engagement, after=after, reason=note, label=engagement.person.name)
    return engagement


def _post_exit(books, engagement: Engagement, last_day: date, actor, key: str) -> Act:
    if engagement.standing == Standing.UNCOUNTED:
        return ledger.post(books, kind=Act.Kind.EXIT, actor=actor, key=key, moves=[])
    return seating.leave(books, engagement, last_day=last_day, actor=actor, key=key)


@transaction.atomic
def cancel_start(*, engagement: Engagement, actor, key: str, reason: str) -> Engagement:
    """Call off a start that has not come: its head goes back to its recruitment, or is free at once."""
    access.require(actor, "hire", engagement.unit)
    books = ledger.lock(engagement.district_id, [engagement.unit_id])
    engagement = locked(engagement, None)
    if engagement.voided_at:
        return engagement
    if engagement.start_date <= books.today:
        raise_any([codes.STARTED_ALREADY.reason(on=engagement.start_date)])
    told = {}
    if engagement.pool_id:
        kept_for = recruitments.hold_again(engagement)
        act = seating.release(books, engagement, actor=actor, key=key, kept_for=kept_for)
        told = {"act": act.pk}
    void(engagement, books.moment, reason)
    costs.follow(books, [engagement], actor=actor, key=_price_key(engagement))
    audit.record(
        actor,
        "engagement.cancel",
        engagement,
        after=told | {"void_reason": engagement.void_reason},
        reason=reason,
        label=engagement.person.name,
    )
    return engagement


def void(engagement: Engagement, moment, reason: str) -> None:
    """Strike an engagement that never came true; its row, terms and filings stay readable as void."""
    engagement.voided_at, engagement.void_reason = moment, reason
    engagement.terms.filter(replaced_at=None).update(replaced_at=moment)
    engagement.filings.exclude(state=Filing.State.VOIDED).update(
        state=Filing.State.VOIDED, updated_at=moment, version=F("version") + 1
    )
    touch(engagement, moment)


def locked(engagement: Engagement, seen: int | None) -> Engagement:
    """The row read again under its lock; its unit's accounts are locked before it, and post what is due."""
    rows = Engagement.objects.select_for_update(no_key=True, of=("self",))
    engagement = rows.select_related("unit__district", "person").get(pk=engagement.pk)
    versions.check(engagement, seen)
    return engagement


def touch(engagement: Engagement, moment) -> None:
    """Save the row with its next version and the moment it changed."""
    engagement.version += 1
    engagement.updated_at = moment
    engagement.save()


def shown(engagement: Engagement) -> dict:
    """What the audit keeps of an engagement; nothing sealed stands here. `verify` holds the row to it."""
    return {name: getattr(engagement, name) for name in (*TRACED, *CURRENT_FIELDS)}


def shown_leaving(engagement: Engagement, filing: Filing | None) -> dict:
    """What the audit keeps of an exit: where the person sat at the end, and until when it is to be filed."""
    return {
        "last_day": engagement.end_date,
        "exit_reason": engagement.exit_reason,
        "standing": engagement.standing,
        "pool_id": engagement.pool_id,
        **({"exit_filing_deadline": filing.deadline} if filing else {}),
    }
