"""A fen is never counted, it is moved: what a fund is given, holds, pays, owes and hands back."""

from datetime import date

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quota_pool import ledger
from quota_pool.ledger import proof
from quota_pool.models import Act, Book, Fund, Hold
from quota_pool.refusals import Refusal
from tests.factories import district, unit

pytestmark = pytest.mark.django_db


class Till:
    """One street with its envelope of the year, and acts on it."""

    def __init__(self, fen: int = 0, **fund):
        self.district = district()
        self.street = unit(self.district)
        self.serial, self.holds = 0, {}
        with transaction.atomic():
            books = ledger.lock(self.district.pk, [self.street.pk])
            row = Fund(district=self.district, unit=self.street, kind=Fund.Kind.ENVELOPE, year=2026, **fund)
            self.fund = ledger.open_fund(books, row).fund
        if fen:
            self.act(lambda purse, _fund: purse.appropriate(fen))
        if fen and not self.fund.follows_heads:
            self.act(lambda purse, fund: purse.fund(fund, fen))

    def act(self, done, kind=Act.Kind.FUND):
        self.serial += 1
        with transaction.atomic():
            books = ledger.lock(self.district.pk, [self.street.pk])
            self.holds = {name: Hold.objects.get(pk=hold.pk) for name, hold in self.holds.items() if hold.pk}
            purse, fund = ledger.Purse(books), books.funds[self.fund.pk]
            answer = done(purse, fund)
            purse.post(kind=kind, actor=None, key=f"money{self.serial}")
            return answer

    def hold(self, name: str, fen: int) -> int:
        """Set money aside for somebody, as far as it reaches; what is short."""

        def done(purse, fund):
            hold = self.holds.get(name) or ledger.new_hold(purse.books, fund, len(self.holds) + 1)
            self.holds[name] = hold
            return purse.hold_what_fits(hold, fen)

        return self.act(done)

    def release(self, name: str, fen: int):
        def done(purse, fund):
            purse.release(self.holds[name], fen)
            purse.top_up(fund)

        self.act(done)

    def give(self, fen: int):
        def done(purse, fund):
            purse.appropriate(fen)
            purse.fund(fund, fen)
            purse.top_up(fund)

        self.act(done)

    def draw(self, name: str, fen: int) -> bool:
        return self.act(lambda purse, _fund: purse.draw(self.holds[name], fen), Act.Kind.DRAW)

    def cut(self, fen: int):
        self.act(lambda purse, fund: purse.cut(fund, fen), Act.Kind.CUT_FUND)

    def stands(self) -> tuple[int, ...]:
        """Free, committed, recalled, spent, overspent."""
        rows = dict(self.fund.accounts.values_list("book", "balance"))
        books = (Book.FREE, Book.COMMITTED, Book.RECALLED, Book.SPENT, Book.OVERSPENT)
        return tuple(rows[book] for book in books)

    def left(self, name: str) -> tuple[int, int]:
        hold = Hold.objects.get(pk=self.holds[name].pk)
        return hold.left, hold.short

    def faults(self):
        own = [check for check in proof.CHECKS if check.__module__ == proof.__name__]
        return [fault for check in own for fault in check(self.district)]


@pytest.fixture
def clock():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as traveller:
        yield traveller


def test_money_is_held_paid_and_what_is_left_comes_free(clock):
    till = Till(100)
    assert till.hold("甲", 60) == 0
    assert till.stands() == (40, 60, 0, 0, 0)
    assert till.draw("甲", 25)
    till.release("甲", 35)
    assert till.stands() == (75, 0, 0, 25, 0)
    assert till.left("甲") == (0, 0)
    assert till.faults() == []


def test_what_does_not_reach_stands_as_short_and_is_covered_by_the_next_money(clock):
    till = Till(100)
    till.hold("甲", 70)
    assert till.hold("乙", 50) == 20
    assert till.left("乙") == (30, 20)
    till.give(15)
    assert till.left("乙") == (45, 5)
    till.release("甲", 10)
    assert till.left("乙") == (50, 0)
    assert till.stands() == (5, 110, 0, 0, 0)
    assert till.faults() == []


def test_a_cut_below_what_is_held_becomes_a_debt_that_the_next_release_pays(clock):
    till = Till(100)
    till.hold("甲", 90)
    till.cut(40)
    assert till.stands() == (0, 60, 30, 0, 0)  # ten were free, thirty are owed
    till.release("甲", 20)
    assert till.stands() == (0, 60, 10, 0, 0)  # twenty went back to the district
    assert till.left("甲") == (70, 0)
    assert till.faults() == []


def test_pay_out_of_what_a_cut_took_stands_as_overspent(clock):
    till = Till(100)
    till.hold("甲", 100)
    till.cut(40)
    assert till.draw("甲", 100)
    assert till.stands() == (0, 0, 0, 60, 40)
    assert till.faults() == []


def test_a_draw_tops_its_hold_up_from_free_money_and_is_refused_without(clock):
    till = Till(100)
    till.hold("甲", 60)
    assert till.draw("甲", 80)
    assert till.stands() == (20, 0, 0, 80, 0)
    assert till.draw("甲", 21) is False
    assert till.stands() == (20, 0, 0, 80, 0)


def test_more_than_is_there_is_not_held(clock):
    till = Till(100)
    with pytest.raises(Refusal) as refused:
        till.act(lambda purse, fund: purse.hold(ledger.new_hold(purse.books, fund), 101))
    assert refused.value.code == "no_money_left"
    assert till.stands() == (100, 0, 0, 0, 0)
    assert not Hold.objects.exists()


def test_money_of_actual_heads_comes_and_goes_with_them(clock):
    """实有人数 × 定额: a start brings its money out of the appropriation, an exit takes it back there."""
    till = Till(100, follows_heads=True)
    till.hold("甲", 60)
    assert till.stands() == (0, 60, 0, 0, 0)
    till.draw("甲", 10)
    till.release("甲", 50)
    assert till.stands() == (0, 0, 0, 10, 0)
    assert till.hold("乙", 95) == 5
    assert till.faults() == []


def test_a_fund_whose_year_is_closed_takes_part_in_no_act(clock):
    till = Till(100)
    till.act(lambda purse, fund: purse.give_back(fund, 100), Act.Kind.RETURN)
    with transaction.atomic():
        books = ledger.lock(till.district.pk, [till.street.pk])
        ledger.close_fund(books, books.funds[till.fund.pk].fund)
    with transaction.atomic():
        assert ledger.lock(till.district.pk, [till.street.pk]).funds == {}


def test_a_year_that_still_holds_money_is_not_closed(clock):
    till = Till(100)
    till.hold("甲", 1)
    with transaction.atomic():
        books = ledger.lock(till.district.pk, [till.street.pk])
        with pytest.raises(ValueError, match="still holds"):
            ledger.close_fund(books, books.funds[till.fund.pk].fund)


class Storyteller(TestCase):
    """Any sequence of acts leaves books that balance."""

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(("hold", "release", "give", "draw", "cut")),
                st.sampled_from("甲乙丙"),
                st.integers(1, 60),
            ),
            max_size=14,
        ),
        st.booleans(),
    )
    def test_after_any_story_every_fen_is_somewhere(self, story, follows_heads):
        with time_machine.travel(date(2026, 10, 30), tick=True):
            till = Till(100, follows_heads=follows_heads)
            for deed, name, fen in story:
                self.tell(till, deed, name, fen)
                assert till.faults() == []
                assert min(till.stands()) >= 0

    def tell(self, till, deed, name, fen):
        free, committed, *_rest = till.stands()
        if deed == "hold":
            till.hold(name, fen)
        elif deed == "cut" and not till.fund.follows_heads:
            till.cut(min(fen, free + committed))
        elif deed == "give" and not till.fund.follows_heads:
            till.give(fen)
        elif deed in ("release", "draw") and name in till.holds:
            getattr(till, deed)(name, fen)
