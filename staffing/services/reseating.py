"""Seating told anew: where a person would have sat had the exit not been, or had the first day been another.

What cannot be fitted in on every changed day is still a fact: for the changed days the person stands among
the unseated (ledger.md section 3, correction).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from quota_pool import ledger
from quota_pool.calendar import ONE_DAY, SHANGHAI
from quota_pool.models import Account, Act, Book, Entry, Hold, Measure, ScheduledAct
from staffing.services.seating import SITTING, coming, going, leave_then, place_on, reserve_start

Moves = list[ledger.Move]
Kind = ScheduledAct.Kind


# --- an exit taken back, or its last day changed ------------------------------------------------------------


def exit_to_come(engagement) -> ScheduledAct | None:
    """The exit that is recorded and not yet posted."""
    waiting = ScheduledAct.objects.filter(subject_id=engagement.pk, kind=Kind.EXIT, settled_at=None)
    return waiting.first()


class PostedExit:
    """An exit whose day has come: the entries that made it, and those that stood before it."""

    def __init__(self, books: ledger.Books, engagement):
        self.books, self.engagement, self.accounts = books, engagement, books.by_id()
        told = Entry.objects.filter(subject_id=engagement.pk).select_related("act", "hold").order_by("pk")
        told = list(told)
        taken_back = max((row.act_id for row in told if row.act.kind == Act.Kind.MIRROR), default=0)
        self.out = [row for row in told if self._is_of_the_exit(row) and row.act_id > taken_back]
        mine = {row.pk for row in self.out}
        self.before = [row for row in told if row.pk not in mine]

    def _is_of_the_exit(self, row: Entry) -> bool:
        """Who was handed over left by the act that began the next engagement."""
        is_handed_over = row.act.kind == Act.Kind.TRANSFER and row.act_id != self.engagement.act_id
        return is_handed_over or row.act.kind == Act.Kind.EXIT

    def undone(self) -> Moves:
        """Back where the person sat, in the first way that fits; else among the unseated from then on."""
        ways = (self.restored(), self.restored() + self.unfed())
        return next((way for way in ways if ledger.fits(self.books, way)), self.without_a_head())

    def moved_to(self, last_day: date, actor) -> Moves:
        """The same exit on another day, checked as one net effect."""
        leaving = self.leaving(last_day + ONE_DAY)
        ways = [self.restored() + leaving, self.restored() + self.unfed() + leaving]
        if last_day > self.engagement.end_date:
            ways.append(self.without_a_head(until=last_day))
        moves = next((way for way in ways if ledger.fits(self.books, way)), ways[0])
        if last_day >= self.books.today:
            account = self.seat_after(moves)
            pool = self.books.pools.get(account.pool_id)
            leave_then(self.books, self.engagement, pool and pool.pool, last_day + ONE_DAY, actor)
        return moves

    def restored(self) -> Moves:
        return ledger.mirrored(self.out, self.accounts)

    def unfed(self) -> Moves:
        """What these exits fed: one head a step goes back to being recalled."""
        acts = {row.act_id for row in self.out}
        pools = {self.accounts[row.target_id].pool_id for row in self.out} - {None}
        fed = Entry.objects.filter(act__in=acts, subject_id=None, source__measure=Measure.HEADS).order_by(
            "pk"
        )
        touched = [row for row in fed if self._pool_of(row) in pools and not self._is_given(row)]
        return [replace(move, amount=1) for move in ledger.mirrored(touched, self.accounts)]

    def _pool_of(self, row: Entry) -> int | None:
        source, target = self.accounts[row.source_id], self.accounts[row.target_id]
        return source.pool_id or target.pool_id

    def _is_given(self, row: Entry) -> bool:
        """A head that went along to another unit stays there: a document gave it."""
        return {self.accounts[one].book for one in (row.source_id, row.target_id)} == {Book.FREE}

    def leaving(self, on: date) -> Moves:
        """Out of where the person sat the day before, as told before there was an exit."""
        if on > self.books.today:
            return []
        later = [row for row in self.before if row.effective >= on]
        place = place_on(self.before, on - ONE_DAY, self.accounts)
        moves = ledger.mirrored(later, self.accounts)
        return [*moves, going(self.books, place, on, self.engagement.pk)] if place else moves

    def without_a_head(self, until: date | None = None) -> Moves:
        """Among the unseated from the day after the exit, or from the first day that counts."""
        person, unseated = self.engagement, self.books.unseated[self.engagement.unit_id]
        since = max(person.end_date + ONE_DAY, person.counted_from)
        moves = [coming(self.books, unseated, since, person.pk)]
        if until is not None and until < self.books.today:
            moves.append(going(self.books, unseated, until + ONE_DAY, person.pk))
        return moves

    def seat_after(self, moves: Iterable[ledger.Move], day: date | None = None) -> Account:
        """Where the person sits on a day (none: today) once these moves are posted."""
        last = 1 << 62  # what is still to be written comes after what stands
        new = [
            _ToCome(last + place, move.target.pk, move.on)
            for place, move in enumerate(moves)
            if move.subject is not None
        ]
        return place_on([*self.before, *self.out, *new], day or self.books.today, self.accounts)


class _ToCome(NamedTuple):
    """A movement not yet written, as `place_on` reads it."""

    pk: int
    target_id: int
    effective: date


def place_after(books: ledger.Books, engagement, day: date) -> Account:
    """Where the entries leave a person on a day."""
    return place_on(Entry.objects.filter(subject_id=engagement.pk), day, books.by_id())


# --- a first day corrected ----------------------------------------------------------------------------------


class Arrival:
    """How a person came in, and the moves that tell it of another first day."""

    def __init__(self, books: ledger.Books, engagement, actor):
        self.books, self.engagement, self.actor = books, engagement, actor
        self.accounts, self.start = books.by_id(), engagement.start_date
        told = Entry.objects.filter(subject_id=engagement.pk).select_related("hold").order_by("pk")
        self.told = list(told)
        self.waiting = ScheduledAct.objects.filter(
            subject_id=engagement.pk, kind=Kind.START, settled_at=None
        ).first()
        pool = books.pools.get(engagement.pool_id)
        self.here = pool[Book.SEATED] if pool else books.unseated[engagement.unit_id]

    def on(self, day: date) -> Moves:
        """The moves for this first day; where it fits on no head, the changed days are spent without one."""
        if self.waiting:
            return self._waiting_on(day)
        if day > self.start:
            return self._later(day)
        return self._first_that_fits(self._earlier(day), self._between(day, self.start))

    # A start still to come.

    def _waiting_on(self, day: date) -> Moves:
        books, subject = self.books, self.engagement.pk
        ledger.unschedule(books, self.waiting)
        if day > books.today:
            self._schedule(day)
            return []
        hold = self.waiting.hold
        if not hold.left:  # its head was cut meanwhile
            return self._first_that_fits(
                self._seat(self.here, day),
                [coming(books, books.unseated[self.engagement.unit_id], day, subject)],
            )
        seat = self._moved(hold, Book.RESERVED, Book.SEATED, books.today)
        return self._first_that_fits(self._from_hold(hold, day), [*self._between(day, books.today), seat])

    def _schedule(self, day: date) -> None:
        person = self.engagement
        ledger.schedule(
            self.books,
            Kind.START,
            due=day,
            unit_id=person.unit_id,
            actor=self.actor,
            pool=person.pool,
            subject_id=person.pk,
            hold=self.waiting.hold,
        )

    # A start that has come.

    def _later(self, day: date) -> Moves:
        """As if nobody had come before that day; a day to come sets the head aside today."""
        books, subject = self.books, self.engagement.pk
        last = max(day, self.start)
        since = [row for row in self.told if self.start <= row.effective <= last and self._sits(row)]
        moves = [*ledger.mirrored(since, self.accounts), *self._released(since)]
        if day > books.today:
            return [*moves, reserve_start(books, subject, self._pool, day, self.actor)]
        return [*moves, coming(books, place_on(self.told, day, self.accounts), day, subject)]

    def _released(self, rows: list[Entry]) -> Moves:
        """What was sat on from a head set aside is free from then on: nobody waits for it any more."""
        taken = Counter()
        for row in rows:
            taken[row.hold, row.effective] += self._takes(row)
        return [
            replace(self._moved(hold, Book.RESERVED, Book.FREE, day), amount=heads)
            for (hold, day), heads in taken.items()
            if heads > 0
        ]

    def _earlier(self, day: date) -> Moves:
        hold = self._kept()
        if hold is not None:
            moves = self._from_hold(hold, day)
            back = self._moved(hold, Book.SEATED, Book.RESERVED, self.start)
            return [*moves, back] if moves else []
        place = place_on(self.told, self.start, self.accounts)
        if self.books.pools.get(place.pool_id) is None:
            return self._between(day, self.start)
        seat = self._seat(place, day)
        return [*seat, going(self.books, place, self.start, self.engagement.pk)] if seat else []

    # What both are made of.

    @property
    def _pool(self) -> ledger.PoolBooks:
        return self.books.pools[self.engagement.pool_id]

    def _moved(self, hold: Hold, source: str, target: str, day: date) -> ledger.Move:
        pool = self.books.pools[hold.pool_id]
        return ledger.Move(pool[source], pool[target], 1, day, self.engagement.pk, hold)

    def _from_hold(self, hold: Hold, day: date) -> Moves:
        """Onto the head that was set aside; before it was, onto one that was free."""
        since = hold.created_at.astimezone(SHANGHAI).date()
        if since <= day:
            return [self._moved(hold, Book.RESERVED, Book.SEATED, day)]
        seat = self._seat(self.books.pools[hold.pool_id][Book.SEATED], day)
        return [*seat, self._moved(hold, Book.RESERVED, Book.FREE, since)] if seat else []

    def _seat(self, place: Account, day: date) -> Moves:
        pool = self.books.pools[place.pool_id]
        return [coming(self.books, place, day, self.engagement.pk)] if pool.is_valid_on(day) else []

    def _between(self, day: date, until: date) -> Moves:
        """Among the unseated from one day to another."""
        books, unseated = self.books, self.books.unseated[self.engagement.unit_id]
        subject = self.engagement.pk
        return [coming(books, unseated, day, subject), going(books, unseated, until, subject)]

    def _first_that_fits(self, way: Moves, otherwise: Moves) -> Moves:
        is_whole = any(move.target.book == Book.SEATED for move in way)
        if is_whole and ledger.fits(self.books, way):
            return way
        return otherwise

    def _kept(self) -> Hold | None:
        """The head set aside, for this start or a recruitment, that the first day is taken from."""
        taken = Counter()
        for row in self.told:
            if row.effective == self.start:
                taken[row.hold] += self._takes(row)
        return next((hold for hold, heads in taken.items() if heads > 0), None)

    def _books(self, row: Entry) -> tuple[str, str]:
        return self.accounts[row.source_id].book, self.accounts[row.target_id].book

    def _takes(self, row: Entry) -> int:
        """1 for a head set aside that is sat on, -1 for one put back."""
        books = self._books(row)
        is_taken, is_back = (Book.RESERVED, Book.SEATED), (Book.SEATED, Book.RESERVED)
        return (books == is_taken) - (books == is_back)

    def _sits(self, row: Entry) -> bool:
        return bool({*SITTING} & {*self._books(row)})
