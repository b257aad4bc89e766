"""Money to the fen and heads to the whole: half up at each stated step, whole months, shares without a rest.

Pure functions over whole numbers, so that every figure of domain.md section 7 comes out to the fen.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from budgets.months import half_up

YEAR = 12  # months


def prorated(year_fen: int, months: int) -> int:
    """What falls on so many months of a yearly amount (M6, M7)."""
    return half_up(year_fen * months, YEAR)


def months_of(year: int, first: date, last: date | None = None) -> int:
    """How many months of a year a period touches; a month begun counts whole."""
    start = max((first.year - year) * YEAR + first.month, 1)
    end = min((last.year - year) * YEAR + last.month, YEAR) if last else YEAR
    return max(0, end - start + 1)


def allocate(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Share a whole number out by weights: floors first, the rest by largest remainder (M9)."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    raw = [Fraction(weight) * total / whole for weight in weights]
    shares = [int(part) for part in raw]
    order = sorted(range(len(raw)), key=lambda place: (shares[place] - raw[place], place))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares


def three_factors(total: int, factors: Sequence[Sequence[int]], weights: Sequence[Fraction]) -> list[int]:
    """三要素分档: a total by population, area and revenue, each with its weight; never exceeded (M9)."""
    sums = [sum(factor) for factor in factors]
    shares = [
        sum(
            (weight * value / whole for weight, value, whole in zip(weights, row, sums, strict=True)),
            Fraction(),
        )
        for row in zip(*factors, strict=True)
    ]
    return allocate(total, shares)


def next_base(base_fen: int, spent_fen: int, is_two_way: bool) -> int:
    """The base of the next year: what was spent lowers it where money and heads adjust each other (M3)."""
    return min(base_fen, spent_fen) if is_two_way else base_fen


def reduction_plan(heads: int, percent: int, years: int) -> list[int]:
    """控减方案: heads at the start and at each year's end, down by `percent` in equal steps (M3).

    Ceilings are whole heads, rounded down.
    """
    return [heads * (100 * years - percent * year) // (100 * years) for year in range(years + 1)]
