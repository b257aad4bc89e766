"""The bureau proposes, its leader approves, the ledger moves the difference: up, down, for a term."""

from datetime import date

import pytest
from django.http import Http404

from quota_pool import access
from quota_pool.calendar import now
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Act, Book, ScheduledAct, User
from quota_pool.refusals import Refusal, Stale
from staffing.models import QuotaGrant
from staffing.services import grants
from tests.factories import district, document, unit

pytestmark = pytest.mark.django_db
OCTOBER_30, YEAR_END = date(2026, 10, 30), date(2026, 12, 31)


def november(day: int) -> date:
    return date(2026, 11, day)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def go_to(clock, day: date) -> None:
    clock.move_to(f"{day}T02:00:00Z")


def reserve(office) -> int:
    return Account.objects.get(district=office.district, book=Book.RESERVE).balance


def propose(office, heads=5, **what):
    what = {"kind": "lump_sum", "valid_from": OCTOBER_30, "document": document(office.district)} | what
    return grants.propose_grant(unit=office.street, heads=heads, actor=office.bureau, **what)


# --- two pairs of eyes, a document, the reserve ----------------------------------------------------------


def test_nothing_moves_before_the_leader_approves(office):
    propose(office)
    assert office.figures()["granted"] == 0
    assert reserve(office) == 1000


def test_the_number_is_the_whole_number_and_the_ledger_moves_the_difference(office):
    for heads, left in ((350, 650), (320, 680), (330, 670)):
        office.grant(heads, valid_from=OCTOBER_30)
        assert office.figures()["granted"] == heads
        assert reserve(office) == left
    changes = QuotaGrant.objects.order_by("id").values_list("change", flat=True)
    assert list(changes) == [350, -30, 10]
    assert verify(office.district) == []


def test_whoever_proposes_does_not_approve(office):
    proposed = propose(office, 1)
    promoted = User.objects.get(pk=office.bureau.pk)
    promoted.memberships.update(role="bureau_lead")
    with pytest.raises(Refusal) as refusal:
        grants.approve_grant(grant=proposed, actor=promoted, key="approve")
    assert codes(refusal) == {"own_work"}


def test_the_street_neither_proposes_nor_approves(office):
    proposed = propose(office)
    with pytest.raises(access.Forbidden):
        grants.approve_grant(grant=proposed, actor=office.clerk, key="approve")
    with pytest.raises(access.Forbidden):
        grants.propose_grant(
            unit=office.street,
            kind="lump_sum",
            heads=1,
            document=proposed.document,
            valid_from=OCTOBER_30,
            actor=office.clerk,
        )


def test_another_district_is_out_of_sight(office):
    elsewhere = unit(district("440113", "邻区"))
    with pytest.raises(Http404):
        grants.propose_grant(
            unit=elsewhere,
            kind="lump_sum",
            heads=1,
            document=document(office.district),
            valid_from=OCTOBER_30,
            actor=office.bureau,
        )


def test_a_refused_grant_keeps_the_leaders_words_and_is_not_approved_later(office):
    proposed = propose(office)
    refused = grants.refuse_grant(grant=proposed, actor=office.bureau_lead, note="先内部挖潜")
    assert (refused.state, refused.note) == ("refused", "先内部挖潜")
    with pytest.raises(Refusal) as refusal:
        grants.approve_grant(grant=proposed, actor=office.bureau_lead, key="approve")
    assert codes(refusal) == {"wrong_state"}


@pytest.mark.requirement("R-015")
def test_a_grant_changed_meanwhile_is_stale(office):
    proposed = propose(office)
    QuotaGrant.objects.filter(pk=proposed.pk).update(version=2)
    with pytest.raises(Stale):
        grants.approve_grant(grant=proposed, actor=office.bureau_lead, key="approve", seen=1)


def test_no_number_stands_on_a_voided_document(office, clock):
    paper = document(office.district)
    paper.voided_at = now()
    paper.save()
    with pytest.raises(Refusal) as refusal:
        propose(office, document=paper)
    assert codes(refusal) == {"document_voided"}


def test_old_lines_of_merged_assistants_stay_readable(office):
    lines = [
        {"assistant_kind": "城管协管员", "department": "城管局", "heads": 60},
        {"assistant_kind": "网格员", "department": "政法委", "heads": 200},
    ]
    proposed = propose(office, 260, origins=lines)
    kept = proposed.origins.order_by("id").values("assistant_kind", "department", "heads")
    assert list(kept) == lines


@pytest.mark.requirement("R-004")
def test_the_reserve_is_not_granted_twice(office):
    office.grant(900, valid_from=OCTOBER_30)
    with pytest.raises(Refusal) as refusal:
        office.grant(200, street=office.other_street, valid_from=OCTOBER_30)
    reason = refusal.value.reasons[0]
    assert reason.code == "reserve_short"
    assert (reason.facts["reserve"], reason.facts["missing"]) == (100, 100)


def test_heads_promised_for_a_day_to_come_are_not_granted_to_another(office, clock):
    office.grant(600, valid_from=november(10))
    for valid_from in (OCTOBER_30, november(20)):
        with pytest.raises(Refusal) as refusal:
            office.grant(600, street=office.other_street, valid_from=valid_from)
        assert codes(refusal) == {"reserve_short"}
    office.grant(400, street=office.other_street, valid_from=OCTOBER_30)
    go_to(clock, november(10))
    assert office.figures()["granted"] == 600


def test_the_same_number_again_is_said_to_be_no_change(office):
    office.grant(5, valid_from=OCTOBER_30)
    with pytest.raises(Refusal) as refusal:
        office.grant(5, valid_from=OCTOBER_30)
    assert codes(refusal) == {"grant_unchanged"}


# --- by the day ------------------------------------------------------------------------------------------


@pytest.mark.requirement("R-024")
@pytest.mark.parametrize("valid_from", [OCTOBER_30, date(2026, 11, 10)])
def test_a_second_click_on_approve_does_nothing_twice(office, valid_from):
    proposed = propose(office, 3, valid_from=valid_from)
    for _ in range(2):
        approved = grants.approve_grant(grant=proposed, actor=office.bureau_lead, key="one-click")
    assert approved.state == "granted"
    assert office.figures(on=november(10))["granted"] == 3
    assert Act.objects.filter(key="one-click").count() == 1
    assert verify(office.district) == []


def test_a_grant_to_come_counts_from_its_day_whoever_notices(office, clock):
    office.grant(3, valid_from=november(10))
    with pytest.raises(Refusal) as refusal:
        office.hire(OCTOBER_30)
    assert "2026-11-10" in refusal.value.reasons[0].remedy
    assert office.figures(on=november(9))["granted"] == 0
    assert office.figures(on=november(10))["granted"] == 3
    go_to(clock, november(12))
    assert office.figures()["granted"] == 3
    assert office.hire(november(10)).start_date == november(10)
    assert ScheduledAct.objects.get().outcome == "posted"
    assert verify(office.district) == []


def test_the_last_document_for_a_day_is_the_one_that_holds(office, clock):
    office.grant(10, valid_from=OCTOBER_30)
    for heads in (4, 8):
        office.grant(heads, valid_from=november(10))
        assert office.figures(on=november(10))["granted"] == heads
    go_to(clock, november(11))
    office.hire(november(11))
    assert office.figures()["granted"] == 8
    assert verify(office.district) == []


def test_a_grant_dated_back_seats_people_who_were_there(office, clock):
    go_to(clock, november(20))
    office.issue(10, on=november(1))
    office.grant(2, valid_from=november(3))
    assert office.figures(on=november(2))["granted"] == 0
    assert office.figures(on=november(3))["granted"] == 2
    assert office.figures(on=november(3), known_on=november(19))["granted"] == 0
    office.hire(november(3))
    assert verify(office.district) == []


@pytest.mark.requirement("R-008")
def test_a_cut_never_reaches_behind_its_day(office, clock):
    office.grant(5, valid_from=OCTOBER_30)
    go_to(clock, november(10))
    with pytest.raises(Refusal) as refusal:
        office.grant(3, valid_from=november(5))
    assert codes(refusal) == {"grant_back_dated"}
    assert "2026-11-10" in refusal.value.reasons[0].remedy


def test_a_newer_number_is_not_overtaken_by_an_older_day(office, clock):
    office.grant(5, valid_from=november(20))
    with pytest.raises(Refusal) as refusal:
        office.grant(9, valid_from=november(10))
    assert codes(refusal) == {"grant_earlier"}


@pytest.mark.requirement("R-008")
def test_a_cut_below_use_throws_nobody_out_and_closes_the_intake(office, clock):
    office.grant(3, valid_from=OCTOBER_30)
    people = [office.hire(OCTOBER_30) for _ in range(3)]
    mobile = office.mobile(1, OCTOBER_30, YEAR_END)
    go_to(clock, november(5))
    office.grant(1, valid_from=november(5))
    assert office.figures() == {
        "granted": 2, "reserved": 0, "held": 3, "occupied": 0, "free": 1, "over": 2,
    }  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        office.hire(november(5), pool=mobile)
    assert codes(refusal) == {"intake_closed"}
    for place, engagement in enumerate(people[:2], start=6):
        go_to(clock, november(place + 1))
        office.leave(engagement, november(place))
    assert office.figures()["over"] == 0
    assert reserve(office) == 998
    assert office.hire(november(8), pool=mobile).pool == mobile
    assert verify(office.district) == []


def test_a_lump_sum_stands_until_the_next_document_even_past_new_year(office, clock):
    office.grant(10, valid_from=OCTOBER_30, valid_to=YEAR_END)
    go_to(clock, date(2027, 1, 5))
    assert office.figures()["granted"] == 10
    office.grant(8, valid_from=date(2027, 1, 5))
    assert office.figures()["granted"] == 8
    assert verify(office.district) == []


def test_on_one_day_people_leave_before_the_cut_and_start_after_it(office, clock):
    office.grant(2, valid_from=OCTOBER_30)
    office.leave(office.hire(OCTOBER_30), november(4))
    office.hire(OCTOBER_30)
    office.grant(1, valid_from=november(5))
    assert office.figures(on=november(5)) == {
        "granted": 1, "reserved": 0, "held": 1, "occupied": 0, "free": 0, "over": 0,
    }  # fmt: skip
    office.grant(1, street=office.other_street, valid_from=OCTOBER_30)
    comes = office.hire(november(5), street=office.other_street, clerk=office.other_clerk)
    office.grant(0, street=office.other_street, valid_from=november(5))
    go_to(clock, november(5))
    assert office.figures()["over"] == 0
    assert office.figures(street=office.other_street)["held"] == 0
    office.grant(1, street=office.other_street, valid_from=november(5), document=document(office.district))
    comes.refresh_from_db()
    assert comes.void_reason == "head_cut_before_start"
    assert verify(office.district) == []


def test_no_day_is_promised_on_which_the_head_that_comes_free_is_owed(office, clock):
    office.grant(2, valid_from=OCTOBER_30)
    first, second = office.hire(OCTOBER_30), office.hire(OCTOBER_30)
    office.grant(1, valid_from=OCTOBER_30)
    office.leave(first, november(4))
    assert next_free(office) is None
    office.leave(second, november(9))
    assert next_free(office) == "2026-11-10"


def next_free(office):
    with pytest.raises(Refusal) as refusal:
        office.hire(OCTOBER_30)
    [reason] = [one for one in refusal.value.reasons if one.code == "no_free_head"]
    return reason.facts.get("next_free")


# --- mobile grants ---------------------------------------------------------------------------------------


def test_a_mobile_grant_expires_with_its_people_over_quota_and_recalled(office, clock):
    mobile = office.mobile(2, OCTOBER_30, november(10))
    stays = office.hire(OCTOBER_30, pool=mobile)
    go_to(clock, november(10))
    assert office.figures()["over"] == 0
    go_to(clock, november(11))
    assert office.figures() == {
        "granted": 0, "reserved": 0, "held": 1, "occupied": 0, "free": 0, "over": 1,
    }  # fmt: skip
    office.grant(1, valid_from=november(11))
    seated = Account.objects.get(pool=mobile, book=Book.RECALLED)
    assert seated.balance == 1
    office.seat(stays, office.lump_sum())
    assert office.figures()["over"] == 0
    assert reserve(office) == 999
    assert verify(office.district) == []


def test_what_expires_goes_back_even_if_nobody_looked_for_a_month(office, clock):
    office.mobile(2, OCTOBER_30, november(10))
    go_to(clock, date(2026, 12, 15))
    assert office.figures(on=november(10))["granted"] == 2
    assert office.figures(on=november(11))["granted"] == 0
    assert office.figures()["granted"] == 0
    office.grant(1, valid_from=date(2026, 12, 15))
    expiry = Act.objects.get(kind="expire")
    assert {entry.effective for entry in expiry.entries.all()} == {november(11)}
    assert verify(office.district) == []


def test_heads_that_came_back_to_the_district_are_granted_even_if_nobody_posted_their_return(office, clock):
    office.mobile(1000, OCTOBER_30, november(10))
    go_to(clock, november(12))
    office.grant(900, street=office.other_street, valid_from=november(12))
    assert office.figures(street=office.other_street)["granted"] == 900
    assert reserve(office) == 100
    assert verify(office.district) == []


def test_each_mobile_grant_keeps_its_own_heads(office):
    first, second = office.mobile(1, OCTOBER_30, november(10)), office.mobile(2, OCTOBER_30, YEAR_END)
    assert first.pk != second.pk
    assert office.figures()["granted"] == 3


@pytest.mark.requirement("R-024")
def test_heads_are_issued_once_for_one_key(office):
    paper = document(office.district)
    for _ in range(2):
        grants.issue_heads(
            district=office.district, heads=7, document=paper, actor=office.bureau_lead, key="issue-once"
        )
    assert reserve(office) == 1007
