"""A session ends after thirty idle minutes and after twelve hours; old passwords are changed first."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse

from quota_pool.models import User
from quota_pool.sessions import PasswordAgeMiddleware

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-061", "R-052")]

MORNING = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def clerk():
    return User.objects.create_user("li.clerk", password="Kapok-Blossom-26", full_name="李文")


@pytest.fixture
def visit(client, clerk):
    """Open a page and tell whether the session still knows the person."""

    def look():
        client.get(reverse("account_change_password"))
        return "_auth_user_id" in client.session

    return look


def test_half_an_hour_alone_ends_the_session(client, clerk, visit):
    with time_machine.travel(MORNING, tick=False) as clock:
        client.force_login(clerk)
        clock.shift(dt.timedelta(minutes=29))
        assert visit()
        clock.shift(dt.timedelta(minutes=31))
        assert not visit()


def test_work_keeps_the_session_alive_but_not_past_twelve_hours(client, clerk, visit):
    with time_machine.travel(MORNING, tick=False) as clock:
        client.force_login(clerk)
        for _visit in range(28):
            clock.shift(dt.timedelta(minutes=25))
            assert visit()
        clock.shift(dt.timedelta(minutes=25))
        assert not visit()


def test_reading_writes_the_session_at_most_once_a_minute(client, clerk, django_assert_num_queries):
    with time_machine.travel(MORNING, tick=False) as clock:
        client.force_login(clerk)
        clock.shift(dt.timedelta(seconds=30))
        before = dict(client.session)
        client.get(reverse("account_change_password"))
        assert dict(client.session) == before


def test_a_given_password_is_changed_before_anything_else(client, clerk):
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    client.force_login(clerk)
    assert client.get(reverse("account_change_password")).status_code == 200
    assert client.get(reverse("set_language")).url == "/", "the language may be chosen"
    assert client.get("/nowhere-yet/").status_code == 404
    assert _first_page(client, clerk).url == reverse("account_change_password")
    User.objects.filter(pk=clerk.pk).update(must_change_password=False)
    assert _first_page(client, clerk) is None


def _first_page(client, clerk):
    """What the gate answers before the home page's view would."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=clerk.pk)
    request.resolver_match = SimpleNamespace(url_name="home")
    return PasswordAgeMiddleware(None).process_view(request, None, (), {})


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("Kapok-Blossom-26", True),
        ("short-1A", False),
        ("onlysmallletters", False),
        ("Huangpu-2026-x", False),
        ("Abc123456789!", False),
        ("Li.Clerk-2026-z", False),
        ("木棉花开-Kapok-26", True),
    ],
)
def test_a_password_is_long_mixed_and_not_what_everybody_tries(clerk, password, good):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password, clerk)
        passed = True
    except ValidationError:
        passed = False
    assert passed is good


def test_a_password_older_than_ninety_days_is_changed(clerk):
    from quota_pool import passwords

    clerk.password_changed_at = MORNING
    with time_machine.travel(MORNING + dt.timedelta(days=89)):
        assert not passwords.must_change(clerk)
    with time_machine.travel(MORNING + dt.timedelta(days=91)):
        assert passwords.must_change(clerk)
        clerk.is_demo = True
        assert not passwords.must_change(clerk)
