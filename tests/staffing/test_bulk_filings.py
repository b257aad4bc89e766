"""Hundreds of filings at once: looked at first, then done in the background, each judged in its turn."""

from datetime import date

import pytest
from django.urls import reverse

from quota_pool import jobs
from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent, Job
from staffing.models import Filing, FilingEvent
from staffing.services import bulk_filings, filings
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
ALL = {"scope": "all", "query": "state=submitted", "confirmed": "yes"}


@pytest.fixture
def office(import_office):
    import_office.grant(40, valid_from=DAY)
    return import_office


@pytest.fixture
def waiting(office, monkeypatch):
    """Five filings with the bureau, where two are enough to work in the background, two at a time."""
    monkeypatch.setattr("staffing.views.filings.bulk.AT_ONCE", 2)
    monkeypatch.setattr(bulk_filings, "PART", 2)
    found = [office.hire(DAY).filings.get(kind="hire") for _person in range(5)]
    return [filings.submit(filing=filing, actor=office.clerk) for filing in found]


def states(rows) -> list[str]:
    return list(Filing.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True))


def ordered(office, name: str = "filings-accept", body=ALL) -> Job:
    client = at(office.bureau)
    looked_at = dict(client.post(page(name), {"scope": "all", "query": body["query"]}).context["carried"])
    answer = client.post(page(name), {**body, "seen": looked_at["seen"]})
    job = Job.objects.latest("pk")
    assert answer.url == reverse("job", args=[job.pk])
    return job


def test_many_are_accepted_in_the_background_with_a_trace_each(office, waiting):
    job = ordered(office)
    assert states(waiting) == ["submitted"] * 5
    jobs.run_waiting()
    assert states(waiting) == ["filed"] * 5
    assert FilingEvent.objects.filter(step="accepted", actor=office.bureau).count() == 5
    assert AuditEvent.objects.filter(act="filing.accepted").count() == 5
    job.refresh_from_db()
    assert (job.done, job.total, job.result) == (5, 5, {"done": 5, "skipped": []})
    said = at(office.bureau).get(reverse("job", args=[job.pk])).content.decode()
    assert "5 filings are on record." in said
    assert verify(office.district) == []


def test_what_was_decided_meanwhile_is_left_and_named_with_its_reason(office, waiting):
    job = ordered(office)
    filings.return_(filing=waiting[1], reasons=["PAY"], actor=office.bureau_lead)
    jobs.run_waiting()
    assert sorted(states(waiting)) == ["filed"] * 4 + ["returned"]
    job.refresh_from_db()
    assert (job.faults, job.result["done"]) == (1, 4)
    said = at(office.bureau).get(reverse("job", args=[job.pk])).content.decode()
    assert "1 filing was left as it is." in said
    assert waiting[1].engagement.person.name in said


def test_stopped_on_the_way_what_is_done_stays_done_and_is_told(office, waiting, monkeypatch):
    job, progress = ordered(office), jobs.Run.progress

    def impatient(run, **how):
        progress(run, **how)
        if how.get("done") == 2:
            Job.objects.filter(pk=job.pk).update(cancel_asked=True)

    monkeypatch.setattr(jobs.Run, "progress", impatient)
    jobs.run_waiting()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert sorted(states(waiting)) == ["filed"] * 2 + ["submitted"] * 3
    said = at(office.bureau).get(reverse("job", args=[job.pk])).content.decode()
    assert "2 filings are on record." in said


def test_they_are_returned_for_the_reasons_that_were_given(office, waiting):
    ordered(office, "filings-return", {**ALL, "reasons": ["CONTRACT"], "note": "缺签字页"})
    jobs.run_waiting()
    assert set(Filing.objects.values_list("state", "note")) == {("returned", "缺签字页")}


def test_the_preview_asks_as_many_questions_for_one_as_for_five(
    office, waiting, django_assert_max_num_queries
):
    client = at(office.bureau)
    body = {"scope": "all", "query": "state=submitted"}
    client.post(page("filings-accept"), body)
    with django_assert_max_num_queries(12) as five:
        client.post(page("filings-accept"), body)
    with django_assert_max_num_queries(len(five)):
        client.post(page("filings-accept"), {"pk": [waiting[0].pk], "query": ""})
