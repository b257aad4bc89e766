"""Full ID numbers leave the house by four eyes: asked for, approved by another, issued once, taken once."""

from datetime import timedelta

import pytest
import time_machine

from quota_pool import access, full_papers
from quota_pool.calendar import now
from quota_pool.models import AuditEvent, FullPaper, PrintedPaper
from quota_pool.papers.keeping import Gone, fetch
from quota_pool.refusals import Refusal
from staffing.agenda import Desk
from tests.desk import desk
from tests.factories import id_number, invented
from tests.kept import asked_in_full, issued_in_full
from tests.staffing.pages import at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-092")]


@pytest.fixture
def office(office, clock, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office.grant(2, valid_from=now().date())
    office.hire(now().date(), person=invented(7, name="张三", id_no=id_number(7)))
    return office


def refused(act, **what) -> str:
    with pytest.raises(Refusal) as refusal:
        act(**what)
    return refusal.value.code


def test_from_asking_to_taking_on_the_pages(office):
    clerk, lead = at(office.clerk), at(office.street_lead)
    asked = clerk.post("/papers/of/roster/issue/", {"is_full": "on", "reason": "派遣公司参保"})
    assert not PrintedPaper.objects.exists(), "nothing is written before somebody has approved"
    page = asked.url
    assert f"{page}approve/" not in clerk.get(page).text
    assert f"{page}approve/" in lead.get(page).text
    assert lead.post(f"{page}approve/", {"hours": 2, "version": 1}).status_code == 302
    printed = clerk.post(f"{page}issue/", {"version": 2}).url
    assert id_number(7) in clerk.get(printed).text
    assert id_number(7) not in lead.get(printed).text, "approving is not taking"
    assert b"".join(clerk.get(f"{printed}workbook/").streaming_content).startswith(b"PK")
    assert clerk.get(f"{printed}workbook/").status_code == 410, "taken once"
    assert clerk.post(f"{page}issue/", {"version": 3}).status_code == 409, "issued once"
    acts = AuditEvent.objects.filter(act__startswith="full_paper").order_by("seq")
    assert list(acts.values_list("act", flat=True)) == [
        "full_paper.ask",
        "full_paper.approve",
        "full_paper.issue",
    ]


def test_nobody_approves_their_own_asking_and_no_clerk_approves_at_all(office):
    own = asked_in_full(office, office.street, office.street_lead)
    assert refused(full_papers.approve, row=own, actor=office.street_lead) == "full_paper_own"
    with pytest.raises(access.Forbidden):
        full_papers.approve(row=own, actor=office.clerk)
    assert full_papers.approve(row=own, actor=office.bureau_lead).state == "approved"


def test_it_is_issued_by_whoever_asked_and_in_time(office):
    asked = asked_in_full(office, office.street)
    assert refused(full_papers.issue, row=asked, actor=office.clerk) == "full_paper_state"
    approved = full_papers.approve(row=asked, actor=office.street_lead, hours=1)
    assert refused(full_papers.issue, row=approved, actor=office.street_lead) == "full_paper_not_yours"
    with time_machine.travel(now() + timedelta(hours=2)):
        assert refused(full_papers.issue, row=approved, actor=office.clerk) == "full_paper_over"
    assert refused(full_papers.approve, row=approved, actor=office.bureau_lead) == "full_paper_state"


def test_without_a_reason_or_for_ever_it_is_not_asked_for(office):
    asked = asked_in_full(office, office.street)
    assert refused(full_papers.approve, row=asked, actor=office.street_lead, hours=73) == "full_paper_hours"
    answer = at(office.clerk).post("/papers/of/roster/issue/", {"is_full": "on", "reason": " "})
    assert answer.status_code == 409
    assert FullPaper.objects.count() == 1


def test_what_was_issued_is_gone_for_whoever_asked_once_the_time_is_over(office):
    printed = issued_in_full(office, office.street)
    with time_machine.travel(now() + timedelta(hours=25)):
        with pytest.raises(Gone):
            fetch(printed=printed, actor=office.clerk)
        assert id_number(7) not in at(office.clerk).get(f"/papers/issued/{printed.number}/").text


def test_over_rest_it_goes_the_same_way(office):
    clerk, lead = desk(office.clerk), desk(office.street_lead)
    facts = {"key": "roster", "reason": "派遣公司参保"}
    direct = clerk.post("papers/roster/issue/", {"is_full": True, "reason": "派遣公司参保"})
    assert (direct.status_code, direct.answer["code"]) == (409, "paper_full_needs_approval")
    asked = clerk.post("full-papers/", facts).answer
    assert lead.post(f"full-papers/{asked['id']}/approve/", {"hours": 1}).answer["state"] == "approved"
    printed = clerk.post(f"full-papers/{asked['id']}/issue/", {})
    assert printed.status_code == 201
    where = f"printed-papers/{printed.answer['number']}/workbook/"
    assert b"".join(clerk.get(where).streaming_content).startswith(b"PK")
    again = clerk.get(where)
    assert (again.status_code, again.answer["code"]) == (410, "paper_full_taken")


def test_it_lies_on_the_desk_of_the_other_pair_of_eyes_and_then_of_the_asker(office):
    asked = asked_in_full(office, office.street)
    url = f"/papers/full/{asked.pk}/"
    assert url in [task.url for task in Desk(office.street_lead).tasks()]
    assert url not in [task.url for task in Desk(office.clerk).tasks()]
    full_papers.approve(row=asked, actor=office.street_lead)
    assert url in [task.url for task in Desk(office.clerk).tasks()]
