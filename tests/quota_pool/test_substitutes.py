"""代办: a colleague acts in a role for some days, in whose name is said, and four eyes still hold."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from quota_pool import access, substitutes
from quota_pool.models import AuditEvent, Member, Role, Substitute, User
from quota_pool.refusals import Refusal
from staffing.services import grants
from tests.desk import desk
from tests.factories import Office, document, member

pytestmark = pytest.mark.django_db
OCTOBER_30, NOVEMBER_6 = date(2026, 10, 30), date(2026, 11, 6)
EARLIER = date(2026, 10, 1)


@pytest.fixture
def clock():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(clock):
    return Office()


def again(user) -> User:
    """The same person at their next request."""
    return User.objects.get(pk=user.pk)


def hand_over(office, whose, to, from_day=OCTOBER_30, to_day=NOVEMBER_6) -> Substitute:
    held = Member.objects.get(user=whose)
    days = {"from_day": from_day, "to_day": to_day}
    return substitutes.name_substitute(member=held, user=to, actor=whose, reason="年休假", **days)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def propose(office, actor):
    return grants.propose_grant(
        unit=office.street,
        kind="lump_sum",
        heads=5,
        document=document(office.district),
        valid_from=OCTOBER_30,
        actor=actor,
    )


def test_the_substitute_gains_exactly_those_acts_for_exactly_that_time(office, clock):
    assert not access.can(office.bureau, "approve_grant")
    hand_over(office, office.bureau_lead, office.bureau, to_day=NOVEMBER_6)
    gained = access.ROLE_ACTS[Role.BUREAU_LEAD] | access.ROLE_ACTS[Role.BUREAU]
    now = again(office.bureau)
    assert {act for act in access.ACTS if access.can(now, act)} == gained
    clock.move_to("2026-11-06T02:00:00Z")
    assert access.can(again(office.bureau), "approve_grant")
    clock.move_to("2026-11-07T02:00:00Z")
    assert not access.can(again(office.bureau), "approve_grant")


def test_it_begins_on_its_day_and_ends_when_it_is_taken_back(office, clock):
    row = hand_over(office, office.bureau_lead, office.bureau, from_day=date(2026, 11, 2))
    assert not access.can(again(office.bureau), "approve_grant")
    clock.move_to("2026-11-02T02:00:00Z")
    assert access.can(again(office.bureau), "approve_grant")
    substitutes.end_substitute(substitute=row, actor=office.bureau_lead)
    assert not access.can(again(office.bureau), "approve_grant")


def test_what_is_done_so_says_in_whose_name(office):
    other = member(Role.BUREAU, office.district)
    proposed = propose(office, office.bureau)
    User.objects.filter(pk=office.bureau_lead.pk).update(full_name="测试局长")
    hand_over(office, office.bureau_lead, other)
    grants.approve_grant(grant=proposed, actor=again(other), key="x")
    event = AuditEvent.objects.get(act="grant.approve")
    assert (event.actor, event.after["acts_for"]) == (other, "测试局长")


def test_four_eyes_hold_across_the_two(office):
    other = member(Role.BUREAU, office.district)
    own, colleagues = propose(office, office.bureau), propose(office, other)
    hand_over(office, office.bureau_lead, office.bureau)
    with pytest.raises(Refusal) as refusal:
        grants.approve_grant(grant=own, actor=again(office.bureau), key="a")
    assert codes(refusal) == {"own_work"}
    with pytest.raises(Refusal) as refusal:
        grants.approve_grant(grant=own, actor=again(office.bureau_lead), key="b")
    assert codes(refusal) == {"own_work_of_the_substitute"}
    assert grants.approve_grant(grant=colleagues, actor=again(office.bureau), key="c").state == "granted"


def test_a_refusal_that_comes_of_a_handing_over_says_so_and_shows_no_button(office):
    User.objects.filter(pk=office.bureau.pk).update(full_name="测试经办")
    own = propose(office, office.bureau)
    hand_over(office, office.bureau, office.bureau_lead)
    with pytest.raises(Refusal) as refusal:
        grants.approve_grant(grant=own, actor=again(office.bureau_lead), key="a")
    [reason] = refusal.value.reasons
    assert (reason.code, reason.facts["name"]) == ("own_work_of_the_absent", "测试经办")
    answer = desk(again(office.bureau_lead)).post(f"quota-grants/{own.pk}/approve/")
    assert answer.status_code == 409
    browser = Client()
    browser.force_login(office.bureau_lead)
    browser.cookies["language"] = "zh-hans"
    shown = browser.get(f"/grants/{own.pk}/").content.decode()
    assert "您正代办测试经办的职责" in shown
    assert f"/grants/{own.pk}/approve/" not in shown


def test_only_colleagues_of_the_same_office_are_offered_and_taken(office):
    admin, leader = member(Role.ADMIN, office.district), office.bureau_lead
    assert {leader} == set(substitutes.colleagues(office.bureau))
    assert {office.street_lead} == set(substitutes.colleagues(office.clerk))
    for other in (admin, office.finance, office.auditor):
        with pytest.raises(Refusal) as refusal:
            hand_over(office, office.bureau, other)
        assert codes(refusal) == {"another_office"}


def test_the_page_warns_of_the_other_pair_of_eyes_and_says_what_runs(office):
    browser = Client()
    browser.force_login(office.clerk)
    browser.cookies["language"] = "en"
    assert "four eyes: neither then decides" in browser.get("/substitutes/").content.decode()
    held = Member.objects.get(user=office.clerk).pk
    typed = {"member": held, "user": office.street_lead.pk, "from_day": "2026-10-30", "to_day": "2026-11-06"}
    told = browser.post("/substitutes/", {**typed, "reason": "年休假"}, follow=True).content.decode()
    assert "do not decide on each other" in told
    assert "standing in now" in told


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (lambda office: (office.bureau_lead, office.clerk, {}), "not_a_colleague"),
        (lambda office: (office.clerk, office.other_clerk, {}), "not_a_colleague"),
        (lambda office: (office.clerk, office.clerk, {}), "not_a_colleague"),
        (lambda office: (office.clerk, office.street_lead, {"to_day": date(2027, 9, 1)}), "substitute_days"),
        (
            lambda office: (office.clerk, office.street_lead, {"from_day": date(2026, 10, 1)}),
            "substitute_days",
        ),
    ],
)
def test_who_and_when_is_refused_with_a_reason(office, how, code):
    whose, to, days = how(office)
    with pytest.raises(Refusal) as refusal:
        hand_over(office, whose, to, **days)
    assert codes(refusal) == {code}


def test_nobody_hands_over_another_s_role_nor_the_keeping_of_accounts(office):
    held = Member.objects.get(user=office.bureau_lead)
    days = {"from_day": OCTOBER_30, "to_day": NOVEMBER_6}
    with pytest.raises(Refusal) as refusal:
        substitutes.name_substitute(member=held, user=office.bureau, actor=office.bureau, **days)
    assert codes(refusal) == {"role_not_yours"}
    admin, other = member(Role.ADMIN, office.district), member(Role.ADMIN, office.district)
    with pytest.raises(Refusal) as refusal:
        hand_over(office, admin, other)
    assert codes(refusal) == {"role_not_handed_over"}


def test_a_role_is_handed_to_one_at_a_time(office):
    hand_over(office, office.clerk, office.street_lead)
    with pytest.raises(Refusal) as refusal:
        hand_over(office, office.clerk, office.street_lead, from_day=NOVEMBER_6)
    assert "stands_in_already" in codes(refusal)


def test_a_connected_system_gains_nothing(office):
    hand_over(office, office.bureau_lead, office.bureau)
    asked = desk(again(office.bureau)).post("quota-reserve/issue/", {})
    assert asked.status_code == 403


def test_a_row_ends_once_and_is_never_deleted(office):
    row = hand_over(office, office.clerk, office.street_lead)
    substitutes.end_substitute(substitute=row, actor=office.street_lead)
    for change in (lambda: Substitute.objects.update(reason="x"), lambda: Substitute.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_hands_over_and_takes_back_and_home_says_for_whom(office):
    browser = Client()
    browser.force_login(office.clerk)
    held = Member.objects.get(user=office.clerk).pk
    typed = {"member": held, "user": office.street_lead.pk, "from_day": "2026-10-30", "to_day": "2026-11-06"}
    assert browser.post("/substitutes/", {**typed, "reason": "年休假"})["Location"] == "/substitutes/"
    row = Substitute.objects.get()
    lead = Client()
    lead.force_login(office.street_lead)
    assert str(office.clerk) in lead.get("/").content.decode()
    assert lead.get("/start-work/").status_code == 200
    browser.post(f"/substitutes/{row.pk}/end/")
    assert lead.get("/start-work/").status_code == 403
