"""The emergency route: people first, the request in time, then seated on the heads that were granted."""

import uuid
from datetime import date

import pytest

from quota_pool import access
from quota_pool.ledger.proof import verify
from quota_pool.refusals import Refusal
from staffing.models import Emergency, Engagement
from staffing.services import emergencies, requests
from staffing.services.work import Work
from tests.desk import desk
from tests.factories import invented
from tests.quota_pool.reading import queries, said
from tests.staffing.pages import at, page, typed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)
WORK = Work(start_date=TODAY, mode="DIRECT", post_category="50", primary_post="巡查员", entry_channel="OPEN")


def codes(refusal) -> list[str]:
    return sorted(reason.code for reason in refusal.value.reasons)


@pytest.fixture
def emergency(office):
    return emergencies.open_emergency(
        unit=office.street, what="强降雨危房排查", started_on=TODAY, actor=office.street_lead, key="flood"
    )


def put_to_work(office, emergency, key="p", **what):
    facts = {"person": invented(), "work": WORK, "actor": office.clerk, "key": key}
    return emergencies.register(emergency=emergency, **{**facts, **what})


def granted(office, emergency, heads=2):
    asked = office.reviewed(heads, emergency=emergency, valid_from=TODAY, reason_code="emergency")
    return office.grant_request(asked)


def test_the_request_is_due_within_five_working_days(office, emergency):
    assert (emergency.limit_days, emergency.due) == (5, date(2026, 11, 6))
    again = emergencies.open_emergency(
        unit=office.street, what="强降雨危房排查", started_on=TODAY, actor=office.street_lead, key="flood"
    )
    assert again.pk == emergency.pk


def test_the_leader_or_the_bureau_opens_it_and_the_clerk_registers(office, emergency):
    with pytest.raises(access.Forbidden):
        emergencies.open_emergency(
            unit=office.street, what="x", started_on=TODAY, actor=office.clerk, key="other"
        )
    with pytest.raises(access.Forbidden):
        put_to_work(office, emergency, actor=office.street_lead)


def test_people_count_as_over_until_heads_are_granted_and_are_then_seated(office, emergency):
    people = [put_to_work(office, emergency, key=f"p{place}") for place in range(2)]
    assert {one.unseated_reason for one in people} == {"emergency"}
    assert office.figures()["over"] == 2
    asked = granted(office, emergency)
    assert office.figures()["over"] == 2, "granting seats nobody by itself"
    outcome = emergencies.seat_people(request=asked, actor=office.clerk, key="seat")
    assert len(outcome.done) == 2
    assert office.figures() | {"free": 0} == {
        "granted": 2, "reserved": 0, "held": 2, "occupied": 0, "free": 0, "over": 0,
    }  # fmt: skip
    assert {one.pool_id for one in Engagement.objects.all()} == {asked.grant.pool_id}
    assert verify(office.district) == []


def test_who_finds_no_head_stays_and_is_told_why(office, emergency):
    for place in range(3):
        put_to_work(office, emergency, key=f"p{place}")
    asked = granted(office, emergency, heads=2)
    outcome = emergencies.seat_people(request=asked, actor=office.clerk, key="seat")
    assert (len(outcome.done), len(outcome.skipped)) == (2, 1)
    assert outcome.skipped[0][1][0].code == "no_free_head"
    assert verify(office.district) == []


def test_nobody_is_seated_before_anything_is_granted(office, emergency):
    put_to_work(office, emergency)
    asked = office.request(2, emergency=emergency)
    with pytest.raises(Refusal) as refusal:
        emergencies.seat_people(request=asked, actor=office.clerk, key="seat")
    assert codes(refusal) == ["nothing_to_seat"]


def test_nobody_is_put_to_work_before_the_emergency_or_after_it_is_closed(office, emergency):
    early = Work(start_date=date(2026, 10, 29), mode="DIRECT", post_category="50")
    with pytest.raises(Refusal) as refusal:
        put_to_work(office, emergency, work=early)
    assert codes(refusal) == ["before_emergency"]
    emergencies.close(emergency=emergency, actor=office.street_lead, note="险情解除")
    emergency.refresh_from_db()
    with pytest.raises(Refusal) as refusal:
        put_to_work(office, emergency)
    assert codes(refusal) == ["wrong_state"]


def test_it_is_not_closed_while_somebody_stands_without_a_head(office, emergency):
    put_to_work(office, emergency)
    with pytest.raises(Refusal) as refusal:
        emergencies.close(emergency=emergency, actor=office.street_lead, note="险情解除")
    assert codes(refusal) == ["emergency_has_people", "emergency_not_asked_for"]
    assert refusal.value.reasons[0].facts == {"count": 1}


def test_a_suspended_street_registers_its_emergency_all_the_same(office, emergency):
    office.freeze(kind="suspended")
    assert put_to_work(office, emergency).standing == "unseated"


def test_an_overdue_request_stands_on_every_desk_until_it_is_sent(office, emergency, clock):
    clock.move_to("2026-11-10T02:00:00Z")
    place = page("emergency", emergency.pk)
    for hand in (office.clerk, office.street_lead, office.bureau):
        assert place in said(at(hand).get(page("home")))
    listed = said(at(office.bureau).get(page("emergencies") + "?overdue=true"))
    assert "working days late" in listed
    requests.submit(request=office.request(emergency=emergency), actor=office.street_lead)
    assert place not in said(at(office.clerk).get(page("home")))
    assert place not in said(at(office.bureau).get(page("emergencies") + "?overdue=true"))


def test_the_whole_route_on_its_pages(office):
    lead, clerk = at(office.street_lead), at(office.clerk)
    opening = {"unit": office.street.pk, "what": "危房排查", "started_on": "2026-10-30"}
    lead.post(page("emergency-open"), {**opening, "key": str(uuid.uuid4())})
    one = Emergency.objects.get()
    answer = clerk.post(page("emergency-register", one.pk), typed(office.street))
    assert answer["Location"] == page("emergency", one.pk), said(answer)
    assert one.people.count() == 1
    form = clerk.get(page("request-new") + f"?emergency={one.pk}").context_data["form"]
    assert form.initial["emergency"] == one
    asked = granted(office, one, heads=1)
    assert "Seat them" in said(clerk.get(page("emergency", one.pk)))
    clerk.post(page("emergency-seat", one.pk), {"key": str(uuid.uuid4())})
    assert Engagement.objects.get().pool_id == asked.grant.pool_id
    lead.post(page("emergency-close", one.pk), {"note": "险情解除", "version": one.version})
    one.refresh_from_db()
    assert one.state == "closed"


def test_the_list_costs_the_same_for_one_and_for_thirty(office, emergency):
    browser = at(office.bureau)
    browser.get(page("emergencies"))
    one = queries(browser, page("emergencies"))
    for place in range(29):
        emergencies.open_emergency(
            unit=office.street, what="排查", started_on=TODAY, actor=office.street_lead, key=f"e{place}"
        )
    assert queries(browser, page("emergencies")) == one


def test_the_whole_route_over_rest(office):
    lead, clerk = desk(office.street_lead), desk(office.clerk)
    body = {"unit": office.street.pk, "what": "危房排查", "started_on": "2026-10-30"}
    opened = lead.post("emergencies/", body)
    assert opened.status_code == 201, opened.answer
    assert opened.answer["due"] == "2026-11-06"
    place = f"emergencies/{opened.answer['id']}/"
    person = invented()
    work = {"start_date": "2026-10-30", "mode": "DIRECT", "post_category": "50", "person": person}
    came = clerk.post(place + "register/", work)
    assert came.status_code == 201, came.answer
    drafted = clerk.post("mobile-requests/", {"unit": office.street.pk, "emergency": opened.answer["id"]})
    assert drafted.answer["emergency"] == opened.answer["id"]
    granted(office, Emergency.objects.get(), heads=1)
    seated = clerk.post(place + "seat/")
    assert len(seated.answer["done"]) == 1, seated.answer
    assert lead.post(place + "close/", {"note": "险情解除"}).answer["state"] == "closed"
    assert verify(office.district) == []
