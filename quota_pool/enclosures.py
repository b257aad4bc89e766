"""一文多附件: further scans beside a document, each with its hash, in the order they were added."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from django.db import transaction
from django.db.models import Max, Prefetch
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, private_files, refusals, sealed_files, upkeep, uploads, versions
from quota_pool.calendar import now
from quota_pool.documents import locked, void_reasons
from quota_pool.models import Document, Enclosure
from quota_pool.models.enclosures import FOLDER

MOST = 30

TOO_MANY = refusals.code(
    "enclosures_too_many",
    _("Document {number} has {count} enclosures; more than {limit} are not kept."),
    _("Put several papers into one PDF."),
)
SAME = refusals.code(
    "enclosure_same_file",
    _("The very same file is already kept as “{kept}”."),
    _("Choose another file."),
)
VOIDED = refusals.code(
    "enclosure_voided",
    _("“{name}” is already voided."),
    _("Attach the right file; “{name}” stays as it is."),
)


def add(
    *, document: Document, files: Sequence, actor, title: str = "", seen: int | None = None
) -> list[Enclosure]:
    """Keep scans beside a document, in the order given; raises Refusal with every reason and keeps none."""
    access.require(actor, "write_documents")
    looked, faults = [], []
    for file in files:
        try:
            looked.append(uploads.inspect(file))
        except refusals.Refusal as refusal:
            faults += refusal.reasons
    refusals.raise_any(faults)
    kept: list[Enclosure] = []
    try:
        return _added(document, looked, title, actor, seen, kept)
    except BaseException:
        throw_away(kept)
        raise


@transaction.atomic
def _added(document: Document, looked, title: str, actor, seen: int | None, kept: list) -> list[Enclosure]:
    document = locked(document, seen)
    refusals.raise_any([*void_reasons(document), *_limits(document, looked)])
    place = document.enclosures.aggregate(last=Max("place"))["last"] or 0
    for number, one in enumerate(looked, place + 1):
        row = _row(document, one, number, title, actor)
        with sealed_files.seal(BytesIO(one.content), row.sealed_for) as closed:
            row.file.save(one.name, closed, save=False)
        kept.append(row)
        row.save()
        _record(actor, "enclosure.add", row)
    document.version += 1
    document.save(update_fields=["version", "updated_at"])
    return kept


def _row(document: Document, one: uploads.Inspected, place: int, title: str, actor) -> Enclosure:
    return Enclosure(
        district_id=document.district_id,
        document=document,
        place=place,
        title=title,
        file_name=one.name,
        file_kind=one.kind,
        size=len(one.content),
        sha256=one.sha256,
        added_by=actor,
        added_at=now(),
    )


def _limits(document: Document, looked: Sequence[uploads.Inspected]) -> list[refusals.Reason]:
    live = {row.sha256: row for row in document.enclosures.filter(voided_at=None)}
    found = [SAME.reason(kept=str(live[one.sha256]), field="files") for one in looked if one.sha256 in live]
    if (count := len(live) + len(looked)) > MOST:
        found.append(TOO_MANY.reason(number=document.number, count=count, limit=MOST, field="files"))
    return found


def throw_away(kept: Sequence[Enclosure]) -> None:
    """Take the files away again: a refused or tried act leaves nothing behind."""
    for row in kept:
        row.file.storage.delete(row.file.name)


def take(enclosure: Enclosure) -> FileResponse:
    """The file to take away, or Altered; never shown in place, whatever it says it is."""
    file = private_files.as_kept(enclosure.file, enclosure.sha256, enclosure.sealed_for)
    return private_files.as_download(file, enclosure.file_name, uploads.CONTENT_TYPES[enclosure.file_kind])


@transaction.atomic
def void(*, enclosure: Enclosure, reason: str, actor, seen: int | None = None) -> Enclosure:
    """Say that an enclosure does not belong to the document; it stays, and its place is not given again."""
    access.require(actor, "write_documents")
    enclosure = Enclosure.objects.select_for_update(no_key=True).get(pk=enclosure.pk)
    versions.check(enclosure, seen)
    if enclosure.voided_at:
        raise refusals.Refusal(VOIDED.reason(name=str(enclosure)))
    enclosure.voided_at, enclosure.voided_by, enclosure.void_reason = now(), actor, reason
    enclosure.version += 1
    enclosure.save()
    _record(actor, "enclosure.void", enclosure, reason=reason)
    return enclosure


def in_force(path: str = "enclosures") -> Prefetch:
    """The enclosures of documents, in order, without those voided; read for all of them at once."""
    return Prefetch(path, Enclosure.objects.filter(voided_at=None), to_attr="papers_beside")


def _record(actor, act: str, row: Enclosure, reason: str = "") -> None:
    names = ("place", "title", "file_name", "sha256")
    after = {name: getattr(row, name) for name in names} | {"document": row.document.number}
    audit.record(actor, act, row, after=after, reason=reason, label=row.document.number)


@sealed_files.holder
def sealed_enclosures() -> Iterator:
    """Every enclosure, with what it is sealed for."""
    for row in Enclosure.objects.iterator():
        yield row.file, row.sealed_for


@upkeep.tidied_by
def throw_away_orphans_of_enclosures() -> None:
    """Files whose upload was killed before its row was written."""
    storage = Enclosure._meta.get_field("file").storage
    private_files.throw_away_orphans(storage, FOLDER, Enclosure.objects.values_list("file", flat=True))
