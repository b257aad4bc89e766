"""A real district begins with one command: books that verify, working days, one administrator."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from quota_pool import access, calendar, members, units
from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent, District, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(settings):
    """A real installation, outside the demonstration."""
    settings.DEMO = False


def found(**facts):
    said = StringIO()
    facts = {"code": "440105", "name": "海珠区", "admin": "guanli", "full_name": "郑安", **facts}
    call_command("found_district", **facts, stdout=said, stderr=StringIO())
    return said.getvalue().strip()


def test_its_administrator_signs_in_once_and_must_choose_a_password(real):
    password = found()
    admin = User.objects.get(username="guanli")
    assert admin.check_password(password)
    assert admin.must_change_password
    browser = Client()
    sent = {"login": "guanli", "password": password}
    answer = browser.post("/accounts/login/", sent, secure=True, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/password/change/")


def test_from_there_the_whole_district_can_be_set_up(real):
    found()
    district, admin = District.objects.get(), User.objects.get(username="guanli")
    bureau, _password = members.new_user(
        district=district, username="bianban", full_name="林一", role=Role.BUREAU, actor=admin
    )
    street = units.enter_unit(
        district=district, actor=bureau.user, code="440105001", name="甲街道", unit_type="street"
    )
    assert access.can(admin, "manage_members")
    assert not access.can(admin, "approve_grant")
    assert street.pools.count() == 1
    assert not verify(district)


def test_its_working_days_are_those_the_package_knows(real, settings):
    found()
    district = District.objects.get()
    assert not calendar.missing_years(district, calendar.today(), calendar.today())


def test_the_founding_leaves_its_trace_without_the_password(real):
    password = found()
    events = list(AuditEvent.objects.order_by("seq").values())
    assert {"district.found", "member.new_user"} <= {event["act"] for event in events}
    assert {event["origin"] for event in events} == {"command"}
    assert password not in str(events)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"code": "4401"}, "six digits"), ({"admin": "not a name"}, "用户名"), ({"name": ""}, "不能为空")],
)
def test_a_wrong_word_founds_nothing(real, wrong, words):
    with pytest.raises(CommandError, match=words):
        found(**wrong)
    assert not District.objects.exists()


def test_a_district_is_founded_once_and_a_name_given_once(real):
    found()
    with pytest.raises(CommandError, match="440105 is there already"):
        found(admin="other")
    with pytest.raises(CommandError, match="guanli is taken"):
        found(code="440106", name="天河区")
    assert District.objects.count() == 1


def test_the_demonstration_is_no_place_for_a_real_district():
    with pytest.raises(CommandError, match="DEMO=0"):
        found()
