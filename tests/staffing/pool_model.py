"""A plain model of the pool, written from ledger.md: days and people, no account and no entry.

Decisions are kept as they were taken, and every figure of a day is counted afresh from them. The model lives
through each day in turn, as a worker that never dies would; the copy of a day's end is what was known then.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FOREVER = date(9999, 12, 30)


@dataclass
class Number:
    """A document's number of heads from a day on; `change` is what it adds to the number before it."""

    heads: int
    since: date
    change: int


@dataclass
class Pool:
    """A lump-sum for good, or one mobile grant until its last day."""

    unit: int
    since: date = date.min
    until: date = FOREVER
    numbers: list[Number] = field(default_factory=list)
    is_extended: bool = False

    def granted(self, day: date) -> int:
        standing = [number for number in self.numbers if number.since <= day <= self.until]
        # The last document for a day is the one that holds.
        return sorted(standing, key=lambda number: number.since)[-1].heads if standing else 0


@dataclass
class Person:
    """One engagement: first and last day, where it stood from which day on, and its filing."""

    unit: int
    start: date  # the first day that counts; `first_day` is the first day of work
    stays: list[tuple[date, object]]
    end: date = FOREVER
    filing: str = "to_submit"
    filed_on: date = FOREVER
    reserved: tuple[date, date] | None = None  # a head was set aside from a day on, and no more from another
    came: bool = True  # no longer once cancelled or struck
    before_exit: list[tuple[date, object]] | None = None  # where it stood, had there been no exit
    first_day: date = date.min

    def is_on_post(self, day: date) -> bool:
        return self.came and self.start <= day <= self.end

    def place(self, day: date):
        return [place for since, place in self.stays if since <= day][-1]

    def place_then(self):
        """Where it stood on its last day; nowhere counts as without a head."""
        told = [place for since, place in self.stays if since <= self.end]
        return told[-1] if told else self.before_exit[0][1]

    def is_waiting(self, day: date) -> bool:
        return self.reserved is not None and self.reserved[0] <= day < self.reserved[1]


class Model:
    """The office as its rules tell it; pools and people are named as the system names them."""

    def __init__(self, today: date, reserve: int):
        self.today, self.issued = today, [(today, reserve)]
        self.pools: dict[int, Pool] = {}
        self.people: dict[int, Person] = {}
        self.past: dict[date, Model] = {}

    # --- figures of a day ---

    def figures(self, name: int, day: date) -> dict[str, int]:
        if day > self.today:
            return self._on(day).figures(name, day)
        granted, waiting, people = self._of(name, day)
        filed = sum(person.filed_on <= day for person in people)
        return {
            "granted": granted,
            "reserved": waiting,
            "held": len(people) - filed,
            "occupied": filed,
            "free": max(0, granted - waiting - len(people)),
            "over": max(0, len(people) + waiting - granted),
        }

    def unseated(self, unit: int, day: date) -> int:
        return sum(
            person.unit == unit and person.is_on_post(day) and person.place(day) is None
            for person in self.people.values()
        )

    def over(self, unit: int) -> int:
        pools = [name for name, pool in self.pools.items() if pool.unit == unit]
        return sum(self.figures(name, self.today)["over"] for name in pools) + self.unseated(unit, self.today)

    def reserve(self, day: date) -> int:
        issued = sum(heads for since, heads in self.issued if since <= day)
        figures = [self.figures(name, day) for name in self.pools]
        return issued - sum(one["granted"] + one["over"] for one in figures)

    def _of(self, name: int, day: date) -> tuple[int, int, list[Person]]:
        mine = [person for person in self.people.values() if person.stays]
        people = [one for one in mine if one.is_on_post(day) and one.place(day) == name]
        waiting = [one for one in mine if one.is_waiting(day) and one.stays[0][1] == name]
        return self.pools[name].granted(day), len(waiting), people

    def at(self, day: date) -> "Model":
        """The office as it will be on a day to come if nobody does anything; itself on any other."""
        return self._on(day) if day > self.today else self

    def _on(self, day: date) -> "Model":
        coming = deepcopy(self, {id(self.past): {}})
        coming.live_until(day)
        return coming

    # --- the days go by ---

    def live_until(self, day: date) -> None:
        while self.today < day:
            self.past[self.today] = deepcopy(self, {id(self.past): {}})
            self.today += ONE_DAY
            for name in self.pools:
                self.cut(name, before_the_starts_of_today=True)

    def cut(self, name: int, *, before_the_starts_of_today: bool = False) -> None:
        """What is granted no more is taken from the starts to come, the newest first; people are over."""
        granted, _waiting, people = self._of(name, self.today)
        last = self.today - ONE_DAY if before_the_starts_of_today else self.today
        waiting = [
            one
            for one in self.people.values()
            if one.reserved and one.came and one.start > last and one.stays[0][1] == name
        ]
        seated = [person for person in people if person not in waiting]
        while waiting and len(seated) + len(waiting) > granted:
            struck = waiting.pop()
            struck.came, struck.reserved = False, (struck.reserved[0], self.today)

    # --- what was told wrongly ---

    def leave(self, person: Person, last_day: date) -> None:
        person.end, person.before_exit = last_day, person.stays
        person.stays = [stay for stay in person.stays if stay[0] <= last_day]

    def is_struck(self, person: Person) -> bool:
        return not person.came and (person.start <= self.today or person.filing == "voided")

    def come_back(self, person: Person, end: date, is_seated: bool) -> None:
        """The exit was not, or was later: seated again as before, or without a head for what is changed."""
        since, first = person.end + ONE_DAY, max(person.end + ONE_DAY, person.start)
        if is_seated or since > self.today or person.place_then() is None:
            person.stays = person.before_exit
        else:
            person.stays = [stay for stay in person.stays if stay[0] < first] + [(first, None)]
        person.end = FOREVER
        if end < FOREVER:
            self.leave(person, end)

    def has_room(self, person: Person, days: list[date], places: list[tuple[date, object]]) -> bool:
        """Whether a head was free wherever the person would have sat on each of these days."""
        for day in days:
            told = [place for since, place in places if since <= day]
            if told and told[-1] is not None and self.figures(told[-1], day)["free"] < 1:
                return False
        return True

    def days(self, since: date, until: date) -> list[date]:
        return [since + ONE_DAY * ahead for ahead in range((min(until, self.today) - since).days + 1)]

    # --- what may be done ---

    def place_for(self, unit: int, on: date, wanted: int | None = None) -> int | None:
        """The grant a person who starts that day sits on: lump-sum first, then mobile as they end."""
        return None if self.over(unit) else self.free_place(unit, on, wanted)

    def free_place(self, unit: int, on: date, wanted: int | None = None) -> int | None:
        """The same while nobody asks whether the unit is over its quota."""
        mine = [
            (pool.since > date.min, pool.until, name)
            for name, pool in self.pools.items()
            if pool.unit == unit
        ]
        for _is_mobile, _until, name in sorted(mine):
            pool = self.pools[name]
            if wanted in (None, name) and pool.since <= on <= pool.until and self.is_free(name, on):
                return name
        return None

    def is_free(self, name: int, since: date) -> bool:
        """Whether a head was free on each day since, today included."""
        day, days = min(since, self.today), []
        while day <= self.today:
            days.append(day)
            day += ONE_DAY
        return all(self.figures(name, one)["free"] > 0 for one in days)

    def may_grant(self, name: int | None, heads: int, since: date) -> bool:
        """Whether the reserve carries a number, and no newer number stands in its way."""
        pool = self.pools.get(name, Pool(0))
        change = heads - pool.granted(since)
        if change == 0 or any(number.since > since for number in pool.numbers):
            return False
        if change < 0:
            return since >= self.today
        promised = sum(
            max(0, number.change)
            for other in self.pools.values()
            for number in other.numbers
            if number.since > self.today
        )
        days = [since + ONE_DAY * ahead for ahead in range((self.today - since).days)]
        return change <= self.reserve(self.today) - promised and all(
            change <= self.reserve(day) for day in days
        )

    def is_running(self, name: int) -> bool:
        """Whether a mobile grant has begun and not ended: only then it is extended, given back, reclaimed."""
        return self.pools[name].since <= self.today <= self.pools[name].until

    def take(self, name: int, heads: int) -> bool:
        """Free heads of a mobile grant go back to the district today; nobody's seat is touched."""
        figures = self.figures(name, self.today)
        if not self.is_running(name) or heads > figures["free"]:
            return False
        self.pools[name].numbers.append(Number(figures["granted"] - heads, self.today, -heads))
        return True

    def extend(self, name: int, until: date) -> bool:
        """A mobile grant ends later, once."""
        pool = self.pools[name]
        if not self.is_running(name) or pool.is_extended or until <= pool.until:
            return False
        pool.is_extended, pool.until = True, until
        return True

    def grant(self, name: int, heads: int, since: date) -> None:
        pool = self.pools[name]
        pool.numbers.append(Number(heads, since, heads - pool.granted(since)))
        if since <= self.today:
            self.cut(name)
