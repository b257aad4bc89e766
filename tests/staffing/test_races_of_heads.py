"""Freezes, hires and transfers at once: what the units' locks order; first lost without one."""

from datetime import date
from functools import partial
from threading import Barrier

import pytest

from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent
from staffing.frozen import standstills
from staffing.services import freezes, transfers
from tests.factories import freeze, invented
from tests.staffing.test_races import at_once, hired, refusals

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 10, 30)


def test_without_a_lock_a_hire_that_looked_before_the_freeze_comes_after_it(office):
    """The control: both look, both see an open street, and the claim commits behind the freeze."""
    one, seen, done = freeze(office), Barrier(2), []

    def approve():
        seen.wait()
        freezes.approve_freeze(freeze=one, actor=office.bureau_lead)
        done.append("frozen")
        seen.wait()

    def claim():
        is_open = not standstills([office.street.pk])
        seen.wait()
        seen.wait()
        if is_open:
            done.append("claimed")

    at_once([approve, claim])
    assert done == ["frozen", "claimed"]


@pytest.mark.requirement("R-018")
def test_in_a_storm_of_hires_no_claim_commits_after_the_freeze(office):
    office.grant(16, valid_from=TODAY)
    one = freeze(office)
    people = [invented() for _ in range(15)]
    acts = [lambda person=person: office.hire(TODAY, person=person) for person in people]
    acts.insert(7, lambda: freezes.approve_freeze(freeze=one, actor=office.bureau_lead))
    outcomes = at_once(acts)
    assert len(hired(outcomes)) + len(refusals(outcomes)) == 15
    assert set(refusals(outcomes)) <= {"unit_frozen"}
    # The audit's sequence is the order in which they were committed.
    [frozen] = AuditEvent.objects.filter(act="freeze.approve").values_list("seq", flat=True)
    assert not AuditEvent.objects.filter(act="engagement.start", seq__gt=frozen).exists()
    assert office.figures()["free"] == 0
    assert verify(office.district) == []


# --- transfers ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("R-013")
def test_an_offer_accepted_and_withdrawn_at_once_ends_one_way(office, clock):
    office.grant(1, valid_from=TODAY)
    office.grant(1, office.other_street, valid_from=TODAY)
    mover = office.hire(TODAY)
    clock.move_to("2026-11-02T02:00:00Z")
    one = office.offer(mover)
    withdraw = partial(transfers.withdraw_transfer, transfer=one, actor=office.clerk)
    outcomes = at_once([partial(office.take_over, one), withdraw])
    assert refusals(outcomes) == ["wrong_state"]
    one.refresh_from_db()
    assert one.state in ("done", "withdrawn")
    assert office.figures()["free"] == (1 if one.state == "done" else 0)
    assert verify(office.district) == []


@pytest.mark.requirement("R-013")
def test_transfers_in_both_directions_at_once_never_wait_in_a_circle(office, clock):
    """The bank test: people pass each other between two streets, and no head is lost or made."""
    for street in (office.street, office.other_street):
        office.grant(8, street, valid_from=TODAY)
    here = [office.hire(TODAY) for _ in range(4)]
    there = [office.hire(TODAY, street=office.other_street, clerk=office.other_clerk) for _ in range(4)]
    clock.move_to("2026-11-02T02:00:00Z")
    offers = [office.offer(one) for pair in zip(here, there, strict=True) for one in pair]
    gift = partial(office.give, 1)
    back = partial(office.give, 1, office.other_street, office.street)
    outcomes = at_once([*(partial(office.take_over, one) for one in offers), gift, back])
    assert refusals(outcomes) == []
    assert all(not isinstance(outcome, Exception) for outcome in outcomes)
    for street in (office.street, office.other_street):
        row = office.figures(street=street)
        assert (row["granted"], row["held"], row["free"]) == (8, 4, 4)
    assert verify(office.district) == []
