"""The life of a mobile pool: extended once, given back, reclaimed when idle, overrun with people on it."""

from datetime import date, timedelta

import pytest

from quota_pool import access, rules
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book, Document, ScheduledAct, User
from quota_pool.refusals import Refusal
from staffing.models import QuotaGrant
from staffing.selectors import unit_position
from staffing.services import grants, mobile
from tests.factories import document
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)
END = date(2026, 12, 31)
LATER = date(2027, 5, 31)


def codes(refusal) -> list[str]:
    return sorted(reason.code for reason in refusal.value.reasons)


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


def granted(office, on=None, known_on=None) -> int:
    return unit_position(office.street, on=on, known_on=known_on).total("granted", "mobile")


def reserve(office) -> int:
    return Account.objects.get(district=office.district, book=Book.RESERVE).balance


@pytest.fixture
def pool(office):
    """Five mobile heads until the end of the year."""
    return office.mobile(5, TODAY, END)


# --- extended --------------------------------------------------------------------------------------------


def test_an_extension_moves_the_end_and_is_known_only_from_its_day(office, pool, clock):
    go_to(clock, date(2026, 11, 20))
    extension = office.extend(pool, LATER)
    go_to(clock, date(2026, 11, 23))
    pool.refresh_from_db()
    assert pool.valid_to == LATER
    assert (extension.purpose, extension.change, extension.amends.valid_to) == ("extension", 0, END)
    january = date(2027, 1, 15)
    assert granted(office, on=january) == 5
    assert granted(office, on=january, known_on=date(2026, 11, 19)) == 0, "then it still ended in December"
    go_to(clock, january)
    assert granted(office) == 5
    go_to(clock, LATER + timedelta(days=1))
    assert granted(office) == 0
    assert verify(office.district) == []


def test_the_old_expiry_stays_readable_as_called_off(office, pool):
    office.extend(pool, LATER)
    expiries = ScheduledAct.objects.filter(pool=pool, kind="expire").order_by("id")
    assert [(one.due, one.outcome) for one in expiries] == [
        (END + timedelta(days=1), "cancelled"),
        (LATER + timedelta(days=1), ""),
    ]


def test_a_mobile_grant_is_extended_once(office, pool):
    office.extend(pool, LATER)
    with pytest.raises(Refusal) as refusal:
        office.extend(pool, date(2027, 6, 30))
    assert codes(refusal) == ["extended_already"]


def test_a_grant_that_has_ended_is_not_extended(office, pool, clock):
    go_to(clock, END + timedelta(days=1))
    with pytest.raises(Refusal) as refusal:
        office.extend(pool, LATER)
    assert codes(refusal) == ["mobile_ended"]


def test_a_proposed_extension_that_comes_too_late_is_refused_when_decided(office, pool, clock):
    paper = mobile.propose_extension(
        pool=pool, valid_to=LATER, document=document(office.district), actor=office.bureau
    )
    go_to(clock, END + timedelta(days=1))
    with pytest.raises(Refusal) as refusal:
        grants.approve_grant(grant=paper, actor=office.bureau_lead, key="late")
    assert codes(refusal) == ["mobile_ended"]
    assert granted(office) == 0


def test_an_extension_goes_to_a_later_day(office, pool):
    with pytest.raises(Refusal) as refusal:
        office.extend(pool, END)
    assert codes(refusal) == ["extension_not_longer"]


def test_a_long_extension_warns_and_blocks_where_the_district_says_so(office, pool):
    long = date(2027, 7, 1)
    rules.set_value(
        code="mobile_extension",
        value=6,
        level="block",
        valid_from=date(2026, 10, 1),
        actor=office.bureau_lead,
        district=office.district,
    )
    with pytest.raises(Refusal) as refusal:
        office.extend(QuotaGrant.objects.get(pool=pool).pool, long)
    assert codes(refusal) == ["extension_too_long"]
    assert refusal.value.reasons[0].facts["latest"] == "2027-06-30"


def test_people_sit_on_after_an_extension(office, pool, clock):
    seated = office.hire(TODAY, pool=pool)
    office.extend(pool, LATER)
    go_to(clock, date(2027, 2, 1))
    seated.refresh_from_db()
    assert office.figures()["over"] == 0
    assert office.figures(on=date(2027, 6, 1))["over"] == 1
    assert verify(office.district) == []


# --- given back ------------------------------------------------------------------------------------------


def test_a_street_gives_free_heads_back(office, pool):
    before = reserve(office)
    office.hire(TODAY, pool=pool)
    paper = office.give_back(pool, 3)
    assert (paper.change, paper.heads, paper.state, paper.document) == (-3, 2, "granted", pool.document)
    assert granted(office) == 2
    assert reserve(office) == before + 3
    assert verify(office.district) == []


def test_nobody_s_seat_is_given_back(office, pool):
    for _place in range(3):
        office.hire(TODAY, pool=pool)
    with pytest.raises(Refusal) as refusal:
        office.give_back(pool, 3)
    assert codes(refusal) == ["heads_not_free"]
    assert refusal.value.reasons[0].facts == {"free": 2, "heads": 3, "most": 2}


def test_only_the_street_s_leader_gives_back(office, pool):
    for actor in (office.clerk, office.bureau):
        with pytest.raises(access.Forbidden):
            mobile.return_heads(pool=pool, heads=1, actor=actor, key="x")


def test_the_second_click_gives_nothing_back_twice(office, pool):
    for _click in range(2):
        mobile.return_heads(pool=pool, heads=1, actor=office.street_lead, key="one")
    assert granted(office) == 4


def test_a_lump_sum_is_not_given_back_this_way(office):
    office.grant(5, valid_from=TODAY)
    with pytest.raises(Refusal) as refusal:
        office.give_back(office.lump_sum(), 1)
    assert codes(refusal) == ["no_mobile_pool"]


def test_heads_are_given_back_extended_and_reclaimed_in_one_day_and_the_books_agree(office, clock):
    pool = office.mobile(9, TODAY, END)
    go_to(clock, date(2026, 11, 20))
    reclaim = mobile.propose_reclaim(pool=pool, heads=2, actor=office.bureau)
    office.extend(pool, LATER)
    office.give_back(pool, 1)
    grants.approve_grant(grant=reclaim, actor=office.bureau_lead, key="reclaim")
    assert granted(office) == 6
    assert verify(office.district) == []
    go_to(clock, LATER + timedelta(days=3))
    assert granted(office) == 0
    assert verify(office.district) == []


def test_the_list_of_grants_adds_up_to_the_figure_on_every_day(office, pool, clock):
    go_to(clock, date(2026, 11, 20))
    office.give_back(pool, 2)
    go_to(clock, date(2026, 12, 1))
    office.extend(pool, LATER)
    go_to(clock, date(2026, 12, 5))
    for on, known in (
        (TODAY, None),
        (date(2026, 11, 20), None),
        (date(2027, 1, 15), None),
        (LATER + timedelta(days=1), None),
        (date(2027, 1, 15), date(2026, 11, 25)),
        (date(2026, 11, 22), date(2026, 11, 19)),
    ):
        days = f"on={on}" + (f"&known_on={known}" if known else "")
        listed = at(office.bureau).get(page("grants") + f"?kind=mobile&{days}").context_data["list_page"]
        whole = sum(row["change"] for row in listed.matching.values("change"))
        assert whole == granted(office, on, known), (on, known)


# --- reclaimed -------------------------------------------------------------------------------------------


def test_idle_heads_are_counted_with_their_evidence(office, pool, clock):
    someone = office.hire(TODAY, pool=pool)
    office.hire(TODAY, pool=pool)
    go_to(clock, date(2026, 11, 20))
    office.leave(someone, date(2026, 11, 19))
    extension = office.extend(pool, LATER)
    go_to(clock, date(2027, 1, 30))
    proof = mobile.evidence(extension.pool)
    assert (proof["idle_heads"], proof["idle_since"]) == (3, "2026-10-30")
    assert (proof["peak_use"], proof["used"], proof["granted"], proof["free"]) == (2, 1, 5, 4)
    go_to(clock, date(2027, 2, 20))
    assert mobile.evidence(extension.pool)["idle_heads"] == 4


def test_unused_heads_are_reclaimed_by_two_people(office, pool, clock):
    office.hire(TODAY, pool=pool)
    office.extend(pool, LATER)
    go_to(clock, date(2027, 2, 1))
    paper = mobile.propose_reclaim(pool=pool, heads=4, actor=office.bureau, note="三个月未用")
    assert paper.state == "proposed"
    assert granted(office) == 5, "nothing moves before the leader approves"
    promoted = User.objects.get(pk=office.bureau.pk)
    promoted.memberships.update(role="bureau_lead")
    with pytest.raises(Refusal) as refusal:
        grants.approve_grant(grant=paper, actor=promoted, key="own")
    assert codes(refusal) == ["own_work"]
    grants.approve_grant(grant=paper, actor=office.bureau_lead, key="yes")
    assert granted(office) == 1
    paper.refresh_from_db()
    assert paper.evidence["idle_since"] == "2026-10-30"
    assert verify(office.district) == []


def test_what_stands_idle_in_a_frozen_street_is_reclaimed_all_the_same(office, pool):
    office.freeze()
    office.reclaim(pool, 3)
    assert granted(office) == 2
    assert verify(office.district) == []


def test_heads_taken_meanwhile_are_not_reclaimed(office, pool, clock):
    paper = mobile.propose_reclaim(pool=pool, heads=5, actor=office.bureau)
    office.hire(TODAY, pool=pool)
    with pytest.raises(Refusal) as refusal:
        grants.approve_grant(grant=paper, actor=office.bureau_lead, key="yes")
    assert codes(refusal) == ["heads_not_free"]
    assert granted(office) == 5


def test_reclaiming_what_is_not_idle_warns_and_blocks_where_the_district_says_so(office, pool):
    warned = mobile.propose_reclaim(pool=pool, heads=1, actor=office.bureau)
    assert warned.state == "proposed"
    with pytest.raises(Refusal) as refusal:
        mobile.propose_reclaim(pool=pool, heads=1, actor=office.bureau)
    assert codes(refusal) == ["proposed_already"]
    grants.refuse_grant(grant=warned, actor=office.bureau_lead, note="任务将恢复")
    rules.set_value(
        code="mobile_unused_reclaim",
        value=3,
        level="block",
        valid_from=date(2026, 10, 1),
        actor=office.bureau_lead,
        district=office.district,
    )
    with pytest.raises(Refusal) as refusal:
        mobile.propose_reclaim(pool=pool, heads=1, actor=office.bureau)
    assert codes(refusal) == ["heads_not_idle"]


# --- who decides on many heads at once -------------------------------------------------------------------


def test_many_heads_at_once_want_the_committee(office):
    def told(grant) -> str:
        rows = {check["ruling"]["rule"]: check["result"] for check in grant.checks}
        return rows["committee_threshold"]

    assert told(office.grant(2, valid_from=TODAY)) == "passed"
    assert told(office.grant(5, valid_from=TODAY)) == "warned"
    by_committee = document(office.district)
    Document.objects.filter(pk=by_committee.pk).update(decision_level="committee")
    by_committee.refresh_from_db()
    assert told(office.grant(9, valid_from=TODAY, document=by_committee)) == "passed"


def test_where_the_district_says_so_many_heads_are_refused_without_the_committee(office):
    rules.set_value(
        code="committee_threshold",
        value=3,
        level="block",
        valid_from=date(2026, 10, 1),
        actor=office.bureau_lead,
        district=office.district,
    )
    with pytest.raises(Refusal) as refusal:
        office.grant(3, valid_from=TODAY)
    assert codes(refusal) == ["needs_committee"]
    assert refusal.value.reasons[0].facts["most"] == 2
    assert office.grant(2, valid_from=TODAY).state == "granted"
