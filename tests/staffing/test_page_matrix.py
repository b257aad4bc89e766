"""Every page and page act, asked by every role, for a row of its own unit and of another one.

A new address without a line here fails with a word on what to do. The expected answer is worked out from
domain.md section 3 as `access.ROLE_ACTS` has it; what a role may not see answers as if it were not there.
"""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse

from quota_pool.access import ROLE_ACTS
from quota_pool.models import Role
from tests.budgets import door
from tests.budgets import matrix as money
from tests.factories import Office, member
from tests.staffing.matrix_rows import TODAY, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-067", "R-068", "R-069", "R-075")]

ANYONE = ""  # every member, whatever the role
# name: (act the page asks for, kind of row it is about, act that makes the row visible)
PAGES = {
    "home": (ANYONE, None, None),
    "pool": ("read_pool", None, None),
    "differences": ("read_ledger", None, None),
    "analysis": ("read_pool", None, None),
    "heads-over-time": ("read_pool", None, None),
    "street": ("read_pool", "unit", "read_pool"),
    "ledger": ("read_ledger", None, None),
    "act": ("read_ledger", "act", "read_ledger"),
    "counting": ("read_rules", None, None),
    "grants": ("read_pool", None, None),
    "grant": ("read_pool", "grant", "read_pool"),
    "heads-issue": ("issue_heads", None, None),
    "grant-propose": ("propose_grant", "kind", None),
    "grant-effect": ("propose_grant", "kind", None),
    "grant-approve": ("approve_grant", "grant", "read_pool"),
    "grant-refuse": ("approve_grant", "grant", "read_pool"),
    "freezes": ("read_pool", None, None),
    "freeze-propose": ("propose_freeze", None, None),
    "freeze": ("read_pool", "freeze", "read_pool"),
    "freeze-approve": ("decide_freeze", "freeze", "read_pool"),
    "freeze-refuse": ("decide_freeze", "freeze", "read_pool"),
    "freeze-lift": ("decide_freeze", "freeze", "read_pool"),
    "emergencies": ("read_requests", None, None),
    "emergency-open": ("open_emergency", None, None),
    "emergency": ("read_requests", "emergency", "read_requests"),
    "emergency-register": ("register_emergency", "emergency", "read_requests"),
    "emergency-seat": ("hire", "emergency", "read_requests"),
    "emergency-close": ("open_emergency", "emergency", "read_requests"),
    "mobile-ledger": ("read_pool", None, None),
    "mobile-streets": ("read_pool", None, None),
    "mobile": ("read_pool", "mobile", "read_pool"),
    "mobile-extend": ("propose_grant", "mobile", "read_pool"),
    "mobile-return": ("return_heads", "mobile", "read_pool"),
    "mobile-reclaim": ("propose_grant", "mobile", "read_pool"),
    "requests": ("read_requests", None, None),
    "request-new": ("draft_request", None, None),
    "request": ("read_requests", "request", "read_requests"),
    "request-edit": ("draft_request", "request", "read_requests"),
    "request-submit": ("submit_request", "request", "read_requests"),
    "request-check": ("check_request", "request", "read_requests"),
    "request-advise": ("advise_request", "request", "read_requests"),
    "request-return": ("check_request", "request", "read_requests"),
    "request-grant": ("decide_request", "request", "read_requests"),
    "request-refuse": ("decide_request", "request", "read_requests"),
    "request-withdraw": ("withdraw_request", "request", "read_requests"),
    "gifts": ("read_pool", None, None),
    "gift-propose": ("propose_grant", None, None),
    "gift": ("read_pool", "gift", "read_pool"),
    "gift-approve": ("approve_grant", "gift", "read_pool"),
    "gift-refuse": ("approve_grant", "gift", "read_pool"),
    "transfers": ("read_staff", None, None),
    "transfer": ("read_staff", "transfer", "read_staff"),
    "transfer-accept": ("transfer", "transfer", "read_staff"),
    "transfer-approve": ("approve_grant", "transfer", "read_staff"),
    "transfer-decline": ("transfer", "transfer", "read_staff"),
    "transfer-withdraw": ("transfer", "transfer", "read_staff"),
    "transfer-offer": ("transfer", "engagement", "read_staff"),
    "recruitments": ("read_pool", None, None),
    "recruitment-open": ("recruit", None, None),
    "recruitment": ("read_pool", "recruitment", "read_pool"),
    "recruitment-submit": ("submit_plan", "recruitment", "read_pool"),
    "recruitment-approve": ("decide_plan", "recruitment", "read_pool"),
    "recruitment-refuse": ("decide_plan", "recruitment", "read_pool"),
    "recruitment-cancel": ("recruit", "recruitment", "read_pool"),
    "reserved": ("read_pool", None, None),
    "roster": ("read_staff", None, None),
    "bulk-changes": ("read_staff", None, None),
    "bulk-change-new": ("hire", None, None),
    "bulk-change": ("read_staff", "bulk", "read_staff"),
    "bulk-change-undo": ("hire", "bulk", "read_staff"),
    "person": ("read_staff", "person", "read_staff"),
    "person-find": ("read_staff", None, None),
    "person-edit": ("edit_staff", "person", "read_staff"),
    "person-reveal": ("reveal", "person", "read_staff"),
    "start-work": ("hire", None, None),
    "id-check": ("hire", None, None),
    "filing-clock": (ANYONE, None, None),
    "register-unseated": ("register_unseated", None, None),
    "origin": ("read_staff", "engagement", "read_staff"),
    "document-heads": ("read_staff", "document", "read_documents"),
    "exit-work": ("exit", "engagement", "read_staff"),
    "exit-take-back": ("exit", "engagement", "read_staff"),
    "exit-last-day": ("exit", "engagement", "read_staff"),
    "entry-correct": ("hire", "engagement", "read_staff"),
    "change-terms": ("hire", "engagement", "read_staff"),
    "take-seat": ("hire", "engagement", "read_staff"),
    "cancel-start": ("hire", "engagement", "read_staff"),
    "attach": ("attach", "engagement", "read_staff"),
    "attachment": ("open_files", "attachment", "read_staff"),
    "attachment-void": ("attach", "attachment", "read_staff"),
    "alerts": ("read_pool", None, None),
    "alert-seen": ("see_alerts", None, None),
    "filings": ("read_filings", None, None),
    "filings-submit": ("submit_filing", None, None),
    "filings-accept": ("decide_filing", None, None),
    "deadline-moves": ("read_filings", None, None),
    "filings-return": ("decide_filing", None, None),
    "filings-urge": ("urge_filing", None, None),
    "filing": ("read_filings", "filing", "read_filings"),
    "filing-submit": ("submit_filing", "filing", "read_filings"),
    "filing-withdraw": ("submit_filing", "filing", "read_filings"),
    "filing-urge": ("urge_filing", "filing", "read_filings"),
    "filing-accept": ("decide_filing", "filing", "read_filings"),
    "filing-return": ("decide_filing", "filing", "read_filings"),
    "filing-refuse": ("refuse_filing", "filing", "read_filings"),
    "imports": ("read_staff", None, None),
    "import-new": ("import_roster open_roster", None, None),
    "import-form": ("read_staff", None, None),
    "import": ("read_staff", "batch", "read_staff"),
    "import-columns": ("import_roster", "batch", "read_staff"),
    "import-accept": ("import_roster", "batch", "read_staff"),
    "import-bad-rows": ("import_roster", "batch", "read_staff"),
    "import-undo": ("import_roster", "batch", "read_staff"),
    "import-discard": ("import_roster", "batch", "read_staff"),
    "import-row": ("import_roster", "line", "read_staff"),
    "job": (ANYONE, "job", "read_jobs"),
    "job-cancel": (ANYONE, "job", "read_jobs"),
    "job-file": ("export", "job", "read_jobs"),
    "papers": ("read_documents", None, None),
    "paper": ("read_documents", "paper", None),
    "paper-issue": ("export", "paper", None),
    "full-papers": ("export", None, None),
    "full-paper": ("export", "full", "export"),
    "full-paper-approve": ("approve_full", "full", "export"),
    "full-paper-refuse": ("approve_full", "full", "export"),
    "full-paper-issue": ("export_full", "full", "export"),
    "paper-prove": ("read_documents", None, None),
    "printed-papers": ("export", None, None),
    "printed-paper": ("export", "printed", "export"),
    "printed-workbook": ("export", "printed", "export"),
    "saved-views": ("read_rules", None, None),
    "saved-views-menu": ("read_rules", None, None),
    "saved-view-save": ("read_rules", None, None),
    "saved-view-change": ("read_rules", "view", "read_rules"),
    "saved-view-drop": ("read_rules", "view", "read_rules"),
    "documents": ("read_documents", None, None),
    "document-enter": ("write_documents", None, None),
    "document": ("read_documents", "document", "read_documents"),
    "document-scan": ("read_documents", "document", "read_documents"),
    "document-attach": ("write_documents", "document", "read_documents"),
    "enclosures-add": ("write_documents", "document", "read_documents"),
    "enclosure": ("read_documents", "enclosure", "read_documents"),
    "enclosure-void": ("write_documents", "enclosure", "read_documents"),
    "document-void": ("write_documents", "document", "read_documents"),
    "rules": ("read_rules", None, None),
    "calendar": ("read_rules", None, None),
    "calendar-day": ("set_calendar", None, None),
    "calendar-load": ("set_calendar", None, None),
    "calendar-close": ("set_calendar", None, None),
    "rule": ("read_rules", "rule", None),
    "halts": ("read_rules", None, None),
    "halt": ("read_rules", "halt", "read_rules"),
    "halt-lift": ("lift_halt", "halt", "read_rules"),
    "audit": ("read_audit", None, None),
    "audit-event": ("read_audit", "event", "read_audit"),
    "members": ("manage_members", None, None),
    "member-new": ("manage_members", None, None),
    "member-add": ("manage_members", None, None),
    "member": ("manage_members", "member", "manage_members"),
    "member-end": ("manage_members", "member", "manage_members"),
    "member-reset": ("manage_members", "member", "manage_members"),
    "tokens": ("manage_members", None, None),
    "token-issue": ("manage_members", None, None),
    "token": ("manage_members", "token", "manage_members"),
    "substitutes": ("hand_over", None, None),
    "substitute-end": ("manage_members", "substitute", "manage_members"),
    "units": ("edit_units", None, None),
    "unit-enter": ("edit_units", None, None),
    "unit-edit": ("edit_units", "unit", "edit_units"),
    **money.PAGES,
}
PAGES |= door.PAGES
# Open to strangers, or asked by the API matrix.
ELSEWHERE = {
    "account_login",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "set_language",
    "set-text-size",
    "api-guide",
    None,
}
UNIT_ROLES = {Role.CLERK, Role.STREET_LEAD, Role.STREET_FINANCE}
DENIED = {403, 404}


def page_names() -> dict[str, str]:
    """The plain name of every page, and the name it is reversed by."""

    def walk(resolver, prefix="", space=""):
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern)
            if path.startswith("api/v1"):
                continue
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern, path, f"{pattern.namespace}:" if pattern.namespace else space)
            else:
                yield pattern.name, f"{space}{pattern.name}"

    return dict(walk(get_resolver()))


def test_every_page_stands_in_the_matrix():
    missing = set(page_names()) - set(PAGES) - ELSEWHERE
    assert not missing, (
        f"Add a line for each to PAGES: the act it asks for and the row it is about: {missing}"
    )
    assert not set(PAGES) - set(page_names()), "These pages are gone: take their lines away."


@pytest.fixture
def office():
    with time_machine.travel("2026-10-30T02:00:00Z"):
        place = Office()
        for street, clerk in ((place.street, place.clerk), (place.other_street, place.other_clerk)):
            place.grant(5, street, valid_from=TODAY)
            place.hire(TODAY, street=street, clerk=clerk)
            place.mobile(2, TODAY, date(2026, 12, 31), street)
        yield place


def address(office, name, street):
    kind = PAGES[name][1]
    row = () if kind is None else row_of(office, kind, street)
    return reverse(page_names()[name], args=row if isinstance(row, tuple) else [row])


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def status(answer) -> int:
    """The status; a file is read to its end, so that it is closed."""
    b"".join(answer.streaming_content if answer.streaming else ())
    return answer.status_code


# A token's page shows what was just issued, a job's file is fetched by whoever ordered it.
OWNERS_ONLY = {"token", "job-file"}


def test_a_stranger_is_sent_to_the_door(office):
    let_in = []
    for name in PAGES:
        path = address(office, name, office.street)
        for answer in (Client().get(path), Client().post(path)):
            at_the_door = answer.status_code == 302 and answer.url.startswith("/accounts/login/")
            if not at_the_door and answer.status_code != 403:
                let_in.append((name, answer.status_code))
    assert not let_in


@pytest.mark.parametrize("role", Role.values)
def test_a_role_does_what_its_acts_say_and_nothing_else(office, role):
    home = office.street if role in UNIT_ROLES else None
    client = client_of(member(role, office.district, home))
    wrong = []
    for name, (act, _kind, sight) in PAGES.items():
        path = address(office, name, office.street)
        answers = {status(client.get(path, follow=True)), status(client.post(path))}
        may = (act == ANYONE or set(act.split()) & ROLE_ACTS[role]) and (
            sight in ROLE_ACTS[role] or not sight
        )
        if any(status >= 500 for status in answers):
            wrong.append((name, "broke", answers))
        elif may and name not in OWNERS_ONLY and answers <= DENIED:
            wrong.append((name, "should be open", answers))
        elif not may and not answers <= DENIED | {405}:
            wrong.append((name, "should be closed", answers))
    assert not wrong


@pytest.mark.parametrize("role", sorted(UNIT_ROLES))
def test_a_row_of_another_street_is_not_there(office, role):
    client = client_of(member(role, office.district, office.street))
    open_to_all = {"substitute", "document", "enclosure", "paper", "member", "token", "rule", "kind", None}
    open_to_all |= money.OPEN_KINDS
    open_to_all |= door.OPEN_TO_DISTRICT
    wrong = []
    for name, (_act, kind, _sight) in PAGES.items():
        if kind in open_to_all or name == "act":
            continue
        path = address(office, name, office.other_street)
        answers = {status(client.get(path, follow=True)), status(client.post(path))}
        if not answers <= {404, 403, 405} or 404 not in answers and 403 not in answers:
            wrong.append((name, answers))
    assert not wrong
