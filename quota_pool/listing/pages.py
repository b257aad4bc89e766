"""Pages: which rows of how many, and the way to the other pages."""

from dataclasses import dataclass
from math import ceil

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
        """The page shown: past the end it is the last one, for rows go away after an act."""
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


def page_rows(rows, order: tuple[str, ...], pager: Pager):
    """Cut one page out of ordered rows; the far half is read from its end, so the last costs as the first."""
    start, stop = pager.offset, pager.last_row
    if pager.capped or start <= pager.count // 2:
        return list(rows.order_by(*order)[start:stop])
    backwards = rows.order_by(*(turned(name) for name in order))
    return list(backwards[pager.count - stop : pager.count - start])[::-1]


def turned(name: str) -> str:
    """Turn an order field round."""
    return name[1:] if name.startswith("-") else f"-{name}"
