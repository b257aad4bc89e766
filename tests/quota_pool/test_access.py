"""Roles and their acts as the field has them; a street's people see their street, a district's theirs."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from quota_pool import access
from quota_pool.calendar import now
from quota_pool.models import Account, ApiToken, Entry, Pool, Role, Unit, User
from staffing.models import Engagement, Filing, QuotaGrant, Term
from tests.factories import Office, district, member, unit

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)

# Who creates, submits, approves, checks or decides: the letters C, S, A and F of the table, act by act.
DECIDING = {
    "propose_grant": {Role.BUREAU},
    "approve_grant": {Role.BUREAU_LEAD},
    "issue_heads": {Role.BUREAU_LEAD},
    "write_documents": {Role.BUREAU, Role.BUREAU_LEAD, Role.FINANCE, Role.FINANCE_LEAD},
    "hire": {Role.CLERK},
    "exit": {Role.CLERK},
    "edit_staff": {Role.CLERK},
    "import_roster": {Role.CLERK},
    "submit_filing": {Role.CLERK, Role.STREET_LEAD},
    "decide_filing": {Role.BUREAU, Role.BUREAU_LEAD},
    "hand_over": set(Role.values),
    "refuse_filing": {Role.BUREAU_LEAD},
    "open_roster": {Role.BUREAU},
    "register_unseated": {Role.BUREAU},
    "set_rules": {Role.BUREAU_LEAD},
    "set_calendar": {Role.BUREAU, Role.ADMIN},
    "edit_units": {Role.BUREAU, Role.ADMIN},
    "manage_members": {Role.ADMIN},
    "share_views": {Role.CLERK, Role.STREET_LEAD, Role.BUREAU, Role.BUREAU_LEAD},
    "propose_freeze": {Role.BUREAU},
    "decide_freeze": {Role.BUREAU_LEAD},
    "draft_request": {Role.CLERK},
    "submit_request": {Role.STREET_LEAD},
    "withdraw_request": {Role.CLERK, Role.STREET_LEAD},
    "check_request": {Role.BUREAU},
    "advise_request": {Role.FINANCE},
    "decide_request": {Role.BUREAU_LEAD},
    "recruit": {Role.CLERK},
    "submit_plan": {Role.STREET_LEAD},
    "decide_plan": {Role.BUREAU, Role.BUREAU_LEAD},
    "return_heads": {Role.STREET_LEAD},
    "lift_halt": {Role.BUREAU_LEAD, Role.ADMIN},
    "approve_full": {Role.STREET_LEAD, Role.BUREAU_LEAD},
    "open_emergency": {Role.STREET_LEAD, Role.BUREAU},
    "register_emergency": {Role.CLERK, Role.BUREAU},
    "transfer": {Role.CLERK},
    "urge_filing": {Role.CLERK, Role.STREET_LEAD, Role.BUREAU, Role.BUREAU_LEAD},
    "see_alerts": {
        Role.CLERK,
        Role.STREET_LEAD,
        Role.BUREAU,
        Role.BUREAU_LEAD,
        Role.FINANCE,
        Role.FINANCE_LEAD,
    },
    "reveal": {Role.CLERK, Role.STREET_LEAD, Role.BUREAU},
    "attach": {Role.CLERK},
    "open_files": {Role.CLERK, Role.STREET_LEAD, Role.BUREAU, Role.BUREAU_LEAD},
    "export_full": {Role.CLERK, Role.STREET_LEAD, Role.BUREAU},
}
# The same for money.
DECIDING_ON_MONEY = {
    "appropriate": {Role.FINANCE_LEAD},
    "draft_envelope": {Role.FINANCE},
    "approve_envelope": {Role.FINANCE_LEAD},
    "propose_adjustment": {Role.FINANCE},
    "approve_adjustment": {Role.FINANCE_LEAD},
    "close_envelope": {Role.FINANCE},
    "settle_year": {Role.FINANCE_LEAD},
    "set_standards": {Role.FINANCE},
    "approve_standards": {Role.FINANCE_LEAD},
    "make_cost_sheet": {Role.FINANCE, Role.STREET_FINANCE},
    "propose_task": {Role.DEPARTMENT},
    "review_task": {Role.BUREAU},
    "fund_task": {Role.FINANCE},
    "post_task": {Role.FINANCE_LEAD},
    "accept_task": {Role.STREET_LEAD},
    "register_demand": {Role.BUREAU},
    "draft_scheme": {Role.CLERK},
    "adopt_scheme": {Role.STREET_LEAD},
    "check_scheme": {Role.FINANCE},
    "make_pay_run": {Role.STREET_FINANCE},
    "approve_pay_run": {Role.STREET_LEAD},
    "plan_savings": {Role.CLERK},
    "submit_savings": {Role.STREET_LEAD},
    "check_savings": {Role.FINANCE},
    "approve_savings": {Role.FINANCE_LEAD},
    "plan_recovery": {Role.CLERK},
    "submit_recovery": {Role.STREET_LEAD},
    "advise_recovery": {Role.FINANCE},
    "check_recovery": {Role.BUREAU},
    "approve_recovery": {Role.BUREAU_LEAD},
    "post_actuals": {Role.API},
    "declare_month": {Role.STREET_LEAD},
    "check_declaration": {Role.BUREAU},
    "lock_month": {Role.BUREAU_LEAD},
    "settle_difference": {Role.CLERK, Role.STREET_FINANCE, Role.BUREAU, Role.FINANCE},
    "manage_webhooks": {Role.ADMIN},
}
OUTSIDERS = {Role.DEPARTMENT, Role.SECRETARY, Role.ADMIN}


@pytest.fixture
def office():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True):
        office = Office()
        for street, clerk in ((office.street, office.clerk), (office.other_street, office.other_clerk)):
            office.grant(2, street=street, valid_from=OCTOBER_30)
            office.hire(OCTOBER_30, street=street, clerk=clerk)
        yield office


def holders(act) -> set[str]:
    return {role for role, acts in access.ROLE_ACTS.items() if act in acts}


# --- the table -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", DECIDING | DECIDING_ON_MONEY)
def test_an_act_belongs_to_whom_the_table_names(act):
    assert holders(act) == (DECIDING | DECIDING_ON_MONEY)[act]


def test_every_act_of_the_code_stands_in_the_table_of_the_field_or_only_reads():
    reading = {act for act in access.ACTS if act.startswith("read_")} | {"export"}
    assert set(access.ACTS) == reading | set(DECIDING) | set(DECIDING_ON_MONEY)
    assert set(access.ROLE_ACTS) == set(Role.values)
    assert set().union(*access.ROLE_ACTS.values()) <= set(access.ACTS)


@pytest.mark.requirement("R-077")
def test_no_role_both_proposes_and_approves():
    for first, second in (
        ("propose_grant", "approve_grant"),
        ("hire", "decide_filing"),
        ("submit_filing", "decide_filing"),
        ("draft_envelope", "approve_envelope"),
        ("propose_adjustment", "approve_adjustment"),
        ("set_standards", "approve_standards"),
        ("propose_task", "fund_task"),
        ("draft_scheme", "adopt_scheme"),
        ("make_pay_run", "approve_pay_run"),
        ("plan_savings", "approve_savings"),
        ("plan_recovery", "approve_recovery"),
        ("declare_month", "lock_month"),
    ):
        assert not holders(first) & holders(second)


def test_the_administrator_has_no_business_approval():
    business = {
        "hire",
        "exit",
        "approve_grant",
        "propose_grant",
        "decide_filing",
        "submit_filing",
        "set_rules",
    }
    assert not access.ROLE_ACTS[Role.ADMIN] & business
    assert "read_staff" not in access.ROLE_ACTS[Role.ADMIN]


def test_departments_and_the_committees_secretary_do_not_read_people():
    for role in OUTSIDERS:
        assert not access.ROLE_ACTS[role] & {"read_staff", "read_filings", "reveal"}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.INSPECTOR, Role.FINANCE, Role.FINANCE_LEAD, Role.HR])
def test_whoever_only_checks_changes_nothing(role):
    # Finance says what it thinks and enters its papers, anybody may name a substitute; that moves no head.
    opinions = {"advise_request", "see_alerts", "hand_over", "write_documents"}
    assert not access.ROLE_ACTS[role] & (set(DECIDING) - opinions)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.INSPECTOR, Role.HR, Role.SECRETARY])
def test_whoever_only_checks_moves_no_money(role):
    assert not access.ROLE_ACTS[role] & set(DECIDING_ON_MONEY)


# --- the place -------------------------------------------------------------------------------------------

SCOPED = [Unit, Pool, Account, Entry, QuotaGrant, Engagement, Filing, Term]


@pytest.mark.requirement("R-069", "R-070")
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.model_name)
def test_a_street_sees_its_own_rows_and_the_bureau_sees_all(office, model):
    mine = model.objects.visible_to(office.clerk)
    theirs = model.objects.visible_to(office.other_clerk)
    assert mine.exists()
    assert not set(mine) & set(theirs)
    assert set(mine) | set(theirs) <= set(model.objects.visible_to(office.bureau))


@pytest.mark.requirement("R-069")
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.model_name)
def test_nothing_crosses_the_district_and_a_stranger_sees_nothing(office, model):
    neighbour = member(Role.BUREAU, district("440113", "邻区"))
    ours = model.objects.visible_to(office.bureau)
    assert not set(ours) & set(model.objects.visible_to(neighbour))
    for somebody in (User.objects.create(username="nobody"), AnonymousUser()):
        assert not model.objects.visible_to(somebody).exists()


def test_an_act_that_is_not_ones_own_says_so_and_a_place_out_of_sight_does_not_exist(office):
    with pytest.raises(access.Forbidden) as forbidden:
        access.require(office.clerk, "approve_grant", office.street)
    assert forbidden.value.act == "approve_grant"
    for act in ("hire", "approve_grant"):
        with pytest.raises(Http404):
            access.require(office.clerk, act, office.other_street)
    access.require(office.clerk, "hire", office.street)


def test_an_act_nobody_ever_heard_of_is_a_fault_of_ours(office):
    with pytest.raises(KeyError):
        access.can(office.clerk, "hire_everybody")


def test_whoever_left_or_was_barred_may_nothing(office):
    left = User.objects.get(pk=office.clerk.pk)
    left.memberships.update(ended_at=now())
    barred = User.objects.get(pk=office.other_clerk.pk)
    barred.is_active = False
    for somebody in (left, barred):
        assert not access.can(somebody, "read_pool")
        assert not Unit.objects.visible_to(somebody).exists()


def test_one_who_works_in_two_streets_sees_both_and_no_third(office):
    unit(office.district, "丙街道")
    both = User.objects.get(pk=office.clerk.pk)
    both.memberships.create(district=office.district, unit=office.other_street, role=Role.STREET_FINANCE)
    assert set(Unit.objects.visible_to(both)) == {office.street, office.other_street}
    assert access.can(both, "hire", office.street)
    assert not access.can(both, "hire", office.other_street)
    assert access.unit_of(both) is None
    assert access.district_of(both) == office.district.pk


# --- a token narrows, and never widens ---------------------------------------------------------------------


def with_token(user, scopes, street=None, place=None):
    """The user as they come in by token."""
    caller = User.objects.get(pk=user.pk)
    place = place or user.memberships.get().district
    caller.token = ApiToken(user=caller, district=place, unit=street, scopes=scopes)
    return caller


@pytest.mark.requirement("R-065")
def test_a_token_leaves_only_the_acts_it_names_that_the_role_has_anyway(office):
    caller = with_token(office.clerk, ["read_staff", "approve_grant"])
    assert access.can(caller, "read_staff", office.street)
    assert not access.can(caller, "hire", office.street)
    assert not access.can(caller, "approve_grant")


@pytest.mark.requirement("R-065")
def test_a_token_of_one_street_narrows_the_bureau_to_it(office):
    caller = with_token(office.bureau, ["read_pool"], office.street)
    assert list(Unit.objects.visible_to(caller)) == [office.street]


@pytest.mark.requirement("R-065")
def test_a_token_of_another_street_or_district_opens_nothing(office):
    elsewhere = with_token(office.clerk, ["read_pool"], office.other_street)
    abroad = with_token(office.clerk, ["read_pool"], place=district("440113", "邻区"))
    for caller in (elsewhere, abroad):
        assert not Unit.objects.visible_to(caller).exists()
