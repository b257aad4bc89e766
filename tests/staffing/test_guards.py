"""No side door: whoever is seated, registered in an emergency or changed obeys what a hire obeys."""

from datetime import date

import pytest

from quota_pool import rules
from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent
from quota_pool.refusals import Refusal
from staffing.alerts import Scope, alerts
from staffing.models import Engagement
from staffing.services import bulk_changes, emergencies, engagements, placement, recruitments
from staffing.services.work import Work
from tests.desk import desk
from tests.factories import document, id_number, invented
from tests.quota_pool.reading import said
from tests.staffing.pages import at, page, typed

pytestmark = pytest.mark.django_db
TODAY, YEAR_END = date(2026, 10, 30), date(2026, 12, 31)
YOUNG = {"name": "测试甲", "id_no": id_number(3, date(2009, 11, 2))}


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def rule(office, code, value=None, level="block"):
    return rules.set_value(
        code=code, value=value, level=level, valid_from=TODAY, actor=office.bureau_lead,
        district=office.district,
    )  # fmt: skip


def work(**what) -> Work:
    facts = {"start_date": TODAY, "mode": "DIRECT", "post_category": "50", "primary_post": "巡查员"}
    return Work(**{**facts, "entry_channel": "OPEN", **what})


def put_to_work(office, emergency, key="p", **what):
    facts = {"person": invented(), "work": work(), "actor": office.clerk, "key": key}
    return emergencies.register(emergency=emergency, **{**facts, **what})


# --- a freeze, overdue filings ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["frozen", "suspended"])
def test_nobody_without_a_head_is_seated_in_a_frozen_unit(office, kind):
    engagement = office.register(TODAY, why="emergency")
    pool = office.mobile(1, TODAY, YEAR_END)
    office.freeze(kind=kind)
    with pytest.raises(Refusal) as refusal:
        office.seat(engagement, pool)
    assert codes(refusal) == {f"unit_{kind}"}
    answer = desk(office.clerk).post(f"engagements/{engagement.pk}/seat/", {"pool": pool.pk})
    assert (answer.status_code, answer.answer["code"]) == (409, f"unit_{kind}")
    assert Engagement.objects.get().standing == "unseated"


def test_a_suspended_street_moves_nobody_onto_mobile_heads_to_make_room(office):
    office.grant(1, valid_from=TODAY)
    engagement, pool = office.hire(TODAY), office.mobile(1, TODAY, YEAR_END)
    office.freeze(kind="suspended")
    with pytest.raises(Refusal) as refusal:
        office.seat(engagement, pool)
    assert codes(refusal) == {"unit_suspended"}


def test_overdue_filings_keep_whoever_has_no_head_off_one(office, clock):
    rule(office, "overdue_closes_intake", 0)
    engagement = office.register(TODAY)
    office.grant(1, valid_from=TODAY)
    clock.move_to("2026-12-15T02:00:00Z")
    with pytest.raises(Refusal) as refusal:
        office.seat(engagement, office.lump_sum())
    assert codes(refusal) == {"overdue_closes_intake"}


def test_over_quota_does_not_keep_people_off_the_head_that_settles_it(office):
    office.grant(1, valid_from=TODAY)
    one, _other = office.register(TODAY), office.register(TODAY)
    assert office.seat(one, office.lump_sum()).standing == "seated"


# --- approve first ---------------------------------------------------------------------------------------


def test_under_approve_first_nobody_is_seated_without_an_approved_plan(office):
    office.grant(1, valid_from=TODAY)
    engagement = office.hire(TODAY)
    pool = office.grant(
        2, valid_from=TODAY, kind="mobile", valid_to=YEAR_END, entry_mode="approve_first"
    ).pool
    with pytest.raises(Refusal) as refusal:
        office.seat(engagement, pool)
    assert codes(refusal) == {"needs_plan"}
    lone = office.register(TODAY, why="emergency")
    answer = desk(office.clerk).post(f"engagements/{lone.pk}/seat/", {"pool": pool.pk})
    assert answer.answer["code"] == "needs_plan", answer.answer


def test_an_approved_plan_gives_its_head_to_whoever_is_seated(office):
    office.grant(1, valid_from=TODAY, entry_mode="approve_first")
    pool = office.lump_sum()
    plan = office.recruit(1, planned_for=TODAY, pool=pool)
    recruitments.submit_recruitment(recruitment=plan, actor=office.street_lead)
    recruitments.approve_recruitment(recruitment=plan, actor=office.bureau_lead, key="plan")
    engagement = office.register(TODAY)
    seated = office.seat(engagement, pool)
    plan.refresh_from_db()
    assert (seated.standing, seated.recruitment, plan.state) == ("seated", plan, "filled")
    assert verify(office.district) == []


def test_people_of_an_emergency_need_no_plan_on_the_heads_granted_for_it(office):
    rule(office, "entry_mode", "approve_first")
    emergency = office.emergency()
    put_to_work(office, emergency)
    asked = office.grant_request(office.reviewed(1, emergency=emergency, valid_from=TODAY))
    outcome = emergencies.seat_people(request=asked, actor=office.clerk, key="seat")
    assert len(outcome.done) == 1, outcome.skipped


# --- the rules of a hire ---------------------------------------------------------------------------------


def test_an_emergency_is_no_way_into_a_forbidden_post(office):
    emergency = office.emergency()
    with pytest.raises(Refusal) as refusal:
        put_to_work(office, emergency, work=work(primary_post="财务"))
    assert codes(refusal) == {"forbidden_post"}
    assert not Engagement.objects.exists()
    body = {"start_date": "2026-10-30", "mode": "DIRECT", "post_category": "50", "person": invented()}
    answer = desk(office.clerk).post(f"emergencies/{emergency.pk}/register/", body | {"primary_post": "财务"})
    assert answer.answer["code"] == "forbidden_post"


def test_somebody_too_young_is_put_to_work_with_a_warning_that_is_kept(office):
    engagement = put_to_work(office, office.emergency(), person=YOUNG)
    checks = {check["ruling"]["rule"]: check for check in engagement.filings.get().checks}
    assert checks["minimum_age"]["result"] == "warned"


def test_the_page_tries_it_and_says_free_heads_warnings_and_what_follows(office):
    office.grant(2, valid_from=TODAY)
    one, clerk = office.emergency(), at(office.clerk)
    young = typed(office.street, id_no=YOUNG["id_no"])
    tried = said(clerk.post(page("emergency-register", one.pk), young | {"try": "yes"}))
    assert "2 heads are free today" in tried
    assert "Others may go on coming in until 2026-11-06" in tried
    assert "Look at this" in tried
    assert not Engagement.objects.exists()
    answer = clerk.post(page("emergency-register", one.pk), young, follow=True)
    assert "16" in said(answer)
    assert Engagement.objects.count() == 1


def test_whom_the_bureau_finds_on_a_forbidden_post_is_a_fact_with_its_check(office):
    found = placement.register_unseated(
        unit=office.street, person=invented(), work=work(primary_post="财务"), why="unauthorised",
        actor=office.bureau, key="found",
    )  # fmt: skip
    checks = {check["ruling"]["rule"]: check["result"] for check in found.filings.get().checks}
    assert checks["forbidden_post"] == "blocked"


def change(office, engagement, **changes):
    return engagements.change_terms(
        engagement=engagement, on=TODAY, changes=changes, actor=office.clerk, reason="调岗"
    )


def test_nobody_is_changed_into_a_forbidden_post_one_by_one_or_in_bulk(office):
    office.grant(2, valid_from=TODAY)
    people = [office.hire(TODAY) for _ in range(2)]
    with pytest.raises(Refusal) as refusal:
        change(office, people[0], primary_post="财务")
    assert codes(refusal) == {"forbidden_post"}
    body = {"on": "2026-10-30", "primary_post": "财务", "reason": "调岗"}
    answer = desk(office.clerk).post(f"engagements/{people[0].pk}/change-terms/", body)
    assert (answer.status_code, answer.answer["code"]) == (409, "forbidden_post"), answer.answer
    batch = bulk_changes.change_many(
        engagements=people, on=TODAY, changes={"primary_post": "财务"}, reason="调岗", actor=office.clerk,
        key="many",
    )  # fmt: skip
    assert {row.reasons[0]["code"] for row in batch.rows.all()} == {"forbidden_post"}
    assert change(office, people[0], department="城管办").department == "城管办"


def test_a_change_that_a_rule_warns_of_says_so_and_keeps_it(office):
    office.grant(1, valid_from=TODAY)
    engagement = office.hire(TODAY, person=YOUNG)
    changed = change(office, engagement, primary_post="巡查员")
    assert [reason.code for reason in changed.remarks] == ["too_young"]
    assert AuditEvent.objects.get(act="engagement.change").after["warned"] == ["too_young"]


# --- the emergency route ---------------------------------------------------------------------------------


def test_an_emergency_reaches_back_no_further_than_its_request_may_follow(office):
    def opened(day):
        return emergencies.open_emergency(
            unit=office.street, what="排查", started_on=day, actor=office.street_lead, key=str(day)
        )

    with pytest.raises(Refusal) as refusal:
        opened(date(2025, 1, 28))
    [reason] = refusal.value.reasons
    assert (reason.code, reason.facts["earliest"]) == ("emergency_too_old", "2026-10-23")
    with pytest.raises(Refusal):
        opened(date(2026, 10, 22))
    assert opened(date(2026, 10, 23)).due == TODAY
    body = {"unit": office.street.pk, "what": "排查", "started_on": "2025-01-28"}
    answer = desk(office.street_lead).post("emergencies/", body)
    assert answer.answer["code"] == "emergency_too_old"


def test_people_of_an_emergency_close_the_intake_only_once_the_request_is_late(office, clock):
    office.grant(3, valid_from=TODAY)
    emergency = office.emergency()
    put_to_work(office, emergency)
    assert office.figures()["over"] == 1
    office.hire(TODAY)
    clock.move_to("2026-11-06T02:00:00Z")
    office.hire(date(2026, 11, 6))
    clock.move_to("2026-11-09T02:00:00Z")
    with pytest.raises(Refusal) as refusal:
        office.hire(date(2026, 11, 9))
    assert codes(refusal) == {"intake_closed"}


def test_a_request_that_waits_for_its_decision_keeps_the_intake_open(office, clock):
    office.grant(3, valid_from=TODAY)
    emergency = office.emergency()
    put_to_work(office, emergency)
    office.reviewed(1, emergency=emergency, valid_from=TODAY)
    clock.move_to("2026-11-09T02:00:00Z")
    office.hire(date(2026, 11, 9))


def test_people_found_without_papers_close_it_at_once_beside_an_emergency(office):
    office.grant(3, valid_from=TODAY)
    put_to_work(office, office.emergency())
    office.register(TODAY)
    with pytest.raises(Refusal) as refusal:
        office.hire(TODAY)
    assert refusal.value.reasons[0].facts["over"] == 1


def test_an_emergency_whose_people_nobody_asked_for_is_not_closed(office, clock):
    emergency = office.emergency()
    engagement = put_to_work(office, emergency)
    office.leave(engagement, TODAY)
    clock.move_to("2026-11-02T02:00:00Z")
    what = {"emergency": emergency, "actor": office.street_lead, "note": "险情解除"}
    with pytest.raises(Refusal) as refusal:
        emergencies.close(**what)
    assert codes(refusal) == {"emergency_not_asked_for"}
    assert "Close the emergency" not in said(at(office.street_lead).get(page("emergency", emergency.pk)))


def test_people_put_to_work_and_never_asked_for_are_an_alert(office, clock):
    emergency = office.emergency()
    put_to_work(office, emergency)

    def found(user):
        return [one for one in alerts(Scope(user)) if one.kind.code == "emergency_unasked"]

    assert found(office.street_lead) == []
    clock.move_to("2026-11-09T02:00:00Z")
    for hand in (office.street_lead, office.bureau):
        [one] = found(hand)
        assert (one.count, one.facts["due"]) == (1, "2026-11-06")
        assert one.url == page("emergency", emergency.pk)
    assert found(office.other_lead) == []
    office.reviewed(1, emergency=emergency, valid_from=date(2026, 11, 9))
    assert found(office.bureau) == []


def test_a_street_gives_no_heads_to_itself(office):
    office.grant(3, valid_from=TODAY)
    with pytest.raises(Refusal) as refusal:
        office.gift(1, to_unit=office.street)
    assert codes(refusal) == {"gives_itself"}
    body = {"unit": office.street.pk, "to_unit": office.street.pk, "heads": 1}
    answer = desk(office.bureau).post("head-gifts/", body | {"document": document(office.district).pk})
    assert (answer.status_code, answer.answer["code"]) == (409, "gives_itself")
