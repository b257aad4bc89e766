"""Two hands on one request or one mobile grant at once: one is heard, the other is told why not."""

from datetime import date
from threading import Barrier

import pytest

from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book, Role
from quota_pool.refusals import Refusal
from staffing.models import MobileRequest, QuotaGrant
from staffing.services import grants, mobile, requests
from tests.factories import document, member
from tests.staffing.test_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)
TODAY, END = date(2026, 10, 30), date(2026, 12, 31)


def yes(office, asked, leader, key):
    paper = document(office.district)
    return lambda: requests.grant(request=asked, document=paper, heads=3, actor=leader, key=key)


def test_without_a_lock_two_leaders_both_find_the_request_open(office):
    """The control: both read “both opinions given”, both decide, and the later one lies over the first."""
    asked, seen = office.reviewed(), Barrier(2)

    def decide(state):
        request = MobileRequest.objects.get(pk=asked.pk)
        is_open = request.state == MobileRequest.State.REVIEWED
        seen.wait()
        return is_open and MobileRequest.objects.filter(pk=asked.pk).update(state=state)

    assert at_once([lambda: decide("refused"), lambda: decide("withdrawn")]) == [1, 1]


def test_two_leaders_grant_one_request_at_once_and_one_pool_is_opened(office):
    second = member(Role.BUREAU_LEAD, office.district)
    for place in range(3):
        asked = office.reviewed()
        both = [
            yes(office, asked, office.bureau_lead, f"a{place}"),
            yes(office, asked, second, f"b{place}"),
        ]
        outcomes = at_once(both)
        assert sum(isinstance(one, MobileRequest) for one in outcomes) == 1, outcomes
        assert refusals(outcomes) == ["wrong_state"]
        assert QuotaGrant.objects.count() == place + 1
    assert verify(office.district) == []


def test_a_grant_and_a_withdrawal_at_once_end_in_one_of_them(office):
    for place in range(3):
        asked = office.reviewed()
        outcomes = at_once(
            [
                yes(office, asked, office.bureau_lead, f"yes{place}"),
                lambda asked=asked: requests.withdraw(request=asked, actor=office.street_lead),
            ]
        )
        assert sum(isinstance(one, MobileRequest) for one in outcomes) == 1, outcomes
        assert refusals(outcomes) == ["wrong_state"]
        asked.refresh_from_db()
        assert (asked.state == "granted") == (asked.grant_id is not None)
    assert verify(office.district) == []


def test_the_last_free_heads_are_given_back_reclaimed_and_sat_on_at_once(office):
    pool = office.mobile(2, TODAY, END)
    paper = mobile.propose_reclaim(pool=pool, heads=2, actor=office.bureau)
    outcomes = at_once(
        [
            lambda: office.give_back(pool, 2),
            lambda: grants.approve_grant(grant=paper, actor=office.bureau_lead, key="reclaim"),
            lambda: office.hire(TODAY, pool=pool),
        ]
    )
    assert sum(isinstance(one, Refusal) for one in outcomes) == 2, outcomes
    held = {one.book: one.balance for one in Account.objects.filter(pool=pool)}
    assert held[Book.FREE] + held[Book.SEATED] in (0, 2)
    assert verify(office.district) == []


def test_one_click_on_giving_back_sent_twice_at_once_gives_back_once(office):
    pool = office.mobile(4, TODAY, END)
    click = {"pool": pool, "heads": 1, "actor": office.street_lead, "key": "one", "note": "任务减少"}
    outcomes = at_once([lambda: mobile.return_heads(**click)] * 3)
    assert len({one.pk for one in outcomes}) == 1, outcomes
    assert Account.objects.get(pool=pool, book=Book.FREE).balance == 3
    assert verify(office.district) == []
