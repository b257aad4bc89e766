"""A person moves between streets as one act; heads move between them by document. Nothing is lost between."""

from datetime import date, timedelta

import pytest

from quota_pool import ledger
from quota_pool.ledger.proof import verify
from quota_pool.models import Act
from quota_pool.refusals import Refusal
from staffing.models import Engagement, QuotaGrant, Transfer
from staffing.services import gifts, recruitments, transfers
from tests.desk import desk
from tests.factories import document, member, unit
from tests.quota_pool.reading import said

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


@pytest.fixture
def both(office, clock):
    """Two streets with five heads each, and one person on post in the first."""
    office.grant(5, valid_from=date(2026, 10, 30))
    office.grant(5, office.other_street, valid_from=date(2026, 10, 30))
    office.mover = office.hire(date(2026, 10, 30))
    office.file(office.mover)
    clock.move_to("2026-11-10T02:00:00Z")
    return office


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def now(office, street=None) -> tuple[int, int, int]:
    row = office.figures(street=street)
    return row["granted"], row["held"] + row["occupied"], row["free"]


def test_an_offer_moves_nothing(both):
    both.offer(both.mover)
    assert now(both) == (5, 1, 4)
    assert now(both, both.other_street) == (5, 0, 5)


@pytest.mark.requirement("R-013", "R-007")
def test_accepted_the_head_moves_in_one_act_without_a_gap(both):
    done = both.take_over(both.offer(both.mover))
    assert done.state == "done"
    assert now(both) == (5, 0, 5)
    assert now(both, both.other_street) == (5, 1, 4)
    old, new = Engagement.objects.order_by("pk")
    assert (old.end_date, old.exit_reason) == (TODAY - timedelta(days=1), "52")
    assert (new.start_date, new.unit, new.person) == (TODAY, both.other_street, old.person)
    assert (new.mode, new.primary_post) == (old.mode, old.primary_post)
    assert new.entry_channel == "TRANSFER"
    assert old.filings.filter(kind="exit").count() == new.filings.filter(kind="hire").count() == 1
    assert Act.objects.filter(kind="transfer").count() == 1
    assert {entry.subject_id for entry in done.act.entries.all()} == {old.pk, new.pk}
    assert verify(both.district) == []


def test_from_an_earlier_day_it_is_true_from_that_day(both):
    both.take_over(both.offer(both.mover, from_day=date(2026, 11, 2)), on=date(2026, 11, 4))
    assert both.figures(date(2026, 11, 3))["occupied"] == 1
    assert both.figures(date(2026, 11, 4))["occupied"] == 0
    assert both.figures(date(2026, 11, 4), street=both.other_street)["held"] == 1
    assert verify(both.district) == []


def test_a_day_to_come_is_accepted_beforehand_and_comes_without_a_gap(both, clock):
    both.take_over(both.offer(both.mover, from_day=date(2026, 11, 12)))
    assert now(both) == (5, 1, 4), "until then the person stays"
    assert both.figures(street=both.other_street)["reserved"] == 1
    assert verify(both.district) == []
    clock.move_to("2026-11-12T02:00:00Z")
    ledger.catch_up()
    assert (now(both), now(both, both.other_street)) == ((5, 0, 5), (5, 1, 4))
    assert both.figures(date(2026, 11, 11))["occupied"] == 1
    assert both.figures(date(2026, 11, 12), street=both.other_street)["held"] == 1
    assert verify(both.district) == []


def test_before_the_day_offered_nobody_is_taken_over(both):
    one = both.offer(both.mover, from_day=date(2026, 11, 12))
    assert refused(lambda: both.take_over(one, on=date(2026, 11, 11))) == ["transfer_day"]
    assert "start_too_far" in refused(lambda: both.take_over(one, on=date(2027, 6, 1)))


def test_a_transfer_called_off_before_its_day_leaves_the_person_where_they_were(both):
    done = both.take_over(both.offer(both.mover, from_day=date(2026, 11, 12)))
    both.cancel(done.new_engagement)
    both.take_back(Engagement.objects.get(pk=both.mover.pk))
    assert (now(both), now(both, both.other_street)) == ((5, 1, 4), (5, 0, 5))
    assert both.figures(date(2026, 12, 1))["occupied"] == 1
    assert verify(both.district) == []


def test_an_approve_first_grant_takes_nobody_over_without_a_plan(both):
    both.grant(6, both.other_street, valid_from=TODAY, entry_mode="approve_first")
    one = both.offer(both.mover)
    assert refused(lambda: both.take_over(one)) == ["needs_plan"]
    plan = both.recruit(1, both.other_street, post_category=both.mover.post_category)
    plan = recruitments.submit_recruitment(recruitment=plan, actor=both.lead_of(both.other_street.pk))
    plan = recruitments.approve_recruitment(recruitment=plan, actor=both.bureau, key="plan")
    both.take_over(one, recruitment=plan)
    plan.refresh_from_db()
    assert plan.state == "filled"
    assert now(both, both.other_street) == (6, 1, 5)
    assert verify(both.district) == []


def test_with_the_head_the_bureau_s_document_stands_for_the_plan(both):
    both.grant(6, both.other_street, valid_from=TODAY, entry_mode="approve_first")
    both.take_over(both.offer(both.mover, with_head=True))
    what = {"document": document(both.district), "actor": both.bureau_lead, "key": "go"}
    assert transfers.approve_transfer(transfer=Transfer.objects.get(), **what).state == "done"


def test_a_day_before_the_person_came_is_refused_with_the_days_that_would_do(both):
    one = both.offer(both.mover, from_day=date(2026, 10, 1))
    assert "transfer_day" in refused(lambda: both.take_over(one, on=date(2026, 10, 5)))
    assert Transfer.objects.get().state == "offered"


def test_nobody_is_taken_over_before_the_roster_was_opened(both):
    both.other_street.opened_on = date(2026, 11, 9)
    both.other_street.save()
    one = both.offer(both.mover, from_day=date(2026, 11, 2))
    assert refused(lambda: both.take_over(one, on=date(2026, 11, 6))) == ["start_before_opening"]
    both.take_over(one, on=date(2026, 11, 9))
    assert verify(both.district) == []


def test_the_taker_needs_a_free_head_and_an_open_door(both):
    both.freeze(both.other_street)
    one = both.offer(both.mover)
    assert refused(lambda: both.take_over(one)) == ["unit_frozen"]


def test_a_frozen_street_may_let_people_go(both):
    both.freeze()
    both.take_over(both.offer(both.mover))
    assert verify(both.district) == []


def test_declined_or_withdrawn_or_lapsed_nobody_moves(both, clock):
    one = both.offer(both.mover)
    transfers.decline_transfer(transfer=one, actor=both.other_clerk, note="岗位不合适")
    assert refused(lambda: both.take_over(one)) == ["wrong_state"]
    two = both.offer(both.mover)
    transfers.withdraw_transfer(transfer=two, actor=both.clerk)
    assert refused(lambda: both.take_over(two)) == ["wrong_state"]
    three = both.offer(both.mover)
    clock.move_to("2027-01-11T02:00:00Z")
    assert refused(lambda: both.take_over(three)) == ["transfer_lapsed"]
    both.offer(both.mover)
    assert now(both) == (5, 1, 4)


def test_each_street_takes_its_own_steps(both):
    one = both.offer(both.mover)
    assert refused(lambda: transfers.accept_transfer(transfer=one, actor=both.clerk, key="mine")) == [
        "other_side"
    ]
    assert refused(lambda: transfers.withdraw_transfer(transfer=one, actor=both.other_clerk)) == [
        "other_side"
    ]
    assert refused(lambda: both.offer(both.mover)) == ["transfer_offered_already"]


def test_the_same_key_takes_over_once(both):
    one = both.offer(both.mover)
    what = {"transfer": one, "actor": both.other_clerk, "key": "once", "seen": 1}
    assert transfers.accept_transfer(**what).act == transfers.accept_transfer(**what).act
    assert now(both, both.other_street) == (5, 1, 4)


def test_with_the_head_both_numbers_follow_on_a_document(both):
    both.take_over(both.offer(both.mover, with_head=True))
    one = Transfer.objects.get()
    assert (one.state, now(both)) == ("agreed", (5, 1, 4))
    transfers.approve_transfer(
        transfer=one, document=document(both.district), actor=both.bureau_lead, key="go"
    )
    assert now(both) == (4, 0, 4)
    assert now(both, both.other_street) == (6, 1, 5)
    assert list(QuotaGrant.objects.order_by("-pk").values_list("heads", flat=True)[:2]) == [6, 4]
    assert verify(both.district) == []


def test_with_the_head_the_bureau_may_name_a_first_day_to_come(both, clock):
    """The head moves today, as the document says; it waits there, set aside, until the person comes."""
    asked = both.take_over(both.offer(both.mover, with_head=True))
    what = {"transfer": asked, "document": document(both.district), "actor": both.bureau_lead}
    done = transfers.approve_transfer(**what, key="ahead", on=date(2026, 11, 16))
    assert (done.state, done.done_on) == ("done", date(2026, 11, 16))
    assert now(both) == (4, 1, 3)
    assert now(both, both.other_street) == (6, 0, 5)
    assert verify(both.district) == []
    clock.move_to("2026-11-17T02:00:00Z")
    ledger.catch_up()
    assert now(both) == (4, 0, 4)
    assert now(both, both.other_street) == (6, 1, 5)
    old, new = Engagement.objects.order_by("pk")
    assert (old.end_date, new.start_date) == (date(2026, 11, 15), date(2026, 11, 16))
    assert verify(both.district) == []


def test_a_full_street_gives_its_head_on_the_day_the_person_leaves(both):
    for _person in range(4):
        both.hire(TODAY)
    asked = both.take_over(both.offer(both.mover, with_head=True))
    what = {"transfer": asked, "document": document(both.district), "actor": both.bureau_lead}
    ahead = date(2026, 11, 16)
    assert refused(lambda: transfers.approve_transfer(**what, key="a", on=ahead)) == ["head_leaves_later"]
    before = TODAY - timedelta(days=1)
    assert refused(lambda: transfers.approve_transfer(**what, key="b", on=before)) == ["transfer_day"]
    assert transfers.approve_transfer(**what, key="c").done_on == TODAY
    assert verify(both.district) == []


def test_with_the_head_not_while_the_giver_owes_heads(both):
    both.hire(TODAY)
    both.grant(1, valid_from=TODAY)
    both.take_over(both.offer(both.mover, with_head=True))
    what = {"document": document(both.district), "actor": both.bureau_lead, "key": "go"}
    codes = refused(lambda: transfers.approve_transfer(transfer=Transfer.objects.get(), **what))
    assert "giver_owes_heads" in codes


def test_heads_are_given_and_both_numbers_follow(both):
    both.give(2)
    assert now(both) == (3, 1, 2)
    assert now(both, both.other_street) == (7, 0, 7)
    assert verify(both.district) == []


def test_no_more_is_given_than_is_free_and_not_by_the_proposer(both):
    assert refused(lambda: both.give(5)) == ["give_too_many"]
    one = both.gift(1)
    one.proposed_by = both.bureau_lead
    one.save()
    assert refused(lambda: gifts.approve_gift(gift=one, actor=both.bureau_lead, key="own")) == ["own_work"]


def test_what_the_taker_owes_is_fed_by_the_gift(both):
    for _ in range(3):
        both.hire(TODAY, street=both.other_street, clerk=both.other_clerk)
    both.grant(1, both.other_street, valid_from=TODAY)
    both.give(2)
    assert both.figures(street=both.other_street)["over"] == 0
    assert verify(both.district) == []


def test_before_a_number_to_come_nothing_is_given(both):
    both.grant(9, valid_from=date(2026, 12, 1))
    assert refused(lambda: both.give(1)) == ["number_to_come"]


def test_the_taker_sees_the_person_masked_and_takes_over_on_the_page(both, client):
    one = both.offer(both.mover)
    client.cookies["language"] = "en"
    client.force_login(both.other_clerk)
    words = said(client.get(f"/transfers/{one.pk}/"))
    assert both.mover.person.name in words
    assert "Take over" in words
    assert "Withdraw the offer" not in words
    assert client.get(f"/people/{both.mover.person.number}/").status_code == 404
    key = {"key": "0b8f3c1e-5a55-4d7c-9a6b-1f0c2d3e4f70", "version": 1}
    assert client.post(f"/transfers/{one.pk}/accept/", key).status_code == 302
    assert now(both, both.other_street) == (5, 1, 4)


def test_a_third_street_sees_neither_transfer_nor_gift(both):
    third = unit(both.district, "丙街道")
    stranger = desk(member("clerk", both.district, third))
    one = both.offer(both.mover)
    both.gift(1)
    assert stranger.get(f"transfers/{one.pk}/").status_code == 404
    assert stranger.get("transfers/").answer["results"] == []
    assert stranger.get("head-gifts/").answer["results"] == []


def test_over_rest_a_person_is_offered_and_taken_over(both):
    giver, taker = desk(both.clerk), desk(both.other_clerk)
    facts = {"engagement": both.mover.pk, "to_unit": both.other_street.pk, "from_day": "2026-11-10"}
    one = giver.post("transfers/", facts).answer
    assert taker.post(f"transfers/{one['id']}/accept/").answer["state"] == "done"
    assert now(both, both.other_street) == (5, 1, 4)
