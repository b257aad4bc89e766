"""Who may do what over REST: every route, every role, in the own unit and in another's (R-067, R-068)."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver

from quota_pool import documents
from quota_pool.access import ROLE_ACTS
from quota_pool.models import Entry, Job, Role, Unit
from staffing.models import Filing, ImportBatch, ImportRow
from staffing.services import grants
from tests.budgets import door
from tests.budgets import matrix as money
from tests.desk import desk
from tests.factories import PDF, Office, attached, district, document, freeze, issued, member, unit
from tests.kept import asked_in_full, enclosed, lifted_halt

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-067", "R-068", "R-069")]

IMPORTING = ("import_roster", "open_roster")
PAPERS = ("read_pool", "read_ledger", "read_staff", "read_filings", "read_documents")
# Each route with the act it needs. A new route needs a line here: say who may use it.
ROUTES = {
    "GET units/": "read_pool",
    "GET units/{unit}/": "read_pool",
    "POST units/": "edit_units",
    "PATCH units/{unit}/": "edit_units",
    "GET documents/": "read_documents",
    "POST documents/": "write_documents",
    "GET documents/{document}/": "read_documents",
    "GET documents/{document}/scan/": "read_documents",
    "POST documents/{document}/attach-scan/": "write_documents",
    "POST documents/{document}/void/": "write_documents",
    "GET enclosures/": "read_documents",
    "POST enclosures/": "write_documents",
    "GET enclosures/{enclosure}/": "read_documents",
    "GET enclosures/{enclosure}/file/": "read_documents",
    "POST enclosures/{enclosure}/void/": "write_documents",
    "GET full-papers/": "export",
    "POST full-papers/": "export_full",
    "GET full-papers/{full}/": "export",
    "POST full-papers/{full}/approve/": "approve_full",
    "POST full-papers/{full}/refuse/": "approve_full",
    "POST full-papers/{full}/issue/": "export_full",
    "GET halts/": "read_rules",
    "GET halts/{halt}/": "read_rules",
    "POST halts/{halt}/lift/": "lift_halt",
    "GET ledger-entries/": "read_ledger",
    "GET ledger-entries/{entry}/": "read_ledger",
    "GET changes/": "read_pool",
    "GET working-days/": "read_rules",
    "GET dictionaries/": "read_rules",
    "GET dictionaries/{list}/": "read_rules",
    "GET attachments/": "read_staff",
    "POST attachments/": "attach",
    "GET attachments/{attachment}/": "read_staff",
    "GET attachments/{attachment}/file/": "open_files",
    "POST attachments/{attachment}/void/": "attach",
    "GET papers/": PAPERS,
    "GET papers/{paper}/": PAPERS,
    "POST papers/{paper}/issue/": "export",
    "POST papers/prove/": "read_documents",
    "GET printed-papers/": "export",
    "GET printed-papers/{printed}/": "export",
    "GET printed-papers/{printed}/workbook/": "export",
    "GET jobs/": "read_jobs",
    "GET jobs/{job}/": "read_jobs",
    "POST jobs/{job}/cancel/": "read_jobs",
    "GET quota-grants/": "read_pool",
    "POST quota-grants/": "propose_grant",
    "GET quota-grants/{grant}/": "read_pool",
    "POST quota-grants/{grant}/approve/": "approve_grant",
    "POST quota-grants/{grant}/refuse/": "approve_grant",
    "GET freezes/": "read_pool",
    "POST freezes/": "propose_freeze",
    "GET freezes/{freeze}/": "read_pool",
    "POST freezes/{freeze}/approve/": "decide_freeze",
    "POST freezes/{freeze}/refuse/": "decide_freeze",
    "POST freezes/{freeze}/lift/": "decide_freeze",
    "GET emergencies/": "read_requests",
    "POST emergencies/": "open_emergency",
    "GET emergencies/{emergency}/": "read_requests",
    "POST emergencies/{emergency}/register/": "register_emergency",
    "POST emergencies/{emergency}/seat/": "hire",
    "POST emergencies/{emergency}/close/": "open_emergency",
    "GET mobile-pools/": "read_pool",
    "GET mobile-streets/": "read_pool",
    "GET mobile-pools/{mobile}/": "read_pool",
    "POST mobile-pools/{mobile}/extend/": "propose_grant",
    "POST mobile-pools/{mobile}/return/": "return_heads",
    "POST mobile-pools/{mobile}/reclaim/": "propose_grant",
    "GET mobile-requests/": "read_requests",
    "POST mobile-requests/": "draft_request",
    "GET mobile-requests/{request}/": "read_requests",
    "PATCH mobile-requests/{request}/": "draft_request",
    "POST mobile-requests/{request}/submit/": "submit_request",
    "POST mobile-requests/{request}/check/": "check_request",
    "POST mobile-requests/{request}/advise/": "advise_request",
    "POST mobile-requests/{request}/return/": "check_request",
    "POST mobile-requests/{request}/grant/": "decide_request",
    "POST mobile-requests/{request}/refuse/": "decide_request",
    "POST mobile-requests/{request}/withdraw/": "withdraw_request",
    "GET head-gifts/": "read_pool",
    "POST head-gifts/": "propose_grant",
    "GET head-gifts/{gift}/": "read_pool",
    "POST head-gifts/{gift}/approve/": "approve_grant",
    "POST head-gifts/{gift}/refuse/": "approve_grant",
    "GET transfers/": "read_staff",
    "POST transfers/": "transfer",
    "GET transfers/{transfer}/": "read_staff",
    "POST transfers/{transfer}/accept/": "transfer",
    "POST transfers/{transfer}/approve/": "approve_grant",
    "POST transfers/{transfer}/decline/": "transfer",
    "POST transfers/{transfer}/withdraw/": "transfer",
    "GET recruitments/": "read_pool",
    "POST recruitments/open/": "recruit",
    "GET recruitments/{recruitment}/": "read_pool",
    "POST recruitments/{recruitment}/submit/": "submit_plan",
    "POST recruitments/{recruitment}/approve/": "decide_plan",
    "POST recruitments/{recruitment}/refuse/": "decide_plan",
    "POST recruitments/{recruitment}/cancel/": "recruit",
    "GET quota-reserve/": "read_pool",
    "POST quota-reserve/issue/": "issue_heads",
    "GET quota-positions/": "read_pool",
    "GET quota-differences/": "read_ledger",
    "GET origins/": "read_staff",
    "GET origins/{engagement}/": "read_staff",
    "GET headcounts/": "read_staff",
    "GET reserved-heads/": "read_pool",
    "GET staff/": "read_staff",
    "POST staff/find/": "read_staff",
    "GET staff/{person}/": "read_staff",
    "PATCH staff/{person}/": "edit_staff",
    "POST staff/{person}/reveal/": "reveal",
    "GET engagements/": "read_staff",
    "POST engagements/": "hire",
    "POST engagements/unseated/": "register_unseated",
    "GET engagements/{engagement}/": "read_staff",
    "POST engagements/{engagement}/exit/": "exit",
    "POST engagements/{engagement}/take-back-exit/": "exit",
    "POST engagements/{engagement}/change-last-day/": "exit",
    "POST engagements/{engagement}/correct/": "hire",
    "POST engagements/{engagement}/change-terms/": "hire",
    "POST engagements/{engagement}/cancel-start/": "hire",
    "POST engagements/{engagement}/seat/": "hire",
    "GET alerts/": "read_pool",
    "POST alerts/seen/": "see_alerts",
    "GET filings/": "read_filings",
    "GET deadline-moves/": "read_filings",
    "POST filings/bulk-submit/": "submit_filing",
    "POST filings/bulk-accept/": "decide_filing",
    "POST filings/bulk-return/": "decide_filing",
    "POST filings/bulk-urge/": "urge_filing",
    "GET filings/{filing}/": "read_filings",
    "POST filings/{filing}/submit/": "submit_filing",
    "POST filings/{filing}/withdraw/": "submit_filing",
    "POST filings/{filing}/urge/": "urge_filing",
    "POST filings/{filing}/accept/": "decide_filing",
    "POST filings/{filing}/return/": "decide_filing",
    "POST filings/{filing}/refuse/": "refuse_filing",
    "GET imports/": "read_staff",
    "POST imports/": IMPORTING,
    "GET imports/{import}/": "read_staff",
    "GET imports/{import}/plan/": IMPORTING,
    "POST imports/{import}/match/": IMPORTING,
    "POST imports/{import}/apply/": IMPORTING,
    "POST imports/{import}/undo/": IMPORTING,
    "GET imports/{import}/rows/": "read_staff",
    "PATCH imports/{import}/rows/{row}/": IMPORTING,
    **money.ROUTES,
}
ROUTES |= door.ROUTES
# What belongs to the whole district: documents are read by everybody in it, its reserve by its own people.
OPEN_TO_DISTRICT = (
    "documents/",
    "enclosures/",
    "dictionaries/",
    "papers/",
    *money.OPEN_TO_DISTRICT,
    "snapshots/",
)
DISTRICT_ONLY = ("GET quota-reserve/",)
STREET_ROLES = (Role.CLERK, Role.STREET_LEAD, Role.STREET_FINANCE)
NOUNS = {
    "units": "unit",
    "documents": "document",
    "enclosures": "enclosure",
    "full-papers": "full",
    "halts": "halt",
    "ledger-entries": "entry",
    "dictionaries": "list",
    "jobs": "job",
    "attachments": "attachment",
    "papers": "paper",
    "printed-papers": "printed",
    "quota-grants": "grant",
    "freezes": "freeze",
    "emergencies": "emergency",
    "mobile-pools": "mobile",
    "mobile-requests": "request",
    "recruitments": "recruitment",
    "head-gifts": "gift",
    "transfers": "transfer",
    "staff": "person",
    "engagements": "engagement",
    "origins": "engagement",
    "filings": "filing",
    "imports": "import",
    **money.NOUNS,
    **door.NOUNS,
}


def walked() -> set[str]:
    """Every route the resolver knows under /api/v1/, written as in the table."""
    [api] = [one for one in get_resolver().url_patterns if str(one.pattern) == "api/"]
    found = set()
    for part in api.url_patterns:
        for route in getattr(part, "url_patterns", ()):
            assert isinstance(route, URLPattern)
            for method in set(route.callback.actions) - {"head"}:  # answered wherever GET is
                found.add(f"{method.upper()} {_written(str(route.pattern))}")
    return found


def _written(pattern: str) -> str:
    path = pattern.removeprefix("^").removesuffix("$").replace("(?P<batch>[0-9]{1,18})", "{import}")
    noun = NOUNS.get(path.split("/")[0], "row")
    inner = "row" if "/rows/" in path else noun
    return re.sub(r"\(\?P<(?:pk|number|name|yyyymm)>[^)]*\)", f"{{{inner}}}", path)


def test_every_route_has_a_line_in_the_table():
    missing, gone = walked() - set(ROUTES), set(ROUTES) - walked()
    assert not missing, f"say in ROUTES who may use {sorted(missing)}, and in sample() what row it names"
    assert not gone, f"these routes are no more, take their lines away: {sorted(gone)}"


def test_a_route_asks_for_the_act_the_table_names():
    [api] = [one for one in get_resolver().url_patterns if str(one.pattern) == "api/"]
    for part in api.url_patterns:
        for route in getattr(part, "url_patterns", ()):
            for method, name in route.callback.actions.items():
                method = "get" if method == "head" else method
                asked = route.callback.cls.acts.get(name)
                assert asked == ROUTES[f"{method.upper()} {_written(str(route.pattern))}"], route


@pytest.fixture
def rows(settings, tmp_path):
    """One row of every kind in each of two streets: {noun: id} of the own and of the other."""
    settings.MEDIA_ROOT = tmp_path
    settings.JOBS_IMMEDIATE = False
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True):
        office = Office()
        own = sample(office, office.street, office.clerk)
        other = sample(office, office.other_street, office.other_clerk)
        yield SimpleNamespace(office=office, own=own, other=other)


def sample(office, street, clerk) -> dict:
    """A row of each noun that belongs to the street."""
    office.grant(5, street=street, valid_from=date(2026, 11, 2))
    engagement = office.hire(date(2026, 11, 2), clerk=clerk, street=street)
    third = Unit.objects.filter(name="丙街道").first() or unit(office.district, "丙街道")
    paper = document(office.district)
    documents.attach_scan(document=paper, scan=SimpleUploadedFile("scan.pdf", PDF), actor=office.bureau)
    proposed = grants.propose_grant(
        unit=street,
        kind="lump_sum",
        heads=6,
        document=paper,
        valid_from=date(2026, 11, 2),
        actor=office.bureau,
    )
    batch = ImportBatch.objects.create(
        district=office.district,
        unit=street,
        kind="roster",
        state="read",
        file_name="x.xlsx",
        sha256="0" * 64,
    )
    row = ImportRow.objects.create(batch=batch, line=2, status="new", cells="{}")
    job = Job.objects.create(
        district=office.district, unit=street, kind="imports.read", payload={"batch": batch.pk}
    )
    return {
        "unit": street.pk,
        "document": paper.pk,
        "entry": Entry.objects.filter(unit=street, source__measure="heads").first().pk,
        "list": "sex",
        "enclosure": enclosed(office, paper).pk,
        "full": asked_in_full(office, street).pk,
        "halt": lifted_halt(street).pk,
        "job": job.pk,
        "attachment": attached(office, engagement).pk,
        "paper": "documents",
        "printed": issued(office, street, clerk).number,
        "grant": proposed.pk,
        "freeze": freeze(office, street).pk,
        "emergency": office.emergency(street).pk,
        "mobile": office.mobile(2, date(2026, 11, 2), date(2026, 12, 31), street).pk,
        "request": office.request(street=street).pk,
        "recruitment": office.recruit(1, street).pk,
        "gift": office.gift(1, street, third).pk,
        "transfer": office.offer(office.hire(date(2026, 11, 2), clerk=clerk, street=street), third).pk,
        "person": engagement.person.number,
        "engagement": engagement.pk,
        "filing": Filing.objects.get(engagement=engagement).pk,
        **door.ids_of(office, street, engagement),
        "import": batch.pk,
        "row": row.pk,
        **money.samples(office, street),
    }


def expected(route: str, role: str, is_own: bool) -> set[str]:
    """allowed (any answer but a refusal of rights), denied (403) or absent (404)."""
    needed = ROUTES[route]
    acts = {needed} if isinstance(needed, str) else set(needed)
    path = route.split()[1]
    if not acts & ROLE_ACTS[role]:
        return {"denied"}
    if route in DISTRICT_ONLY and role in STREET_ROLES:
        return {"absent"}
    if "{" not in path or path.startswith(OPEN_TO_DISTRICT) or is_own or role not in STREET_ROLES:
        # Of an import the kind of roster decides who of those may; of a job, who does the same work.
        is_narrower = needed == IMPORTING or route == "POST jobs/{job}/cancel/"
        return {"allowed", "denied"} if is_narrower else {"allowed"}
    return {"absent"}


def outcome(status: int) -> str:
    return {401: "stranger", 403: "denied", 404: "absent"}.get(status, "allowed")


@pytest.mark.parametrize("role", Role.values)
def test_each_role_reaches_what_the_table_gives_it_and_nothing_else(rows, role):
    street = rows.office.street if role in STREET_ROLES else None
    asking, wrong = desk(member(role, rows.office.district, street)), []
    # To whoever sees the whole district every street is their own; one such role is asked about both.
    places = (
        [(True, rows.own), (False, rows.other)]
        if role in (*STREET_ROLES, Role.BUREAU)
        else [(True, rows.own)]
    )
    for route in ROUTES:
        method, path = route.split()
        for is_own, ids in places:
            key = {"Idempotency-Key": f"{method}{path}{is_own}"}
            got = asking.call(method, path.format(**ids), {}, headers=key)
            b"".join(got.streaming_content if got.streaming else ())  # read to its end, so that it is closed
            assert got.status_code < 500
            found = outcome(got.status_code)
            if found not in expected(route, role, is_own):
                wrong.append(f"{role} {route} own={is_own}: {found} ({got.status_code})")
    assert not wrong, "\n".join(wrong)


def test_a_stranger_is_turned_away_from_every_route(rows, client):
    for route in ROUTES:
        method, path = route.split()
        address = f"/api/v1/{path.format(**rows.own)}"
        response = client.generic(method, address, b"{}", content_type="application/json")
        assert response.status_code == 401, route


def test_another_district_is_absent_for_everybody(rows):
    place = district("440113", "另一区")
    street = unit(place, "丙街道")
    asking = desk(member(Role.BUREAU, place))
    assert [row["id"] for row in asking.get("units/").answer["results"]] == [street.pk]
    for route in ROUTES:
        method, path = route.split()
        if method == "GET" and "{" in path and not path.startswith(("dictionaries", "papers")):
            wanted = 404 if expected(route, Role.BUREAU, is_own=True) != {"denied"} else 403
            assert asking.get(path.format(**rows.own)).status_code == wanted, route
