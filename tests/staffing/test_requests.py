"""A street asks for mobile heads, bureau and finance say what they think, the leader decides (P5)."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from quota_pool import access, rules
from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent, Role, User
from quota_pool.refusals import Refusal, Stale
from staffing.models import MobileRequest, QuotaGrant, RequestEvent
from staffing.selectors import unit_position
from staffing.services import requests
from tests.factories import document, member
from tests.quota_pool.reading import said
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db


def codes(refusal) -> list[str]:
    return sorted(reason.code for reason in refusal.value.reasons)


def mobile(office) -> int:
    return unit_position(office.street, on=date(2026, 11, 2)).total("granted", "mobile")


def test_a_request_goes_from_the_clerk_to_a_pool_of_its_own(office):
    asked = office.grant_request(office.reviewed(5), heads=4)
    grant = asked.grant
    assert (asked.state, grant.state, grant.heads, grant.requested) == ("granted", "granted", 4, 5)
    assert grant.pool.kind == "mobile"
    assert (grant.pool.valid_from, grant.pool.valid_to) == (date(2026, 11, 2), date(2027, 4, 30))
    assert (grant.proposed_by, grant.decided_by) == (office.bureau, office.bureau_lead)
    assert mobile(office) == 4
    assert verify(office.district) == []


def test_every_step_is_kept_with_who_and_when(office):
    asked = office.grant_request(office.reviewed())
    steps = list(asked.events.values_list("step", "actor__pk"))
    assert steps == [
        ("drafted", office.clerk.pk),
        ("submitted", office.street_lead.pk),
        ("checked", office.bureau.pk),
        ("advised", office.finance.pk),
        ("granted", office.bureau_lead.pk),
    ]
    assert AuditEvent.objects.filter(act="request.granted").exists()


def test_a_step_is_never_changed(office):
    office.request()
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestEvent.objects.update(note="anders")
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestEvent.objects.all().delete()


def test_an_unfinished_draft_is_kept_but_not_submitted(office):
    draft = requests.draft(unit=office.street, actor=office.clerk, key="d", task="巡查")
    with pytest.raises(Refusal) as refusal:
        requests.submit(request=draft, actor=office.street_lead)
    assert codes(refusal) == ["request_incomplete"] * 7
    fields = {reason.field for reason in refusal.value.reasons}
    assert fields == {
        "reason_code",
        "workload",
        "why_not_within",
        "heads",
        "valid_from",
        "valid_to",
        "funding_source",
    }


def test_the_same_draft_sent_twice_is_kept_once(office):
    first = requests.draft(unit=office.street, actor=office.clerk, key="d", heads=1)
    again = requests.draft(unit=office.street, actor=office.clerk, key="d", heads=1)
    assert first.pk == again.pk
    assert MobileRequest.objects.count() == 1


def test_the_clerk_drafts_and_the_leader_submits(office):
    draft = office.request()
    with pytest.raises(access.Forbidden):
        requests.submit(request=draft, actor=office.clerk)
    with pytest.raises(access.Forbidden):
        requests.draft(unit=office.street, actor=office.street_lead, key="d")


def test_nothing_is_decided_before_both_opinions_are_given(office):
    asked = office.request()
    requests.submit(request=asked, actor=office.street_lead)
    requests.check(request=asked, opinion="for", actor=office.bureau)
    with pytest.raises(Refusal) as refusal:
        office.grant_request(asked)
    assert codes(refusal) == ["wrong_state"]
    assert mobile(office) == 0


def test_never_more_than_requested_is_granted(office):
    asked = office.reviewed(3)
    with pytest.raises(Refusal) as refusal:
        office.grant_request(asked, heads=4)
    assert codes(refusal) == ["granted_more_than_requested"]
    assert refusal.value.reasons[0].facts == {"heads": 4, "requested": 3}
    assert not QuotaGrant.objects.exists()


def test_whoever_had_a_hand_in_it_does_not_decide(office):
    asked = office.reviewed()
    promoted = User.objects.get(pk=office.bureau.pk)
    promoted.memberships.update(role="bureau_lead")
    with pytest.raises(Refusal) as refusal:
        requests.refuse(request=asked, note="不同意", actor=promoted)
    assert codes(refusal) == ["own_work"]


def test_whoever_does_not_agree_says_why(office):
    asked = office.request()
    requests.submit(request=asked, actor=office.street_lead)
    with pytest.raises(Refusal) as refusal:
        requests.advise(request=asked, opinion="against", actor=office.finance)
    assert codes(refusal) == ["needs_words"]
    assert requests.advise(request=asked, opinion="against", note="无预算", actor=office.finance).state == (
        "submitted"
    )


def test_a_returned_request_is_corrected_and_opined_on_anew(office):
    asked = office.reviewed(5)
    returned = requests.return_(request=asked, note="请核实工作量", actor=office.bureau)
    assert (returned.state, returned.bureau_opinion, returned.finance_opinion) == ("returned", "", "")
    requests.edit(request=asked, actor=office.clerk, heads=2)
    again = requests.submit(request=asked, actor=office.street_lead)
    assert (again.state, again.heads) == ("submitted", 2)


def test_a_request_is_withdrawn_until_it_is_decided(office):
    assert requests.withdraw(request=office.reviewed(), actor=office.street_lead).state == "withdrawn"
    granted = office.grant_request(office.reviewed())
    with pytest.raises(Refusal) as refusal:
        requests.withdraw(request=granted, actor=office.street_lead)
    assert codes(refusal) == ["wrong_state"]


def test_a_refusal_is_kept_with_its_words(office):
    refused = requests.refuse(request=office.reviewed(), note="可内部调剂", actor=office.bureau_lead)
    assert (refused.state, refused.note) == ("refused", "可内部调剂")
    assert mobile(office) == 0


def test_a_stale_sheet_is_told(office):
    asked = office.request()
    with pytest.raises(Stale):
        requests.edit(request=asked, actor=office.clerk, seen=asked.version + 1, heads=9)


def test_a_long_period_warns_and_blocks_where_the_district_says_so(office):
    long = office.request(valid_to=date(2028, 1, 31))
    submitted = requests.submit(request=long, actor=office.street_lead)
    assert [check["result"] for check in submitted.checks] == ["warned"]
    rules.set_value(
        code="mobile_term",
        value=12,
        level="block",
        valid_from=date(2026, 10, 1),
        actor=office.bureau_lead,
        district=office.district,
    )
    other = MobileRequest.objects.get(pk=office.request(valid_to=date(2027, 11, 2)).pk)
    with pytest.raises(Refusal) as refusal:
        requests.submit(request=other, actor=office.street_lead)
    assert codes(refusal) == ["mobile_term_too_long"]
    assert refusal.value.reasons[0].facts["latest"] == "2027-11-01"


def test_a_grant_beyond_the_reserve_is_refused_and_nothing_is_left_behind(office):
    asked = office.reviewed(1500)
    with pytest.raises(Refusal) as refusal:
        office.grant_request(asked)
    assert codes(refusal) == ["reserve_short"]
    asked.refresh_from_db()
    assert asked.state == "reviewed"
    assert not QuotaGrant.objects.exists()


def test_the_second_click_on_granting_is_known_for_what_it_is(office):
    asked, paper = office.reviewed(), document(office.district)
    say_yes = {"request": asked, "document": paper, "heads": 3, "actor": office.bureau_lead, "key": "yes"}
    first, second = requests.grant(**say_yes), requests.grant(**say_yes)
    assert first.grant_id == second.grant_id
    assert mobile(office) == 3


def test_the_department_and_the_street_s_finance_do_not_see_requests(office):
    office.request()
    for role, street in ((Role.STREET_FINANCE, office.street), (Role.DEPARTMENT, None)):
        assert not MobileRequest.objects.visible_to(member(role, office.district, street)).exists()


@pytest.mark.parametrize(("kind", "code"), [("suspended", "unit_suspended"), ("frozen", "unit_frozen")])
def test_a_suspended_or_frozen_street_neither_submits_nor_is_granted(office, kind, code):
    asked, reviewed = office.request(), office.reviewed()
    standing = office.freeze(kind=kind)
    with pytest.raises(Refusal) as refusal:
        requests.submit(request=asked, actor=office.street_lead)
    assert codes(refusal) == [code]
    with pytest.raises(Refusal) as refusal:
        office.grant_request(reviewed)
    assert codes(refusal) == [code]
    office.lift(standing)
    assert requests.submit(request=asked, actor=office.street_lead).state == "submitted"


# --- an extension, asked for by the street -----------------------------------------------------------------


def ask_longer(office, pool, valid_to=date(2027, 9, 30), **asked):
    what = {"task": "征拆收尾", "workload": "余 40 户", "why_not_within": "人手已满", **asked}
    key = f"longer{pool.pk}{valid_to}"
    drafted = requests.draft(
        unit=pool.unit, extends=pool, valid_to=valid_to, actor=office.clerk, key=key, **what
    )
    return requests.submit(request=drafted, actor=office.street_lead)


def test_a_street_asks_for_a_later_last_day_and_the_leader_grants_it(office):
    pool = office.grant_request(office.reviewed(5, valid_from=date(2026, 10, 30)), heads=4).grant.pool
    asked = ask_longer(office, pool)
    assert (asked.heads, asked.valid_from, asked.extends) == (4, date(2027, 5, 1), pool)
    requests.check(request=asked, opinion="for", actor=office.bureau)
    asked = requests.advise(request=asked, opinion="for", actor=office.finance)
    asked = office.grant_request(asked)
    pool.refresh_from_db()
    assert (asked.grant.purpose, asked.grant.pool, pool.valid_to) == ("extension", pool, date(2027, 9, 30))
    assert mobile(office) == 4
    assert verify(office.district) == []
    with pytest.raises(Refusal) as refusal:
        ask_longer(office, pool, date(2027, 12, 31))
    assert codes(refusal) == ["extended_already"]


def test_an_extension_is_asked_for_once_at_a_time_and_within_the_rule(office):
    pool = office.grant_request(office.reviewed(5, valid_from=date(2026, 10, 30))).grant.pool
    with pytest.raises(Refusal) as refusal:
        ask_longer(office, pool, date(2027, 4, 30))
    assert codes(refusal) == ["extension_not_longer"]
    ask_longer(office, pool)
    with pytest.raises(Refusal) as refusal:
        ask_longer(office, pool, date(2027, 10, 1))
    assert codes(refusal) == ["proposed_already"]


def test_the_page_of_a_grant_asks_for_its_extension(office):
    pool = office.grant_request(office.reviewed(5, valid_from=date(2026, 10, 30))).grant.pool
    clerk = at(office.clerk)
    form = page("request-new") + f"?extends={pool.pk}"
    assert form in said(clerk.get(page("mobile", pool.pk)))
    typed = {"unit": pool.unit_id, "extends": pool.pk, "valid_to": "2027-09-30", "task": "征拆收尾"}
    typed["key"] = str(uuid.uuid4())
    assert 'name="heads"' not in clerk.get(form).content.decode()
    assert clerk.post(page("request-new"), typed).status_code == 302
    made = MobileRequest.objects.latest("pk")
    assert (made.extends, made.heads, made.reason_code) == (pool, 5, pool.grants.get().reason_code)
    assert pool.label in said(clerk.get(page("request", made.pk)))
