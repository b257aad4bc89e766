"""A roster of many people meets the money too: who comes first in order is carried, the rest is refused."""

from datetime import date

import pytest
import time_machine
from django.db import transaction

from quota_pool import ledger
from quota_pool.ledger.proof import verify
from quota_pool.models import Hold
from staffing.services.bulk import Entrant, enter_many
from staffing.services.opening import open_roster
from staffing.services.people import build_person
from staffing.services.work import Work
from tests.budgets.treasury import YUAN, Treasury, key
from tests.factories import invented

pytestmark = pytest.mark.django_db
FIRST = date(2026, 12, 1)
COST = 6_400


@pytest.fixture
def treasury():
    with time_machine.travel("2026-12-01T02:00:00Z", tick=True):
        made = Treasury()
        made.office.grant(9, valid_from=FIRST)
        yield made


def entrants(office, count):
    work = Work(
        start_date=FIRST,
        mode="DIRECT",
        post_category="50",
        entry_channel="OPEN",
        monthly_pay_fen=5_000 * YUAN,
    )
    return [Entrant(build_person(office.district, invented()), work, line) for line in range(count)]


def test_as_many_of_a_roster_are_hired_as_the_money_carries(treasury):
    made, office = treasury.in_force(3 * COST + 100), treasury.office
    rows = entrants(office, 5)
    with transaction.atomic():
        books = ledger.lock(office.district.pk, [office.street.pk])
        enter_many(books, office.street, rows, actor=office.clerk, key=key())
    assert [[reason.code for reason in row.reasons] for row in rows] == [
        [],
        [],
        [],
        ["no_money"],
        ["no_money"],
    ]
    held = Hold.objects.filter(fund=made.fund)
    assert [hold.left for hold in held] == [COST * YUAN] * 3
    assert {hold.subject_id for hold in held} == {row.engagement.pk for row in rows[:3]}
    assert office.figures()["free"] == 6
    assert verify(office.district) == []


def test_an_opening_roster_is_a_fact_and_what_it_lacks_is_short(treasury):
    made, office = treasury.in_force(3 * COST), treasury.office
    open_roster(
        unit=office.street,
        entrants=entrants(office, 5),
        document=treasury.paper(),
        opening_day=FIRST,
        actor=office.bureau,
        key=key(),
    )
    holds = Hold.objects.filter(fund=made.fund).order_by("id")
    assert [(hold.left, hold.short) for hold in holds] == [(COST * YUAN, 0)] * 3 + [(0, COST * YUAN)] * 2
    assert verify(office.district) == []
