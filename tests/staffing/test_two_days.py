"""Pages and REST true on a day, as known on a closed day: a report sent in March prints the same in June."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffing.services import engagements, filings
from tests.desk import desk
from tests.factories import Office
from tests.staffing.pages import at, page, words

pytestmark = pytest.mark.django_db
MARCH = "on=2026-03-31&known_on=2026-03-31"


@pytest.fixture
def spring():
    """A spring of work: hired in March, changed, filed, moved and left in April; told on 1 June."""
    with time_machine.travel("2026-03-02T02:00:00Z", tick=True) as clock:
        office = Office()
        office.grant(6, valid_from=date(2026, 3, 2))
        office.mobile_pool = office.mobile(3, date(2026, 3, 2), date(2026, 12, 31))
        office.zhang = office.hire(date(2026, 3, 2), primary_post="窗口岗", monthly_pay_fen=400_000)
        office.mover = office.hire(date(2026, 3, 2))
        office.leaver = office.hire(date(2026, 3, 2))
        office.starter = office.hire(date(2026, 4, 20))
        clock.move_to("2026-03-16T02:00:00Z")
        filings.submit(filing=office.zhang.filings.get(), actor=office.clerk)
        clock.move_to("2026-04-10T02:00:00Z")
        filings.return_(
            filing=office.zhang.filings.get(), reasons=["MATERIALS"], actor=office.bureau, note="补合同"
        )
        engagements.change_terms(
            engagement=office.zhang,
            on=date(2026, 3, 20),
            changes={"primary_post": "巡查岗", "monthly_pay_fen": 500_000, "post_category": "40"},
            actor=office.clerk,
            reason="岗位调整",
        )
        office.seat(office.mover, office.mobile_pool)
        office.leave(office.leaver, date(2026, 3, 25))
        office.register(date(2026, 3, 10))
        clock.move_to("2026-04-21T02:00:00Z")
        office.file(office.zhang)
        clock.move_to("2026-06-01T02:00:00Z")
        yield office


def rows_of(office, query: str, user=None) -> dict[int, dict]:
    answer = desk(user or office.bureau).get(f"engagements/?{query}")
    assert answer.status_code == 200, answer.answer
    return {row["id"]: row for row in answer.answer["results"]}


def test_a_report_of_march_prints_the_same_in_june(spring):
    then = rows_of(spring, MARCH)
    assert set(then) == {spring.zhang.pk, spring.mover.pk, spring.leaver.pk}
    zhang = then[spring.zhang.pk]
    assert (zhang["primary_post"], zhang["monthly_pay"], zhang["post_category"]) == (
        "窗口岗",
        "4000.00",
        "50",
    )
    assert (zhang["filing_state"], zhang["filed_on"]) == ("submitted", None)
    leaver = then[spring.leaver.pk]
    assert (leaver["end_date"], leaver["exit_reason"]) == (None, "")
    assert then[spring.mover.pk]["pool"] == spring.lump_sum().pk


def test_what_was_learnt_later_is_told_when_no_known_day_is_asked(spring):
    now_known = rows_of(spring, "on=2026-03-31")
    assert spring.leaver.pk not in now_known
    assert len(now_known) == 3  # the person registered in April for 10 March was there after all
    assert now_known[spring.zhang.pk]["primary_post"] == "巡查岗"
    assert now_known[spring.zhang.pk]["filing_state"] == "submitted"
    assert rows_of(spring, "on=2026-04-15")[spring.zhang.pk]["filing_state"] == "returned"
    assert rows_of(spring, "on=2026-04-15")[spring.mover.pk]["pool"] == spring.mobile_pool.pk


def test_conditions_ask_what_held_then(spring):
    assert set(rows_of(spring, f"{MARCH}&post_category=40")) == set()
    assert set(rows_of(spring, "on=2026-03-31&post_category=40")) == {spring.zhang.pk}
    assert set(rows_of(spring, f"{MARCH}&filing_state=submitted")) == {spring.zhang.pk}
    assert set(rows_of(spring, f"{MARCH}&pool={spring.mobile_pool.pk}")) == set()
    assert set(rows_of(spring, f"on=2026-04-15&pool={spring.mobile_pool.pk}")) == {spring.mover.pk}
    assert set(rows_of(spring, "on=2026-04-15&pool_kind=mobile")) == {spring.mover.pk}
    assert len(rows_of(spring, "on=2026-04-15&standing=unseated")) == 1


DAYS = ["on=2026-03-31", MARCH, "on=2026-04-15&known_on=2026-04-15", "on=2026-04-30&known_on=2026-04-12"]


@pytest.mark.parametrize("days", DAYS)
def test_the_lists_add_up_to_the_figures_of_the_pool_for_the_same_two_days(spring, days):
    position = next(
        row for row in desk(spring.bureau).get(f"quota-positions/?{days}").answer["results"] if row["used"]
    )
    for pool in position["pools"]:
        on_pool = f"{days}&pool={pool['id']}"
        for figure in ("held", "occupied", "reserved"):
            assert len(rows_of(spring, f"{on_pool}&heads={figure}")) == pool[figure], (figure, pool)
        assert len(rows_of(spring, f"{on_pool}&standing=seated")) == pool["used"], pool
    assert len(rows_of(spring, f"{days}&heads=unseated")) == position["unseated"]
    assert len(rows_of(spring, days)) == position["used"] + position["unseated"]
    counts = desk(spring.bureau).get(f"headcounts/?{days}").answer["results"]
    assert sum(row["filed"] for row in counts) == position["occupied"]
    assert sum(row["unfiled"] for row in counts) == position["held"]
    assert sum(row["unseated"] for row in counts) == position["unseated"]


def test_a_filing_stands_as_it_stood(spring):
    asked = desk(spring.bureau)
    paper = spring.zhang.filings.get()

    def states(query):
        return {row["id"]: row["state"] for row in asked.get(f"filings/?{query}").answer["results"]}

    assert states(MARCH)[paper.pk] == "submitted"
    assert states("on=2026-04-15")[paper.pk] == "returned"
    assert paper.pk not in states(f"{MARCH}&state=filed")
    assert spring.starter.filings.get().pk not in states(MARCH)
    one = asked.get(f"filings/{paper.pk}/?{MARCH}").answer
    assert (one["state"], one["number"], one["reasons"]) == ("submitted", "", [])
    assert [step["step"] for step in one["steps"]] == ["submitted"]
    first = date.fromisoformat(one["deadline"])
    assert first < paper.deadline


def test_a_filing_was_late_on_the_day_although_a_return_has_moved_its_deadline_since(spring):
    asked = desk(spring.bureau)
    late = spring.mover.filings.get()
    rows = asked.get("filings/?on=2026-04-15&overdue=true").answer["results"]
    assert late.pk in {row["id"] for row in rows}
    assert all(row["deadline"] < "2026-04-15" for row in rows)


def test_the_ledger_shows_what_was_true_and_known(spring):
    rows = desk(spring.bureau).get(f"ledger-entries/?{MARCH}&page_size=200").answer["results"]
    assert rows
    assert all(row["effective"] <= "2026-03-31" and row["recorded_at"] < "2026-04" for row in rows)
    more = desk(spring.bureau).get("ledger-entries/?on=2026-03-31&page_size=200").answer["results"]
    assert len(more) > len(rows)


def test_a_person_and_the_terms_known_then(spring):
    number = spring.zhang.person.number
    one = desk(spring.bureau).get(f"staff/{number}/?{MARCH}").answer
    assert [work["primary_post"] for work in one["engagements"]] == ["窗口岗"]
    terms = desk(spring.bureau).get(f"engagements/{spring.zhang.pk}/?{MARCH}").answer["terms"]
    assert [term["primary_post"] for term in terms] == ["窗口岗"]
    people = desk(spring.bureau).get(f"staff/?{MARCH}").answer["results"]
    assert {row["number"] for row in people} == {
        one.person.number for one in (spring.zhang, spring.mover, spring.leaver)
    }


def test_the_persons_page_tells_what_was_known_and_offers_nothing(spring):
    clerk = at(spring.clerk)
    path = page("person", spring.zhang.person.number)
    then, now = words(clerk.get(f"{path}?{MARCH}")), words(clerk.get(path))
    assert "窗口岗" in then
    assert "巡查岗" not in then
    assert "补合同" not in then
    assert "Change terms" not in then
    assert "Edit the record" not in then
    assert "巡查岗" in now
    assert "Change terms" in now
    assert words(clerk.get(f"{path}?on=2026-02-01")).count("No work is on record here.") == 1
    assert clerk.get(f"{path}?on=soon").status_code == 400


def test_the_roster_of_another_day_shows_that_days_seat_and_filing(spring):
    clerk = at(spring.clerk)
    then = words(clerk.get(f"{page('roster')}?{MARCH}"))
    assert "submitted" in then
    assert 'origin/">mobile quota' not in then
    assert "Start work</a>" not in then.split("<main")[1]
    later = words(clerk.get(f"{page('roster')}?on=2026-04-15"))
    assert 'origin/">mobile quota' in later


PAGES = ("pool", "roster", "filings", "ledger")


@pytest.mark.parametrize("name", PAGES)
def test_the_two_days_stand_in_the_header_and_go_along(spring, name):
    html = words(at(spring.bureau).get(f"{page(name)}?{MARCH}"))
    assert "As of 2026-03-31, as known on 2026-03-31" in html
    assert html.count("Back to today") == 1
    for other in PAGES:
        assert f'href="{page(other)}?on=2026-03-31&amp;known_on=2026-03-31"' in html, other
    links = re.findall(r'href="(/people/\w{10}/[^"]*)"', html)
    assert all(link.endswith("?on=2026-03-31&amp;known_on=2026-03-31") for link in links)


@pytest.mark.parametrize("name", PAGES)
def test_today_nothing_is_said_of_days_and_no_link_carries_any(spring, name):
    html = words(at(spring.bureau).get(page(name), follow=True))
    assert "Back to today" not in html
    assert f'href="{page("ledger")}"' in html
    assert 'name="known_on"' in html


def test_the_past_offers_no_act(spring):
    clerk = at(spring.clerk)
    for name in ("filings", "roster"):
        now, then = (words(clerk.get(f"{page(name)}{query}")) for query in ("?size=20", f"?{MARCH}"))
        assert 'name="pk"' not in then, name
        assert 'name="pk"' in now, name
    lead = at(spring.bureau)
    assert "Propose a grant" in words(lead.get(page("pool")))
    assert "Propose a grant" not in words(lead.get(f"{page('pool')}?{MARCH}"))
    street = page("street", spring.street.pk)
    assert "Start work</a>" in words(clerk.get(street)).split("<main")[1]
    assert "Start work</a>" not in words(clerk.get(f"{street}?{MARCH}")).split("<main")[1]


def test_a_street_tells_what_was_late_and_to_come_then(spring):
    clerk = at(spring.clerk)
    html = words(clerk.get(f"{page('street', spring.street.pk)}?{MARCH}"))
    assert "2026-04-20" in html  # the start to come
    assert "4,000.00" in html  # the pay that was known
    assert "5,000.00" not in html


@pytest.mark.parametrize("days", [MARCH, "on=2026-04-15"])
@pytest.mark.parametrize("name", ["roster", "filings", "ledger"])
def test_a_past_day_costs_the_same_for_few_and_for_many(spring, name, days):
    client = at(spring.bureau)
    path = f"{page(name)}?{days}"

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    asked()
    few = asked()
    with time_machine.travel("2026-03-30T04:00:00Z", tick=True):
        spring.grant(60, spring.other_street, date(2026, 3, 16))
        for _number in range(30):
            spring.hire(date(2026, 3, 16), street=spring.other_street, clerk=spring.other_clerk)
    assert asked() == few <= 12


def test_nobody_knows_what_will_be_known(spring):
    for path in ("engagements/", "filings/", "ledger-entries/", "staff/", "headcounts/", "quota-positions/"):
        assert desk(spring.bureau).get(f"{path}?known_on=2026-06-02").status_code == 400, path
    for name in PAGES:
        assert at(spring.bureau).get(f"{page(name)}?known_on=2026-06-02").status_code == 400, name


def between(office, query: str, user=None) -> dict:
    answer = desk(user or office.bureau).get(f"quota-differences/?{query}")
    assert answer.status_code == 200, answer.answer
    return answer.answer


def changes(told: dict) -> dict[str, int]:
    return {row["figure"]: row["change"] for row in told["figures"] if row["change"]}


def test_what_lies_between_two_days_is_a_list_of_acts_that_adds_up(spring):
    told = between(spring, f"from=2026-03-05&to=2026-04-25&unit={spring.street.pk}")
    kinds = [row["kind"] for row in told["results"]]
    assert sorted(kinds) == ["exit", "move", "move", "register", "start"]
    assert changes(told) == {"unseated": 1, "reserved": -1} | {"free": 1}
    for figure, change in changes(told).items():
        assert sum(row["changes"][figure] for row in told["results"]) == change
    moved = [row["changes"] for row in told["results"] if row["kind"] == "move"]
    assert sorted(row["seated"] for row in moved) == [-1, 1]


def test_what_was_learnt_of_the_same_day_since_is_told(spring):
    told = between(spring, "from=2026-03-31&known_from=2026-03-31&to=2026-03-31&known_to=2026-04-30")
    assert {(row["kind"], row["counts_in"]) for row in told["results"]} == {
        ("register", "to"),
        ("exit", "to"),
    }
    assert changes(told) == {"seated": -1, "free": 1, "unseated": 1}


def test_a_start_that_came_as_expected_is_no_difference(spring):
    told = between(spring, "from=2026-04-20&known_from=2026-03-31&to=2026-04-20&known_to=2026-05-01")
    assert spring.starter.pk not in {row["engagement"] for row in told["results"]}
    earlier = between(spring, "from=2026-03-31&known_from=2026-03-31&to=2026-04-20&known_to=2026-03-31")
    assert [(row["kind"], row["act"], row["engagement"]) for row in earlier["results"]] == [
        ("start", None, spring.starter.pk)
    ]


def test_the_acts_come_in_pages_and_the_page_says_the_same(spring):
    query = "from=2026-03-01&to=2026-04-25"
    whole = between(spring, query)["results"]
    found, place = [], f"quota-differences/?{query}&page_size=1"
    while place:
        answer = desk(spring.bureau).get(place).answer
        found, place = found + answer["results"], answer["next"]
    assert found == whole
    html = words(at(spring.bureau).get(f"{page('differences')}?{query}"))
    assert html.count("/ledger/acts/") == len([row for row in whole if row["act"]])
    assert spring.mover.person.name in html


def test_a_clerk_sees_the_acts_of_the_own_street_only(spring):
    spring.grant(2, spring.other_street, date(2026, 6, 1))
    told = between(spring, "from=2026-01-01&to=2026-06-01", spring.clerk)
    assert {row["unit"] for row in told["results"]} == {spring.street.pk}
    other = f"quota-differences/?from=2026-01-01&to=2026-06-01&unit={spring.other_street.pk}"
    assert desk(spring.clerk).get(other).status_code == 404
    clerk = at(spring.clerk)
    assert (
        clerk.get(f"{page('differences')}?from=2026-01-01&unit={spring.other_street.pk}").status_code == 400
    )


@pytest.mark.parametrize(
    "query", ["to=2026-03-01", "from=soon&to=2026-03-01", "from=2026-03-01&known_to=2099-01-01"]
)
def test_two_days_must_be_said(spring, query):
    assert desk(spring.bureau).get(f"quota-differences/?{query}").status_code == 400
    if "from" in query:
        assert at(spring.bureau).get(f"{page('differences')}?{query}").status_code == 400


def test_the_small_figures_of_the_pool_lead_to_the_acts(spring):
    html = words(at(spring.bureau).get(f"{page('pool')}?against=2026-03-05"))
    assert f'href="{page("differences")}?from=2026-03-05&amp;to=2026-06-01"' in html


def test_differences_cost_the_same_for_few_and_for_many(spring):
    client = at(spring.bureau)
    path = f"{page('differences')}?from=2026-03-01&known_from=2026-03-20&to=2026-05-01"

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    asked()
    few = asked()
    with time_machine.travel("2026-03-30T04:00:00Z", tick=True):
        spring.grant(60, spring.other_street, date(2026, 3, 16))
        for _number in range(30):
            spring.hire(date(2026, 3, 30), street=spring.other_street, clerk=spring.other_clerk)
    assert asked() == few <= 17
