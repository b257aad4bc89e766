"""Pages: which rows of how many, and the way to the other pages."""

from dataclasses import dataclass
from math import ceil

from django.db.models import IntegerField, Subquery
from django.db.models.sql.where import WhereNode

from quota_pool.models import District

WINDOW = 2


@dataclass(frozen=True)
class Pager:
    """One page of a list; `capped` says that counting stopped at `count` and more may follow."""

    count: int
    size: int
    wanted: int = 1
    capped: bool = False

    @property
    def last(self) -> int:
        return max(1, ceil(self.count / self.size))

    @property
    def number(self) -> int:
        """The page shown: past the end it is the last one."""
        return min(self.wanted, self.last)

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first_row(self) -> int:
        return self.offset + 1 if self.count else 0

    @property
    def last_row(self) -> int:
        return min(self.offset + self.size, self.count)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def window(self) -> list[int]:
        """The page numbers to offer; 0 stands for a gap."""
        near = range(max(1, self.number - WINDOW), min(self.last, self.number + WINDOW) + 1)
        numbers = sorted({1, self.last, *near})
        shown: list[int] = []
        for number in numbers:
            if shown and number - shown[-1] > 1:
                shown.append(0)
            shown.append(number)
        return shown


class Counted(Subquery):
    """How many rows a query finds, told in the same statement that reads one page of them."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS found)"

    def __init__(self, rows, cap: int):
        super().__init__(rows.order_by().values("pk")[: cap + 1], output_field=IntegerField())


def counts(parts: dict, cap: int) -> dict[str, int]:
    """How many rows each of some queries finds, one more than the cap at most, in one statement."""
    asked = District.objects.annotate(**{name: Counted(rows, cap) for name, rows in parts.items()})
    told = asked.values(*parts).first() or {}
    return {name: told.get(name) or 0 for name in parts}


def read_page(rows, *, counted, size: int, wanted: int, cap: int) -> tuple[list, Pager]:
    """Read one page of ordered rows and count all that match; past the end, the last page."""
    start = (min(wanted, max(1, cap // size)) - 1) * size
    page = _slice(rows, counted, start, size, cap)
    if not page and start:
        # Rows go away after an act, or an old link is followed: one more look, for the page that is left.
        found = counted.order_by().values("pk")[: cap + 1].count()
        wanted = max(1, ceil(min(found, cap) / size))
        start = (wanted - 1) * size
        page = _slice(rows, counted, start, size, cap)
    found = _found(page[0]) if page else 0
    return page, Pager(min(found, cap), size, wanted, capped=found > cap)


def _slice(rows, counted, start: int, size: int, cap: int) -> list:
    """One page: its keys are sought first, so that what other tables add is read for its rows alone."""
    keys = counted.order_by(*rows.query.order_by).values("pk")[start : start + size]
    return list(of_keys(rows, keys).annotate(found_rows=Counted(counted, cap)))


def of_keys(rows, keys):
    """The rows of these keys, which the conditions have chosen already.

    They are not asked again: an engine would look for an index of theirs, and pass by the keys it was given.
    """
    rows = rows.all()
    rows.query.where = WhereNode()
    return rows.filter(pk__in=keys)


def _found(row) -> int:
    return row["found_rows"] if isinstance(row, dict) else row.found_rows
