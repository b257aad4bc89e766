"""What each resource answers, over a district at work."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent, Document
from staffing.models import Person
from tests.desk import desk, start_body
from tests.factories import PDF, Office, document, id_number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day):
    office = Office()
    office.grant(3, valid_from=date(2026, 11, 2))
    return office


@pytest.fixture
def clerk(office):
    return desk(office.clerk)


@pytest.fixture
def bureau(office):
    return desk(office.bureau)


@pytest.fixture
def lead(office):
    return desk(office.bureau_lead)


def test_heads_are_issued_proposed_and_approved_over_rest(office, bureau, lead):
    paper = bureau.post(
        "documents/",
        {"number": "埔编[2026]88号", "title": "核定", "issued_on": "2026-10-30", "issuer": "区委编办"},
    )
    assert paper.status_code == 201, paper.answer
    assert paper.answer["number"] == "埔编〔2026〕88号"
    before = lead.get("quota-reserve/").answer["reserve"]
    issued = lead.post("quota-reserve/issue/", {"document": paper.answer["id"], "heads": 5})
    assert issued.status_code == 201, issued.answer
    assert lead.get("quota-reserve/").answer["reserve"] == before + 5
    body = {
        "unit": office.street.pk,
        "document": paper.answer["id"],
        "kind": "lump_sum",
        "heads": 6,
        "valid_from": "2026-11-02",
        "origins": [{"assistant_kind": "城管协管员", "heads": 2}],
    }
    proposed = bureau.post("quota-grants/", body)
    assert proposed.status_code == 201, proposed.answer
    own = desk(office.bureau).post(f"quota-grants/{proposed.answer['id']}/approve/")
    assert own.status_code == 403
    approved = lead.post(f"quota-grants/{proposed.answer['id']}/approve/", {"version": 1})
    assert approved.answer["state"] == "granted"
    assert approved.answer["change"] == 3
    assert lead.get(f"quota-grants/{proposed.answer['id']}/").answer["origins"][0]["heads"] == 2
    assert bureau.post("quota-grants/", body).answer["code"] == "grant_twice"
    assert verify(office.district) == []


def test_a_grant_is_turned_down_with_words(office, bureau, lead):
    paper = document(office.district)
    body = {
        "unit": office.street.pk,
        "document": paper.pk,
        "kind": "mobile",
        "heads": 2,
        "valid_from": "2026-11-02",
        "valid_to": "2026-11-01",
    }
    assert bureau.post("quota-grants/", body).answer["reasons"][0]["field"] == "valid_to"
    proposed = bureau.post("quota-grants/", body | {"valid_to": "2027-05-01"}).answer
    refused = lead.post(f"quota-grants/{proposed['id']}/refuse/", {"note": "经费来源未落实"})
    assert refused.answer["state"] == "refused"


def test_a_scan_is_kept_with_its_hash_and_given_back_as_a_download(office, bureau, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fields = {"number": "埔编〔2026〕90号", "title": "核定", "issued_on": "2026-10-30", "issuer": "区委编办"}
    scan = SimpleUploadedFile("批 文/../../x.exe.pdf", PDF, content_type="text/html")
    response = bureau.client.post(
        "/api/v1/documents/",
        {**fields, "scan": scan},
        headers={**bureau.headers, "Idempotency-Key": "scan-1"},
    )
    assert response.status_code == 201, response.content
    answer = response.json()
    assert answer["has_scan"]
    assert "/" not in answer["scan_name"]
    download = bureau.get(f"documents/{answer['id']}/scan/")
    assert b"".join(download.streaming_content) == PDF
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["Content-Security-Policy"] == "sandbox"
    assert download.headers["Content-Type"] == "application/pdf"


@pytest.mark.requirement("R-106")
def test_a_scan_is_judged_by_its_content_not_its_name(office, bureau, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = document(office.district)
    page = SimpleUploadedFile("scan.pdf", b"<html><script>", content_type="application/pdf")
    response = bureau.client.post(
        f"/api/v1/documents/{paper.pk}/attach-scan/",
        {"scan": page},
        headers={**bureau.headers, "Idempotency-Key": "scan-2"},
    )
    assert response.status_code == 409
    assert response.json()["code"] == "upload_kind"
    assert list(tmp_path.rglob("*.*")) == []


def test_a_rehearsed_upload_leaves_no_file(office, bureau, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = document(office.district)
    scan = SimpleUploadedFile("scan.pdf", PDF)
    response = bureau.client.post(
        f"/api/v1/documents/{paper.pk}/attach-scan/?dry_run=true", {"scan": scan}, headers=bureau.headers
    )
    assert response.status_code == 200
    assert response.json()["has_scan"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not Document.objects.get(pk=paper.pk).scan


def test_a_voided_document_carries_no_new_number(office, bureau):
    paper = document(office.district)
    assert bureau.post(f"documents/{paper.pk}/void/", {"reason": "录入错误"}).answer["is_void"]
    again = bureau.post(f"documents/{paper.pk}/void/", {"reason": "录入错误"})
    assert again.answer["code"] == "document_already_voided"
    body = {"unit": office.street.pk, "document": paper.pk, "kind": "lump_sum", "heads": 9}
    assert (
        bureau.post("quota-grants/", body | {"valid_from": "2026-11-02"}).answer["code"] == "document_voided"
    )


@pytest.mark.requirement("R-087")
def test_a_person_is_masked_until_one_field_is_revealed_for_a_reason(office, clerk):
    number = clerk.post("engagements/", start_body(office.street)).answer["person"]
    person = Person.objects.get()
    shown = clerk.get(f"staff/{number}/").answer
    assert person.id_no not in str(shown)
    assert shown["engagements"][0]["person"] == number
    assert clerk.post(f"staff/{number}/reveal/", {"field": "id_no"}, key=None).status_code == 400
    revealed = clerk.post(f"staff/{number}/reveal/", {"field": "id_no", "reason": "核对社保"}, key=None)
    assert revealed.answer == {"field": "id_no", "value": person.id_no}
    event = AuditEvent.objects.get(act="person.reveal")
    assert event.reason == "核对社保"
    assert person.id_no not in str(event.after)
    rehearsal = clerk.post(f"staff/{number}/reveal/?dry_run=true", {"field": "id_no", "reason": "核对"})
    assert rehearsal.answer["reasons"][0]["code"] == "no_rehearsal"


@pytest.mark.requirement("R-131")
def test_looking_people_up_without_end_is_slowed_down(office, clerk, day):
    number = clerk.post("engagements/", start_body(office.street)).answer["person"]
    body = {"field": "phone", "reason": "核对"}
    day.move_to("2026-11-02T03:00:00Z", tick=False)
    answers = [clerk.post(f"staff/{number}/reveal/", body, key=None) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    day.shift(61)
    assert clerk.post(f"staff/{number}/reveal/", body, key=None).status_code == 200


@pytest.mark.requirement("R-088")
def test_a_whole_id_number_is_looked_up_in_the_body_never_in_the_address(office, clerk):
    body = start_body(office.street)
    number = clerk.post("engagements/", body).answer["person"]
    id_no = body["person"]["id_no"]
    found = clerk.post("staff/find/", {"id_no": id_no.lower()}, key=None).answer["results"]
    assert [row["number"] for row in found] == [number]
    assert desk(office.other_clerk).post("staff/find/", {"id_no": id_no}, key=None).answer["results"] == []
    refused = clerk.get("staff/", q=id_no)
    assert refused.status_code == 400
    assert id_no not in refused.content.decode()


def test_people_are_found_by_name_pinyin_and_last_four(office, clerk):
    body = start_body(office.street)
    body["person"] = {"name": "曾小明", "id_no": id_number(77)}
    number = clerk.post("engagements/", body).answer["person"]
    for text in ("曾小", "zxm", "zeng xiao", id_number(77)[-4:], number):
        for resource in ("staff/", "engagements/", "filings/"):
            rows = clerk.get(resource, q=text).answer["results"]
            assert len(rows) == 1, (resource, text)
    assert clerk.get("staff/", q="曾大").answer["results"] == []


def test_a_record_is_edited_against_the_version_that_was_seen(office, clerk):
    number = clerk.post("engagements/", start_body(office.street)).answer["person"]
    change = {"phone": "13800138000", "reason": "更正"}
    missing = clerk.call("PATCH", f"staff/{number}/", change)
    assert missing.answer["reasons"][0]["code"] == "version_missing"
    edited = clerk.call("PATCH", f"staff/{number}/", change | {"version": 1})
    assert edited.status_code == 200, edited.answer
    assert edited.answer["phone"] == "138****8000"
    assert clerk.call("PATCH", f"staff/{number}/", change | {"version": 1}).status_code == 412


def test_headcounts_by_unit_and_category(office, clerk):
    bureau = desk(office.bureau)
    for category in ("50", "50", "40"):
        clerk.post("engagements/", start_body(office.street, post_category=category))
    filing = clerk.get("filings/").answer["results"][0]["id"]
    clerk.post(f"filings/{filing}/submit/")
    bureau.post(f"filings/{filing}/accept/")
    rows = clerk.get("headcounts/").answer["results"]
    assert [(row["post_category"], row["filed"] + row["unfiled"]) for row in rows] == [("40", 1), ("50", 2)]
    assert sum(row["filed"] for row in rows) == 1
    assert clerk.get("headcounts/", on="2026-11-01").answer["results"] == []
    assert len(clerk.get("headcounts/", post_category="40").answer["results"]) == 1
    assert clerk.get("headcounts/", unit=office.other_street.pk).status_code == 404


def test_the_ledger_shows_each_movement_with_its_document(office, clerk, lead):
    clerk.post("engagements/", start_body(office.street))
    rows = lead.get("ledger-entries/", kind="start").answer["results"]
    assert [(row["source_book"], row["target_book"], row["amount"]) for row in rows] == [
        ("free", "seated", 1)
    ]
    granted = lead.get("ledger-entries/", kind="grant").answer["results"]
    assert granted[0]["document_number"]
    mine = clerk.get("ledger-entries/", count="true").answer
    assert mine["count"] == 2  # the grant and the start; the district's own movements are not the street's


def test_the_feed_goes_on_where_its_reader_stopped_and_tells_no_names(office, clerk):
    clerk.post("engagements/", start_body(office.street))
    name = Person.objects.get().name
    page = clerk.get("changes/", page_size=1).answer
    seen = [page]
    while page["more"]:
        page = clerk.get("changes/", after=page["last"], page_size=1).answer
        seen.append(page)
    resources = [row["resource"] for page in seen for row in page["results"]]
    assert resources[-1] == "engagements"
    assert name not in str(seen)
    assert clerk.get("changes/", after=page["last"]).answer == {
        "results": [],
        "last": page["last"],
        "more": False,
    }


def test_working_days_explain_themselves(office, clerk):
    answer = clerk.get("working-days/", **{"from": "2026-11-02", "days": "5"}).answer
    assert answer["due"] == "2026-11-09"
    assert [day["date"] for day in answer["skipped"]] == ["2026-11-07", "2026-11-08"]
    assert answer["missing_years"] == [2026]
    back = clerk.get("working-days/", **{"from": "2026-11-02", "to": "2026-11-09"}).answer
    assert back["days"] == 5
    assert clerk.get("working-days/", **{"from": "2026-11-02"}).status_code == 400


def test_code_lists_speak_the_readers_language(office, clerk):
    names = [row["name"] for row in clerk.get("dictionaries/").answer["results"]]
    assert "exit_reason" in names
    english = clerk.call("GET", "dictionaries/employment_mode/", headers={"Accept-Language": "en"})
    assert english.answer["entries"][0]["label"] == "Direct contract"
    assert english.headers["Content-Language"] == "en"
    assert clerk.get("dictionaries/no_such_list/").status_code == 404
