"""What finance sends in is counted once: row by row, in any order, however often and from wherever."""

import random
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from budgets.models import PayrollActual
from quota_pool.models import AuditEvent, Role
from tests.desk import desk
from tests.factories import Office, member

pytestmark = pytest.mark.requirement("R-023", "R-024")
ACTUALS = "payroll-actuals/"


@pytest.fixture
def paid(office: Office):
    """Three people on post, and a finance system that may send for the whole district."""
    office.grant(5, valid_from=date(2026, 10, 30))
    people = [office.hire(date(2026, 10, 30)).person for _place in range(3)]
    return people, desk(member(Role.API, office.district))


def row(office, person, amount="6000.00", **changes) -> dict:
    """One payment of basic pay for October."""
    return {
        "unit": office.street.pk,
        "month": "2026-10",
        "person": person.number,
        "component": "basic",
        "amount": amount,
        "source_no": "V-1",
        **changes,
    }


def total() -> int:
    return PayrollActual.objects.aggregate(all=Sum("amount_fen"))["all"] or 0


def outcomes(answer) -> list[str]:
    return [one["outcome"] for one in answer.answer["rows"]]


@pytest.mark.django_db
def test_each_row_is_answered_for_itself(office, paid):
    people, finance = paid
    rows = [
        row(office, people[0]),
        row(office, people[0]),
        row(office, people[1], "6000"),
        row(office, people[1]) | {"person": "0000000000"},
        row(office, people[1], month="2026-11"),
        row(office, people[1], unit=999_999, colour="red"),
        "no row at all",
        row(office, people[2], "-120.50", component="other"),
    ]
    answer = finance.post(ACTUALS, {"rows": rows})
    assert answer.status_code == 200
    assert outcomes(answer) == ["accepted", "already_there", *["refused"] * 5, "accepted"]
    codes = [[reason["code"] for reason in one["reasons"]] for one in answer.answer["rows"]]
    assert codes[2:7] == [
        ["actual_row_unreadable"],
        ["actual_person_unknown"],
        ["actual_month_to_come"],
        ["actual_row_unknown_field"],
        ["actual_row_unreadable"],
    ]
    assert answer.answer["rows"][2]["reasons"][0]["field"] == "amount"
    assert total() == 600_000 - 12_050


@pytest.mark.django_db
def test_the_same_key_gets_the_stored_answer_and_a_new_key_finds_the_rows_there(office, paid):
    people, finance = paid
    body, key = {"rows": [row(office, person) for person in people]}, str(uuid.uuid4())
    first, again = finance.post(ACTUALS, body, key=key), finance.post(ACTUALS, body, key=key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.answer == first.answer
    assert outcomes(finance.post(ACTUALS, body)) == ["already_there"] * 3
    assert total() == 3 * 600_000


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (1, 3, 2)])
def test_a_correction_takes_the_earlier_row_back_visibly_whichever_came_first(office, paid, order):
    people, finance = paid
    amounts = {1: "6000.00", 2: "6100.00", 3: "5900.00"}
    for revision in order:
        sent = row(office, people[0], amounts[revision], revision=revision)
        assert outcomes(finance.post(ACTUALS, {"rows": [sent]})) == ["accepted"]
    assert total() == 590_000
    shown = finance.get(ACTUALS).answer["results"]
    assert sorted(one["amount"] for one in shown) == sorted(
        ["6000.00", "-6000.00", "6100.00", "-6100.00", "5900.00"]
    )
    assert sum(1 for one in shown if one["reverses"]) == 2


@pytest.mark.django_db
def test_another_amount_without_a_higher_revision_is_refused_with_what_is_there(office, paid):
    people, finance = paid
    finance.post(ACTUALS, {"rows": [row(office, people[0])]})
    answer = finance.post(ACTUALS, {"rows": [row(office, people[0], "6500.00")]})
    [reason] = answer.answer["rows"][0]["reasons"]
    assert reason["code"] == "actual_differs"
    assert reason["facts"] == {"revision": 1, "known": "6000.00", "sent": "6500.00", "next": 2}
    assert total() == 600_000


@pytest.mark.django_db
def test_a_dry_run_answers_in_full_and_keeps_nothing(office, paid):
    people, finance = paid
    answer = finance.call("POST", ACTUALS, {"rows": [row(office, people[0])]}, query={"dry_run": "true"})
    assert answer.answer["accepted"] == 1
    assert total() == 0


@pytest.mark.django_db
def test_a_token_of_one_street_sends_for_that_street_only(office, paid):
    people, _finance = paid
    street = desk(member(Role.API, office.district), unit=office.street)
    rows = [row(office, people[0]), row(office, people[0], unit=office.other_street.pk)]
    assert outcomes(street.post(ACTUALS, {"rows": rows})) == ["accepted", "refused"]
    other = desk(member(Role.API, office.district), unit=office.other_street)
    assert other.get(ACTUALS).answer["results"] == []


@pytest.mark.django_db
def test_who_may_only_read_sends_nothing(office, paid):
    people, _finance = paid
    reader = desk(member(Role.API, office.district), scopes=["read_pay"])
    assert reader.post(ACTUALS, {"rows": [row(office, people[0])]}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("many", [0, 5001])
def test_a_sending_has_between_one_and_five_thousand_rows(office, paid, many):
    people, finance = paid
    answer = finance.post(ACTUALS, {"rows": [{}] * many})
    assert answer.status_code == 400


@pytest.mark.django_db
def test_what_was_paid_is_never_edited_and_the_sending_stands_in_the_trail(office, paid):
    people, finance = paid
    finance.post(ACTUALS, {"rows": [row(office, people[0])]})
    event = AuditEvent.objects.get(act="actuals.post")
    assert event.after == {"accepted": 1, "already_there": 0, "refused": 0}
    for change in (
        lambda: PayrollActual.objects.update(amount_fen=1),
        lambda: PayrollActual.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def file_of(office, people) -> list[dict]:
    """A month's file: every component of everybody, and one row corrected within it."""
    components = ("basic", "performance", "employer_pension", "agency_fee")
    rows = [
        row(office, person, f"{1000 + place}.00", component=component, source_no=f"V-{place}")
        for place, person in enumerate(people)
        for component in components
    ]
    return [*rows, {**rows[0], "amount": "900.00", "revision": 2}]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_three_times_shuffled_halved_and_from_two_clients_counts_once(office, paid):
    people, finance = paid
    other = desk(member(Role.API, office.district))
    rows = file_of(office, people)
    wanted = sum(round(float(one["amount"]) * 100) for one in rows[1:])
    dice = random.Random(7)
    sendings = []
    for _time in range(3):
        shuffled = dice.sample(rows, len(rows))
        half = len(shuffled) // 2
        sendings += [(finance, shuffled[:half]), (other, shuffled[half:]), (other, shuffled)]

    def send(sending):
        asker, part = sending
        try:
            return asker.post(ACTUALS, {"rows": part})
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, sendings))
    assert {answer.status_code for answer in answers} == {200}
    told = Counter(outcome for answer in answers for outcome in outcomes(answer))
    assert told["accepted"] == len(rows)
    assert told["refused"] == 0
    assert total() == wanted
    assert PayrollActual.objects.filter(reverses=None).count() == len(rows)
    assert PayrollActual.objects.exclude(reverses=None).count() == 1
