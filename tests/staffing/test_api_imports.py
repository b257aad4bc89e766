"""A roster over REST: uploaded, read, mended, accepted by its plan, undone."""

from datetime import date

import pytest
import time_machine

from quota_pool import jobs
from quota_pool.ledger.proof import verify
from staffing.models import Engagement, ImportBatch
from tests.desk import V1, desk
from tests.factories import Office, document
from tests.staffing.rosters import person, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day, settings, tmp_path):
    settings.JOBS_IMMEDIATE = False
    settings.MEDIA_ROOT = tmp_path
    office = Office(reserve=0)
    office.issue(1000, on=date(2026, 9, 1))
    office.grant(10, valid_from=date(2026, 10, 20))
    return office


def send(asking, file, key: str = "upload", dry: bool = False, **fields):
    response = asking.client.post(
        f"{V1}imports/{'?dry_run=true' if dry else ''}",
        {**fields, "file": file},
        headers={**asking.headers, "Idempotency-Key": key},
    )
    response.answer = response.json()
    return response


def rows_of(asking, batch, **query):
    return asking.get(f"imports/{batch}/rows/", **query).answer["results"]


def test_a_roster_goes_in_by_its_plan_and_comes_out_again(office):
    clerk = desk(office.clerk)
    good, bad = person(1), person(2, 身份证号="440100199001010000")
    sent = send(clerk, workbook([good, bad]), unit=office.street.pk)
    assert sent.status_code == 201, sent.answer
    batch = sent.answer["id"]
    assert clerk.get(f"jobs/{sent.answer['job']}/").answer["state"] == "waiting"
    jobs.run_waiting()
    assert clerk.get(f"imports/{batch}/").answer["state"] == "read"
    [faulty] = rows_of(clerk, batch, status="faulty")
    assert faulty["faults"][0]["field"] == "id_no"
    assert faulty["faults"][0]["line"] == faulty["line"]
    mended = clerk.call(
        "PATCH",
        f"imports/{batch}/rows/{faulty['id']}/",
        {"texts": {"id_no": person(2)["身份证号"]}, "version": faulty["version"]},
    )
    assert mended.answer["status"] == "new", mended.answer
    plan = clerk.get(f"imports/{batch}/plan/").answer
    assert (plan["new"], plan["free"]) == (2, 10)
    applied = clerk.post(f"imports/{batch}/apply/", {"plan": plan["plan"], "whole": True})
    assert applied.answer["state"] == "applying", applied.answer
    jobs.run_waiting()
    assert Engagement.objects.count() == 2
    undone = clerk.post(f"imports/{batch}/undo/", {"reason": "上报错误"})
    assert undone.answer["state"] == "undoing", undone.answer
    jobs.run_waiting()
    assert clerk.get(f"imports/{batch}/").answer["state"] == "undone"
    assert verify(office.district) == []


def test_a_plan_that_no_longer_holds_is_refused_with_the_differences(office):
    clerk = desk(office.clerk)
    batch = send(clerk, workbook([person(1), person(2)]), unit=office.street.pk).answer["id"]
    jobs.run_waiting()
    plan = clerk.get(f"imports/{batch}/plan/").answer["plan"]
    office.hire(date(2026, 11, 2))
    refused = clerk.post(f"imports/{batch}/apply/", {"plan": plan})
    assert refused.status_code == 409
    assert "10 → 9" in refused.answer["detail"]
    forged = clerk.post(f"imports/{batch}/apply/", {"plan": plan[:-1] + "x"})
    assert forged.status_code == 409


def test_an_opening_roster_is_the_bureaus_and_rests_on_a_document(office):
    clerk, bureau = desk(office.clerk), desk(office.bureau)
    fields = {"unit": office.street.pk, "kind": "opening"}
    assert send(clerk, workbook([person(1)]), **fields).status_code == 403
    assert send(bureau, workbook([person(1)]), unit=office.street.pk).status_code == 403
    without = send(bureau, workbook([person(1)]), **fields)
    assert without.status_code == 409
    fields |= {"document": document(office.district).pk, "opening_day": "2026-10-25"}
    assert send(bureau, workbook([person(1)]), key="opening", **fields).status_code == 201


def test_an_upload_is_kept_once_and_a_rehearsal_keeps_no_file(office, tmp_path):
    clerk = desk(office.clerk)
    tried = send(clerk, workbook([person(1)]), dry=True, unit=office.street.pk)
    assert tried.status_code == 201
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    file = workbook([person(1)])
    first = send(clerk, file, unit=office.street.pk)
    file.seek(0)
    again = send(clerk, file, unit=office.street.pk)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.answer == first.answer
    assert ImportBatch.objects.count() == 1


def test_another_units_import_is_absent(office):
    batch = send(desk(office.clerk), workbook([person(1)]), unit=office.street.pk).answer["id"]
    foreign = desk(office.other_clerk)
    for path in (f"imports/{batch}/", f"imports/{batch}/rows/", f"imports/{batch}/plan/"):
        assert foreign.get(path).status_code == 404
    assert send(foreign, workbook([person(1)]), unit=office.street.pk).status_code == 400
