"""Documents (批文): entered with a checked number, shown with their scan, voided but never deleted."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, private_files, refusals, sealed_files, uploads, versions
from quota_pool.calendar import SHANGHAI, now, today
from quota_pool.models import District, Document
from quota_pool.models.documents import clean_number

NUMBER_TAKEN = refusals.code(
    "document_number_taken",
    _("Document {number} is already entered."),
    _("Use the one that is there, or check the number."),
)
ISSUED_LATER = refusals.code(
    "document_issued_later", _("The date of issue {on} is still to come."), _("Enter it from {on} on.")
)
ALREADY_VOIDED = refusals.code(
    "document_already_voided",
    _("Document {number} was voided on {on} already."),
    _("Enter the right paper under its own number."),
)


def enter(*, district: District, number: str, issued_on: date, actor, scan=None, **facts) -> Document:
    """Enter a document under its number, 机关〔yyyy〕n号; raises ValidationError on another form."""
    access.require(actor, "write_documents")
    document = Document(
        district=district, number=clean_number(number), issued_on=issued_on, created_by=actor, **facts
    )
    seen, faults = _looked_at(scan)
    return _entered(document, seen, faults, actor)


@transaction.atomic
def _entered(document: Document, seen: uploads.Inspected | None, faults: list, actor) -> Document:
    number, day = document.number, document.issued_on
    taken = Document.objects.filter(district=document.district, number=number).exists()
    refusals.raise_any(
        [
            *([NUMBER_TAKEN.reason(number=number, field="number")] if taken else ()),
            *([ISSUED_LATER.reason(on=day, field="issued_on")] if day > today() else ()),
            *faults,
        ]
    )
    document.save()
    if seen is not None:
        _keep_scan(document, seen)
    audit.record(actor, "document.enter", document, after=_shown(document), label=number)
    return document


def attach_scan(*, document: Document, scan, actor, seen: int | None = None) -> Document:
    """Put the scan of the paper beside its record, or a better one in its place; the hash is logged."""
    access.require(actor, "write_documents")
    inspected, faults = _looked_at(scan)
    return _attached(document, inspected, faults, actor, seen)


@transaction.atomic
def _attached(document: Document, inspected, faults: list, actor, seen: int | None) -> Document:
    document = locked(document, seen)
    refusals.raise_any([*void_reasons(document), *faults])
    before = {"scan_sha256": document.scan_sha256}
    document.version += 1
    _keep_scan(document, inspected)
    after = {"scan_sha256": document.scan_sha256}
    audit.record(actor, "document.scan", document, before=before, after=after, label=document.number)
    return document


@transaction.atomic
def void(*, document: Document, reason: str, actor, seen: int | None = None) -> Document:
    """Void a document: no new number may rest on it; what already does stays as it was."""
    access.require(actor, "write_documents")
    document = locked(document, seen)
    refusals.raise_any(void_reasons(document))
    document.voided_at, document.void_reason = now(), reason
    document.version += 1
    document.save()
    audit.record(actor, "document.void", document, reason=reason, label=document.number)
    return document


def take_scan(document: Document) -> FileResponse:
    """The scan to take away, or Altered; never shown in place, whatever the file says it is."""
    file = private_files.as_kept(document.scan, document.scan_sha256, document.scan_sealed_for)
    kind = document.scan_name.rpartition(".")[2]
    content_type = uploads.CONTENT_TYPES.get(kind, "application/octet-stream")
    return private_files.as_download(file, document.scan_name, content_type)


def _looked_at(scan) -> tuple[uploads.Inspected | None, list[refusals.Reason]]:
    """The scan as it may be kept, or why it may not; a scanner is asked before anything is locked."""
    if scan is None:
        return None, []
    try:
        return uploads.inspect(scan, field="scan"), []
    except refusals.Refusal as refusal:
        return None, list(refusal.reasons)


def _keep_scan(document: Document, seen: uploads.Inspected) -> None:
    document.scan_sha256, document.scan_name = seen.sha256, seen.name
    with sealed_files.seal(BytesIO(seen.content), document.scan_sealed_for) as closed:
        document.scan.save(seen.name, closed, save=False)
    document.save()


def locked(document: Document, seen: int | None) -> Document:
    """The row read again under its lock."""
    document = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    versions.check(document, seen)
    return document


def void_reasons(document: Document) -> list[refusals.Reason]:
    """Why nothing more is done to a document: it is voided."""
    if not document.voided_at:
        return []
    on = document.voided_at.astimezone(SHANGHAI).date()
    return [ALREADY_VOIDED.reason(number=document.number, on=on)]


def _shown(document: Document) -> dict:
    names = ("number", "title", "kind", "issued_on", "issuer", "decision_level", "scan_sha256")
    return {name: getattr(document, name) for name in names}


@sealed_files.holder
def sealed_scans() -> Iterator:
    """Every scan, with what it is sealed for; those kept before scans were sealed are sealed now."""
    for document in Document.objects.exclude(scan="").iterator():
        yield document.scan, document.scan_sealed_for
