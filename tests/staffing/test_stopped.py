"""What stops an act: books that disagree, a row somebody else holds; said on pages and over REST alike."""

import threading
from datetime import date

import pytest
import time_machine
from django.db import OperationalError, connection, connections, transaction

from quota_pool import ledger, retrying
from quota_pool.api import keys
from quota_pool.models import Act, Hold
from staffing.models import Engagement
from tests.desk import desk, start_body
from tests.factories import Office
from tests.staffing.pages import at, page, typed

START = date(2026, 11, 2)


@pytest.fixture
def office(transactional_db):
    """A street with heads to give, whose rows are committed."""
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True):
        office = Office()
        office.grant(5, valid_from=START)
        yield office


# --- books that disagree -----------------------------------------------------------------------------------


@pytest.fixture
def broken(office):
    """A recruitment whose hold says less than its account, as after a hand in the database."""
    office.search = office.recruit(2)
    office.before = Act.objects.count()
    # Found after the decision: the hold still says one is left when the hire is weighed.
    office.taken = Hold.objects.filter(pk=office.search.hold_id)
    return office


@pytest.mark.requirement("R-019")
def test_where_the_books_disagree_nothing_is_written_and_everything_is_read(broken, monkeypatch, caplog):
    from quota_pool.ledger import posting

    def behind_our_back(moves, move_holds=posting.move_holds):
        broken.taken.update(left=0)
        move_holds(moves)

    monkeypatch.setattr(posting, "move_holds", behind_our_back)
    clerk = desk(broken.clerk)
    body = start_body(broken.street, recruitment=broken.search.pk)
    for _try in range(2):
        answer = clerk.post("engagements/", body)
        assert (answer.status_code, answer.answer["code"]) == (503, "books_frozen")
    shown = at(broken.clerk).post(
        page("start-work"), typed(broken.street, recruitment=broken.search.pk, start_date=START)
    )
    assert shown.status_code == 503
    assert "manage.py verify" in shown.text
    assert Engagement.objects.count() == 0
    assert Act.objects.count() == broken.before
    assert [one.levelname for one in caplog.records].count("CRITICAL") == 1, (
        "cried out once; from then on the books are halted"
    )
    assert clerk.get("quota-positions/").answer["results"][0]["reserved"] == 2
    assert at(broken.clerk).get("/pool/").status_code == 200


# --- a row somebody else holds -----------------------------------------------------------------------------


@pytest.fixture
def held(office):
    """The street's books in somebody else's hand."""
    begun, enough = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            ledger.lock(office.district.pk, [office.street.pk])
            begun.set()
            enough.wait(30)
        connections.close_all()

    clerk, browser = desk(office.clerk), at(office.clerk)
    browser.get("/pool/")
    clerk.get("units/")
    holder = threading.Thread(target=hold)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 200")  # else whoever waits is patient for 20 s
    holder.start()
    begun.wait(10)
    yield office, clerk, browser
    enough.set()
    holder.join()
    connection.close()


@pytest.mark.requirement("R-035")
def test_who_waits_too_long_for_a_row_is_told_to_ask_again(held):
    office, clerk, browser = held
    answer = clerk.post("engagements/", start_body(office.street))
    assert (answer.status_code, answer.answer["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "2"
    shown = browser.post(page("start-work"), typed(office.street, start_date=START))
    assert shown.status_code == 503
    assert shown.headers["Retry-After"] == "2"
    assert Engagement.objects.count() == 0


# --- what passes at once -----------------------------------------------------------------------------------


class Undone(Exception):
    """What the driver says when the database has undone a transaction."""

    def __init__(self, pgcode):
        self.pgcode = pgcode


def undone(times: int, code: str):
    """Work that the database undoes so many times before it stands; and the list of its runs."""
    runs = []

    def work() -> keys.Answer:
        runs.append(connection.in_atomic_block)
        if len(runs) <= times:
            raise OperationalError("undone") from Undone(code)
        return keys.Answer(201, {"id": 1})

    return work, runs


@pytest.mark.requirement("R-034")
@pytest.mark.parametrize("code", ["40001", "40P01"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_write_the_database_undid_in_passing_is_done_again_in_full_and_not_for_ever(
    office, monkeypatch, code, times
):
    monkeypatch.setattr(retrying, "PAUSE", 0)
    work, runs = undone(times, code)
    if times < retrying.MOST_TIMES:
        assert keys.once(office.clerk, "one-key", "print", work).status == 201
        assert keys.once(office.clerk, "one-key", "print", work).replayed
    else:
        with pytest.raises(OperationalError):
            keys.once(office.clerk, "one-key", "print", work)
    assert runs == [True] * min(times + 1, retrying.MOST_TIMES)


@pytest.mark.requirement("R-034")
@pytest.mark.parametrize("code", ["55P03", "57014", "53100", ""])
def test_any_other_fault_of_the_database_is_not_tried_again(office, code):
    work, runs = undone(1, code)
    with pytest.raises(OperationalError):
        keys.once(office.clerk, "one-key", "print", work)
    assert len(runs) == 1
