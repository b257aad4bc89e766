"""`verify` proves the books, so it is shown to find what somebody with a database client has bent."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from quota_pool import append_only, audit
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Act, AuditEvent, AuditHead, Book, Document, Entry, Hold
from staffing.models import Engagement
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-012")]
OCTOBER_30 = date(2026, 10, 30)


@pytest.fixture
def office():
    """Two seated, one of them filed, one start to come; and the triggers out of the forger's way."""
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True):
        office = Office(reserve=10)
        office.grant(4, valid_from=OCTOBER_30)
        office.file(office.hire(OCTOBER_30))
        office.hire(OCTOBER_30)
        office.hire(date(2026, 11, 5))
        office.mobile(2, OCTOBER_30, date(2026, 12, 31))
        assert verify(office.district) == []
        append_only.remove(connection)
        yield office


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        assert cursor.rowcount, "the plant changed nothing"


def found(office) -> dict[str, str]:
    """Invariant → everything said about it."""
    told = {}
    for fault in verify(office.district):
        told[fault.invariant] = f"{told.get(fault.invariant, '')}{fault}\n"
    return told


def test_a_balance_changed_by_hand_is_named_with_its_difference(office):
    free = Account.objects.get(pool=office.lump_sum(), book=Book.FREE)
    sql("UPDATE quota_pool_account SET balance = balance + 5 WHERE id = %s", free.pk)
    told = found(office)
    assert f"pool {free.pool_id} free" in told["balance"]
    assert "holds 6, entries give 1" in told["balance"]
    assert "together hold 5" in told["1"]


def test_an_entry_deleted_by_hand_is_missed(office):
    entry = Entry.objects.filter(target__book=Book.SEATED).first()
    sql("DELETE FROM quota_pool_entry WHERE id = %s", entry.pk)
    told = found(office)
    assert "balance" in told
    assert f"engagement {entry.subject_id}" in told["4"]


def test_an_entry_whose_number_was_raised_is_found(office):
    sql("UPDATE quota_pool_entry SET amount = 5 WHERE target_id IN (SELECT id FROM quota_pool_account"
        " WHERE book = 'seated') AND id = (SELECT max(id) FROM quota_pool_entry WHERE target_id IN"
        " (SELECT id FROM quota_pool_account WHERE book = 'seated'))")  # fmt: skip
    assert {"balance", "2"} <= set(found(office))


def test_an_entry_moved_to_an_earlier_day_leaves_a_day_below_zero(office):
    entry = Entry.objects.filter(target__book=Book.SEATED).first()
    sql("UPDATE quota_pool_entry SET effective = '2026-10-01' WHERE id = %s", entry.pk)
    told = found(office)
    assert "-1 on some day" in told["2"]
    assert "4" in told


def test_a_person_put_on_another_grant_by_hand_is_found(office):
    mobile = office.street.pools.get(kind="mobile")
    Engagement.objects.filter(filing_state="filed").update(pool=mobile)
    assert f"pool {mobile.pk}" in found(office)["5"]


def test_a_person_struck_off_by_hand_leaves_an_empty_seat(office):
    Engagement.objects.filter(filing_state="filed").update(
        start_date=date(2026, 10, 1), end_date=date(2026, 10, 29)
    )
    assert "4" in found(office)


def test_a_person_filed_by_hand_has_no_step_to_show(office):
    Engagement.objects.filter(filing_state="to_submit").update(filing_state="filed")
    assert "filing" in found(office)


def test_a_hold_emptied_by_hand_differs_from_what_is_reserved(office):
    Hold.objects.update(left=0)
    assert "holds have 0 left, not 1" in found(office)["6"]


def test_free_heads_beside_recalled_ones_are_found(office):
    pool = office.lump_sum()
    for book, step in ((Book.SEATED, -1), (Book.RECALLED, 1)):
        account = Account.objects.get(pool=pool, book=book)
        Account.objects.filter(pk=account.pk).update(balance=account.balance + step)
    assert f"pool {pool.pk}" in found(office)["7"]


def test_a_mirror_that_takes_back_less_than_was_done_is_found(office):
    grant = Act.objects.filter(kind="grant").first()
    Act.objects.create(
        district=office.district, kind="mirror", key="half", recorded_at=grant.recorded_at, reverses=grant
    )
    assert "mirrors 0 of" in found(office)["8"]


def test_more_heads_than_the_documents_say_are_found(office):
    office.street.grants.filter(kind="lump_sum").update(heads=3)
    assert "entries give 4, documents 3" in found(office)["3"]


# --- the audit chain ---------------------------------------------------------------------------------------


def chain(office) -> list[tuple[int, str]]:
    return list(audit.broken_links(office.district.pk))


@pytest.mark.requirement("R-097")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "'x'"),
        ("act", "'unit.edit'"),
        ("actor_id", "NULL"),
        ("recorded_at", "'2026-01-01 00:00:00+00'"),
    ],
)
def test_an_edited_event_is_named_by_its_number(office, column, value):
    sql(f"UPDATE quota_pool_auditevent SET {column} = {value} WHERE seq = 3")
    assert chain(office) == [(3, "content")]
    assert "audit 3: content" in found(office)["9"]


@pytest.mark.requirement("R-097")
def test_a_deleted_event_leaves_a_gap(office):
    sql("DELETE FROM quota_pool_auditevent WHERE seq = 3")
    assert chain(office) == [(4, "gap"), (4, "link")]


@pytest.mark.requirement("R-097")
def test_a_cut_tail_is_missed_by_the_head(office):
    last = AuditHead.objects.get(district=office.district).seq
    sql("DELETE FROM quota_pool_auditevent WHERE seq > %s", last - 2)
    assert chain(office) == [(last, "tail")]


@pytest.mark.requirement("R-097")
def test_an_event_slipped_in_with_a_digest_of_its_own_does_not_link(office):
    event = AuditEvent.objects.get(seq=3)
    event.reason = "x"
    sql("UPDATE quota_pool_auditevent SET reason = 'x', digest = %s WHERE seq = 3", audit.digest(event))
    assert chain(office) == [(4, "link")]


# --- the command -------------------------------------------------------------------------------------------


def test_the_command_says_what_it_proved(office):
    for paper in Document.objects.filter(district=office.district):
        audit.record(office.bureau, "document.enter", paper)
    out = StringIO()
    call_command("verify", stdout=out)
    assert "checks clean: 1 districts" in out.getvalue()


def test_the_command_fails_and_names_each_fault(office):
    sql("UPDATE quota_pool_account SET balance = balance + 5 WHERE book = 'free' AND pool_id = %s",
        office.lump_sum().pk)  # fmt: skip
    told = StringIO()
    with pytest.raises(CommandError, match="faults in the books"):
        call_command("verify", stderr=told)
    assert "440112 [balance]" in told.getvalue()
