"""What somebody with a database client bends in people, papers and sealed values, `verify` names."""

from datetime import date

import pytest
from django.db import connection

from quota_pool import append_only
from quota_pool.ledger.proof import verify
from quota_pool.models import Act, Entry, ScheduledAct
from staffing.models import Engagement, Filing, Person, QuotaGrant
from tests.factories import Office, document

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-012")]
OCTOBER_30 = date(2026, 10, 30)


@pytest.fixture
def office(clock):
    """One filed, one gone, one to leave, one start to come; and the triggers out of the forger's way."""
    office = Office(reserve=20)
    office.grant(4, valid_from=OCTOBER_30)
    office.grant(2, street=office.other_street, valid_from=OCTOBER_30)
    office.file(office.hire(OCTOBER_30))
    leaving, gone = office.hire(OCTOBER_30), office.hire(OCTOBER_30)
    clock.move_to("2026-11-02T02:00:00Z")
    office.leave(leaving, date(2026, 11, 5))
    office.leave(gone, OCTOBER_30)
    office.hire(date(2026, 11, 6))
    assert verify(office.district) == []
    append_only.remove(connection)
    return office


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        assert cursor.rowcount, "the plant changed nothing"


def found(office) -> str:
    return "\n".join(map(str, verify(office.district)))


def envelope_of(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_no FROM staffing_person WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


def one_byte_changed(envelope: str) -> str:
    place = len(envelope) - 10
    return envelope[:place] + ("A" if envelope[place] != "A" else "B") + envelope[place + 1 :]


@pytest.mark.parametrize("how", ["swapped", "garbage", "byte"])
def test_a_sealed_number_changed_by_hand_is_found(office, how):
    first, second = Person.objects.order_by("pk")[:2]
    plants = {"swapped": envelope_of(second), "garbage": "x", "byte": one_byte_changed(envelope_of(first))}
    sql("UPDATE staffing_person SET id_no = %s WHERE id = %s", plants[how], first.pk)
    assert f"[sealed] person {first.pk}" in found(office)


def test_a_keyed_hash_zeroed_by_hand_is_found(office):
    person = Person.objects.first()
    sql("UPDATE staffing_person SET id_hash = %s WHERE id = %s", bytes(32), person.pk)
    assert f"[sealed] person {person.pk}: the keyed hash" in found(office)


def test_a_balance_after_changed_by_hand_is_found(office):
    entry = Entry.objects.order_by("id")[2]
    sql("UPDATE quota_pool_entry SET target_after = target_after + 1 WHERE id = %s", entry.pk)
    assert f"[after] entry {entry.pk}" in found(office)


@pytest.mark.parametrize("kind", ["start", "exit"])
def test_an_act_given_to_somebody_else_is_found(office, kind):
    act = Act.objects.filter(kind=kind, actor=office.clerk).first()
    sql("UPDATE quota_pool_act SET actor_id = %s WHERE id = %s", office.auditor.pk, act.pk)
    assert f"[act] act {act.pk}: names somebody else" in found(office)


def test_a_grants_act_put_on_another_document_is_found(office):
    act = QuotaGrant.objects.filter(act__isnull=False).first().act
    sql("UPDATE quota_pool_act SET document_id = %s WHERE id = %s", document(office.district).pk, act.pk)
    assert f"[act] act {act.pk}: rests on another document" in found(office)


def test_a_person_moved_to_another_unit_by_hand_is_found(office):
    person = Engagement.objects.get(filing_state="filed")
    sql("UPDATE staffing_engagement SET unit_id = %s WHERE id = %s", office.other_street.pk, person.pk)
    assert f"[seat] engagement {person.pk}: sits on a grant of another unit" in found(office)


def test_a_mode_that_uses_no_head_on_a_head_is_found(office):
    person = Engagement.objects.get(filing_state="filed")
    sql("UPDATE staffing_engagement SET mode = 'OUTSOURCED' WHERE id = %s", person.pk)
    assert f"[seat] engagement {person.pk}: is counted" in found(office)


def test_a_filing_state_set_by_hand_differs_from_its_last_step(office):
    filing = Filing.objects.filter(state="to_submit").first()
    sql("UPDATE staffing_filing SET state = 'submitted' WHERE id = %s", filing.pk)
    assert f"[filing] filing {filing.pk}: is submitted" in found(office)


@pytest.mark.parametrize(("kind", "what"), [("start", "[to come] hold"), ("exit", "[to come] engagement")])
def test_a_scheduled_act_deleted_by_hand_is_missed(office, kind, what):
    sql("DELETE FROM quota_pool_scheduledact WHERE id = %s", ScheduledAct.objects.get(kind=kind).pk)
    assert what in found(office)


def test_more_people_cost_no_more_questions(office, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as before:
        verify(office.district)
    for _ in range(2):
        office.hire(OCTOBER_30, street=office.other_street, clerk=office.other_clerk)
    with django_assert_num_queries(len(before)):
        verify(office.district)
