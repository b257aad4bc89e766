"""The page of a job: seen by whoever may see the unit's work, stopped by whoever may do it."""

import pytest
from django.urls import reverse

from quota_pool import jobs
from quota_pool.models import Job
from tests.factories import Office
from tests.quota_pool import test_jobs  # noqa: F401 - registers the kinds of work used here

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.JOBS_IMMEDIATE = False
    return Office(reserve=0)


@pytest.fixture
def job(office):
    return jobs.start("test.count", actor=office.clerk, district=office.district, unit=office.street)


def open_page(client, user, job, **headers):
    client.force_login(user)
    return client.get(reverse("job", args=[job.pk]), headers=headers)


def test_the_page_works_without_script(client, office, job):
    Job.objects.filter(pk=job.pk).update(state="running", done=3, total=6, faults=2, stage="counting")
    page = open_page(client, office.clerk, job).content.decode()
    assert 'value="3"' in page
    assert 'max="6"' in page
    assert "counting" in page
    assert "<noscript>" in page


def test_htmx_gets_the_moving_part_and_the_whole_page_at_the_end(client, office, job):
    headers = {"HX-Request": "true", "HX-Target": "job"}
    part = open_page(client, office.clerk, job, **headers)
    assert "<html" not in part.content.decode()
    assert "HX-Refresh" not in part
    jobs.perform(job.pk)
    assert open_page(client, office.clerk, job, **headers)["HX-Refresh"] == "true"


def test_a_job_that_failed_says_why(client, office):
    job = jobs.start("test.broken", actor=office.clerk, district=office.district, unit=office.street)
    for _try in range(jobs.MOST_TRIES):
        jobs.perform(job.pk)
    assert "ZeroDivisionError" in open_page(client, office.clerk, job).content.decode()


def test_another_street_does_not_find_the_job(client, office, job):
    assert open_page(client, office.other_clerk, job).status_code == 404
    assert client.post(reverse("job-cancel", args=[job.pk])).status_code == 404


def test_the_button_stops_the_job(client, office, job):
    client.force_login(office.clerk)
    answer = client.post(reverse("job-cancel", args=[job.pk]))
    assert answer.url == reverse("job", args=[job.pk])
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_an_auditor_sees_the_job_but_cannot_stop_it(client, office, job):
    assert reverse("job-cancel", args=[job.pk]) not in open_page(client, office.auditor, job).content.decode()
    assert client.post(reverse("job-cancel", args=[job.pk])).status_code == 403
