"""A plain model of the pool, written from ledger.md: days and people, no account and no entry.

Decisions are kept as they were taken, and every figure of a day is counted afresh from them. The model lives
through each day in turn, as a worker that never dies would; the copy of a day's end is what was known then.
"""

from copy import deepcopy
from datetime import date

from tests.staffing.pool_things import FOREVER, ONE_DAY, Aside, Freeze, Number, Offer, Person, Pool, Search


class Model:
    """The office as its rules tell it; pools and people are named as the system names them."""

    def __init__(self, today: date, reserve: int):
        self.today, self.issued = today, [(today, reserve)]
        self.pools: dict[int, Pool] = {}
        self.people: dict[int, Person] = {}
        self.searches: dict[int, Search] = {}
        self.freezes: dict[int, Freeze] = {}
        self.offers: dict[int, Offer] = {}
        self.serials = 0
        self.past: dict[date, Model] = {}

    # --- figures of a day ---

    def figures(self, name: int, day: date) -> dict[str, int]:
        if day > self.today:
            return self._on(day).figures(name, day)
        granted, waiting, people = self._of(name, day)
        filed = sum(person.filed_on <= day for person in people)
        vacant, is_frozen = max(0, granted - waiting - len(people)), self.is_frozen(name, day)
        return {
            "granted": granted,
            "reserved": waiting,
            "held": len(people) - filed,
            "occupied": filed,
            "free": 0 if is_frozen else vacant,
            "frozen": vacant if is_frozen else 0,
            "over": max(0, len(people) + waiting - granted),
        }

    def vacant(self, name: int, day: date) -> int:
        """Heads nobody sits on or waits for, whether the unit is frozen or not."""
        figures = self.figures(name, day)
        return figures["free"] + figures["frozen"]

    def is_set_aside(self, name: int, since: date) -> bool:
        """Whether a head of the grant was set aside on each day since."""
        days = self.days(since, self.today)
        return all(self.figures(name, day)["reserved"] > 0 for day in days)

    def is_frozen(self, name: int | None, day: date, unit: int | None = None) -> bool:
        """Whether a freeze stands in the way of this grant; of no grant: whether the whole unit is frozen."""
        pool = self.pools.get(name)
        unit, is_mobile = pool.unit if pool else unit, pool is not None and pool.since > date.min
        return any(one.holds(unit, day, is_mobile) for one in self.freezes.values())

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

    def is_stopped(self, unit: int) -> bool:
        """Whether any freeze stands today: then nothing is applied for."""
        return any(one.holds(unit, self.today, True) for one in self.freezes.values())

    def _of(self, name: int, day: date) -> tuple[int, int, list[Person]]:
        mine = [person for person in self.people.values() if person.stays]
        people = [one for one in mine if one.is_on_post(day) and one.place(day) == name]
        asides = [aside for person in self.people.values() for aside in person.asides]
        waiting = sum(one.left(day) for one in (*asides, *self.searches.values()) if one.pool == name)
        return self.pools[name].granted(day), waiting, people

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
            for name, pool in self.pools.items():
                granted = pool.granted(self.today - ONE_DAY) + pool.added(self.today)
                for heads in pool.cuts(self.today):
                    self.cut(name, granted, heads or granted, before_the_starts_of_today=True)
                    granted -= heads

    def cut(self, name: int, granted: int, heads: int, *, before_the_starts_of_today: bool = False) -> None:
        """What is granted no more: free heads, then those set aside, the newest first, then seats."""
        last = self.today - ONE_DAY if before_the_starts_of_today else self.today
        waiting = [one for one in self.people.values() if self._awaits(one, name, last)]
        searches = [
            one for one in self.searches.values() if one.pool == name for _ in range(one.left(self.today))
        ]
        people = [one for one in self._of(name, self.today)[2] if one not in waiting]
        rest = heads - max(0, granted - len(people) - len(waiting) - len(searches))
        for search in sorted(searches, key=lambda one: -one.serial)[: max(0, rest)]:
            search.cut_on(self.today)
        for struck in sorted(waiting, key=lambda one: -one.kept.serial)[: max(0, rest - len(searches))]:
            struck.came = False
            struck.kept.cut_on(self.today)

    def _awaits(self, one: Person, name: int, last: date) -> bool:
        return one.came and one.start > last and isinstance(one.kept, Aside) and one.kept.pool == name

    def call_off(self, person: Person) -> None:
        """A start that will not come: what was set aside for it goes back to those sought, or is free."""
        had, sought = person.came, person.sought
        person.came, person.filing = False, "voided"
        person.kept.cut_on(self.today)
        if sought and sought.pool == person.stays[0][1] and not sought.is_given_up:
            sought.is_open = True
            sought.back += [self.today] * had

    def set_aside(self, person: Person, pool: int) -> None:
        """A head from today until the first day to come."""
        person.kept = Aside(pool, self.today, person.start, self.next_serial())
        person.asides.append(person.kept)

    def next_serial(self) -> int:
        self.serials += 1
        return self.serials

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

    def tell_start(self, person: Person, day: date) -> None:
        """The first day was another; the days that changed and had no free head are spent without one."""
        if person.start > self.today:
            self._tell_a_start_to_come(person, day)
        elif day > person.start:
            self._tell_a_later_start(person, day)
        else:
            self._tell_an_earlier_start(person, day)
        person.start = person.first_day = day

    def _tell_a_start_to_come(self, person: Person, day: date) -> None:
        pool, kept = person.stays[0][1], person.kept
        if day > self.today:
            person.told_anew(lambda _stays: [(day, pool)])
            if person.came:
                kept.until = day
        elif not person.came:  # its head was cut meanwhile
            place = pool if self.fits(pool, day, self.today + ONE_DAY) else None
            person.came, person.kept = True, None
            person.told_anew(lambda stays: [(day, place), *stays[1:]])
        elif self._is_taken_from(person, kept, day):
            person.told_anew(lambda stays: [(day, pool), *stays])
        else:
            kept.until, person.kept = self.today, None
            person.told_anew(lambda stays: [(day, None), (self.today, pool), *stays[1:]])

    def _tell_a_later_start(self, person: Person, day: date) -> None:
        if day > self.today:
            pool, person.start = person.place(self.today), day
            self.set_aside(person, pool)
            person.told_anew(lambda _stays: [(day, pool)])
            return
        person.kept = None

        def tell(stays):
            stood = [place for since, place in stays if since <= day][-1]
            return [(day, stood), *(stay for stay in stays if stay[0] > day)]

        person.told_anew(tell)

    def _tell_an_earlier_start(self, person: Person, day: date) -> None:
        place, kept = person.place(person.start), person.kept
        if kept is not None:
            place = kept.pool if self._is_taken_from(person, kept, day) else None
        elif place is not None and not self.fits(place, day, person.start):
            place = None
        if place is None:
            person.kept = None
        person.told_anew(lambda stays: [(day, place), *stays])

    def _is_taken_from(self, person: Person, kept: Aside | Search, day: date) -> bool:
        """From the head set aside, as far as it was; before that from one that was free."""
        if kept.since <= day:
            kept.taken_on(day, person.start)
            return True
        if not self.fits(kept.pool, day, kept.since):
            return False
        kept.taken_on(kept.since, person.start)
        person.kept = None
        return True

    def elsewhere(self, person: Person, since: date, until: date = FOREVER) -> bool:
        """Whether the same somebody has another engagement on one of these days."""
        others = [one for one in self.people.values() if one.soul == person.soul and one is not person]
        return any(one.first_day <= until and one.end >= since and not self.is_struck(one) for one in others)

    def has_room(self, person: Person, days: list[date], places: list[tuple[date, object]]) -> bool:
        """Whether a head was free wherever the person would have sat on each of these days."""
        for day in days:
            told = [place for since, place in places if since <= day]
            if told and told[-1] is not None and self.vacant(told[-1], day) < 1:
                return False
        return True

    def days(self, since: date, until: date) -> list[date]:
        return [since + ONE_DAY * ahead for ahead in range((min(until, self.today) - since).days + 1)]

    # --- what may be done ---

    def place_for(self, unit: int, on: date, wanted: int | None = None) -> int | None:
        """The grant a person who starts that day sits on: lump-sum first, then mobile as they end."""
        place = self.free_place(unit, on, wanted)
        is_closed = self.over(unit) or self.is_frozen(place, self.today, unit)
        return None if is_closed else place

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
        return all(self.vacant(name, one) > 0 for one in days)

    def fits(self, name: int, since: date, until: date) -> bool:
        """Whether the grant was in force on the first of these days and a head of it free on all of them."""
        pool, days = self.pools[name], range((until - since).days)
        is_valid = pool.since <= since <= pool.until
        return is_valid and all(self.vacant(name, since + ONE_DAY * ahead) > 0 for ahead in days)

    def may_grant(self, name: int | None, heads: int, since: date, unit: int) -> bool:
        """Whether the reserve carries a number, and neither a newer number nor a freeze stands in its way."""
        pool = self.pools.get(name, Pool(0))
        change = heads - pool.granted(since)
        if change == 0 or any(number.since > since for number in pool.numbers):
            return False
        if change < 0:
            return since >= self.today
        if self.is_stopped(unit):
            return False
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

    # --- between streets ---

    def other(self, unit: int) -> int:
        return next(pool.unit for pool in self.pools.values() if pool.unit != unit)

    def may_give(self, giver: int, taker: int) -> bool:
        """Whether heads may go from one lump-sum to another: none owed, no other number still to come."""
        numbers = [number for name in (giver, taker) for number in self.pools[name].numbers]
        is_owing = self.figures(giver, self.today)["over"] > 0
        return not is_owing and all(number.since <= self.today for number in numbers)

    def is_running(self, name: int) -> bool:
        """Whether a mobile grant has begun and not ended: only then it is extended, given back, reclaimed."""
        return self.pools[name].since <= self.today <= self.pools[name].until

    def take(self, name: int, heads: int) -> bool:
        """Free heads of a mobile grant go back to the district today; nobody's seat is touched."""
        if not self.is_running(name) or heads > self.vacant(name, self.today):
            return False
        self.renumber(name, -heads)
        return True

    def renumber(self, name: int, change: int) -> None:
        """Another number from today, which takes nothing that is sat on or waited for."""
        heads = self.pools[name].granted(self.today) + change
        self.pools[name].numbers.append(Number(heads, self.today, change))

    def extend(self, name: int, until: date) -> bool:
        """A mobile grant ends later, once."""
        pool = self.pools[name]
        if not self.is_running(name) or pool.is_extended or until <= pool.until:
            return False
        pool.is_extended, pool.until = True, until
        return True

    def grant(self, name: int, heads: int, since: date) -> None:
        pool = self.pools[name]
        before = pool.granted(since)
        pool.numbers.append(Number(heads, since, heads - before))
        if since <= self.today and heads < before:
            self.cut(name, before, before - heads)
