"""The nouns of the plain model: numbers, grants, heads set aside, freezes, offers, people."""

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

    def added(self, day: date) -> int:
        """Heads that documents add on their day."""
        return sum(number.change for number in self.numbers if number.since == day and number.change > 0)

    def cuts(self, day: date) -> list[int]:
        """Heads that each document takes on its day; 0 stands for all that are left when the grant ends."""
        taken = [-number.change for number in self.numbers if number.since == day and number.change < 0]
        return [*taken, 0] if day == self.until + ONE_DAY else taken


@dataclass
class Aside:
    """A head set aside for a start to come, from a day on until another; the newer, the sooner it is cut."""

    pool: int
    since: date
    until: date
    serial: int

    def left(self, day: date) -> int:
        return self.since <= day < self.until

    def taken_on(self, day: date, _before: date) -> None:
        self.until = day

    def cut_on(self, day: date) -> None:
        self.until = min(self.until, day)


@dataclass
class Search:
    """Heads set aside while people are sought, and the days on which they were taken, cut or given up."""

    unit: int
    pool: int
    since: date
    heads: int
    serial: int
    taken: list[date] = field(default_factory=list)
    back: list[date] = field(default_factory=list)  # of starts called off
    is_open: bool = True
    is_given_up: bool = False

    def left(self, day: date) -> int:
        if day < self.since:
            return 0
        return self.heads - sum(on <= day for on in self.taken) + sum(on <= day for on in self.back)

    def taken_on(self, day: date, before: date) -> None:
        self.taken[self.taken.index(before)] = day

    def cut_on(self, day: date) -> None:
        self.taken.append(day)


@dataclass
class Freeze:
    """A unit that takes nobody in, or nobody on mobile heads."""

    unit: int
    kind: str
    since: date
    until: date = FOREVER

    def holds(self, unit: int, day: date, is_mobile: bool) -> bool:
        is_meant = self.kind == "frozen" or is_mobile
        return self.unit == unit and is_meant and self.since <= day < self.until


@dataclass
class Offer:
    """A person one street offers to the other."""

    who: int
    to_unit: int
    from_day: date
    with_head: bool
    expires: date
    state: str = "offered"

    @property
    def is_open(self) -> bool:
        return self.state in ("offered", "agreed")

    def has_lapsed(self, day: date) -> bool:
        """Whether nobody answered in time."""
        return self.state == "offered" and self.expires < day


@dataclass
class Person:
    """One engagement: first and last day, where it stood from which day on, and its filing."""

    unit: int
    start: date  # the first day that counts; `first_day` is the first day of work
    stays: list[tuple[date, object]]
    end: date = FOREVER
    filing: str = "to_submit"
    filed_on: date = FOREVER
    asides: list[Aside] = field(default_factory=list)  # heads set aside for a start that was still to come
    kept: Aside | Search | None = None  # the head set aside that the first day is taken from
    came: bool = True  # no longer once cancelled or struck
    before_exit: list[tuple[date, object]] | None = None  # where it stood, had there been no exit
    first_day: date = date.min
    sought: Search | None = None
    soul: int = 0  # who it is, whichever street they work for

    def is_on_post(self, day: date) -> bool:
        return self.came and self.start <= day <= self.end

    def place(self, day: date):
        return [place for since, place in self.stays if since <= day][-1]

    def place_then(self):
        """Where it stood on its last day; nowhere counts as without a head."""
        told = [place for since, place in self.stays if since <= self.end]
        return told[-1] if told else self.before_exit[0][1]

    def told_anew(self, tell) -> None:
        """Where it stood was otherwise, whether there was an exit or not."""
        self.stays = tell(self.stays)
        self.before_exit = self.before_exit and tell(self.before_exit)
