"""Webhooks: the trail is the outbox; messages are signed, tried again, logged, and go nowhere unnamed."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine

from quota_pool import documents, webhooks
from quota_pool.calendar import now
from quota_pool.models import Delivery, Role, Webhook
from quota_pool.refusals import Refusal
from quota_pool.webhooks.addresses import Unreachable, addresses_of, is_public, place_of
from tests.desk import desk
from tests.factories import Office, document, member

pytestmark = pytest.mark.requirement("R-129", "R-130")


class Receiver:
    """A system that is told; `answers` are the statuses it gives, the last one for good."""

    def __init__(self):
        self.got, self.answers = [], [200]
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *args):
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/told"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()


@pytest.fixture
def office(receiver, settings):
    """An office at work, and this machine's network named by the operator."""
    settings.WEBHOOK_HOSTS = [receiver.host]
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    office = Office(reserve=0)
    office.admin = member(Role.ADMIN, office.district)
    return office


def entered(office, url, acts=()):
    return webhooks.enter(
        district=office.district, name="财政系统", url=url, acts=list(acts), actor=office.admin
    )


def void(office, number=1):
    """Something to tell of."""
    return documents.void(document=document(office.district), actor=office.bureau, reason=f"重复{number}")


def round_of_the_worker() -> int:
    webhooks.tell_all()
    return webhooks.deliver_due()


@pytest.mark.django_db
def test_what_is_done_is_told_once_signed_and_without_names(office, receiver):
    _webhook, secret = entered(office, receiver.url)
    paper = void(office)
    assert round_of_the_worker() == 1
    assert round_of_the_worker() == 0
    [(headers, body)] = receiver.got
    told = json.loads(body)
    assert told["type"] == "document.void"
    assert (told["data"]["resource"], told["data"]["id"]) == ("documents", str(paper.pk))
    assert set(told["data"]) == {"seq", "recorded_at", "act", "resource", "id", "unit"}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(headers["webhook-timestamp"]) - now().timestamp()) < 60


@pytest.mark.django_db
def test_only_the_chosen_acts_are_told_and_what_was_rolled_back_never(office, receiver):
    entered(office, receiver.url, acts=["freeze"])
    void(office)
    assert round_of_the_worker() == 0
    assert receiver.got == []


@pytest.mark.django_db
def test_a_receiver_that_fails_is_asked_again_later_and_in_the_end_given_up(office, receiver):
    entered(office, receiver.url)
    void(office)
    receiver.answers = [500]
    webhooks.tell_all()
    with time_machine.travel(now(), tick=False) as clock:
        for tried in range(1, 9):
            assert webhooks.deliver_due() == 0
            assert webhooks.deliver_due() == 0  # not before its time
            row = Delivery.objects.get()
            assert row.attempts == tried
            clock.move_to(max(row.due_at, now()) + timedelta(seconds=1))
    assert row.state == Delivery.State.GIVEN_UP
    assert [one["status"] for one in row.tries] == [500] * 8
    receiver.answers = [200]
    webhooks.resend(delivery=row, actor=office.admin)
    assert webhooks.deliver_due() == 1
    ids = {headers["webhook-id"] for headers, _body in receiver.got}
    assert ids == {str(row.uid)}


@pytest.mark.django_db
def test_a_redirect_is_not_followed(office, receiver):
    entered(office, receiver.url)
    void(office)
    receiver.answers = [302]
    assert round_of_the_worker() == 0
    assert Delivery.objects.get().tries[0]["status"] == 302


@pytest.mark.django_db
def test_a_stopped_webhook_hears_later_what_was_done_meanwhile(office, receiver):
    webhook, _secret = entered(office, receiver.url)
    webhooks.stop(webhook=webhook, actor=office.admin)
    void(office)
    assert round_of_the_worker() == 0
    webhooks.start(webhook=webhook, actor=office.admin)
    assert round_of_the_worker() == 1


@pytest.mark.django_db
def test_the_secret_lies_sealed_and_only_the_administrator_manages(office, receiver):
    answer = desk(office.admin).post(
        "webhooks/", {"name": "财政", "url": receiver.url, "acts": ["document"]}, key=None
    )
    assert answer.status_code == 201
    assert answer.answer["secret"].startswith("whsec_")
    assert "secret" not in desk(office.admin).get(f"webhooks/{answer.answer['id']}/").answer
    assert Webhook.objects.get().secret == answer.answer["secret"]
    assert desk(office.finance).get("webhooks/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.com/",
        "https://127.0.0.1/",
        "http://{host}@elsewhere.example.com/",
        "ftp://{host}/",
        "https://{host}/#part",
        "//{host}/",
        "https://",
        "https://[::1/",
        "https://{host}:99999/",
        "https://exa mple.com/",
    ],
)
def test_no_message_goes_where_the_operator_has_not_said(office, receiver, url):
    with pytest.raises(Refusal):
        entered(office, url.format(host=receiver.host))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.8",
        "64:ff9b::a00:8",
        "2002:a00:8::1",
        "ff02::1",
        "no address",
    ],
)
def test_inner_addresses_are_not_public_whatever_they_wear(address):
    assert not is_public(address)


def test_public_addresses_are():
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


def test_a_listed_name_that_points_inward_is_refused_at_the_try(settings, monkeypatch):
    """The host is looked up anew each time, and one inner address among outer ones refuses them all."""
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_NETWORKS = ["finance.example.com"], []
    place = place_of("https://finance.example.com/hook?x=1")
    answers = [["93.184.215.14"], ["93.184.215.14", "10.0.0.8"]]

    def looked_up(*_asked, **_more):
        return [(2, 1, 6, "", (address, 443)) for address in answers.pop(0)]

    monkeypatch.setattr("socket.getaddrinfo", looked_up)
    assert addresses_of(place) == ["93.184.215.14"]
    with pytest.raises(Unreachable, match="webhook_private_address"):
        addresses_of(place)


def test_plain_http_goes_to_named_networks_only(settings, monkeypatch):
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_NETWORKS = ["finance.example.com"], []
    monkeypatch.setattr("socket.getaddrinfo", lambda *_asked, **_more: [(2, 1, 6, "", ("93.184.215.14", 80))])
    with pytest.raises(Unreachable, match="webhook_needs_https"):
        addresses_of(place_of("http://finance.example.com/"))
