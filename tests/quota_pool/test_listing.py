"""A list answers its address exactly, costs the same for few rows and many, and exports what it shows."""

import io
from urllib.parse import parse_qs

import openpyxl
import pytest

from quota_pool.models import Unit, UnitRevenue
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.quota_pool.units_list")]


@pytest.fixture
def district():
    return factories.district()


@pytest.fixture
def streets(district):
    return [street(district, number) for number in range(1, 26)]


def street(district, number: int, **facts) -> Unit:
    return Unit.objects.create(
        district=district,
        code=f"440112{number:03d}",
        name=f"street {number:03d}",
        unit_type="town" if number % 5 == 0 else "street",
        resident_population=number * 1000,
        **facts,
    )


@pytest.fixture
def officer(client, district):
    client.cookies["language"] = "en"
    client.force_login(factories.member("bureau", district))
    return client


def read(client, query: str = "", **headers):
    response = client.get(f"/units/{query}", headers=headers)
    return response, response.content.decode()


def names(html: str) -> list[str]:
    return [f"street {part[:3]}" for part in html.split('/">street ')[1:]]


def test_a_list_shows_a_page_in_its_own_order_and_says_how_many_there_are(officer, streets):
    response, html = read(officer, "?size=20")
    assert response.status_code == 200
    assert names(html) == [f"street {n:03d}" for n in range(1, 21)]
    assert "1–20 of 25 rows" in html


def test_conditions_stand_as_chips_that_can_be_dropped_one_by_one(officer, streets):
    _response, html = read(officer, "?q=street+00&kind=town&people_min=2000&people_max=9000")
    assert names(html) == ["street 005"]
    assert "Name: street 00" in html
    assert "Kind: town" in html
    assert "People: 2,000 … 9,000" in html
    assert 'href="?q=street%2000&amp;kind=town"' in html, "the chip of a range drops both its ends"


def test_rows_are_sorted_by_a_column_and_the_link_turns_round(officer, streets):
    _response, html = read(officer, "?order=-people&size=20")
    assert names(html)[:2] == ["street 025", "street 024"]
    assert 'aria-sort="descending"' in html
    assert 'href="?size=20&amp;order=people"' in html


def test_equal_rows_always_stand_in_the_same_order(officer, district, streets):
    Unit.objects.update(resident_population=7)
    seen = [name for page in (1, 2) for name in names(read(officer, f"?order=people&size=20&page={page}")[1])]
    assert sorted(seen) == seen
    assert len(set(seen)) == 25


def test_past_the_end_stands_the_last_page(officer, streets):
    _response, html = read(officer, "?size=20&page=40")
    assert names(html) == [f"street {n:03d}" for n in range(21, 26)]
    assert "21–25 of 25 rows" in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?colour=red", "does not know the condition “colour”"),
        ("?page=0", "“0” is not a page number"),
        ("?page=x", "“x” is not a page number"),
        ("?page=99999999999999999999", "is not a page number"),
        ("?page=٣", "is not a page number"),
        ("?size=33", "“33” is not a page size"),
        ("?order=district", "cannot be sorted by “district”"),
        ("?order=password", "cannot be sorted by “password”"),
        ("?columns=name,password", "no column “password”"),
        ("?export=pdf", "not as “pdf”"),
        ("?kind=castle", "Kind: "),
        ("?people_min=many", "People: "),
        ("?opened_after=yesterday", "Opened: "),
        ("?<script>=1", "&lt;script&gt;"),
    ],
)
def test_what_the_address_cannot_mean_is_said_and_no_row_is_shown(officer, streets, query, sentence):
    response, html = read(officer, query)
    assert response.status_code == 400
    assert sentence in html
    assert not names(html)


def test_all_faults_of_an_address_are_said_at_once(officer, streets):
    _response, html = read(officer, "?page=x&colour=red&people_min=many")
    assert html.count("<li>") >= 3
    assert "colour" in html
    assert "People" in html


def test_empty_conditions_are_no_conditions(officer, streets):
    response, html = read(officer, "?q=&people_min=&kind=")
    assert response.status_code == 200
    assert "1–25 of 25 rows" in html
    assert "chips" not in html


def test_htmx_gets_the_table_alone_and_a_history_return_the_whole_page(officer, streets):
    wanted = {"HX-Request": "true", "HX-Target": "list"}
    response, html = read(officer, "?q=street", **wanted)
    assert html.lstrip().startswith("<section")
    assert "HX-Request" in response["Vary"]
    _response, html = read(officer, "?q=street", **wanted, **{"HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in html


def test_columns_are_chosen_by_the_address(officer, streets):
    _response, html = read(officer, "?columns=name,note")
    assert html.count('<th scope="col"') == 2
    _response, html = read(officer)
    assert "Short name</th>" not in html
    _response, html = read(officer, "?columns=name&columns=code")
    assert html.count('<th scope="col"') == 2


def test_nothing_yet_and_nothing_matches_are_told_apart(officer):
    Unit.objects.all().delete()
    _response, html = read(officer)
    assert "Nothing here yet" in html
    assert "Streets and towns stand here." in html
    _response, html = read(officer, "?q=zzz")
    assert "Nothing matches these conditions" in html
    assert "Clear the conditions" in html


def test_a_street_sees_itself_only(client, district, streets):
    client.cookies["language"] = "en"
    client.force_login(factories.member("clerk", district, streets[3]))
    _response, html = read(client)
    assert names(html) == ["street 004"]


def test_a_stranger_is_sent_to_the_door_and_the_wrong_role_is_told_what_it_takes(client, district):
    assert client.get("/units/").status_code == 302
    client.cookies["language"] = "en"
    client.force_login(factories.member("admin", district))
    response, html = read(client)
    assert response.status_code == 403
    assert "see units, grants and positions" in html


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_all_matching_rows_in_the_shown_columns(officer, streets, kind):
    UnitRevenue.objects.create(district=streets[0].district, unit=streets[0], year=2025, amount_fen=100_000)
    response = officer.get(f"/units/?order=-name&columns=name,people,kind,revenue&size=20&export={kind}")
    assert response["Content-Disposition"].startswith("attachment")
    content = b"".join(response.streaming_content)
    rows = spreadsheet(content) if kind == "xlsx" else text_table(content)
    assert rows[0] == ["Name", "People", "Kind", "Revenue"]
    *rows, last = rows
    assert len(rows) == 26
    assert last[0].startswith("Exported by: ")
    assert last[0].endswith("25 rows")
    assert rows[1][::2] == ["street 025", "town"]
    assert float(rows[1][1]) == 25000
    assert float(rows[25][3]) == 100000, "what prepare() adds to a page it adds to an export"


def spreadsheet(content: bytes) -> list[list]:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def text_table(content: bytes) -> list[list[str]]:
    return [line.split(",") for line in content.decode("utf-8-sig").splitlines()]


def test_who_may_not_export_is_offered_none_and_gets_none(client, district, streets):
    client.cookies["language"] = "en"
    client.force_login(factories.member("inspector", district))
    assert "export=" not in read(client)[1]
    assert client.get("/units/?export=csv").status_code == 403


def test_a_bulk_act_takes_the_ticked_rows_that_its_sender_may_see(client, district, streets):
    client.force_login(factories.member("clerk", district, streets[0]))
    sent = client.post("/units/close/", {"pk": [streets[0].pk, streets[1].pk]})
    assert sent.content.decode() == "street 001"


def test_a_bulk_act_takes_all_that_match_when_told_so(officer, streets):
    sent = officer.post("/units/close/", {"scope": "all", "query": "kind=town&page=2&size=20"})
    assert sent.content.decode().split(",") == [f"street {n:03d}" for n in range(5, 26, 5)]


@pytest.mark.parametrize("sent", [{"pk": "1 or 1=1"}, {"pk": "9" * 30}])
def test_a_bulk_act_refuses_keys_that_are_none(officer, streets, sent):
    assert officer.post("/units/close/", sent).status_code == 404


@pytest.mark.parametrize("query", ["kind=castle", "colour=red"])
def test_a_bulk_act_never_widens_a_condition_it_cannot_read(officer, streets, query):
    assert officer.post("/units/close/", {"scope": "all", "query": query}).status_code == 400


def test_a_page_costs_the_same_for_one_row_and_for_many(
    officer, district, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr("quota_pool.navigation._counters", [])
    street(district, 1)
    read(officer)
    with django_assert_num_queries(4):  # session, user with roles, rows with their count, revenues
        read(officer)
    for number in range(2, 41):
        street(district, number)
    with django_assert_num_queries(4):
        read(officer)


def test_counting_stops_where_it_tells_nothing_more(officer, streets, monkeypatch):
    monkeypatch.setattr("tests.quota_pool.units_list.Units.count_cap", 20)
    _response, html = read(officer, "?size=20&page=7")
    assert "20 rows" in html.replace("1–20 of ", "")
    assert "+" in html
    assert names(html)[0] == "street 001", "pages end where counting ends"


def test_every_row_is_drawn_for_the_printer_or_the_page_says_which(officer, streets, monkeypatch):
    _response, html = read(officer, "?size=20&kind=street")
    assert "?size=20&amp;kind=street&amp;print=all" not in html, "all twenty stand on the page already"
    _response, html = read(officer, "?size=20&order=-name")
    assert "?size=20&amp;order=-name&amp;print=all" in html
    assert "20 of 25 rows" in html, "the sheet itself says that it is not all"
    _response, html = read(officer, "?size=20&order=-name&print=all")
    assert names(html) == [f"street {n:03d}" for n in range(25, 0, -1)]
    assert "All rows stand here for the printer" in html
    monkeypatch.setattr("quota_pool.listing.printing.MOST", 10)
    _response, html = read(officer, "?print=all")
    assert len(names(html)) == 10
    assert "The first 10 of 25 rows stand here" in html
    assert read(officer, "?print=most")[0].status_code == 400


def test_a_name_is_never_read_as_markup(officer, district):
    street(district, 1, short_name="<b>x</b>")
    _response, html = read(officer, "?columns=name,note&q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html
    _response, html = read(officer, "?columns=name,note")
    assert "<td>&lt;b&gt;x&lt;/b&gt;</td>" in html


def test_money_is_shown_in_yuan_with_its_total(officer, streets):
    for year, amount in [(2024, 123_456), (2025, -5)]:
        UnitRevenue.objects.filter(year=year).delete()
        UnitRevenue.objects.create(
            district=streets[0].district, unit=streets[0], year=year, amount_fen=abs(amount)
        )
    html = officer.get("/revenues/").content.decode()
    assert '<td class="n">1,234.56</td>' in html
    assert '<td class="n">1,234.61</td>' in html


def test_every_link_of_a_page_keeps_the_conditions(officer, streets):
    _response, html = read(officer, "?q=street&size=20&columns=name,people")
    links = [part.split('"')[0] for part in html.split('<a href="?')[1:]]
    pages = [parse_qs(link.replace("&amp;", "&")) for link in links if "page=" in link]
    assert pages
    assert all(page["q"] == ["street"] and page["columns"] == ["name,people"] for page in pages)
