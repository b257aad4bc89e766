"""Tokens of connected systems: shown once, narrowed by scope and unit, ended by time or by hand."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from quota_pool import access, tokens
from quota_pool.calendar import now
from quota_pool.models import ApiToken, AuditEvent, Member, Role, User
from tests.desk import Desk, desk, start_body, token_for
from tests.factories import Office, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office(reserve=0)


@pytest.mark.requirement("R-065")
def test_the_database_holds_no_usable_token(office):
    text = token_for(office.clerk)
    row = ApiToken.objects.get()
    prefix, secret = text.split(".")
    kept = " ".join(str(getattr(row, field.attname)) for field in ApiToken._meta.fields)
    assert secret not in kept
    assert secret.encode() not in bytes(row.digest)
    assert row.prefix == prefix
    assert AuditEvent.objects.filter(act="token.issue").count() == 1
    assert secret not in str(AuditEvent.objects.get(act="token.issue").after)


@pytest.mark.requirement("R-065")
def test_a_token_does_only_what_its_scopes_name(office):
    narrow = desk(office.clerk, scopes=["read_pool"])
    assert narrow.get("units/").status_code == 200
    assert narrow.get("engagements/").status_code == 403
    assert narrow.post("engagements/", start_body(office.street)).status_code == 403


def test_a_scope_gives_nothing_the_role_does_not_hold(office):
    wide = desk(office.auditor)
    assert wide.post("engagements/", start_body(office.street)).status_code == 403


def test_a_token_of_one_unit_sees_that_unit_only(office):
    bound = desk(office.bureau, unit=office.street)
    assert [row["id"] for row in bound.get("units/").answer["results"]] == [office.street.pk]
    assert bound.get(f"units/{office.other_street.pk}/").status_code == 404
    foreign = desk(office.clerk, unit=office.other_street)
    assert foreign.get("units/").status_code == 403


@pytest.mark.requirement("R-062", "R-065")
def test_a_token_ends_by_time_by_hand_and_with_its_user(office):
    asking = desk(office.auditor, days=1)
    assert asking.get("units/").status_code == 200
    with time_machine.travel(now() + timedelta(days=1, seconds=1)):
        assert asking.get("units/").status_code == 401
    tokens.revoke(token=ApiToken.objects.get(), actor=None, reason="test")
    assert asking.get("units/").status_code == 401
    other = desk(office.auditor)
    User.objects.filter(pk=office.auditor.pk).update(is_active=False)
    assert other.get("units/").status_code == 401


def test_a_membership_that_ended_ends_what_its_tokens_may_do(office):
    asking = desk(office.clerk)
    Member.objects.filter(user=office.clerk).update(ended_at=now())
    assert asking.get("units/").status_code == 403


def test_the_last_use_is_noted_at_most_once_a_minute(office, django_assert_num_queries):
    asking = desk(office.clerk)
    asking.get("units/")
    first = ApiToken.objects.get().last_used_at
    asking.get("units/")
    assert ApiToken.objects.get().last_used_at == first
    with time_machine.travel(now() + timedelta(seconds=61)):
        asking.get("units/")
        assert ApiToken.objects.get().last_used_at > first


def test_the_command_makes_a_system_and_prints_its_token_once(office):
    said, warned = StringIO(), StringIO()
    call_command("issue_token", "finance-system", "--district", "440112", stdout=said, stderr=warned)
    text = said.getvalue().strip()
    system = User.objects.get(username="finance-system")
    assert system.is_client
    assert not system.has_usable_password()
    asking = Desk(system, text, Client())
    assert asking.get("units/").status_code == 200
    assert asking.post("engagements/", start_body(office.street)).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"district": "999999"}, {"unit": "999"}, {"days": 0}, {"days": 367}], ids=str
)
def test_the_command_refuses_in_one_sentence(office, wrong):
    with pytest.raises(CommandError):
        call_command("issue_token", "finance-system", **({"district": "440112"} | wrong))
    assert not User.objects.filter(username="finance-system").exists()


def test_a_person_gets_no_token_by_the_command(office):
    with pytest.raises(CommandError, match="person"):
        call_command("issue_token", office.clerk.username, "--district", "440112")


def test_only_an_administrator_issues_and_revokes(office):
    admin = member(Role.ADMIN, office.district)
    with pytest.raises(access.Forbidden):
        token_for(office.clerk, actor=office.clerk)
    token_for(office.clerk, actor=admin)
    with pytest.raises(access.Forbidden):
        tokens.revoke(token=ApiToken.objects.get(), actor=office.clerk)


def test_who_asks_by_token_costs_two_statements(office):
    asking = desk(office.clerk)
    asking.get("units/")
    with connection.execute_wrapper(_counter := _Counter()):
        asking.get("units/")
    assert _counter.seen <= 3


class _Counter:
    """Counts statements."""

    seen = 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        return execute(sql, params, many, context)
