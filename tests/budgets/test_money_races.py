"""Many hires at once on an envelope that carries few. First lost without the lock, then run with it."""

from datetime import date
from threading import Barrier

import hypothesis
import pytest
import time_machine

from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book, Hold
from tests.budgets.treasury import YUAN, Treasury
from tests.factories import invented
from tests.staffing.test_races import at_once, hired, refusals

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2026, 12, 1)
PAY = 5_000 * YUAN
COST = 6_400  # one December of it, with 28 % on-cost, in yuan
CROWD = 16 if hypothesis.settings.default.derandomize else 200


@pytest.fixture
def treasury():
    with time_machine.travel("2026-12-01T02:00:00Z", tick=True):
        made = Treasury()
        made.office.grant(CROWD, valid_from=FIRST)
        yield made


def account(envelope, book) -> Account:
    return Account.objects.get(fund=envelope.fund, book=book)


def test_without_a_lock_a_crowd_holds_the_last_money_many_times(treasury):
    """The control: reading first and writing what was read is how one month's money is held sixteen times."""
    made = treasury.in_force(COST)
    seen = Barrier(16)

    def hold():
        free, committed = account(made, Book.FREE), account(made, Book.COMMITTED)
        is_enough = free.balance >= COST * YUAN
        seen.wait()
        if not is_enough:
            return "refused"
        Account.objects.filter(pk=free.pk).update(balance=free.balance - COST * YUAN)
        Account.objects.filter(pk=committed.pk).update(balance=committed.balance + COST * YUAN)
        return "held"

    assert at_once([hold] * 16).count("held") == 16
    assert account(made, Book.FREE).balance == 0


@pytest.mark.requirement("R-001", "R-005")
def test_a_crowd_on_an_envelope_that_carries_three_seats_exactly_three(treasury):
    made = treasury.in_force(3 * COST + 1)
    people = [invented() for _ in range(CROWD)]
    office = treasury.office

    def hire(person):
        return lambda: office.hire(FIRST, person=person, monthly_pay_fen=PAY)

    outcomes = at_once(hire(person) for person in people)
    assert len(hired(outcomes)) == 3
    assert refusals(outcomes) == ["no_money"] * (CROWD - 3)
    assert account(made, Book.FREE).balance == YUAN
    assert account(made, Book.COMMITTED).balance == 3 * COST * YUAN
    assert Hold.objects.filter(fund=made.fund).count() == 3
    assert office.figures()["held"] == 3
    assert verify(office.district) == []
