"""A head is never counted, it is moved: what the ledger posts, and what it and the database refuse."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quota_pool import ledger
from quota_pool.ledger import proof
from quota_pool.ledger.posting import LedgerFault
from quota_pool.models import Account, Act, Book, Entry, Hold
from quota_pool.refusals import Refusal
from tests.factories import district, unit

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 10, 30)


@pytest.fixture
def clock():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as traveller:
        yield traveller


class Counter:
    """One street with its lump-sum pool, and moves between its accounts by their books."""

    def __init__(self):
        self.district = district()
        self.street = unit(self.district)
        self.serial = 0

    def post(self, *moves, kind="correct"):
        """Each move: (from, to, heads, days ago)."""
        self.serial += 1
        with transaction.atomic():
            books = ledger.lock(self.district.pk, [self.street.pk])
            [pool] = books.of_unit(self.street.pk)
            lines = [
                ledger.Move(self._account(books, pool, source), self._account(books, pool, target), heads, on)
                for source, target, heads, back in moves
                for on in [books.today - timedelta(days=back)]
            ]
            return ledger.post(books, kind=kind, actor=None, key=f"act{self.serial}", moves=lines)

    def _account(self, books, pool, book):
        if book in (Book.OUTSIDE, Book.RESERVE):
            return books.district_account(book)
        return books.unseated[self.street.pk] if book == Book.UNSEATED else pool[book]

    def balance(self, book) -> int:
        return Account.objects.get(district=self.district, measure="heads", book=book).balance

    def faults(self):
        """What this floor's checks find; no hold stands here behind what is reserved."""
        own = [check for check in proof.CHECKS if check.__module__ == proof.__name__]
        return [fault for check in own for fault in check(self.district) if fault.invariant != "6"]

    def grant(self, heads, back=0):
        self.post((Book.OUTSIDE, Book.RESERVE, heads, back), (Book.RESERVE, Book.FREE, heads, back))


@pytest.fixture
def counter(clock):
    return Counter()


# --- moving ----------------------------------------------------------------------------------------------


def test_every_entry_carries_the_balances_after_it(counter):
    counter.grant(3)
    act = counter.post((Book.FREE, Book.SEATED, 1, 0), (Book.FREE, Book.RESERVED, 2, 0))
    lines = act.entries.order_by("id").values_list("amount", "source_after", "target_after")
    assert list(lines) == [(1, 2, 1), (2, 0, 2)]
    assert [counter.balance(book) for book in (Book.FREE, Book.SEATED, Book.RESERVED)] == [0, 1, 2]
    assert counter.balance(Book.OUTSIDE) == -3


def test_an_act_is_checked_as_one_net_effect(counter):
    """Out of an empty account and back into it on the same day: no day ends below zero."""
    counter.grant(1)
    counter.post((Book.FREE, Book.SEATED, 1, 0))
    counter.post((Book.FREE, Book.RESERVED, 1, 0), (Book.SEATED, Book.FREE, 1, 0))
    assert counter.balance(Book.RESERVED) == 1


@pytest.mark.requirement("R-017")
def test_a_back_dated_movement_must_fit_on_every_day_since(counter, clock):
    counter.grant(1, back=9)
    counter.post((Book.FREE, Book.SEATED, 1, 6))
    counter.post((Book.SEATED, Book.FREE, 1, 3))
    with pytest.raises(Refusal) as refusal:
        counter.post((Book.FREE, Book.SEATED, 1, 8))
    reason = refusal.value.reasons[0]
    assert (reason.code, reason.facts["day"], reason.facts["missing"]) == ("below_zero", "2026-10-24", 1)
    assert "2026-10-24" in reason.detail
    assert reason.facts["first_day"] == "2026-10-27", "the day the seat came free"
    assert "2026-10-27" in reason.remedy
    counter.post((Book.FREE, Book.SEATED, 1, 3))
    assert counter.faults() == []


def test_heads_that_arrive_while_some_are_recalled_go_back_to_the_district_that_day(counter):
    counter.grant(2, back=9)
    counter.post((Book.FREE, Book.SEATED, 2, 9))
    counter.post((Book.SEATED, Book.RECALLED, 1, 4))
    act = counter.post((Book.SEATED, Book.FREE, 1, 6))
    assert (counter.balance(Book.RECALLED), counter.balance(Book.RESERVE)) == (0, 1)
    fed = act.entries.filter(source__book=Book.RECALLED).values_list("amount", "effective")
    assert list(fed) == [(1, FRIDAY - timedelta(days=4))]
    assert counter.faults() == []


def test_what_was_fed_later_is_not_fed_twice(counter):
    """Recalled from the 6th day back to the 3rd: a late arrival is fed in between, and free after it."""
    counter.grant(2, back=9)
    counter.post((Book.FREE, Book.SEATED, 2, 9))
    counter.post((Book.SEATED, Book.RECALLED, 1, 6))
    counter.post((Book.SEATED, Book.FREE, 1, 3))
    counter.post((Book.SEATED, Book.FREE, 1, 8))
    balances = [counter.balance(book) for book in (Book.FREE, Book.RECALLED, Book.SEATED, Book.RESERVE)]
    assert balances == [1, 0, 0, 1]
    assert counter.faults() == []


def test_mirrored_entries_put_every_day_back_as_it_was(counter):
    counter.grant(2, back=9)
    seated = counter.post((Book.FREE, Book.SEATED, 1, 5), (Book.FREE, Book.RESERVED, 1, 2))
    with transaction.atomic():
        books = ledger.lock(counter.district.pk, [counter.street.pk])
        moves = ledger.mirrored(seated.entries.all(), books.by_id())
        act = ledger.post(books, kind="mirror", actor=None, key="undo", moves=moves, reverses=seated)
    days = act.entries.order_by("id").values_list("effective", "source__book", "target__book")
    assert list(days) == [
        (FRIDAY - timedelta(days=2), "reserved", "free"),
        (FRIDAY - timedelta(days=5), "seated", "free"),
    ]
    assert counter.balance(Book.FREE) == 2
    assert counter.faults() == []


@pytest.mark.requirement("R-004")
@pytest.mark.parametrize(
    "move",
    [
        (Book.FREE, Book.SEATED, 0, 0),
        (Book.FREE, Book.SEATED, -1, 0),
        (Book.FREE, Book.SEATED, 1, -1),
        (Book.OUTSIDE, Book.SEATED, 1, 0),
        (Book.RECALLED, Book.RESERVED, 1, 0),
    ],
    ids=["nothing", "less than nothing", "tomorrow", "from nowhere", "no such movement"],
)
def test_a_movement_that_cannot_be_is_a_fault_of_ours_and_leaves_no_trace(counter, move):
    counter.grant(2)
    with pytest.raises(LedgerFault):
        counter.post(move)
    assert Act.objects.count() == 1


@pytest.mark.requirement("R-024")
def test_a_key_is_good_for_one_act(counter):
    counter.grant(1)
    counter.serial = 0
    with pytest.raises(IntegrityError), transaction.atomic():
        counter.grant(1)
    assert counter.balance(Book.FREE) == 1


# --- what the database itself refuses -----------------------------------------------------------------------


@pytest.mark.requirement("R-001", "R-004")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE quota_pool_account SET balance = -1 WHERE book = 'free'",
        "UPDATE quota_pool_account SET balance = balance - 5 WHERE book = 'reserve' AND measure = 'heads'",
        'UPDATE quota_pool_hold SET "left" = -1',
        "INSERT INTO quota_pool_account (district_id, unit_id, pool_id, measure, book, balance, version)"
        " SELECT district_id, unit_id, pool_id, measure, book, 0, 0 FROM quota_pool_account"
        " WHERE book = 'free'",
    ],
    ids=["below zero", "less than there is", "a hold below zero", "a second account"],
)
def test_raw_sql_cannot_take_an_account_where_it_may_not_be(counter, sql):
    counter.grant(2)
    Hold.objects.create(
        district=counter.district,
        unit=counter.street,
        pool=counter.street.pools.get(),
        purpose="recruiting",
        created_at="2026-10-30T02:00:00Z",
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.requirement("R-001")
@pytest.mark.parametrize("change", [{"amount": 0}, {"amount": -3}, {"source_is_target": True}])
def test_an_entry_moves_something_somewhere_else(counter, change):
    counter.grant(2)
    entry = Entry.objects.first()
    entry.pk = None
    if change.pop("source_is_target", False):
        entry.target_id = entry.source_id
    for name, value in change.items():
        setattr(entry, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


# --- any number of movements -------------------------------------------------------------------------------

PAIRS = [
    (Book.OUTSIDE, Book.RESERVE),
    (Book.RESERVE, Book.FREE),
    (Book.FREE, Book.RESERVED),
    (Book.RESERVED, Book.SEATED),
    (Book.FREE, Book.SEATED),
    (Book.SEATED, Book.FREE),
    (Book.SEATED, Book.RECALLED),
    (Book.FREE, Book.RESERVE),
    (Book.OUTSIDE, Book.UNSEATED),
]


class AnyMovements(TestCase):
    """Whatever is posted or refused, the sums are those of the entries and no day ends below zero."""

    @pytest.mark.requirement("R-003", "R-012")
    @given(
        st.lists(
            st.tuples(st.sampled_from(PAIRS), st.integers(1, 4), st.integers(0, 6)), min_size=5, max_size=40
        )
    )
    def test_balances_are_the_sums_of_their_entries(self, moves):
        with time_machine.travel("2026-10-30T02:00:00Z"):
            counter = Counter()
            counter.post((Book.OUTSIDE, Book.RESERVE, 9, 6))
            for (source, target), heads, back in moves:
                try:
                    counter.post((source, target, heads, back))
                except Refusal:
                    continue
            assert Account.objects.aggregate(sum=Sum("balance"))["sum"] == 0
            assert counter.faults() == []
