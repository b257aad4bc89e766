"""费随事转: money follows the task, heads do not; a demanded dedicated post is refused publicly (P6, P22)."""

from datetime import date

import pytest
from django.urls import reverse

from budgets.models import PostDemand, TaskTransfer
from budgets.services import post_demands, task_money, task_transfers
from quota_pool import access
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book, Role
from quota_pool.refusals import Refusal
from staffing.agenda import Desk
from staffing.alerts import Scope, alerts
from tests.budgets.plans import YUAN, accepted, department, funded, propose_task, somebody
from tests.desk import desk
from tests.factories import document
from tests.staffing.pages import at, words

pytestmark = pytest.mark.django_db


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def post(office, task, **what):
    lead = somebody(office, Role.FINANCE_LEAD)
    return task_money.post_money(task=task, document=document(office.district), actor=lead, **what)


def free_of(fund) -> int:
    return Account.objects.get(fund=fund, book=Book.FREE).balance


def test_a_task_brings_its_money_by_months_and_no_head(office):
    """M6: 600,000 a year from 1 April bring 450,000 this year and the whole of it the next; zero heads."""
    task = accepted(office, year_fen=600_000 * YUAN, start=date(2026, 4, 1))
    before = office.figures()
    money = post(office, task)
    assert (money.months, money.amount_fen) == (9, 450_000 * YUAN)
    assert (money.fund.kind, money.fund.year, free_of(money.fund)) == ("task", 2026, 450_000 * YUAN)
    assert money.act.document is not None
    task.refresh_from_db()
    assert task.state == "running"
    assert post(office, task, year=2027).amount_fen == 600_000 * YUAN
    assert office.figures() == before
    assert verify(office.district) == []


def test_money_is_posted_once_a_year_and_in_a_year_in_which_the_task_runs(office):
    task = accepted(office, year_fen=600_000 * YUAN)
    post(office, task)
    task.refresh_from_db()
    assert refused(lambda: post(office, task)) == ["task_money_posted"]
    assert refused(lambda: post(office, task, year=2025)) == ["no_task_money_that_year"]
    once = accepted(office, name="一次性普查", is_recurring=False)
    assert refused(lambda: post(office, once, year=2027)) == ["task_money_lapsed"]


def test_a_demanded_dedicated_post_is_refused_and_every_street_reads_it(office):
    task = propose_task(office, demands_post=True)
    assert task.state == "refused"
    assert list(task.events.values_list("step", flat=True)) == ["proposed", "refused"]
    seen = words(at(office.other_clerk).get(reverse("budgets:post-demands")))
    assert task.name in seen
    assert at(office.other_clerk).get(reverse("budgets:task", args=[task.pk])).status_code == 404
    found = [one.kind.code for one in alerts(Scope(office.bureau))]
    assert "post_demanded" in found


def test_a_demand_the_bureau_finds_is_refused_and_settled_later(office):
    task = propose_task(office)
    task_transfers.review_task(task=task, demand="须配备专职巡查员 2 名", actor=office.bureau)
    demand = PostDemand.objects.get(task=task)
    assert (demand.state, demand.task.state) == ("objected", "refused")
    by_law = {"demand": demand, "outcome": "exception", "actor": office.bureau}
    assert refused(lambda: post_demands.settle_demand(**by_law)) == ["needs_words"]
    post_demands.settle_demand(**by_law, legal_basis="《消防法》第三十六条")
    assert PostDemand.objects.get().state == "exception"


def test_the_steps_go_from_hand_to_hand(office):
    task = propose_task(office, hand_over=[])
    assert any(task.name in row.text for row in Desk(office.bureau).tasks())
    with pytest.raises(access.Forbidden):
        task_transfers.accept_task(task=task, actor=office.clerk)
    task_transfers.review_task(task=task, actor=office.bureau)
    task_transfers.fund_task(task=task, source_line="2120104 城管执法", actor=office.finance)
    assert refused(lambda: task_transfers.accept_task(task=task, actor=office.street_lead)) == [
        "hand_over_list_missing"
    ]
    lines = [{"kind": "files", "what": "巡查底册", "quantity": "12 册"}]
    task_transfers.accept_task(task=task, hand_over=lines, actor=office.street_lead)
    assert refused(lambda: task_transfers.withdraw_task(task=task, actor=task.proposed_by)) == ["wrong_state"]
    ended = task_transfers.end_task(task=task, note="事项划回部门", actor=office.finance)
    assert (ended.state, ended.ended_on) == ("ended", date(2026, 10, 30))


def test_heads_asked_for_become_a_request_for_mobile_heads(office):
    task = accepted(office, heads_asked=2, end=date(2027, 6, 30))
    task_transfers.ask_heads(task=task, actor=office.clerk)
    task.refresh_from_db()
    request = task.mobile_request
    assert (request.heads, request.funding_source, request.state) == (2, "task_transfer", "draft")
    again = refused(lambda: task_transfers.ask_heads(task=task, actor=office.clerk))
    assert again == ["heads_asked_already"]
    none = accepted(office, name="不增人")
    assert refused(lambda: task_transfers.ask_heads(task=none, actor=office.clerk)) == ["no_heads_asked"]


def test_a_task_taken_over_whose_money_does_not_come_is_an_alert(office, clock):
    accepted(office)
    clock.move_to("2026-11-29T02:00:00Z")
    assert "task_unfunded" not in [one.kind.code for one in alerts(Scope(office.finance))]
    clock.move_to("2026-11-30T02:00:00Z")
    for user in (office.finance, office.bureau, office.clerk):
        [one] = [one for one in alerts(Scope(user)) if one.kind.code == "task_unfunded"]
        assert (one.count, one.unit, one.facts["days"]) == (1, office.street, 30)
    assert not [one for one in alerts(Scope(office.other_clerk)) if one.kind.code == "task_unfunded"]


def test_two_clicks_hand_a_task_down_once(office):
    first, again = (propose_task(office, key="twice") for _click in range(2))
    assert first == again
    assert TaskTransfer.objects.count() == 1


def test_a_task_goes_from_a_department_to_a_street(office):
    wrong = refused(lambda: propose_task(office, department=office.other_street))
    assert wrong == ["task_not_for_a_street"]


def test_over_rest_a_task_goes_its_way(office):
    place, asking = department(office), desk(somebody(office, Role.DEPARTMENT))
    body = {
        "department": place.pk,
        "to_unit": office.street.pk,
        "name": "出租屋巡查",
        "basis": "穗府办〔2026〕8号",
        "year_amount": "240000.00",
        "start": "2026-09-15",
        "hand_over": [{"kind": "item", "what": "巡查事项清单"}],
    }
    made = asking.post("task-transfers/", body)
    assert made.status_code == 201
    path = f"task-transfers/{made.answer['id']}/"
    bureau, finance, lead = desk(office.bureau), desk(office.finance), desk(office.street_lead)
    assert bureau.post(f"{path}review/").answer["state"] == "reviewed"
    assert finance.post(f"{path}fund/", {"source_line": "2120104"}).answer["state"] == "funded"
    assert lead.post(f"{path}accept/").answer["state"] == "accepted"
    paper = document(office.district).pk
    money = desk(somebody(office, Role.FINANCE_LEAD)).post(f"{path}post-money/", {"document": paper})
    assert money.answer["state"] == "running"
    read = lead.get(path).answer
    assert [(one["months"], one["amount"]) for one in read["money"]] == [(4, "80000.00")]


def test_on_its_page_each_side_finds_its_own_step(office):
    task = funded(office)
    page = reverse("budgets:task", args=[task.pk])
    assert "Take the task over" in words(at(office.street_lead).get(page))
    assert "Take the task over" not in words(at(office.clerk).get(page))
    form = {"kind_1": "files", "what_1": "台账", "version": task.version}
    sent = at(office.street_lead).post(reverse("budgets:task-accept", args=[task.pk]), form)
    assert sent.status_code == 302
    shown = words(at(somebody(office, Role.FINANCE_LEAD)).get(page))
    assert "Post the money" in shown
