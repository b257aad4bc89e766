"""Documents on their pages: entered, scanned, voided, and what stands on them."""

import hashlib
import sys
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from quota_pool import private_files
from quota_pool.models import Document
from tests import factories
from tests.factories import PDF
from tests.quota_pool.reading import said

pytestmark = pytest.mark.django_db


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
    browser.post(f"/documents/{paper.pk}/attach/", {"scan": scan("../../x.pdf"), "version": 1})
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
    assert "The file is no PDF, JPEG or PNG." in said(answer)


@pytest.mark.requirement("R-106")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("批文.html", PDF, "The name ends in “.html”, but the content is pdf."),
        ("批文.pdf", PDF[:-7], "The file is damaged"),
        ("批文.pdf", PDF.replace(b"/Catalog", b"/Catalog/JavaScript 1"), "The PDF holds programs"),
        ("批文.pdf", b"", "The submitted file is empty."),
    ],
)
def test_a_scan_is_looked_at_like_every_other_upload(office, enter, name, content, words):
    paper = factories.document(office.district)
    answer = enter(office.bureau).post(
        f"/documents/{paper.pk}/attach/", {"scan": scan(name, content), "version": 1}
    )
    assert answer.status_code in (400, 409)
    assert words in said(answer)
    paper.refresh_from_db()
    assert not paper.scan


@pytest.mark.requirement("R-118")
def test_a_photographed_paper_keeps_its_pixels_and_nothing_beside_them(office, enter):
    paper, out = factories.document(office.district), BytesIO()
    Image.new("RGB", (8, 8)).save(out, format="JPEG", comment=b"where it was taken")
    enter(office.bureau).post(
        f"/documents/{paper.pk}/attach/", {"scan": scan("批文.jpg", out.getvalue()), "version": 1}
    )
    paper.refresh_from_db()
    with private_files.as_kept(paper.scan, paper.scan_sha256, paper.scan_sealed_for) as scanned:
        kept = scanned.read()
    assert b"where it was taken" not in kept
    assert paper.scan_sha256 == hashlib.sha256(kept).hexdigest()


@pytest.mark.requirement("R-119")
def test_a_scan_the_malware_scanner_names_is_not_kept(office, enter, settings):
    paper = factories.document(office.district)
    settings.MALWARE_SCANNER = f"command:{sys.executable} -c 'raise SystemExit(1)'"
    answer = enter(office.bureau).post(f"/documents/{paper.pk}/attach/", {"scan": scan(), "version": 1})
    assert answer.status_code == 409
    assert "malware scanner found something" in said(answer)
    paper.refresh_from_db()
    assert not paper.scan


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
