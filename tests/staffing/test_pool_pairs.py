"""A thousand random pairs of days, true on and known on, against the plain model (issue section 7)."""

import os
import random
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from hypothesis.stateful import MultipleResults

from quota_pool import ledger
from quota_pool.as_of import AsOf
from quota_pool.ledger.differences import FIGURES
from staffing.models import Engagement
from staffing.selectors import BEHIND, unit_positions
from tests.staffing.office_life import FIRST_DAY
from tests.staffing.office_moves import OfficeMoves

BIG = os.environ.get("HYPOTHESIS_PROFILE") == "big"
PAIRS = 10_000 if BIG else 1_000
STEPS = 600 if BIG else 150
STREETS = ("street", "other_street")
# What an office does: how often, with what, and which list its outcome joins. Time goes by most of all.
ACTS = {
    "time_goes_by": (8, "days", None),
    "the_worker_is_down_for_a_week": (1, "week", None),
    "the_worker_comes_by": (1, "", None),
    "hire": (6, "name ahead", "people"),
    "hire_on_a_mobile_grant": (2, "name ahead pool", "people"),
    "hire_many": (2, "name starts", "people"),
    "register": (0.5, "name back", "people"),
    "leave": (4, "who ahead", None),
    "take_back_an_exit": (2, "who", None),
    "change_the_last_day": (2, "who ahead", None),
    "cancel": (1, "who", None),
    "tell_of_another_first_day": (4, "who ahead", None),
    "seat_on_a_mobile_grant": (1, "who pool", None),
    "seat_on_the_lump_sum": (2, "who", None),
    "submit": (3, "who", None),
    "decide": (3, "who word", None),
    "number": (3, "name ahead heads", None),
    "mobile": (3, "name ahead heads term", "mobiles"),
    "ask_for_mobile_heads": (1, "name ahead heads fewer", "mobiles"),
    "extend": (1, "pool more", None),
    "give_back": (1, "pool heads", None),
    "reclaim": (1, "pool heads", None),
    "issue": (1, "heads back", None),
    "freeze": (0.7, "name kind later", "freezes"),
    "lift": (4, "freeze", None),
    "recruit": (3, "name heads later", "searches"),
    "recruit_on_a_mobile_grant": (1, "pool heads later", "searches"),
    "hire_whom_was_sought": (6, "search ahead", "people"),
    "give_up_recruiting": (1, "search", None),
    "offer": (6, "who soon with_head", "offers"),
    "take_over": (8, "offer back", "people"),
    "agree_to_take_over_with_the_head": (4, "offer", "agreed"),
    "let_the_head_go_along": (4, "deal", "people"),
    "withdraw": (1, "offer", None),
    "give_heads": (1, "name heads", None),
}
DAY = timedelta(days=1)
# Each fact as the rules of the machine name it, and how the dice choose it.
FACTS = {
    "name": ("name", lambda life, dice: dice.choice(STREETS)),
    "ahead": ("ahead", lambda life, dice: DAY * dice.randint(-6, 12)),
    "soon": ("ahead", lambda life, dice: dice.randint(-6, 1)),
    "later": ("ahead", lambda life, dice: dice.randint(0, 3)),
    "days": ("days", lambda life, dice: dice.randint(1, 6)),
    "week": ("days", lambda life, dice: dice.randint(7, 10)),
    "back": ("back", lambda life, dice: dice.randint(-1, 4)),
    "heads": ("heads", lambda life, dice: dice.choice([1, 1, 2, 3, 6, 9])),
    "fewer": ("fewer", lambda life, dice: dice.randint(0, 2)),
    "more": ("more", lambda life, dice: dice.randint(-2, 12)),
    "term": ("term", lambda life, dice: dice.randint(0, 20)),
    "starts": ("starts", lambda life, dice: [DAY * dice.randint(-6, 12) for _one in range(2)]),
    "word": ("word", lambda life, dice: dice.choice(["accept", "accept", "return", "refuse"])),
    "kind": ("kind", lambda life, dice: dice.choice(["frozen", "suspended"])),
    "with_head": ("with_head", lambda life, dice: dice.random() < 0.4),
    "who": ("who", lambda life, dice: life.one_of("people", dice)),
    "pool": ("pool", lambda life, dice: life.one_of("mobiles", dice)),
    "search": ("search", lambda life, dice: life.one_of("searches", dice)),
    "offer": ("one", lambda life, dice: life.one_of("offers", dice)),
    "deal": ("one", lambda life, dice: life.one_of("agreed", dice)),
    "freeze": ("one", lambda life, dice: life.one_of("freezes", dice)),
}


class Life(OfficeMoves):
    """The office of the state machine, driven by dice alone: one long life instead of many short ones."""

    def live(self, dice: random.Random, steps: int) -> None:
        self.found, self.done = defaultdict(list), Counter()
        self.issue(20, 0)  # enough heads that the door is open on most days
        self.begin(8, 7)
        names, weights = list(ACTS), [weight for weight, _facts, _list in ACTS.values()]
        for name in dice.choices(names, weights, k=steps):
            self.step(name, dice)

    def step(self, name: str, dice: random.Random) -> None:
        _weight, wanted, joins = ACTS[name]
        facts = {FACTS[one][0]: FACTS[one][1](self, dice) for one in wanted.split()}
        if any(value is None for value in facts.values()):
            return
        if name == "lift":
            self.found["freezes"].remove(facts["one"])
        made = getattr(self, name)(**facts)
        self.done[name] += 1
        if joins:
            self.found[joins] += made.values if isinstance(made, MultipleResults) else [made]

    def one_of(self, names: str, dice: random.Random):
        """One of those that came up so far, the newer the likelier; none if there is none."""
        found = self.found[names]
        if names in ("offers", "agreed"):
            found = [one for one in found if self.model.offers[one].is_open] or found
        return dice.choice(found[-6:]) if found else None

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


NAMES = ("granted", "reserved", "held", "occupied", "free", "frozen", "over")


def figures(pool) -> dict[str, int]:
    return {name: getattr(pool, name) for name in NAMES}


def expected(model, pool, day) -> dict[str, int]:
    """What the model counts; of a grant it did not know yet, nothing."""
    if pool.pool.pk not in model.pools:
        return dict.fromkeys(NAMES, 0)
    return model.figures(pool.pool.pk, day)


@pytest.mark.requirement("R-007", "R-017")
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


@pytest.mark.requirement("R-007")
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


@pytest.mark.requirement("R-007")
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
