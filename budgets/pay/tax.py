"""Individual income tax on wages, withheld cumulatively over the year (累计预扣法)."""

from dataclasses import dataclass

from .terms import share

FREE_A_MONTH = 5_000_00
# (up to so much taxable income of the year, percentage, quick deduction), in fen.
BRACKETS = (
    (36_000_00, 3, 0),
    (144_000_00, 10, 2_520_00),
    (300_000_00, 20, 16_920_00),
    (420_000_00, 25, 31_920_00),
    (660_000_00, 30, 52_920_00),
    (960_000_00, 35, 85_920_00),
)
ABOVE = (45, 181_920_00)


@dataclass(frozen=True)
class Prior:
    """What earlier months of the year have brought: income, what it was free of, tax already withheld."""

    months: int = 0
    income_fen: int = 0
    insurance_fen: int = 0
    tax_fen: int = 0


FIRST = Prior()


def withheld(income_fen: int, insurance_fen: int, prior: Prior = FIRST) -> int:
    """The tax of this month: of the whole year so far, less what was withheld before; never negative."""
    free = FREE_A_MONTH * (prior.months + 1)
    taxable = prior.income_fen + income_fen - prior.insurance_fen - insurance_fen - free
    return max(0, _of_year(max(0, taxable)) - prior.tax_fen)


def _of_year(taxable_fen: int) -> int:
    for upper, rate, less in BRACKETS:
        if taxable_fen <= upper:
            return share(taxable_fen, rate, 100) - less
    rate, less = ABOVE
    return share(taxable_fen, rate, 100) - less
