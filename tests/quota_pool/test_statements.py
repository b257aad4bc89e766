"""The hot statements written out as SQL do, column for column, what the ORM would have done."""

from copy import copy
from datetime import date

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from quota_pool import access, audit, tokens
from quota_pool.calendar import now
from quota_pool.ledger import books, posting
from quota_pool.models import Account, Act, ApiToken, AuditEvent, AuditHead, Entry, Measure, Member, Unit
from quota_pool.statements import Insert
from staffing.models import Engagement, Filing, Person, Term
from staffing.services import engagements
from tests.desk import token_for
from tests.factories import Office, invented

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)
HOT = (Act, Entry, AuditEvent, Engagement, Filing, Term, Person)


@pytest.fixture
def office():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=False):
        office = Office()
        office.grant(3, valid_from=OCTOBER_30)
        office.hire(
            OCTOBER_30,
            person=invented(phone="13800138000"),
            other_posts=("窗口",),
            monthly_pay_fen=450_000,
            contract_start=OCTOBER_30,
        )
        yield office


def raw(model, key) -> dict:
    """The stored row as the engine gives it, without its key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE id = %s", [key])
        [row] = cursor.fetchall()
        return {column[0]: value for column, value in zip(cursor.description, row, strict=True)} | {
            "id": None
        }


def written(instance, write) -> dict:
    """What `write` makes of the row in place of the one that is there; taken back afterwards."""
    twin = copy(instance)
    twin._state = copy(instance._state)
    with transaction.atomic():
        with connection.constraint_checks_disabled():
            _make_room(instance)
            twin.pk, twin._state.adding = None, True
            write(twin)
            row = raw(type(instance), twin.pk)
        transaction.set_rollback(True)
    return row


def _make_room(instance):
    """Unique columns of the row that is there step aside."""
    with connection.cursor() as cursor:
        for trigger in ("update", "delete"):
            on_table = f" ON {instance._meta.db_table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {instance._meta.db_table}_no_{trigger}{on_table}")
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(f"DELETE FROM {instance._meta.db_table} WHERE id = %s", [instance.pk])


@pytest.mark.parametrize("model", HOT, ids=lambda model: model._meta.model_name)
def test_a_row_written_by_hand_is_the_row_the_orm_writes(office, model):
    instance = model.objects.order_by("-pk").first()
    by_hand = written(instance, Insert(model))
    by_orm = written(instance, lambda twin: twin.save(force_insert=True))
    sealed = {name for name in by_hand if isinstance(by_hand[name], (bytes, memoryview))}
    for name in by_hand.keys() - sealed:
        assert by_hand[name] == by_orm[name], name
    for name in sealed:  # two sealings of one value never look alike
        assert (by_hand[name] is None) == (by_orm[name] is None), name


def test_what_is_there_already_is_left_alone_when_asked(office):
    person = Person.objects.get()
    twin = copy(person)
    twin.pk, twin.name = None, "别名"
    insert = Insert(Person, or_skip=("district_id", "id_hash"))
    assert insert(twin) is False
    assert Person.objects.get().name == person.name


def same(found, expected):
    for field in expected._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(expected, field.attname), field.name


def test_a_looked_up_row_is_the_row_the_orm_reads(office):
    with transaction.atomic():
        [[head]] = audit.LOCK_HEAD(office.district.pk)
        same(head, AuditHead.objects.get(district=office.district))
        rows = books.LOCK_ACCOUNTS(OCTOBER_30, office.street.pk)
        accounts = Account.objects.filter(unit=office.street, measure=Measure.HEADS).order_by("id")
        assert len(rows) == len(accounts) == 5
        for (account, pool, fund, *stands), expected in zip(
            rows, accounts.select_related("pool"), strict=True
        ):
            same(account, expected)
            assert fund is None
            assert not any(stands), "nothing is due, nothing is halted"
            assert (pool is None) == (expected.pool is None)
            if pool is not None:
                same(pool, expected.pool)
        [[street, place, done, has_freeze]] = engagements.UNIT_AND_DONE("no such key", office.street.pk)
        same(street, Unit.objects.get(pk=office.street.pk))
        same(place, office.district)
        assert done is None
        assert not has_freeze


def test_accounts_are_locked_where_the_engine_can(office):
    locks = "FOR NO KEY UPDATE OF" in books.LOCK_ACCOUNTS.text
    assert locks == (connection.vendor == "postgresql")
    assert posting.INSERT_ACT.model is Act


def test_a_hire_takes_twelve_statements(office):
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        transaction.atomic(),
    ):
        office.hire(OCTOBER_30)
    business = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"].upper()]
    assert len(business) <= 12, "\n".join(business)


def test_memberships_and_tokens_are_those_the_orm_reads(office):
    text = token_for(office.clerk)
    [[token, user]] = tokens.BY_PREFIX(text.split(".")[0])
    same(token, ApiToken.objects.get())
    same(user, office.clerk)
    Member.objects.create(user=office.clerk, district=office.district, role="auditor", ended_at=now())
    Member.objects.create(user=office.clerk, district=office.district, role="inspector")
    expected = Member.objects.filter(user=office.clerk, ended_at=None).order_by("id")
    found = access.person(office.clerk.pk)._held
    for (member, place, *_stands), row in zip(
        found, expected.select_related("unit", "district"), strict=True
    ):
        same(member, row)
        assert place == (row.unit or row.district).name
