"""减员增效: how much more the people who stay can be paid when some heads are given up (domain.md M4, P11).

Pure arithmetic over whole fen. Two ceilings bind at once: what is left of this year's envelope after what the
leavers save and cost, and the whole of next year's envelope, for a raise goes on. Of all raises that keep
within both, the largest is found by halving; a fen more would break one of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from budgets.months import half_up
from budgets.rounding import YEAR, prorated

HUNDREDTHS = 10_000  # rates are kept in hundredths of a percent
FARTHEST = 36  # months within which severance is looked for to pay off


@dataclass(frozen=True)
class Head:
    """One person: what a whole year of them costs, and what it means to let them go."""

    key: int
    year_fen: int
    pay_fen: int = 0  # gross a month: the raise in proportion follows it
    on_cost: int = 0  # employer's on-cost on a raise, in hundredths of a percent
    weight: int = 1  # the weighted raise follows it
    severance_fen: int = 0
    paid_until: int = 12  # if given up: the last month of this year still paid; 0 = none


@dataclass(frozen=True)
class Room:
    """What the money allows: this year's free fen with everybody staying, and the whole of the next year."""

    free_fen: int
    next_fen: int
    raise_from: int = 1  # the first month of the raise; 13 = January of the next year
    step_fen: int = 1  # raises are whole multiples of it

    @property
    def months(self) -> int:
        """Months of this year in which the raise is paid."""
        return max(0, YEAR + 1 - self.raise_from)


@dataclass(frozen=True)
class Variant:
    """One way to share the raise out: by person, a month, and what it costs in both years."""

    name: str
    raises: dict[int, int]
    now_fen: int
    next_fen: int
    left_now_fen: int
    left_next_fen: int

    @property
    def month_fen(self) -> int:
        """Gross, all people together, a month."""
        return sum(self.raises.values())

    @property
    def average_fen(self) -> int:
        return self.month_fen // len(self.raises) if self.raises else 0

    @property
    def lowest_fen(self) -> int:
        return min(self.raises.values(), default=0)

    @property
    def highest_fen(self) -> int:
        return max(self.raises.values(), default=0)


@dataclass(frozen=True)
class Question:
    """Who stays, who is given up, and the room there is."""

    staying: Sequence[Head]
    leaving: Sequence[Head]
    room: Room

    @cached_property
    def saved_now_fen(self) -> int:
        """What the leavers do not cost any more this year."""
        return sum(prorated(one.year_fen, YEAR - one.paid_until) for one in self.leaving)

    @cached_property
    def saved_year_fen(self) -> int:
        """What they would have cost in a whole year."""
        return sum(one.year_fen for one in self.leaving)

    @cached_property
    def severance_fen(self) -> int:
        return sum(one.severance_fen for one in self.leaving)

    @cached_property
    def budget_now_fen(self) -> int:
        """What can be spent on raises this year."""
        return self.room.free_fen + self.saved_now_fen - self.severance_fen

    @cached_property
    def staying_year_fen(self) -> int:
        return sum(one.year_fen for one in self.staying)

    @cached_property
    def budget_next_fen(self) -> int:
        """What can be spent on raises next year."""
        return self.room.next_fen - self.staying_year_fen

    @cached_property
    def per_head_fen(self) -> int:
        """Next year's room by head, employer's costs included, rounded to the fen (M4)."""
        return half_up(max(0, self.budget_next_fen), len(self.staying)) if self.staying else 0

    @cached_property
    def gross_fen(self) -> int:
        """The same as gross pay a year, at the average on-cost (M4)."""
        if not self.staying:
            return 0
        rate = half_up(sum(one.on_cost for one in self.staying), len(self.staying))
        return half_up(self.per_head_fen * HUNDREDTHS, HUNDREDTHS + rate)

    @cached_property
    def growth(self) -> int:
        """By how much money a head grows, in hundredths of a percent (M4: q / (1 − q))."""
        return half_up(max(0, self.budget_next_fen) * HUNDREDTHS, self.staying_year_fen or 1)

    @cached_property
    def pays_off(self) -> int | None:
        """The month, counted from this January, by whose end what is saved covers the severance."""
        if not self.leaving:
            return None
        for month in range(1, FARTHEST + 1):
            saved = sum(one.year_fen * max(0, month - one.paid_until) for one in self.leaving)
            if saved and saved >= self.severance_fen * YEAR:
                return month
        return None


EVEN, BY_PAY, WEIGHTED = "even", "by_pay", "weighted"
SHARES: dict[str, Callable[[Head], int]] = {
    EVEN: lambda one: 1,
    BY_PAY: lambda one: one.pay_fen,
    WEIGHTED: lambda one: one.weight,
}


def variants(question: Question) -> list[Variant]:
    """Three ways to share out the largest raise: the same for each, in proportion to pay, by weight."""
    return [variant(question, name) for name in SHARES]


def variant(question: Question, name: str) -> Variant:
    """The largest raise of one kind that this year's room and the whole of next year's can bear."""
    shares = [SHARES[name](one) for one in question.staying]
    rates = [one.on_cost for one in question.staying]
    most = max(shares, default=0)
    budgets = (question.budget_now_fen, question.budget_next_fen)
    months = (question.room.months, YEAR)
    step = question.room.step_fen

    def raises(highest: int) -> list[int]:
        return [highest * share // most // step * step for share in shares]

    def fits(highest: int) -> bool:
        found = raises(highest)
        return all(
            not count or cost(found, rates, count) <= budget
            for budget, count in zip(budgets, months, strict=True)
        )

    highest = _largest(fits, max(0, *budgets)) if most and min(budgets) >= 0 else 0
    found = raises(highest) if most else [0] * len(shares)
    now, later = (cost(found, rates, count) for count in months)
    keys = (one.key for one in question.staying)
    return Variant(
        name,
        dict(zip(keys, found, strict=True)),
        now,
        later,
        question.budget_now_fen - now,
        question.budget_next_fen - later,
    )


def cost(raises: Sequence[int], rates: Sequence[int], months: int) -> int:
    """What raises cost in so many months, the employer's on-cost rounded to the fen for each person."""
    return sum(
        half_up(amount * months * (HUNDREDTHS + rate), HUNDREDTHS)
        for amount, rate in zip(raises, rates, strict=True)
    )


def _largest(fits: Callable[[int], bool], beyond: int) -> int:
    """The largest number that fits, found by halving; nought always does."""
    least, most = 0, beyond + 1
    while most - least > 1:
        middle = (least + most) // 2
        if fits(middle):
            least = middle
        else:
            most = middle
    return least


def given_up(heads: Sequence[Head], count: int) -> tuple[list[Head], list[Head]]:
    """(staying, leaving) when only a number is named: whoever costs least to let go first, then as listed."""
    order = sorted(range(len(heads)), key=lambda place: (heads[place].severance_fen, place))
    chosen = set(order[:count])
    staying = [one for place, one in enumerate(heads) if place not in chosen]
    return staying, [heads[place] for place in sorted(chosen)]
