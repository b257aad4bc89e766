"""Documents (批文): entered with a checked number, shown with their scan, voided but never deleted."""

import hashlib
from datetime import date
from pathlib import PurePosixPath

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, refusals, versions
from quota_pool.calendar import now, today
from quota_pool.models import District, Document
from quota_pool.models.documents import clean_number

MOST_BYTES = 20 * 1024 * 1024
# What a scan may be, by its first bytes; the name a file was given proves nothing.
KINDS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
CONTENT_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}

NUMBER_TAKEN = refusals.code(
    "document_number_taken",
    _("Document {number} is already entered."),
    _("Use the one that is there, or check the number."),
)
ISSUED_LATER = refusals.code(
    "document_issued_later", _("The date of issue {on} is still to come."), _("Enter it from {on} on.")
)
ALREADY_VOIDED = refusals.code("document_already_voided", _("Document {number} is already voided."))
SCAN_KIND = refusals.code(
    "scan_kind", _("A scan is a PDF, PNG or JPEG file."), _("Scan the paper again as PDF.")
)
SCAN_SIZE = refusals.code(
    "scan_too_large", _("The scan has {size} MB; the limit is {limit} MB."), _("Scan with 300 dpi in grey.")
)


@transaction.atomic
def enter(*, district: District, number: str, issued_on: date, actor, scan=None, **facts) -> Document:
    """Enter a document under its number, 机关〔yyyy〕n号; raises ValidationError on another form."""
    access.require(actor, "write_documents")
    document = Document(
        district=district, number=clean_number(number), issued_on=issued_on, created_by=actor, **facts
    )
    taken = Document.objects.filter(district=district, number=document.number).exists()
    refusals.raise_any(
        [
            *([NUMBER_TAKEN.reason(number=document.number, field="number")] if taken else ()),
            *([ISSUED_LATER.reason(on=issued_on, field="issued_on")] if issued_on > today() else ()),
            *(scan_reasons(scan) if scan else ()),
        ]
    )
    document.save()
    if scan is not None:
        _keep_scan(document, scan)
    audit.record(actor, "document.enter", document, after=_shown(document), label=document.number)
    return document


@transaction.atomic
def attach_scan(*, document: Document, scan, actor, seen: int | None = None) -> Document:
    """Put the scan of the paper beside its record, or a better one in its place; the hash is logged."""
    access.require(actor, "write_documents")
    document = _locked(document, seen)
    refusals.raise_any([*_void_reasons(document), *scan_reasons(scan)])
    before = {"scan_sha256": document.scan_sha256}
    document.version += 1
    _keep_scan(document, scan)
    after = {"scan_sha256": document.scan_sha256}
    audit.record(actor, "document.scan", document, before=before, after=after, label=document.number)
    return document


@transaction.atomic
def void(*, document: Document, reason: str, actor, seen: int | None = None) -> Document:
    """Void a document: no new number may rest on it; what already does stays as it was."""
    access.require(actor, "write_documents")
    document = _locked(document, seen)
    refusals.raise_any(_void_reasons(document))
    document.voided_at, document.void_reason = now(), reason
    document.version += 1
    document.save()
    audit.record(actor, "document.void", document, reason=reason, label=document.number)
    return document


def scan_reasons(scan) -> list[refusals.Reason]:
    """Why a file cannot be kept as a scan."""
    megabyte = 1024 * 1024
    if scan.size > MOST_BYTES:
        size, limit = -(-scan.size // megabyte), MOST_BYTES // megabyte
        return [SCAN_SIZE.reason(size=size, limit=limit, field="scan")]
    return [] if kind_of(scan) else [SCAN_KIND.reason(field="scan")]


def kind_of(scan) -> str:
    """pdf, png, jpg, or nothing, by what the file begins with."""
    scan.seek(0)
    head = scan.read(16)
    scan.seek(0)
    return next((kind for mark, kind in KINDS if head.startswith(mark)), "")


def _keep_scan(document: Document, scan) -> None:
    digest = hashlib.sha256()
    for chunk in scan.chunks():
        digest.update(chunk)
    scan.seek(0)
    document.scan_sha256 = digest.hexdigest()
    document.scan_name = _file_name(scan.name, kind_of(scan))
    document.scan.save(document.scan_name, scan, save=False)
    document.save()


def _file_name(given: str, kind: str) -> str:
    """The name without folders and odd characters, ending as its content says."""
    stem = PurePosixPath(given.replace("\\", "/")).stem
    plain = "".join(char for char in stem if char.isalnum() or char in "-_〔〕（）() ").strip()
    return f"{plain[:80] or 'scan'}.{kind}"


def _locked(document: Document, seen: int | None) -> Document:
    document = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    versions.check(document, seen)
    return document


def _void_reasons(document: Document) -> list[refusals.Reason]:
    return [ALREADY_VOIDED.reason(number=document.number)] if document.voided_at else []


def _shown(document: Document) -> dict:
    names = ("number", "title", "kind", "issued_on", "issuer", "decision_level", "scan_sha256")
    return {name: getattr(document, name) for name in names}
