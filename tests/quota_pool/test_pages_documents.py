"""Documents on their pages: entered, scanned, voided, and what stands on them."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quota_pool.models import Document
from tests import factories
from tests.quota_pool.reading import said

pytestmark = pytest.mark.django_db


PDF = b"%PDF-1.7\n1 0 obj\n"


def scan(name: str = "批文.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


PAPER = {"title": "核定编外指标", "kind": "quota", "issued_on": "2026-10-30", "issuer": "区委编办"}


def test_a_document_is_entered_with_any_brackets_and_kept_in_the_written_form(office, enter):
    answer = enter(office.bureau).post(
        "/documents/enter/", {**PAPER, "number": "埔编[2026]77号", "scan": scan()}
    )
    document = Document.objects.get(number="埔编〔2026〕77号")
    assert answer["Location"] == f"/documents/{document.pk}/"
    assert document.scan_sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"number": "77"}, 400, "A document number looks like"),
        ({"issued_on": "2026-12-01"}, 409, "still to come"),
        ({"title": ""}, 400, "Title"),
    ],
)
def test_what_is_wrong_with_a_document_is_said_and_the_input_stays(office, enter, change, status, words):
    answer = enter(office.bureau).post("/documents/enter/", {**PAPER, "number": "埔编〔2026〕77号", **change})
    assert answer.status_code == status
    assert words in said(answer)
    assert 'value="区委编办"' in said(answer)


def test_a_number_is_entered_once(office, enter):
    factories.document(office.district, "埔编〔2026〕78号")
    answer = enter(office.bureau).post("/documents/enter/", {**PAPER, "number": "埔编〔2026〕78号"})
    assert answer.status_code == 409
    assert "already entered" in said(answer)


def test_the_scan_is_taken_away_and_never_shown_in_place(office, enter):
    paper = factories.document(office.district)
    browser = enter(office.bureau)
    browser.post(f"/documents/{paper.pk}/attach/", {"scan": scan("../../x.html"), "version": 1})
    answer = browser.get(f"/documents/{paper.pk}/scan/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="x.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"


def test_a_scan_that_is_none_is_refused(office, enter):
    paper = factories.document(office.district)
    answer = enter(office.bureau).post(
        f"/documents/{paper.pk}/attach/", {"scan": scan(content=b"<script>"), "version": 1}
    )
    assert answer.status_code == 409
    assert "PDF, PNG or JPEG" in said(answer)


def test_a_document_shows_the_grants_and_acts_that_stand_on_it(office, enter):
    grant = office.grant(5, valid_from=date(2026, 11, 2))
    html = said(enter(office.auditor).get(f"/documents/{grant.document_id}/"))
    assert f"/grants/{grant.pk}/" in html
    assert f"/ledger/acts/{grant.act_id}/" in html
    html = said(enter(office.other_clerk).get(f"/documents/{grant.document_id}/"))
    assert f"/grants/{grant.pk}/" not in html, "another street's grant stays out of sight"


def test_a_document_is_voided_with_a_reason_and_never_twice(office, enter):
    paper = factories.document(office.district)
    browser = enter(office.bureau)
    assert browser.post(f"/documents/{paper.pk}/void/", {"reason": "", "version": 1}).status_code == 400
    browser.post(f"/documents/{paper.pk}/void/", {"reason": "typed twice", "version": 1})
    paper.refresh_from_db()
    assert paper.void_reason == "typed twice"
    answer = browser.post(f"/documents/{paper.pk}/void/", {"reason": "again", "version": 2})
    assert answer.status_code == 409


def test_a_paper_changed_meanwhile_is_not_laid_over(office, enter):
    paper = factories.document(office.district)
    Document.objects.filter(pk=paper.pk).update(version=3)
    answer = enter(office.bureau).post(f"/documents/{paper.pk}/void/", {"reason": "x", "version": 1})
    assert answer.status_code == 412
    assert 'name="version" value="3"' in said(answer)
