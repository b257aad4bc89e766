"""Freezes and hires at once: what the unit's lock orders. First lost without the lock, then kept with it."""

from datetime import date
from threading import Barrier

import pytest

from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent
from staffing.frozen import standstills
from staffing.services import freezes
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
