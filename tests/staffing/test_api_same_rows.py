"""A list of the pages and the same list over REST hold the same rows for the same conditions."""

from datetime import date

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse

from quota_pool import access
from quota_pool.views.documents import DocumentsPage
from quota_pool.views.units import UnitsPage
from staffing.models import Filing
from staffing.services import filings
from staffing.services.engagements import exit_work
from staffing.views.filings import FilingsPage
from staffing.views.grants.lists import GrantsPage
from staffing.views.ledger import LedgerPage
from staffing.views.mobile import MobileLedger
from staffing.views.people.roster import RosterPage
from staffing.views.reservations import ReservationsPage
from tests.desk import desk
from tests.factories import Office, document, id_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """A street with people on post, filed, left, and still to come."""
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True):
        office = Office()
        office.grant(9, valid_from=date(2026, 11, 2))
        office.mobile(2, date(2026, 11, 2), date(2026, 12, 15))
        office.grant(2, street=office.other_street, valid_from=date(2026, 11, 2))
        office.hire(date(2026, 11, 2), person={"name": "曾小明", "id_no": id_number(77)})
        office.hire(date(2026, 11, 2), post_category="40")
        office.hire(date(2026, 11, 9))
        office.hire(date(2026, 11, 2), street=office.other_street, clerk=office.other_clerk)
        left = office.hire(date(2026, 11, 2))
        exit_work(engagement=left, last_day=date(2026, 11, 2), exit_reason="13", actor=office.clerk, key="x")
        filing = Filing.objects.filter(unit=office.street, kind="hire").first()
        filings.submit(filing=filing, actor=office.clerk)
        document(office.district, "埔编〔2026〕900号")
        yield office


CONDITIONS = (
    (RosterPage, "engagements/", "on=2026-11-02"),
    (RosterPage, "engagements/", "on=2026-11-03"),
    (RosterPage, "engagements/", "q=zxm"),
    (RosterPage, "engagements/", "mode=DIRECT&post_category=40&post_category=50"),
    (RosterPage, "engagements/", "voided=false&filing_state=to_submit"),
    (RosterPage, "engagements/", "heads=held&on=2026-11-02"),
    (RosterPage, "engagements/", "on=2026-11-02&known_on=2026-11-02"),
    (RosterPage, "engagements/", "on=2026-11-09&known_on=2026-11-01"),
    (RosterPage, "engagements/", "known_on=2026-11-02&filing_state=to_submit&mode=DIRECT"),
    (RosterPage, "engagements/", "on=2026-11-01&standing=seated&pool_kind=lump_sum"),
    (FilingsPage, "filings/", "on=2026-11-02&known_on=2026-11-01&state=to_submit"),
    (FilingsPage, "filings/", "on=2027-03-01&overdue=true"),
    (LedgerPage, "ledger-entries/", "on=2026-11-02&known_on=2026-11-02"),
    (LedgerPage, "ledger-entries/", "on=2026-11-01"),
    (FilingsPage, "filings/", "state=to_submit&state=submitted"),
    (FilingsPage, "filings/", "kind=exit"),
    (FilingsPage, "filings/", "overdue=true"),
    (FilingsPage, "filings/", "deadline_from=2026-11-01&deadline_to=2026-12-01"),
    (LedgerPage, "ledger-entries/", "kind=start"),
    (LedgerPage, "ledger-entries/", "q=zxm"),
    (LedgerPage, "ledger-entries/", "effective_from=2026-11-02&book=free"),
    (GrantsPage, "quota-grants/", "state=granted&kind=lump_sum"),
    (ReservationsPage, "reserved-heads/", "on=2026-11-02"),
    (ReservationsPage, "reserved-heads/", "on=2026-11-09&known_on=2026-11-01"),
    (MobileLedger, "mobile-pools/", "on=2026-11-02&term=running"),
    (DocumentsPage, "documents/", "q=900"),
    (UnitsPage, "units/", "unit_type=street"),
)


@pytest.mark.parametrize(("page_class", "path", "query"), CONDITIONS)
def test_page_and_api_hold_the_same_rows(office, page_class, path, query):
    readers = [
        user for user in (office.bureau, office.clerk) if access.can(user, page_class.act or "read_pool")
    ]
    for user in readers:
        request = RequestFactory().get(f"/?{query}")
        request.user, page = user, page_class()
        page.setup(request)
        over_rest = desk(user).get(f"{path}?{query}&page_size=200").answer["results"]
        assert {row["id"] for row in over_rest} == set(page.matching.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "query", ["on=2026-02-30", "mode=?", "unit=999999", "surprise=1", "known_on=2099-01-01"]
)
def test_page_and_api_refuse_the_same_conditions(office, client, query):
    client.force_login(office.bureau)
    assert client.get(f"{reverse('staffing:roster')}?{query}").status_code == 400
    assert desk(office.bureau).get(f"engagements/?{query}").status_code == 400
