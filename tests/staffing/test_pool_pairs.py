"""A thousand random pairs of days, true on and known on, against the plain model (issue section 7)."""

import os
import random
from datetime import timedelta

import pytest
from hypothesis.stateful import MultipleResults

from quota_pool import ledger
from quota_pool.as_of import AsOf
from quota_pool.ledger.differences import FIGURES
from staffing.models import Engagement
from staffing.selectors import BEHIND, unit_positions
from tests.staffing.test_pool_machine import FIRST_DAY, OfficeLife

BIG = os.environ.get("HYPOTHESIS_PROFILE") == "big"
PAIRS = 10_000 if BIG else 1_000
STEPS = 400 if BIG else 110
STREETS = ("street", "other_street")
# What an office does, the frequent oftener; time goes by most of all.
ACTS = (
    *["time_goes_by"] * 5,
    *["hire"] * 4,
    *["leave"] * 2,
    *["submit"] * 2,
    *["decide"] * 2,
    "number",
    "mobile",
    "hire_on_a_mobile_grant",
    "register",
    "hire_many",
    "cancel",
    "seat_on_a_mobile_grant",
    "seat_on_the_lump_sum",
    "the_worker_comes_by",
)


class Life(OfficeLife):
    """The office of the state machine, driven by dice alone: one long life instead of many short ones."""

    def live(self, dice: random.Random, steps: int) -> None:
        self.dice_of_acts, self.someone, self.grants_to_use = dice, [], []
        self.begin(4, 3)
        for _step in range(steps):
            self.step(dice.choice(ACTS))

    def step(self, name: str) -> None:
        facts = self.facts(name)
        if any(value is None for value in facts.values()):
            return
        found = getattr(self, name)(**facts)
        rows = found.values if isinstance(found, MultipleResults) else [found]
        if name == "mobile":
            self.grants_to_use += rows
        elif name in ("hire", "hire_on_a_mobile_grant", "register", "hire_many"):
            self.someone += rows

    def facts(self, name: str) -> dict:
        """What the act is done with, as the rules of the machine take it."""
        dice = self.dice_of_acts
        street = {"name": dice.choice(STREETS)}
        ahead = {"ahead": timedelta(days=dice.randint(-6, 12))}
        who = {"who": dice.choice(self.someone) if self.someone else None}
        pool = {"pool": dice.choice(self.grants_to_use) if self.grants_to_use else None}
        starts = [timedelta(days=dice.randint(-6, 12)) for _person in range(dice.randint(1, 3))]
        return {
            "time_goes_by": {"days": dice.randint(1, 6)},
            "hire": street | ahead,
            "leave": who | ahead,
            "submit": who,
            "decide": who | {"word": dice.choice(["accept", "accept", "return", "refuse"])},
            "number": street | ahead | {"heads": dice.randint(0, 6)},
            "mobile": street | ahead | {"heads": dice.randint(1, 3), "term": dice.randint(0, 20)},
            "hire_on_a_mobile_grant": street | ahead | pool,
            "register": street | {"back": dice.randint(-2, 9)},
            "hire_many": street | {"starts": starts},
            "cancel": who,
            "seat_on_a_mobile_grant": who | pool,
            "seat_on_the_lump_sum": who,
            "the_worker_comes_by": {},
        }[name]

    def pair(self, dice: random.Random):
        """A random day, and a random closed day it was known on, or none."""
        known = dice.choice([None, *sorted(self.model.past)])
        ahead = dice.randint(0, 15) if dice.random() < 0.2 else 0
        day = FIRST_DAY + timedelta(days=dice.randint(0, (self.today - FIRST_DAY).days) + ahead)
        return day, known

    @property
    def streets(self):
        return [getattr(self.office, name) for name in STREETS]


@pytest.fixture
def life(db):
    living = Life()
    try:
        living.live(random.Random(20260302), STEPS)
        yield living
    finally:
        living.teardown()


NAMES = ("granted", "reserved", "held", "occupied", "free", "over")


def figures(pool) -> dict[str, int]:
    return {name: getattr(pool, name) for name in NAMES}


def expected(model, pool, day) -> dict[str, int]:
    """What the model counts; of a grant it did not know yet, nothing."""
    if pool.pool.pk not in model.pools:
        return dict.fromkeys(NAMES, 0)
    return model.figures(pool.pool.pk, day)


@pytest.mark.requirement("R-009")
def test_a_thousand_random_pairs_are_as_the_model_counts_them(life):
    dice, models = random.Random(1), {}
    for _pair in range(PAIRS):
        day, known = life.pair(dice)
        if (day, known) not in models:
            models[day, known] = (life.model.past[known] if known else life.model).at(day)
        model = models[day, known]
        for row in unit_positions(life.streets, on=day, known_on=known):
            assert row.unseated == model.unseated(row.unit.pk, day), (day, known)
            for pool in row.pools:
                assert figures(pool) == expected(model, pool, day), (day, known, pool)
    assert len(models) > min(PAIRS, 400)


@pytest.mark.requirement("R-009", "R-031")
def test_lists_of_people_add_up_to_the_figures_of_random_pairs(life):
    dice = random.Random(2)
    people = Engagement.objects.filter(district=life.office.district)
    for _pair in range(PAIRS // 25):
        day, known = life.pair(dice)
        rows = unit_positions(life.streets, on=day, known_on=known)
        for figure in ("held", "occupied"):
            found = BEHIND[figure](people, day, known).count()
            assert found == sum(row.total(figure) for row in rows), (figure, day, known)
        assert BEHIND["unseated"](people, day, known).count() == sum(row.unseated for row in rows)


@pytest.mark.requirement("R-009", "R-031")
def test_the_acts_between_two_pairs_add_up_to_the_change_of_each_figure(life):
    dice = random.Random(3)
    for _pair in range(PAIRS // 10):
        first, second = (AsOf(*life.pair(dice)) for _end in range(2))
        units = dice.choice([[life.office.street.pk], [street.pk for street in life.streets]])
        between = ledger.Differences(units, first, second)
        told, after = between.ahead(), -1
        while after:
            lines, after = between.acts(max(after, 0), most=7)
            told += lines
        by_kind = [changes for _kind, changes in between.by_kind()]
        by_kind += [line.changes for line in between.ahead()]
        for name, before, later in between.figures():
            assert sum(line.changes[name] for line in told) == later - before, (name, first, second)
            assert sum(changes[name] for changes in by_kind) == later - before, (name, first, second)
    assert tuple(name for name, _before, _later in between.figures()) == FIGURES
