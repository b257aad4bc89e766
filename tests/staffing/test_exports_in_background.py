"""Long lists are exported in the background: the same file, with progress, stopped at will, kept a day."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from quota_pool import exports, jobs, upkeep
from quota_pool.calendar import now
from quota_pool.models import AuditEvent, Job, Member
from quota_pool.sheets import reading
from tests.factories import Office, invented
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
SHOWN = "?columns=name,primary_post&order=-name&export="


@pytest.fixture
def crew(import_office, monkeypatch):
    """Five people on post, where three are too many to wait for."""
    monkeypatch.setattr(exports, "DIRECT", 3)
    import_office.grant(20, valid_from=DAY)
    return [import_office.hire(DAY, person=invented(name=f"测试{letter}")) for letter in "甲乙丙丁戊"]


def order(office: Office, kind: str = "xlsx", query: str = SHOWN) -> Job:
    answer = at(office.clerk).get(page("roster") + query + kind)
    return next(job for job in Job.objects.all() if answer.url == reverse("job", args=[job.pk]))


def fetched(answer, folder: Path, kind: str = "xlsx") -> list:
    path = folder / f"out.{kind}"
    path.write_bytes(b"".join(answer.streaming_content))
    with reading.open_book(path, path.name) as book:
        *rows, signed = [row.cells for row in next(book.sheets).rows]
    assert signed[0].startswith("Exported by")
    return rows


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_long_list_is_written_as_a_job_and_fetched_from_its_page(import_office, crew, tmp_path, kind):
    job = order(import_office, kind)
    jobs.run_waiting()
    client = at(import_office.clerk)
    said = client.get(reverse("job", args=[job.pk])).content.decode()
    address = reverse("job-file", args=[job.pk])
    assert address in said
    answer = client.get(address)
    assert f"roster-20261030.{kind}" in answer["Content-Disposition"]
    rows = fetched(answer, tmp_path, kind)
    assert [row[0] for row in rows[1:]] == sorted((one.person.name for one in crew), key=key, reverse=True)
    job.refresh_from_db()
    assert (job.result["rows"], job.done) == (5, 0)


def key(name: str) -> str:
    return "丙丁甲戊乙".index(name[-1])


def test_a_short_list_comes_at_once_and_is_the_same_file(import_office, crew, tmp_path, monkeypatch):
    job = order(import_office)
    jobs.run_waiting()
    client = at(import_office.clerk)
    long = fetched(client.get(reverse("job-file", args=[job.pk])), tmp_path)
    monkeypatch.setattr(exports, "DIRECT", 5)
    assert fetched(client.get(page("roster") + SHOWN + "xlsx"), tmp_path) == long
    assert Job.objects.filter(kind=exports.KIND).count() == 1


def test_the_trace_names_who_took_how_many_rows_once(import_office, crew):
    order(import_office)
    jobs.run_waiting()
    event = AuditEvent.objects.get(act="list.export")
    assert event.actor == import_office.clerk
    assert event.after["rows"] == 5
    assert event.after["conditions"] == ["columns", "export", "order"]


def test_ordered_twice_it_is_written_once(import_office, crew):
    assert order(import_office).pk == order(import_office).pk
    assert order(import_office, "csv").pk != order(import_office, "xlsx").pk


def test_nobody_else_fetches_the_file(import_office, crew):
    job = order(import_office)
    jobs.run_waiting()
    address = reverse("job-file", args=[job.pk])
    for other in (import_office.street_lead, import_office.other_clerk, import_office.bureau):
        client = at(other)
        assert client.get(address).status_code == 404
        assert address not in client.get(reverse("job", args=[job.pk])).content.decode()


def test_whose_role_ended_meanwhile_gets_nothing(import_office, crew):
    job = order(import_office)
    Member.objects.filter(user=import_office.clerk).update(ended_at=now())
    for _try in range(jobs.MOST_TRIES):
        jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.checkpoint) == ("failed", {})
    assert not default_storage.exists(exports.FOLDER)


def test_the_file_lies_sealed_and_goes_after_a_day(import_office, crew, settings):
    job = order(import_office, "csv")
    jobs.run_waiting()
    [path] = Path(settings.MEDIA_ROOT, exports.FOLDER).iterdir()
    assert "测试".encode() not in path.read_bytes()
    upkeep.tidy()
    assert path.exists()
    yesterday = (now() - exports.KEPT - timedelta(minutes=1)).timestamp()
    os.utime(path, (yesterday, yesterday))
    upkeep.tidy()
    assert not path.exists()
    client = at(import_office.clerk)
    assert client.get(reverse("job-file", args=[job.pk])).status_code == 404
    assert "Fetch the file" not in client.get(reverse("job", args=[job.pk])).content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_it_stops_between_rows_and_leaves_no_file(import_office, crew, monkeypatch, kind):
    monkeypatch.setattr(exports, "TOLD_EVERY", 2)
    job = order(import_office, kind)
    told, progress = [], jobs.Run.progress

    def listening(run, **how):
        told.append(how.get("done"))
        if how.get("done") == 2:
            jobs.cancel(job=job, actor=import_office.clerk)
        progress(run, **how)

    monkeypatch.setattr(jobs.Run, "progress", listening)
    jobs.run_waiting()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert told[-1] == 2
    assert not default_storage.exists(exports.FOLDER)


def test_the_list_as_of_another_day_is_written_as_of_that_day(import_office, crew, tmp_path):
    import_office.leave(crew[0], DAY + timedelta(days=2))
    job = order(import_office, query=f"?on={DAY:%Y-%m-%d}&columns=name,primary_post&export=")
    jobs.run_waiting()
    rows = fetched(at(import_office.clerk).get(reverse("job-file", args=[job.pk])), tmp_path)
    assert len(rows) == 6
