"""The pool page, a street, the home page: figures that open their rows, at a price that does not grow."""

import io
from datetime import date
from html.parser import HTMLParser

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quota_pool.as_of import AsOf
from quota_pool.models import Unit
from staffing.models import Filing
from staffing.requested import with_requested
from staffing.services import filings, requests
from tests import factories
from tests.factories import Office

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


@pytest.fixture
def day():
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day):
    place = Office()
    place.grant(10, valid_from=TODAY)
    place.grant(4, street=place.other_street, valid_from=TODAY)
    return place


@pytest.fixture
def busy(office, day):
    """Three people on post, one of them filed; one start to come; one late."""
    office.late = office.hire(TODAY)
    filed = office.hire(TODAY)
    day.move_to("2026-12-10T02:00:00Z")
    filing = Filing.objects.get(engagement=filed)
    filings.submit(filing=filing, actor=office.clerk)
    filings.accept(filing=filing, actor=office.bureau)
    office.hire(date(2026, 12, 10))
    office.hire(date(2026, 12, 20))
    office.mobile = office.grant(
        3,
        kind="mobile",
        valid_from=date(2026, 12, 10),
        valid_to=date(2026, 12, 31),
        reason_code="campaign",
        funding_source="envelope",
    )
    return office


class Cells(HTMLParser):
    """The table of a page: texts of each row's cells, and the link of each."""

    def __init__(self, html: str):
        super().__init__()
        self.rows, self.inside = [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append(["", ""])
            self.inside = True
        elif tag == "a" and self.inside:
            self.rows[-1][-1][1] = dict(attrs)["href"]

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data):
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1][0] += data.strip()


def opened(client, user, path: str, status: int = 200) -> str:
    client.cookies["language"] = "en"
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def row_of(html: str, name: str) -> list:
    return next(row for row in Cells(html).rows if len(row) > 1 and row[1][0].startswith(name))


FIGURES = ("lump_sum", "mobile", "reserved", "held", "occupied", "free", "over")


def figures(row) -> dict[str, str]:
    return dict(zip(FIGURES, (cell[0] for cell in row[3:10]), strict=True))


def links(row) -> dict[str, str]:
    return dict(zip(FIGURES, (cell[1] for cell in row[3:10]), strict=True))


def test_a_street_stands_in_one_row_with_all_its_figures(client, busy):
    row = row_of(opened(client, busy.bureau, "/pool/"), "甲街道")
    assert figures(row) == {
        "lump_sum": "10",
        "mobile": "3",
        "reserved": "1",
        "held": "2",
        "occupied": "1",
        "free": "9",
        "over": "–",
    }
    assert "filings overdue 1" in row[-1][0]
    assert "mobile ends 12-31" in row[-1][0]


def test_heads_asked_for_stand_beside_those_granted_on_any_day(client, busy, day):
    """Requests the street has sent in and nobody has decided on; each opens the requests behind it."""
    asked = busy.request(4, street=busy.street)
    requests.submit(request=asked, actor=busy.lead_of(busy.street.pk))
    busy.request(9, street=busy.street)
    row = row_of(opened(client, busy.bureau, "/pool/"), "甲街道")
    assert row[2][0] == "4"
    foot = Cells(opened(client, busy.bureau, row[2][1])).rows[-1]
    assert "4" in [cell[0] for cell in foot]
    day.move_to("2026-12-11T02:00:00Z")
    requests.withdraw(request=asked, actor=busy.lead_of(busy.street.pk))

    def told(*days) -> int:
        units = Unit.objects.filter(pk=busy.street.pk)
        return with_requested(units, busy.bureau, AsOf.asked(*days)).get().requested

    assert told(None, None) == 0
    assert told(date(2026, 12, 10), None) == 4
    assert told(date(2026, 12, 11), date(2026, 12, 10)) == 4, "as it was known before the withdrawal"
    assert told(date(2026, 12, 9), None) == 0


def test_every_figure_opens_a_list_whose_total_it_is(client, busy):
    row = row_of(opened(client, busy.bureau, "/pool/"), "甲街道")
    for figure in ("reserved", "held", "occupied"):
        html = opened(client, busy.bureau, links(row)[figure])
        assert f"{figures(row)[figure]} row" in html or f"of {figures(row)[figure]} rows" in html, figure
    for figure in ("lump_sum", "mobile"):
        html = opened(client, busy.bureau, links(row)[figure])
        foot = Cells(html).rows[-1]
        assert [cell[0] for cell in foot if cell[0]] == [f"+{figures(row)[figure]}"], figure


def test_yesterday_is_told_as_it_was_and_as_it_was_known(client, busy, day):
    html = opened(client, busy.bureau, "/pool/?on=2026-11-02&known_on=2026-11-02")
    then = figures(row_of(html, "甲街道"))
    assert (then["lump_sum"], then["held"], then["occupied"], then["mobile"]) == ("10", "2", "–", "–")
    html = opened(client, busy.bureau, "/pool/?on=2026-12-31")
    assert figures(row_of(html, "甲街道"))["held"] == "3"
    assert "Back to today" in html


def test_the_figures_of_a_past_day_open_the_people_of_that_day(client, busy):
    row = row_of(opened(client, busy.bureau, "/pool/?on=2026-11-05&known_on=2026-11-06"), "甲街道")
    assert figures(row)["held"] == "2"
    assert "of 2 rows" in opened(client, busy.bureau, links(row)["held"])


def test_a_clerk_sees_the_own_street_only(client, busy):
    html = opened(client, busy.clerk, "/pool/")
    assert "甲街道" in html
    assert "乙街道" not in html
    opened(client, busy.clerk, f"/streets/{busy.other_street.pk}/", status=404)


def test_who_may_not_see_the_pool_is_told_so(client, office):
    opened(client, factories.member("department", office.district), "/pool/", status=403)
    client.logout()
    assert client.get("/pool/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "query", ["on=yesterday", "known_on=2099-01-01", "unit=3", "export=pdf", "on=2026-02-30"]
)
def test_a_day_that_says_nothing_is_named(client, office, query):
    assert "Please mend these first" in opened(client, office.bureau, f"/pool/?{query}", status=400)


def test_the_pool_is_taken_away_as_a_workbook_and_as_text(client, busy):
    client.cookies["language"] = "en"
    client.force_login(busy.bureau)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/pool/?export=xlsx").streaming_content)))
    lines = list(book.active.iter_rows(values_only=True))
    assert lines[0][:6] == ("Code", "Street or town", "Size class", "Requested", "Lump-sum", "Mobile")
    assert lines[1][3:11] == (0, 10, 3, 1, 2, 1, 9, 0)
    text = b"".join(client.get("/pool/?export=csv").streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 4


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "path",
    ["/pool/", "/pool/?on=2026-11-05", "/pool/?on=2026-11-05&known_on=2026-11-06", "/pool/?on=2026-12-31"],
)
def test_the_pool_costs_the_same_for_few_and_for_many(client, busy, path):
    client.force_login(busy.bureau)
    few = queries(client, path)
    for _number in range(8):
        busy.hire(date(2026, 12, 10))
    street = factories.unit(busy.district, "丙街道")
    busy.grant(5, street=street, valid_from=date(2026, 12, 10))
    assert queries(client, path) == few <= 9


@pytest.mark.parametrize("role", ["clerk", "bureau", "bureau_lead", "auditor"])
def test_home_and_street_cost_the_same_for_few_and_for_many(client, busy, role):
    client.force_login(getattr(busy, role))
    paths = ("/", f"/streets/{busy.street.pk}/")
    few = [queries(client, path) for path in paths]
    for _number in range(5):
        busy.hire(date(2026, 12, 10), contract_end=date(2027, 1, 5))
    assert [queries(client, path) for path in paths] == few


def test_the_street_shows_both_ceilings_and_says_that_money_is_not_entered(client, busy):
    Unit.objects.filter(pk=busy.street.pk).update(resident_population=80_000)
    html = opened(client, busy.clerk, f"/streets/{busy.street.pk}/")
    assert "No envelope is in force for 2026" in html
    assert "80,000" in html
    assert "large" in html
    assert "Nothing is scheduled" not in html


def test_the_clerk_finds_what_is_late_first_and_one_button_for_each(client, busy):
    busy.hire(date(2026, 12, 10), pool=busy.mobile.pool)
    html = opened(client, busy.clerk, "/")
    assert html.index("late") < html.index("ends with 1 people on it")
    assert f"/filings/{busy.late.filings.get().pk}/" in html


def test_the_officer_finds_what_waits_to_be_checked(client, busy):
    filings.submit(filing=busy.late.filings.get(), actor=busy.clerk)
    html = opened(client, busy.bureau, "/")
    assert "甲街道: 1 filing to check" in html
    assert '<span class="count">1</span>' in html


def test_the_leader_decides_on_what_the_officer_proposed(client, office):
    from staffing.services import grants

    grants.propose_grant(
        unit=office.street,
        kind="lump_sum",
        heads=12,
        document=factories.document(office.district),
        valid_from=TODAY,
        actor=office.bureau,
    )
    assert "甲街道: lump-sum quota 12 heads, proposed" in opened(client, office.bureau_lead, "/")
    assert "grants with the leader" in opened(client, office.bureau, "/")


def test_a_day_without_work_says_so(client, office):
    html = opened(client, office.auditor, "/")
    assert "Nothing to do today" in html


@pytest.mark.parametrize("role", factories.Role.values)
def test_every_role_has_a_first_page(client, office, role):
    unit = office.street if role in ("clerk", "street_lead", "street_finance") else None
    opened(client, factories.member(role, office.district, unit), "/")
