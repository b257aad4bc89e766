"""The same request twice is done once; a rehearsal does nothing; a refusal may be tried again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from quota_pool.api import keys
from quota_pool.api.problems import Problem
from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent, Entry, Member, StoredAnswer
from staffing.models import Engagement, Person
from tests.desk import Desk, desk, start_body, token_for
from tests.factories import Office, invented

pytestmark = pytest.mark.django_db
NOVEMBER = "2026-11-02T02:00:00Z"


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(NOVEMBER, tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day):
    office = Office()
    office.grant(2, valid_from=date(2026, 11, 2))
    return office


@pytest.fixture
def clerk(office):
    return desk(office.clerk)


@pytest.mark.requirement("R-023", "R-024")
def test_the_same_request_with_the_same_key_is_done_once(office, clerk):
    body = start_body(office.street)
    first = clerk.post("engagements/", body, key="k-1")
    again = clerk.post("engagements/", body, key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Engagement.objects.count() == 1


def test_the_order_of_keys_in_a_body_does_not_make_it_another(office, clerk):
    body = start_body(office.street)
    clerk.post("engagements/", body, key="k-1")
    turned = dict(reversed(body.items()))
    assert clerk.post("engagements/", turned, key="k-1").headers["Idempotent-Replayed"] == "true"


@pytest.mark.requirement("R-025")
def test_a_key_used_for_something_else_is_refused(office, clerk):
    row = clerk.post("engagements/", start_body(office.street), key="k-1").answer
    other_body = clerk.post("engagements/", start_body(office.street), key="k-1")
    other_path = clerk.post(
        f"engagements/{row['id']}/exit/", {"last_day": "2026-11-02", "exit_reason": "13"}, key="k-1"
    )
    for response in (other_body, other_path):
        assert response.status_code == 422
        assert response.answer["code"] == "key_reused"
    assert Engagement.objects.get().end_date is None


@pytest.mark.requirement("R-023")
def test_a_write_without_a_key_or_with_an_odd_one_is_refused(office, clerk):
    body = start_body(office.street)
    assert clerk.post("engagements/", body, key=None).answer["reasons"][0]["code"] == "key_missing"
    for key in (" ", "x" * 129, "键", "a b"):
        refused = clerk.post("engagements/", body, key=None, headers={"Idempotency-Key": key})
        assert refused.answer["reasons"][0]["code"] == "key_malformed", key
    empty = clerk.post("engagements/", body, key=None, headers={"Idempotency-Key": ""})
    assert empty.status_code == 400
    assert not Engagement.objects.exists()


@pytest.mark.requirement("R-026")
def test_a_key_belongs_to_one_actor(office, clerk):
    body = start_body(office.street)
    first = clerk.post("engagements/", body, key="k-1").answer
    foreign = desk(office.other_clerk).post("engagements/", body, key="k-1")
    assert foreign.status_code == 400
    assert first["person"] not in foreign.content.decode()
    assert desk(office.auditor).post("engagements/", body, key="k-1").status_code == 403


@pytest.mark.requirement("R-026")
def test_a_right_that_was_lost_is_asked_for_before_an_answer_is_repeated(office, clerk):
    body = start_body(office.street)
    clerk.post("engagements/", body, key="k-1")
    Member.objects.filter(user=office.clerk).update(role="street_lead")
    assert clerk.post("engagements/", body, key="k-1").status_code == 403


@pytest.mark.requirement("R-027")
def test_a_refusal_is_not_kept_so_the_same_key_may_try_again(office, clerk):
    rows = [clerk.post("engagements/", start_body(office.street)).answer for _ in range(2)]
    body = start_body(office.street, on="2026-11-03")
    assert clerk.post("engagements/", body, key="k-1").status_code == 409
    assert not StoredAnswer.objects.filter(key="k-1").exists()
    clerk.post(f"engagements/{rows[0]['id']}/exit/", {"last_day": "2026-11-02", "exit_reason": "13"})
    with time_machine.travel("2026-11-03T02:00:00Z"):
        assert clerk.post("engagements/", body, key="k-1").status_code == 201
    assert clerk.post("engagements/", body | {"mode": "?"}, key="k-2").status_code == 400
    assert not StoredAnswer.objects.filter(key="k-2").exists()


def counted():
    """How much stands in the tables that a hire writes."""
    business = AuditEvent.objects.exclude(act="person.find")  # that a number was asked about stays
    rows = [model.objects.all() for model in (Engagement, Person, Entry, StoredAnswer)]
    return [found.count() for found in (*rows, business)]


def test_a_rehearsal_gives_the_full_answer_and_keeps_nothing(office, clerk):
    before, body = counted(), start_body(office.street)
    tried = clerk.post("engagements/?dry_run=true", body, key="k-1")
    assert tried.status_code == 201
    assert tried.headers["Dry-Run"] == "true"
    assert tried.answer["standing"] == "seated"
    assert counted() == before
    done = clerk.post("engagements/", body, key="k-1")
    assert "Idempotent-Replayed" not in done.headers
    same = {"id", "person", "updated_at"}
    assert {k: v for k, v in done.answer.items() if k not in same} == {
        k: v for k, v in tried.answer.items() if k not in same
    }
    assert verify(office.district) == []


def test_a_rehearsal_is_refused_for_the_same_reasons(office, clerk):
    for _ in range(2):
        clerk.post("engagements/", start_body(office.street))
    tried = clerk.post("engagements/?dry_run=true", start_body(office.street), key=None)
    assert tried.status_code == 409
    assert tried.answer["code"] == "no_free_head"


def test_answers_past_their_time_are_forgotten(office, clerk, day):
    body = start_body(office.street)
    clerk.post("engagements/", body, key="k-1")
    assert keys.forget_old() == 0
    day.shift(timedelta(days=31))
    assert keys.forget_old() == 1


@pytest.fixture
def busy(transactional_db):
    """An office whose rows are committed, for requests that meet in the database."""
    with time_machine.travel(NOVEMBER, tick=True):
        office = Office()
        office.grant(5, valid_from=date(2026, 11, 2))
        yield office


def at_once(ask, times: int) -> list:
    """What several threads get that begin at the same moment, each with its own connection."""
    barrier = threading.Barrier(times)

    def run(number: int):
        barrier.wait()
        try:
            return ask(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.requirement("R-024", "R-025")
def test_eight_times_the_same_key_at_once_is_one_hire(busy):
    text, body = token_for(busy.clerk), start_body(busy.street)

    def ask(_number):
        return Desk(busy.clerk, text, Client()).post("engagements/", body, key="one-key")

    answers = at_once(ask, 8)
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    done = [answer for answer in answers if answer.status_code == 201]
    assert len([answer for answer in done if "Idempotent-Replayed" not in answer.headers]) == 1
    assert len({answer.content for answer in done}) == 1
    assert Engagement.objects.count() == 1
    assert verify(busy.district) == []


def test_without_one_key_the_same_eight_requests_are_eight_hires(busy):
    """The control: it is the key that makes one of them, not some other guard."""
    text = token_for(busy.clerk)
    bodies = [start_body(busy.street, person=invented()) for _ in range(5)]

    def ask(number):
        return Desk(busy.clerk, text, Client()).post("engagements/", bodies[number])

    assert [answer.status_code for answer in at_once(ask, 5)] == [201] * 5
    assert Engagement.objects.count() == 5


@pytest.mark.requirement("R-025")
def test_whoever_comes_while_the_first_is_at_work_waits_or_is_told_to_ask_again(busy):
    begun, enough, runs = threading.Event(), threading.Event(), []

    def work() -> keys.Answer:
        runs.append(1)
        begun.set()
        enough.wait(10)
        return keys.Answer(201, {"id": 1})

    def first():
        try:
            return keys.once(busy.clerk, "one-key", "same", work)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        begun.wait(10)
        # PostgreSQL gives up waiting for the row after 3 s; SQLite's second writer waits for the first.
        threading.Timer(4.5, enough.set).start()
        assert told(lambda: keys.once(busy.clerk, "one-key", "same", work)) in ("replayed", (409, "2"))
        assert running.result().status == 201
    assert len(runs) == 1
    assert keys.once(busy.clerk, "one-key", "same", work).replayed


def told(ask):
    """What whoever comes second is told."""
    try:
        return "replayed" if ask().replayed else "done twice"
    except Problem as problem:
        return problem.status, problem.headers["Retry-After"]
