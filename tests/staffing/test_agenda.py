"""What lies on a person's desk: rows of every kind in order of deadline, laid by whoever knows of them."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from quota_pool.calendar import today
from quota_pool.models import User
from quota_pool.substitutes import name_substitute
from staffing import agenda
from staffing.agenda import Desk, Line, Next, Task
from staffing.services import requests

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def registered(monkeypatch):
    """The registry as it is, given back after the test."""
    from staffing.agenda import desk

    for name in ("_tasks", "_upcoming"):
        monkeypatch.setattr(desk, name, list(getattr(desk, name)))
    monkeypatch.setattr(desk, "_told", {kind: list(rows) for kind, rows in desk._told.items()})


def row(due: date, text: str) -> Task:
    return Task(due, 0, text, "", "Look", "/")


def test_a_module_lays_its_rows_on_the_desks_of_those_who_may_act(office, registered):
    day = today()

    @agenda.tasks("hire")
    def wanted(desk):
        return [row(day, "a thing to do")]

    @agenda.told(agenda.RETURNED, "hire")
    def came_back(desk):
        return [Line("things", "3")]

    clerk, auditor = Desk(office.clerk), Desk(office.auditor)
    assert [task.text for task in clerk.tasks()] == ["a thing to do"]
    assert auditor.tasks() == []
    told = {str(panel.title): panel.lines for panel in clerk.panels()}
    assert told["Returned to me"] == [Line("things", "3")]
    assert [str(panel.title) for panel in auditor.panels()] == []


def test_rows_of_all_kinds_stand_in_order_of_deadline(office, registered):
    office.grant(3, valid_from=today())
    office.hire(today(), contract_end=today() + timedelta(days=10))
    filing = office.hire(today()).filings.get()

    @agenda.tasks()
    def between(desk):
        return [row(filing.deadline - timedelta(days=1), "between the two")]

    tasks = Desk(office.clerk).tasks()
    assert [task.due for task in tasks] == sorted(task.due for task in tasks)
    assert tasks[0].text.startswith("Contract ends")
    assert [task.text for task in tasks[1:]] == ["between the two", tasks[2].text]


def test_an_empty_desk_names_the_next_date_of_any_kind(office, registered):
    @agenda.upcoming("hire")
    def far(desk):
        return [Next(date(2027, 5, 1), "far away")]

    @agenda.upcoming("hire")
    def near(desk):
        return [Next(date(2027, 2, 1), "nearer")]

    assert Desk(office.clerk).next() == "nearer"
    assert Desk(office.auditor).next() == ""


def test_what_several_rows_share_is_read_once(office):
    read = []
    desk = Desk(office.clerk)

    def reading(of):
        read.append(of)
        return "found"

    assert (desk.once(reading), desk.once(reading)) == ("found", "found")
    assert read == [desk]


def test_a_contract_that_is_over_stands_before_those_that_will_end(office, clock):
    office.grant(3, valid_from=today())
    for end in (date(2026, 11, 10), date(2026, 12, 20)):
        office.hire(today(), contract_start=today(), contract_end=end)
    clock.move_to("2026-11-25T02:00:00Z")
    told = [task.text for task in Desk(office.clerk).tasks() if "Contract" in task.text]
    assert [text.split(":")[0] for text in told] == ["Contract over, still on post", "Contract ends"]


def test_contracts_that_are_over_fill_one_row_whatever_day_they_ended(office, clock):
    office.grant(3, valid_from=today())
    for end in (date(2026, 11, 10), date(2026, 11, 12), date(2026, 12, 20)):
        office.hire(today(), contract_start=today(), contract_end=end)
    clock.move_to("2026-11-25T02:00:00Z")
    over = [task for task in Desk(office.clerk).tasks() if task.text.startswith("Contract over")]
    assert [task.due for task in over] == [date(2026, 11, 10)]
    assert "contract_end_to=2026-11-24" in over[0].url


def test_the_first_page_shows_ten_rows_and_all_when_asked(client, office, monkeypatch):
    monkeypatch.setattr("staffing.views.home.MOST", 1)
    office.grant(3, valid_from=today())
    for _one in range(2):
        office.hire(today(), contract_start=today(), contract_end=today() + timedelta(days=9 + _one))
    client.force_login(office.clerk)
    some, every = (client.get(address).context for address in ("/", "/?all=yes"))
    assert len(some["tasks"]) == 1
    assert some["more"] == len(every["tasks"]) - 1 > 0
    assert every["more"] == 0


def test_what_the_panel_counts_is_what_its_list_holds(client, office):
    office.grant(3, valid_from=today())
    for start in (today(), date(2026, 11, 20)):
        office.hire(start)
    [line] = [
        line
        for panel in Desk(office.bureau).panels()
        for line in panel.lines
        if line.label == "filings with the streets"
    ]
    client.force_login(office.bureau)
    assert client.get(line.url).context["list"].pager.count == int(line.value) == 2


def test_people_without_a_head_are_behind_what_is_over(client, office):
    office.register(date(2026, 10, 20))
    client.force_login(office.bureau)
    line = client.get("/pool/").context["table"].lines[0]
    over = next(cell for cell in line.cells if cell.key == "over")
    assert client.get(over.url).context["list"].pager.count == over.value == 1


def waiting_of(user) -> dict[str, str]:
    """What this person waits for others to do, as a new request finds it."""
    panels = Desk(User.objects.get(pk=user.pk)).panels()
    return {
        line.label: line.value
        for panel in panels
        if panel.title == "Waiting for others"
        for line in panel.lines
    }


def test_a_request_waits_at_everybody_elses_desk_until_it_is_decided(office):
    asked = office.request(3)
    assert waiting_of(office.clerk) == {"requests with the street's leader": "1"}
    requests.submit(request=asked, actor=office.street_lead)
    assert waiting_of(office.clerk) == {"requests with the bureau": "1"}
    assert waiting_of(office.bureau) == {"requests with finance": "1"}
    assert waiting_of(office.finance) == {"requests with the bureau": "1"}
    requests.check(request=asked, opinion="for", actor=office.bureau)
    requests.advise(request=asked, opinion="for", actor=office.finance)
    assert waiting_of(office.bureau) == {"requests with the bureau's leader": "1"}
    assert waiting_of(office.bureau_lead) == {}


def test_whoever_acts_for_a_colleague_reads_it_on_both_desks(office):
    role = office.bureau_lead.memberships.get()
    days = {"from_day": today(), "to_day": today() + timedelta(days=3)}
    name_substitute(member=role, user=office.bureau, actor=office.bureau_lead, reason="年休假", **days)
    assert f"you act for {office.bureau_lead}" in waiting_of(office.bureau)
    assert f"{office.bureau} acts for you" in waiting_of(office.bureau_lead)
