"""Books that disagree are halted for good, told to whoever works there, and lifted by somebody else."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from quota_pool import access, append_only, audit, halts
from quota_pool.ledger.halted import Halted
from quota_pool.ledger.posting import LedgerFault
from quota_pool.models import Account, AuditEvent, Book, Halt, Job, User
from quota_pool.refusals import Refusal
from staffing import append_only as tables
from staffing.alerts import Scope, alerts
from staffing.services import filings
from tests.desk import desk
from tests.factories import Office
from tests.staffing.pages import at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-019")]
TODAY = date(2026, 10, 30)


@pytest.fixture
def office(clock):
    """Two streets at work, and a hand in the database that the triggers do not stop."""
    office = Office(reserve=20)
    office.grant(4, valid_from=TODAY)
    office.grant(4, street=office.other_street, valid_from=TODAY)
    office.person = office.hire(TODAY)
    append_only.remove(connection)
    append_only.remove(connection, tables.NEVER_CHANGED, tables.SET_ONCE)
    return office


def bend(office, by: int = 1) -> Account:
    """One head more than the entries say."""
    account = Account.objects.get(pool=office.lump_sum(), book=Book.FREE)
    Account.objects.filter(pk=account.pk).update(balance=account.balance + by)
    return account


def proven(office):
    with pytest.raises(CommandError):
        call_command("verify")
    return Halt.objects.get(unit=office.street)


def asked(halt, actor, reason="已按凭证改正"):
    job = halts.ask_to_lift(halt=halt, reason=reason, actor=actor)
    job.refresh_from_db()
    halt.refresh_from_db()
    return job


def test_what_verify_finds_halts_the_unit_and_nobody_else(office, django_capture_on_commit_callbacks):
    account = bend(office)
    halt = proven(office)
    assert any(f"account {account.pk}" in line for line in halt.found)
    assert AuditEvent.objects.filter(act="books.halt", unit=office.street).count() == 1
    with pytest.raises(Halted):
        office.hire(TODAY)
    with pytest.raises(Halted):
        filings.submit(filing=office.person.filings.get(), actor=office.clerk)
    assert office.hire(TODAY, street=office.other_street, clerk=office.other_clerk).pk
    with pytest.raises(CommandError):
        call_command("verify")
    assert Halt.objects.filter(unit=office.street).count() == 1, "found again, halted once"


def test_a_disagreement_of_the_district_s_own_books_halts_them_all(office):
    Account.objects.filter(unit=None, book=Book.RESERVE).update(balance=3)
    with pytest.raises(CommandError):
        call_command("verify")
    assert Halt.objects.filter(unit=None, lifted_at=None).count() == 1
    for street, clerk in ((office.street, office.clerk), (office.other_street, office.other_clerk)):
        with pytest.raises(Halted):
            office.hire(TODAY, street=street, clerk=clerk)


def test_a_touched_file_halts_no_books(office):
    fault = halts.Fault("file", f"attachment {office.person.pk}", "gone")
    assert halts.after_verify(office.district, [fault]) == []


def test_an_act_that_runs_into_it_halts_the_books_too(office):
    account = Account.objects.get(pool=office.lump_sum(), book=Book.FREE)
    reserve = Account.objects.get(unit=None, book=Book.RESERVE)
    [halt] = halts.after_posting(LedgerFault("differs", [account, reserve]), office.clerk)
    assert (halt.unit, halt.found_by) == (office.street, office.clerk)
    assert halts.after_posting(LedgerFault("no such movement")) == []


def test_it_is_told_on_every_page_over_rest_and_as_an_alert(office):
    bend(office)
    halt = proven(office)
    clerk = desk(office.clerk)
    [row] = clerk.get("halts/").answer["results"]
    assert (row["id"], row["unit"]) == (halt.pk, office.street.pk)
    browser = at(office.clerk)
    assert 'href="/halts/"' in browser.get("/pool/").text
    assert browser.get(f"/halts/{halt.pk}/").status_code == 200
    assert 'role="alert"' not in at(office.other_clerk).get("/pool/").text
    officer = User.objects.get(pk=office.bureau.pk)
    assert [one.kind.code for one in alerts(Scope(officer), at_home=True)][:1] == ["books_halted"]
    assert browser.get("/pool/").status_code == 200, "everything is still read"


def test_it_is_lifted_by_another_person_with_a_reason_once_nothing_disagrees(
    office, django_capture_on_commit_callbacks
):
    account = bend(office)
    halt = proven(office)
    with pytest.raises(access.Forbidden):
        asked(halt, office.bureau)
    with pytest.raises(Refusal) as refusal:
        asked(halt, office.bureau_lead, reason=" ")
    assert refusal.value.code == "halt_needs_reason"
    with django_capture_on_commit_callbacks(execute=True):
        job = halts.ask_to_lift(halt=halt, reason="已改正", actor=office.bureau_lead)
    job.refresh_from_db()
    assert (job.state, job.error[0]["code"]) == (Job.State.FAILED, "halt_still_wrong")
    Account.objects.filter(pk=account.pk).update(balance=account.balance)
    with django_capture_on_commit_callbacks(execute=True):
        halts.ask_to_lift(halt=halt, reason="已改正", actor=office.bureau_lead)
    halt.refresh_from_db()
    assert (halt.lifted_by, halt.lift_reason) == (office.bureau_lead, "已改正")
    assert AuditEvent.objects.get(act="books.lift").reason == "已改正"
    assert office.hire(TODAY).pk


def test_whoever_ran_into_it_does_not_lift_it(office):
    account = Account.objects.get(pool=office.lump_sum(), book=Book.FREE)
    [halt] = halts.after_posting(LedgerFault("differs", [account]), office.bureau_lead)
    with pytest.raises(Refusal) as refusal:
        asked(halt, office.bureau_lead)
    assert refusal.value.code == "halt_own"
    assert f"/halts/{halt.pk}/lift/" not in at(office.bureau_lead).get(f"/halts/{halt.pk}/").text


def test_a_halt_lies_in_the_chain_and_cannot_be_taken_away(office):
    bend(office)
    proven(office)
    assert list(audit.broken_links(office.district.pk)) == []
    append_only.install(connection)
    with pytest.raises(Exception, match="append-only"):
        Halt.objects.all().delete()
