"""What was written stays written, on both engines, also for whoever holds a database client."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from quota_pool import append_only, calendar_years, rules
from quota_pool.calendar import now, today
from quota_pool.models import Role
from staffing import append_only as of_staffing
from staffing.models import AlertSeen, Term, Urge
from staffing.services import emergencies
from staffing.services.engagements import Work
from tests.desk import desk
from tests.factories import Office, invented, issued, member

pytestmark = pytest.mark.django_db
day = date.fromisoformat
NEVER = (*append_only.NEVER_CHANGED, *of_staffing.NEVER_CHANGED)


@pytest.fixture
def office():
    """An office where every guarded table has a row, and one scheduled act is settled and one is not."""
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as clock:
        office = Office()
        office.grant(3, valid_from=day("2026-10-30"))
        engagement = office.hire(day("2026-10-30"))
        office.file(engagement)
        office.hire(day("2026-11-02"))
        office.hire(day("2026-11-20"))
        office.freeze(office.other_street)
        rules.set_value(
            code="hire_filing_limit",
            value=10,
            level="warn",
            valid_from=day("2026-10-30"),
            actor=office.bureau_lead,
            district=office.district,
        )
        clock.move_to("2026-11-03T02:00:00Z")
        office.leave(engagement, day("2026-11-02"))
        Urge.objects.create(
            district=office.district,
            filing=engagement.filings.get(kind="exit"),
            towards="street",
            due=day("2026-11-30"),
            recorded_at=now(),
            actor=office.bureau,
        )
        AlertSeen.objects.create(
            district=office.district,
            kind="near_quota",
            count=1,
            level="amber",
            actor=office.clerk,
            recorded_at=now(),
        )
        typhoon = {"date": day("2026-11-20"), "kind": "off", "name": "台风", "reason": "市政府通告"}
        reading = desk(member(Role.API, office.district))
        assert reading.get("staff/").status_code == 200
        calendar_years.set_day(district=office.district, actor=office.bureau, **typhoon)
        issued(office, office.street, office.clerk)
        office.request()
        emergencies.register(
            emergency=office.emergency(),
            person=invented(),
            work=Work(start_date=today(), mode="DIRECT", post_category="50", primary_post="巡查员"),
            actor=office.clerk,
            key="emergency-person",
        )
        yield office


def refuses(sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.requirement("R-011", "R-099")
@pytest.mark.parametrize("table", NEVER)
def test_no_row_is_changed_or_taken_away(office, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
    refuses(f"UPDATE {table} SET id = id")
    refuses(f"DELETE FROM {table}")


@pytest.mark.requirement("R-099")
@pytest.mark.parametrize("table", NEVER)
def test_no_table_is_emptied_at_once(office, table):
    connection.check_constraints()  # nothing is left pending that would refuse it for another reason
    # SQLite has no TRUNCATE; its DELETE without a condition is the same shortcut.
    at_once = "TRUNCATE {} CASCADE" if connection.vendor == "postgresql" else "DELETE FROM {}"
    refuses(at_once.format(table))


@pytest.mark.requirement("R-011")
def test_a_scheduled_act_is_settled_once(office):
    change = "UPDATE quota_pool_scheduledact SET reason = 'x' WHERE settled_at IS {} NULL"
    refuses(change.format("NOT"))
    refuses("DELETE FROM quota_pool_scheduledact")
    with connection.cursor() as cursor:
        cursor.execute(change.format(""))
        assert cursor.rowcount == 1


@pytest.mark.requirement("R-011")
def test_a_term_is_replaced_once_and_never_deleted(office):
    replaced = Term.objects.exclude(replaced_at=None).get()
    refuses(f"UPDATE staffing_term SET replaced_at = NULL WHERE id = {replaced.pk}")
    refuses(f"DELETE FROM staffing_term WHERE id = {replaced.pk}")
    standing = Term.objects.filter(replaced_at=None).first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE staffing_term SET replaced_at = recorded_at WHERE id = %s", [standing.pk])
        assert cursor.rowcount == 1
