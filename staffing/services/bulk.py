"""Many people at once: the same locks, seats, movements and traces as one hire, in a fixed number of queries.

Imports and opening rosters go through here (ledger.md 7): people found or entered by the hash of their
number, heads given in order of start date and then line, one act with its entries, one stretch of audit.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial

from quota_pool import audit, ledger
from quota_pool.loading import Fresh, load
from quota_pool.models import Act, Book, Hold, Pool, Unit
from quota_pool.refusals import Reason
from staffing import codes
from staffing.checks import Check, blocking
from staffing.dictionaries import COUNTING, Mode, counts_head
from staffing.models import Engagement, Filing, FilingEvent, Person
from staffing.services import costs, seating
from staffing.services import engagements as spells
from staffing.services.freezes import frozen_reasons
from staffing.services.recruitments import plan_reasons
from staffing.services.terms import term

Standing = Engagement.Standing
AT_A_TIME = 500
NEW_STEP = Fresh(FilingEvent)


@dataclass
class Entrant:
    """One person to enter: a built but unsaved `Person`, the terms, and what became of it."""

    person: Person
    work: spells.Work
    line: int = 0
    engagement: Engagement | None = None
    reasons: list[Reason] = field(default_factory=list)
    checks: Sequence[Check] = ()


def enter_many(
    books: ledger.Books,
    unit: Unit,
    entrants: Sequence[Entrant],
    *,
    actor,
    key: str,
    document=None,
    opening_day: date | None = None,
) -> Act:
    """Enter people under the lock of the unit's books; whoever cannot be entered carries the reasons.

    Without `opening_day` they are ordinary hires still to be filed, refused beyond the free heads. With it
    they are an opening roster: on post as filed from that day, and beyond the quota unseated, not refused.
    """
    opening = opening_day is not None
    _know_people(unit, entrants)
    _mark_engaged(unit, entrants)
    entering = sorted(
        (entrant for entrant in entrants if not entrant.reasons),
        key=lambda one: (one.work.start_date, one.line),
    )
    seats, till = _Seats(books, unit, opening_day), _Till(books, unit, opening_day)
    placed = [(one, pool) for one in entering for pool in seats.take(one) if till.take(one, pool, seats)]
    _enter_people(unit, placed)
    kind = Act.Kind.OPENING if opening else Act.Kind.START
    act = ledger.begin(books, kind=kind, actor=actor, key=key, document=document)
    _write_engagements(books, unit, placed, actor, act, opening_day)
    till.name(placed)
    till.purse.write(act, _moves(books, unit, placed, opening_day))
    _write_papers(books, unit, placed, actor, opening_day)
    _write_trace(actor, unit, placed, opening)
    return act


def _know_people(unit: Unit, entrants: Sequence[Entrant]) -> None:
    """Lock and take the rows of people the district knows already; the others stay unsaved.

    Whoever comes with a key was locked by the caller.
    """
    by_hash = {bytes(entrant.person.id_hash): entrant for entrant in entrants if entrant.person.pk is None}
    for hashes in _slices(list(by_hash)):
        rows = Person.objects.select_for_update(no_key=True)
        for person in rows.filter(district_id=unit.district_id, id_hash__in=hashes).order_by("id"):
            by_hash[bytes(person.id_hash)].person = person


def _enter_people(unit: Unit, placed: "Placed") -> None:
    """Enter those new to the district; whoever enters one of them elsewhere just now is waited for."""
    new = [entrant for entrant, _pool in placed if entrant.person.pk is None]
    # One order for everybody, or two imports with the same people would wait for each other in a circle.
    people = sorted((entrant.person for entrant in new), key=lambda person: person.id_hash)
    load(people, skip_known=True)
    by_hash = {bytes(entrant.person.id_hash): entrant for entrant in new}
    for hashes in _slices(list(by_hash)):
        rows = Person.objects.filter(district_id=unit.district_id, id_hash__in=hashes)
        for pk, id_hash in rows.values_list("pk", "id_hash"):
            by_hash[bytes(id_hash)].person.pk = pk


def _mark_engaged(unit: Unit, entrants: Sequence[Entrant]) -> None:
    """One counted engagement at a time in the district; another unit is not named (F18)."""
    counted = {
        entrant.person.pk: entrant
        for entrant in entrants
        if entrant.person.pk is not None and counts_head(entrant.work.mode)
    }
    for ids in _slices(list(counted)):
        others = Engagement.objects.filter(person_id__in=ids, voided_at=None).exclude(
            standing=Standing.UNCOUNTED
        )
        for person_id, unit_id, start, end in others.values_list(
            "person_id", "unit_id", "start_date", "end_date"
        ):
            entrant = counted[person_id]
            if end is not None and end < entrant.work.start_date:
                continue
            here = codes.ALREADY_ENGAGED_HERE.reason(unit=unit.name, since=start)
            entrant.reasons.append(here if unit_id == unit.pk else codes.ALREADY_ENGAGED.reason())


class _Seats:
    """Heads still to be given, pool by pool in the order they are used; asked in order of the first days."""

    def __init__(self, books: ledger.Books, unit: Unit, opening_day: date | None):
        self.books, self.unit, self.opening_day = books, unit, opening_day
        self.pools = books.of_unit(unit.pk)
        self.given: dict[int, int] = {}
        self.standing: dict[int, list[tuple[date, int]]] = {}
        self.found = cache(partial(seating.find_seat, books, unit))
        is_intake = opening_day is None
        self.closed = seating.intake_reasons(books, unit) if is_intake else []
        self.halted = {
            pool.pool.pk: reasons
            for pool in self.pools
            if is_intake and not self.closed and (reasons := _halts(books, unit, pool))
        }

    def take(self, entrant: Entrant) -> Iterator[ledger.PoolBooks | None]:
        """Yield the pool to sit in, or None for no head; nothing when the entrant is refused."""
        if not counts_head(entrant.work.mode):
            yield None
            return
        entrant.reasons.extend(self.closed)
        pool = None if entrant.reasons else self._free(entrant)
        if pool is not None or self.opening_day is not None:
            yield pool
        elif not entrant.reasons:
            found = self.found(entrant.work.start_date, entrant.work.mode, entrant.work.pool)
            halted = [reason for reasons in self.halted.values() for reason in reasons][:1]
            entrant.reasons.extend(found.reasons or halted or [self._all_given(entrant)])

    def give_back(self, pool: ledger.PoolBooks | None) -> None:
        """Whoever was to sit there does not come after all."""
        if pool is not None:
            self.given[pool.pool.pk] -= 1

    def _free(self, entrant: Entrant) -> ledger.PoolBooks | None:
        on = counted_from(entrant, self.opening_day)
        for pool in self.pools:
            if self._suits(pool, entrant, on) and self._left(pool, on) > 0:
                self.given[pool.pool.pk] = self.given.get(pool.pool.pk, 0) + 1
                return pool
        return None

    def _suits(self, pool: ledger.PoolBooks, entrant: Entrant, on: date) -> bool:
        wanted = entrant.work.pool
        if pool.pool.pk in self.halted or not pool.is_valid_on(on):
            return False
        if wanted is not None and pool.pool.pk != wanted.pk:
            return False
        mobile_only = COUNTING[Mode(entrant.work.mode)].mobile_only
        return not mobile_only or pool.pool.kind != Pool.Kind.LUMP_SUM

    def _left(self, pool: ledger.PoolBooks, on: date) -> int:
        """Heads free on every day from `on`; those already given were given from that day or before."""
        given = self.given.get(pool.pool.pk, 0)
        if on >= self.books.today:
            return pool.heads(Book.FREE) - given
        if pool.pool.pk not in self.standing:
            self.standing[pool.pool.pk] = ledger.standing(pool[Book.FREE], on)
        free = self.standing[pool.pool.pk]
        return free[bisect_right(free, on, key=lambda step: step[0]) - 1][1] - given

    def _all_given(self, entrant: Entrant) -> Reason:
        """The heads that were free are given to earlier rows of the same import."""
        used = sum(pool.people for pool in self.pools) + sum(self.given.values())
        return codes.NO_FREE_HEAD.reason(
            unit=self.unit.name,
            on=entrant.work.start_date,
            granted=sum(pool.granted for pool in self.pools),
            used=used,
            reserved=sum(pool.heads(Book.RESERVED) for pool in self.pools),
            field="start_date",
        )


class _Till:
    """Money for those who come, in the same order as the heads; an opening roster takes what there is."""

    def __init__(self, books: ledger.Books, unit: Unit, opening_day: date | None):
        self.unit, self.purse, self.is_intake = unit, ledger.Purse(books), opening_day is None
        self.promised: dict[int, list[Hold]] = {}

    def take(self, entrant: Entrant, pool: ledger.PoolBooks | None, seats: _Seats) -> bool:
        """Set aside what the person costs; whom the money does not carry is refused with the reason."""
        start = costs.of_start(self.purse.books, self.unit, entrant.work, pool.pool if pool else None)
        if start is None:
            return True
        found = costs.checks(self.purse, start) if self.is_intake else []
        entrant.reasons.extend(blocking(found))
        if entrant.reasons:
            seats.give_back(pool)
            return False
        entrant.checks = [*entrant.checks, *found]
        self.promised[id(entrant)] = costs.promise(self.purse, start)
        return True

    def name(self, placed: "Placed") -> None:
        """Each hold has its person now."""
        for entrant, _pool in placed:
            for hold in self.promised.get(id(entrant), ()):
                hold.subject_id = entrant.engagement.pk


def _halts(books: ledger.Books, unit: Unit, pool: ledger.PoolBooks) -> list[Reason]:
    """Why an import seats nobody in this pool: it is suspended, or each hire there needs a plan."""
    seat = seating.Seat(pool)
    return [*frozen_reasons(unit, pool.pool), *plan_reasons(unit, seat, books.today)]


def _slices(items: list) -> Iterator[list]:
    for start in range(0, len(items), AT_A_TIME):
        yield items[start : start + AT_A_TIME]


Placed = Sequence[tuple[Entrant, ledger.PoolBooks | None]]


def counted_from(entrant: Entrant, opening_day: date | None) -> date:
    """The first day that counts: the start, but not before the roster was opened."""
    start = entrant.work.start_date
    return start if opening_day is None else max(start, opening_day)


def _write_engagements(books, unit: Unit, placed: Placed, actor, act, opening_day: date | None) -> None:
    for entrant, pool in placed:
        entrant.engagement = _engagement(books, unit, entrant, pool, actor, act, opening_day)
    rows = [entrant.engagement for entrant, _pool in placed]
    load(rows)
    load(
        (
            term(entrant.engagement, entrant.work.terms(), entrant.work.start_date, books.moment)
            for entrant, _pool in placed
        )
    )


def _engagement(books, unit, entrant, pool, actor, act, opening_day) -> Engagement:
    seat = seating.Seat(pool) if pool else None
    counted = counts_head(entrant.work.mode)
    unseated = Engagement.UnseatedReason.OPENING if counted and pool is None else ""
    engagement = spells.engagement_row(
        books, unit, entrant.person, entrant.work, seat, actor, act, unseated_reason=unseated
    )
    engagement.counted_from = counted_from(entrant, opening_day)
    if opening_day is not None and counted:
        engagement.filing_state = Engagement.FilingState.FILED
        engagement.filed_on, engagement.filing_deadline = engagement.counted_from, None
    return engagement


def _moves(books, unit: Unit, placed: Placed, opening_day: date | None) -> Iterable[ledger.Move]:
    for entrant, pool in placed:
        on, subject = counted_from(entrant, opening_day), entrant.engagement.pk
        if pool is None:
            if entrant.engagement.standing == Standing.UNSEATED:
                yield from seating.unseated_moves(books, unit.pk, [(subject, on)])
        elif on <= books.today:
            yield ledger.Move(pool[Book.FREE], pool[Book.SEATED], 1, on, subject)
        else:
            yield seating.reserve_start(books, subject, pool, on, entrant.engagement.created_by)


def _write_papers(books, unit: Unit, placed: Placed, actor, opening_day: date | None) -> None:
    """Every counted person gets a hire filing; in an opening roster it is on record from the first day."""
    filings = []
    for entrant, _pool in placed:
        if entrant.engagement.standing == Standing.UNCOUNTED:
            continue
        filing = spells.filing_row(
            entrant.engagement, Filing.Kind.HIRE, books.moment, unit, checks=entrant.checks
        )
        if opening_day is not None:
            filing.state, filing.decided_at = Filing.State.FILED, books.moment
        filings.append(filing)
    load(filings)
    if opening_day is None:
        return
    load(
        NEW_STEP(
            district_id=unit.district_id,
            filing=filing,
            engagement=filing.engagement,
            step=FilingEvent.Step.OPENED,
            effective=filing.engagement.counted_from,
            recorded_at=books.moment,
            actor=actor,
        )
        for filing in filings
    )


def _write_trace(actor, unit: Unit, placed: Placed, opening: bool) -> None:
    act = "engagement.open" if opening else "engagement.start"
    deeds = [
        audit.Deed(
            act,
            entrant.engagement,
            unit.pk,
            after=spells.shown(entrant.engagement),
            label=entrant.person.name,
        )
        for entrant, _pool in placed
    ]
    audit.record_many(actor, deeds, district_id=unit.district_id)
