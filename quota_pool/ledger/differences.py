"""What lies between two positions: the acts whose entries count in one of them and not in the other.

The second position is the first one, plus what counts only in the second, minus what counts only in the
first; a scheduled act that one of them plays ahead is told as what was expected then.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Case, Count, IntegerField, Max, Min, Q, Sum, Value, When

from quota_pool.as_of import AsOf
from quota_pool.models import Account, Act, Book, Entry, Measure, ScheduledAct

from .positions import UnitPosition, positions_played

FIGURES = ("granted", "reserved", "seated", "recalled", "free", "unseated")
IN_GRANT = (Book.FREE, Book.RESERVED, Book.SEATED)


@dataclass
class Line:
    """One act in one pool (or without one), and how it changes each figure between the two positions.

    `sign` 1: it counts only in the second position; -1: only in the first. `act` None: a scheduled act that
    was only expected.
    """

    unit_id: int
    pool_id: int | None
    sign: int
    act: Act | None = None
    scheduled: ScheduledAct | None = None
    first: date | None = None
    last: date | None = None
    subjects: int = 0
    subject_id: int | None = None
    changes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))

    @property
    def recorded_at(self) -> datetime:
        return (self.act or self.scheduled).recorded_at

    def add(self, book: str, heads: int) -> None:
        """Count a movement into a book (out of it: below zero)."""
        if book in self.changes:
            self.changes[book] += heads
        if book in IN_GRANT:
            self.changes["granted"] += heads

    @property
    def is_nothing(self) -> bool:
        return not any(self.changes.values())


class Differences:
    """The acts between two positions of some units, read a page at a time."""

    def __init__(self, units: Iterable[int], first: AsOf, second: AsOf):
        self.units, self.first, self.second = list(units), first, second

    # --- the two positions --------------------------------------------------------------------------------

    @cached_property
    def ends(self):
        """Both positions, each with what it plays ahead."""
        return [
            positions_played(self.units, on=end.day, known_on=end.known_on)
            for end in (self.first, self.second)
        ]

    def figures(self) -> list[tuple[str, int, int]]:
        """(figure, in the first position, in the second), over all units and pools."""
        before, after = (_sums(found.values()) for found, _played in self.ends)
        return [(name, before[name], after[name]) for name in FIGURES]

    # --- the acts between ---------------------------------------------------------------------------------

    @cached_property
    def accounts(self) -> dict[int, Account]:
        rows = Account.objects.filter(unit_id__in=self.units, measure=Measure.HEADS)
        return {account.pk: account for account in rows}

    def entries(self):
        """Entries that count in one of the positions and not in the other, with the sign they count with."""
        ids = list(self.accounts)
        mine = Q(source_id__in=ids) | Q(target_id__in=ids)
        added = _counts(self.second) & _counts_not(self.first)
        gone = _counts(self.first) & _counts_not(self.second)
        sign = Case(When(added, then=Value(1)), default=Value(-1), output_field=IntegerField())
        return Entry.objects.filter(mine, added | gone).annotate(sign=sign)

    @cached_property
    def expected(self) -> dict[tuple[int, int], Line]:
        """What the second position plays ahead otherwise than the first, by scheduled act and pool."""
        lines: dict[tuple, Line] = {}
        for sign, (_found, played) in zip((-1, 1), self.ends, strict=True):
            for one in played:
                waiting = one.scheduled
                line = lines.setdefault(waiting.pk, Line(waiting.unit_id, waiting.pool_id, 0))
                line.sign = line.sign or sign
                line.scheduled, line.first, line.last = waiting, waiting.due, waiting.due
                line.subject_id, line.subjects = waiting.subject_id, int(waiting.subject_id is not None)
                for book, heads in one.changes.items():
                    line.add(book, sign * heads)
        return {pk: line for pk, line in lines.items() if not line.is_nothing}

    @cached_property
    def as_expected(self) -> list[int]:
        """Acts that did what one position had played ahead: nothing differs, so neither is told."""
        waiting = {line.scheduled.act_id: line for line in self.expected.values() if line.scheduled.act_id}
        done = defaultdict(list)
        for line in self.lines_of(list(waiting)) if waiting else ():
            done[line.act.pk].append(line.changes)
        return [
            act_id
            for act_id, changes in done.items()
            if changes == [{name: -heads for name, heads in waiting[act_id].changes.items()}]
        ]

    def ahead(self) -> list[Line]:
        """What only one of the positions expects; few, so they are told all at once."""
        quiet = set(self.as_expected)
        return [line for line in self.expected.values() if line.scheduled.act_id not in quiet]

    def acts(self, after: int = 0, most: int = 100) -> tuple[list[Line], int]:
        """The lines of the next acts in the order of recording, and the act to go on after (0: the end)."""
        rows = self.entries().exclude(act__in=self.as_expected)
        rows = rows.filter(act_id__gt=after).order_by("act_id")
        ids = list(rows.values_list("act_id", flat=True).distinct()[: most + 1])
        shown = ids[:most]
        return self.lines_of(shown), shown[-1] if len(ids) > most else 0

    def lines_of(self, act_ids: list[int]) -> list[Line]:
        """The lines of these acts, one a pool and sign, without those that come to nothing."""
        rows = self.entries().filter(act__in=act_ids).order_by("act_id")
        acts = Act.objects.select_related("document").in_bulk(act_ids)
        lines: dict[tuple, Line] = {}
        grouped = rows.values_list("act_id", "sign", "source_id", "target_id").annotate(
            Sum("amount"), Min("effective"), Max("effective"), Min("subject_id"), Count("subject_id")
        )
        for act_id, sign, source, target, heads, *told in grouped:
            for account_id, moved in ((source, -heads), (target, heads)):
                if account := self.accounts.get(account_id):
                    key = (act_id, sign, account.unit_id, account.pool_id)
                    line = lines.setdefault(key, Line(account.unit_id, account.pool_id, sign, acts[act_id]))
                    line.add(account.book, sign * moved)
                    _tell(line, *told)
        return [line for line in lines.values() if not line.is_nothing]

    def by_kind(self) -> list[tuple[str, dict[str, int]]]:
        """(kind of act, what all acts of that kind change), without reading them one by one."""
        sums: dict[str, Line] = defaultdict(lambda: Line(0, None, 1))
        rows = self.entries().exclude(act__in=self.as_expected).order_by()
        rows = rows.values_list("act__kind", "sign", "source_id", "target_id")
        for kind, sign, source, target, heads in rows.annotate(Sum("amount")):
            for account_id, moved in ((source, -heads), (target, heads)):
                if account := self.accounts.get(account_id):
                    sums[kind].add(account.book, sign * moved)
        return [(kind, sums[kind].changes) for kind in Act.Kind.values if kind in sums]


def _sums(found: Iterable[UnitPosition]) -> dict[str, int]:
    found = list(found)
    sums = {name: sum(unit.total(name) for unit in found) for name in FIGURES if name != "unseated"}
    return sums | {"unseated": sum(unit.unseated for unit in found)}


def _counts(end: AsOf) -> Q:
    return Q(effective__lte=end.day) & end.recorded()


def _counts_not(end: AsOf) -> Q:
    later = Q(effective__gt=end.day)
    return later | Q(recorded_at__gt=end.moment) if end.moment else later


def _tell(line: Line, first: date, last: date, subject: int | None, subjects: int) -> None:
    line.first = min(first, line.first or first)
    line.last = max(last, line.last or last)
    line.subjects = max(line.subjects, subjects)
    line.subject_id = subject if line.subjects == 1 else None
