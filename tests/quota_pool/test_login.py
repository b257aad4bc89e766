"""Who may come in, how a guesser is slowed down, and that an office is never shut out."""

import pytest
from django.test import Client
from django.urls import reverse

from quota_pool import audit, login
from quota_pool.hashers import HostArgon2
from quota_pool.models import AuditEvent, AuditHead, District, Member, Role, User

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-053", "R-054", "R-059")]

PASSWORD = "Kapok-Blossom-26"
OFFICE, ELSEWHERE = "10.7.0.1", "10.9.0.9"


@pytest.fixture(autouse=True)
def open_to_all_addresses(settings):
    settings.DEMO = False


@pytest.fixture
def clerk():
    return User.objects.create_user("li.clerk", password=PASSWORD)


@pytest.fixture
def colleague():
    return User.objects.create_user("wang.clerk", password=PASSWORD)


@pytest.fixture
def try_in(client, settings):
    """Send the login form; tells whether it let the person in."""
    settings.SECURE_SSL_REDIRECT = False

    def attempt(name, password=PASSWORD, address=OFFICE):
        client.logout()
        body = {"login": name, "password": password}
        response = client.post(reverse("account_login"), body, REMOTE_ADDR=address)
        attempt.words = _words(response)
        return response.status_code == 302 and response.url != reverse("account_login")

    return attempt


def _words(response):
    if response.context is None or "form" not in response.context:
        return []
    return [str(word) for words in response.context["form"].errors.values() for word in words]


def test_name_and_password_let_a_clerk_in(try_in, clerk):
    assert try_in("li.clerk")


def test_five_wrong_tries_slow_down_the_name_at_this_address(try_in, clerk):
    for _time in range(5):
        assert not try_in("li.clerk", "wrong")
    assert not try_in("li.clerk"), "the right password does not help while the name is slowed down"
    assert "Too many wrong tries" in try_in.words[0] or "太多" in try_in.words[0] or try_in.words


def test_a_colleague_behind_the_same_router_is_not_touched(try_in, clerk, colleague):
    for _time in range(8):
        try_in("li.clerk", "wrong")
    assert try_in("wang.clerk")


def test_the_person_may_come_in_from_another_address(try_in, clerk):
    for _time in range(8):
        try_in("li.clerk", "wrong", address=ELSEWHERE)
    assert try_in("li.clerk")


def test_strangers_cannot_lock_the_owner_out_of_a_known_office(try_in, clerk):
    assert try_in("li.clerk")
    for number in range(40):
        try_in("li.clerk", "wrong", address=f"192.0.2.{number}")
    assert not try_in("li.clerk", address="192.0.2.99"), "an unknown address is slowed down"
    assert try_in("li.clerk"), "the office where the owner is known is not"


def test_a_success_takes_its_own_try_back(try_in, clerk):
    for _time in range(12):
        assert try_in("li.clerk")


def test_known_and_unknown_names_get_one_text(try_in, clerk):
    try_in("li.clerk", "wrong")
    known = try_in.words
    try_in("nobody.here", "wrong")
    assert known == try_in.words != []


def test_a_disabled_account_gets_the_text_of_a_wrong_password(try_in, clerk):
    try_in("li.clerk", "wrong")
    wrong = try_in.words
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not try_in("li.clerk")
    assert try_in.words == wrong


def test_a_demonstration_account_is_refused_outside_the_demonstration(try_in, clerk):
    User.objects.filter(pk=clerk.pk).update(is_demo=True)
    assert not try_in("li.clerk")


def test_a_demonstration_session_ends_when_the_demonstration_does(client, clerk, settings, rf):
    User.objects.filter(pk=clerk.pk).update(is_demo=True)
    backend = login.Backend()
    settings.DEMO = True
    assert backend.get_user(clerk.pk) == clerk
    settings.DEMO = False
    assert backend.get_user(clerk.pk) is None


def test_a_machine_does_not_log_in_on_a_page(try_in, clerk):
    User.objects.filter(pk=clerk.pk).update(is_client=True)
    assert not try_in("li.clerk")


def test_there_is_no_sign_up(client, settings):
    settings.SECURE_SSL_REDIRECT = False
    assert client.get("/accounts/signup/", REMOTE_ADDR=OFFICE).status_code == 404
    assert not login.Adapter().is_open_for_signup(None)


def test_the_demonstration_answers_this_machine_only(client, settings):
    settings.DEMO = True
    assert client.get(reverse("account_login"), REMOTE_ADDR="203.0.113.5").status_code == 403
    assert client.get(reverse("account_login"), REMOTE_ADDR="127.0.0.1").status_code == 200


@pytest.fixture
def district(clerk):
    district = District.objects.create(name="Sandbank", code="440100")
    AuditHead.objects.get_or_create(district=district)
    Member.objects.create(user=clerk, district=district, role=Role.CLERK)
    return district


def told(district):
    return list(AuditEvent.objects.filter(district=district).order_by("seq").values_list("act", "address"))


@pytest.mark.requirement("R-095")
def test_coming_failing_and_going_stand_in_the_audit(try_in, client, clerk, district):
    try_in("li.clerk", "wrong")
    try_in("li.clerk")
    left = client.post(reverse("account_logout"), REMOTE_ADDR=OFFICE)
    assert left["Clear-Site-Data"] == '"storage"'
    acts = [("session.refuse", OFFICE), ("session.open", OFFICE), ("session.close", OFFICE)]
    assert told(district) == acts
    assert list(audit.broken_links(district.pk)) == []


def test_a_new_password_ends_the_duty_and_the_other_sessions(client, clerk, settings, district):
    settings.SECURE_SSL_REDIRECT = False
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    elsewhere = Client(REMOTE_ADDR=ELSEWHERE)
    for browser in (client, elsewhere):
        browser.force_login(clerk)
    new = "Lychee-Orchard-27"
    body = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), body, REMOTE_ADDR=OFFICE).status_code == 302
    clerk.refresh_from_db()
    assert clerk.check_password(new)
    assert not clerk.must_change_password
    assert clerk.password_changed_at is not None
    page = reverse("account_change_password")
    assert client.get(page, REMOTE_ADDR=OFFICE).status_code == 200
    assert elsewhere.get(page).status_code == 302, "the other session is a stranger's now"
    assert told(district)[-1][0] == "password.change"


@pytest.mark.requirement("R-051")
def test_a_login_costs_nineteen_mebibytes_not_a_hundred():
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in HostArgon2().encode(PASSWORD, "salt-for-a-test")
