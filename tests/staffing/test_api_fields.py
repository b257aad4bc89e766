"""What a body may name, how many statements a list costs, and that no input brings the house down."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from quota_pool.api.fields import Facts
from quota_pool.models import AuditEvent
from staffing.models import Engagement, Filing, Person
from tests.desk import desk, start_body
from tests.factories import Office, document

pytestmark = pytest.mark.django_db

# Every field of these rows that no body may set: who tries is told, nothing is dropped.
TEMPTING = (
    "state",
    "filing_state",
    "standing",
    "district",
    "created_by",
    "decided_by",
    "act",
    "id_hash",
    "balance",
)


def plans():
    """(resource, action, facts) of every write."""
    [api] = [one for one in get_resolver().url_patterns if str(one.pattern) == "api/"]
    for part in api.url_patterns:
        for route in getattr(part, "url_patterns", ()):
            for action in route.callback.actions.values():
                plan = getattr(getattr(route.callback.cls, action), "plan", None)
                if plan is not None:
                    yield route.callback.cls, action, plan.facts or Facts


@pytest.mark.requirement("R-073", "R-074")
@pytest.mark.parametrize(
    ("resource", "action", "facts"), list(plans()), ids=lambda value: getattr(value, "__name__", str(value))
)
def test_a_body_may_name_its_own_fields_and_no_other(resource, action, facts):
    columns = [field.name for field in getattr(resource.model, "_meta", Person._meta).get_fields()]
    unlisted = {name for name in (*columns, *TEMPTING) if name not in facts().fields}
    reader = facts(data=dict.fromkeys(unlisted, "x"), context={"request": None})
    assert not reader.is_valid()
    assert {name for name in unlisted if reader.errors[name][0].code == "unknown"} == unlisted


@pytest.fixture
def office():
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True):
        office = Office()
        office.grant(40, valid_from=date(2026, 11, 2))
        yield office


LISTS = (
    "units/",
    "documents/",
    "ledger-entries/",
    "changes/",
    "jobs/",
    "quota-grants/",
    "quota-positions/",
    "headcounts/",
    "staff/",
    "engagements/",
    "filings/",
    "imports/",
)


def cost(asking, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert asking.get(path).status_code == 200
    return len(queries)


@pytest.mark.requirement("R-126")
def test_a_list_costs_the_same_for_one_row_and_for_thirty_and_at_most_six(office):
    asking = desk(office.bureau)
    asking.get("units/")
    office.hire(date(2026, 11, 2))
    few = {path: cost(asking, path) for path in LISTS}
    for _ in range(29):
        office.hire(date(2026, 11, 2))
        document(office.district)
    many = {path: cost(asking, path) for path in LISTS}
    assert many == few
    assert max(many.values()) <= 8
    assert max(count for path, count in many.items() if path != "quota-positions/") <= 6
    assert len(asking.get("engagements/").answer["results"]) == 30


def test_pages_join_without_gap_or_repetition_and_the_order_is_stable(office):
    asking = desk(office.bureau)
    for _ in range(11):
        office.hire(date(2026, 11, 2))
    for path in ("engagements/", "staff/", "filings/", "ledger-entries/"):
        whole = asking.get(path).answer["results"]
        page = asking.get(path, page_size=4).answer
        found = list(page["results"])
        while page["next"]:
            page = asking.call("GET", page["next"]).answer
            found += page["results"]
        assert found == whole, path


def test_a_row_entered_meanwhile_neither_repeats_nor_hides_others(office):
    asking = desk(office.bureau)
    for _ in range(6):
        office.hire(date(2026, 11, 2))
    first = asking.get("engagements/", page_size=4).answer
    office.hire(date(2026, 11, 2))
    second = asking.call("GET", first["next"]).answer
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(ids)) == len(ids) == 7


def test_what_changed_since_is_told_in_the_order_of_change(office):
    asking = desk(office.clerk)
    rows = [asking.post("engagements/", start_body(office.street)).answer for _ in range(3)]
    since = max(row["updated_at"] for row in rows)
    body = {"on": "2026-11-02", "reason": "调整", "department": "城管办"}
    asking.post(f"engagements/{rows[0]['id']}/change-terms/", body)
    changed = asking.get("engagements/", updated_since=since).answer["results"]
    assert [row["id"] for row in changed] == [rows[2]["id"], rows[0]["id"]]
    page = asking.get("engagements/", updated_since=rows[0]["updated_at"], page_size=1).answer
    foreign = asking.get("filings/", cursor=page["next"].split("cursor=")[1].split("&")[0])
    assert foreign.status_code == 400


@pytest.mark.requirement("R-101")
def test_what_is_written_down_about_a_hire_over_rest_holds_no_number(office):
    body = start_body(office.street)
    body["person"] |= {"phone": "13800138000", "bank_card": "6222021234567890123"}
    asking = desk(office.clerk)
    asking.post("engagements/", body)
    written = str(list(AuditEvent.objects.values()))
    listed = asking.get("staff/").content.decode() + asking.get("engagements/").content.decode()
    for secret in (body["person"]["id_no"], "13800138000", "6222021234567890123"):
        assert secret not in written
        assert secret not in listed
    assert AuditEvent.objects.latest("seq").origin == "api"
    assert Engagement.objects.count() == Filing.objects.count() == 1
