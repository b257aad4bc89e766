"""Who did what, from where and why: written with the deed, gapless, and never with a number in the clear."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, transaction

from quota_pool import audit
from quota_pool.models import AuditEvent, AuditHead
from quota_pool.refusals import Refusal
from staffing.services import people
from tests.factories import Office, district, invented

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)


@pytest.fixture
def office():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True):
        yield Office()


@pytest.mark.requirement("R-095")
def test_an_event_tells_who_what_where_from_and_why(office):
    with audit.context("page", "192.0.2.7", "request-1"):
        audit.record(
            office.clerk,
            "person.edit",
            office.street,
            unit=office.street,
            before={"remark": ""},
            after={"remark": "转岗", "day": OCTOBER_30, "pay": Decimal("1.50"), "who": office.clerk},
            reason="更正",
            label="测试甲",
        )
    event = AuditEvent.objects.order_by("-seq").first()
    told = {name: getattr(event, name) for name in ("origin", "address", "request_id", "act", "reason")}
    assert told == {
        "origin": "page",
        "address": "192.0.2.7",
        "request_id": "request-1",
        "act": "person.edit",
        "reason": "更正",
    }
    assert (event.actor, event.unit, event.object_type) == (office.clerk, office.street, "unit")
    assert event.object_label == "测试甲"
    assert event.after == {
        "remark": "转岗", "day": "2026-10-30", "pay": "1.50", "who": office.clerk.username,
    }  # fmt: skip


def test_where_an_act_comes_from_is_forgotten_when_it_is_over(office):
    with audit.context("api", "192.0.2.7"):
        pass
    audit.record(None, "unit.add", office.street)
    assert AuditEvent.objects.order_by("-seq").first().origin == "command"


@pytest.mark.requirement("R-096")
def test_what_is_taken_back_or_refused_leaves_no_event(office):
    before = AuditHead.objects.get(district=office.district).seq
    with transaction.atomic():
        audit.record(None, "unit.add", office.street)
        transaction.set_rollback(True)
    with pytest.raises(Refusal):
        office.hire(OCTOBER_30)
    assert AuditHead.objects.get(district=office.district).seq == before
    assert list(audit.broken_links(office.district.pk)) == []


@pytest.mark.requirement("R-095")
def test_every_act_of_a_persons_time_here_leaves_exactly_one_event(office):
    def acts_of(act):
        before = AuditHead.objects.get(district=office.district).seq
        done = act()
        found = AuditEvent.objects.filter(seq__gt=before).order_by("seq").values_list("act", flat=True)
        return done, list(found)

    grant, acts = acts_of(lambda: office.grant(2, valid_from=OCTOBER_30))
    assert acts == ["grant.propose", "grant.approve"]
    engagement, acts = acts_of(lambda: office.hire(OCTOBER_30))
    assert acts == ["engagement.start"]
    _paper, acts = acts_of(lambda: office.file(engagement))
    assert acts == ["filing.submitted", "filing.accepted"]
    coming, _acts = acts_of(lambda: office.hire(date(2026, 11, 9)))
    assert acts_of(lambda: office.cancel(coming))[1] == ["engagement.cancel"]
    mobile = office.mobile(1, OCTOBER_30, date(2026, 12, 31))
    assert acts_of(lambda: office.seat(engagement, mobile))[1] == ["engagement.seat"]
    assert acts_of(lambda: office.leave(engagement, OCTOBER_30))[1] == ["engagement.exit"]
    assert acts_of(lambda: office.register(OCTOBER_30))[1] == ["engagement.register"]


def test_each_district_has_a_chain_of_its_own(office):
    before = AuditHead.objects.get(district=office.district).seq
    neighbour = district("440113", "邻区")
    audit.record(None, "unit.add", neighbour)
    assert AuditEvent.objects.get(district=neighbour).seq == 1
    assert AuditHead.objects.get(district=office.district).seq == before


def test_many_events_under_one_lock_link_like_single_ones(office):
    before = AuditHead.objects.get(district=office.district)
    deeds = [audit.Deed("engagement.start", office.street, office.street.pk, label=name) for name in "甲乙丙"]
    events = audit.record_many(office.clerk, deeds, district_id=office.district.pk)
    assert [event.seq for event in events] == [before.seq + 1, before.seq + 2, before.seq + 3]
    assert events[0].previous == before.digest
    assert list(audit.broken_links(office.district.pk)) == []


@pytest.mark.requirement("R-087", "R-101")
def test_no_number_of_a_person_stands_in_the_chain_in_the_clear(office):
    office.grant(1, valid_from=OCTOBER_30)
    somebody = invented(phone="13800138000", bank_card="6222020200112233445")
    engagement = office.hire(OCTOBER_30, person=somebody)
    people.edit_person(
        person=engagement.person,
        changes={"phone": "13900139000", "remark": "换号"},
        actor=office.clerk,
        reason="本人申请",
    )
    shown = people.reveal(person=engagement.person, field="id_no", actor=office.clerk, reason="核对")
    assert shown == somebody["id_no"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM quota_pool_auditevent")
        written = str(cursor.fetchall())
    for secret in (somebody["id_no"], "13800138000", "13900139000", "6222020200112233445"):
        assert secret not in written
    edit = AuditEvent.objects.get(act="person.edit")
    assert edit.after["remark"] == "换号"
    assert edit.after["phone"].startswith("139")
    assert "*" in edit.after["phone"]
    revealed = AuditEvent.objects.get(act="person.reveal")
    assert (revealed.after, revealed.reason) == ({"field": "id_no"}, "核对")
