"""The file of an import: looked at before anything opens it, kept privately under a random name."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from quota_pool import access, audit, jobs, private_files, sealed_files, upkeep, versions
from quota_pool.calendar import today
from quota_pool.models import Document, Unit
from quota_pool.refusals import Refusal, raise_any
from quota_pool.sheets.reading import check_upload
from staffing import codes as reasons
from staffing.models import ImportBatch
from staffing.models.imports import FOLDER
from staffing.states import wrong_state

from . import codes

Kind, State = ImportBatch.Kind, ImportBatch.State
ACTS = {Kind.ROSTER: "import_roster", Kind.OPENING: "open_roster"}
AT_WORK = (State.READING, State.APPLYING, State.UNDOING)
# What lies open costs space and attention; a unit finishes one thing before it begins the twentieth.
MOST_OPEN = 20


def require(actor, batch_or_kind, unit: Unit) -> None:
    """A roster is the clerk's, an opening roster the bureau's."""
    kind = getattr(batch_or_kind, "kind", batch_or_kind)
    access.require(actor, ACTS[Kind(kind)], unit)


def upload(
    *,
    unit: Unit,
    kind: str,
    file: UploadedFile,
    actor,
    document: Document | None = None,
    opening_day: date | None = None,
) -> ImportBatch:
    """Keep a file and have it read; a file that is not read is kept as a refused batch without its content.

    Raises Refusal where the unit or the document does not allow an import.
    """
    require(actor, kind, unit)
    unit = Unit.objects.select_related("district").get(pk=unit.pk)
    raise_any([*_opening_reasons(unit, kind, document, opening_day), *_too_many(unit)])
    batch = ImportBatch(
        district_id=unit.district_id,
        unit=unit,
        kind=kind,
        document=document if kind == Kind.OPENING else None,
        opening_day=opening_day if kind == Kind.OPENING else None,
        file_name=file.name[-120:],
        sha256=private_files.sha256_of(file),
        created_by=actor,
    )
    with sealed_files.seal(file, batch.sealed_for) as closed:
        batch.file.save(file.name, closed, save=False)
    try:
        return _entered(batch, actor)
    except BaseException:
        batch.file.storage.delete(batch.file.name)
        raise


def _opening_reasons(unit: Unit, kind: str, document, opening_day) -> list:
    if kind != Kind.OPENING:
        return []
    found = []
    if unit.opened_on is not None:
        found.append(reasons.ALREADY_OPENED.reason(unit=unit.name, opening=unit.opened_on))
    if document is None or opening_day is None:
        found.append(codes.NEEDS_DOCUMENT.reason(field="document"))
    elif opening_day > today():
        found.append(codes.OPENING_AHEAD.reason(on=opening_day, field="opening_day"))
    if document is not None and document.voided_at:
        found.append(reasons.DOCUMENT_VOIDED.reason(number=document.number, field="document"))
    return found


def _too_many(unit: Unit) -> list:
    opened = ImportBatch.objects.filter(unit=unit).exclude(
        state__in=(State.APPLIED, State.UNDONE, State.REFUSED)
    )
    count = opened.count()
    return [codes.TOO_MANY_OPEN.reason(count=count, unit=unit.name)] if count >= MOST_OPEN else []


@transaction.atomic
def _entered(batch: ImportBatch, actor) -> ImportBatch:
    try:
        with sealed_files.in_the_clear(batch.file, batch.sealed_for) as path:
            check_upload(path, batch.file_name)
    except Refusal as refusal:
        return _refused(batch, actor, refusal)
    batch.reading = {"same_as": _same_file(batch)}
    batch.save()
    audit.record(actor, "import.upload", batch, after={"kind": batch.kind, "sha256": batch.sha256})
    return start_reading(batch, actor)


def _refused(batch: ImportBatch, actor, refusal: Refusal) -> ImportBatch:
    """Nothing hostile stays on the disk; that it was sent stays on record."""
    name = batch.file.name
    batch.file, batch.state = "", State.REFUSED
    batch.refusal = [reason.stored() for reason in refusal.reasons]
    batch.save()
    batch.file.storage.delete(name)
    after = {"sha256": batch.sha256, "reasons": [reason.code for reason in refusal.reasons]}
    audit.record(actor, "import.refuse", batch, after=after)
    return batch


def _same_file(batch: ImportBatch) -> dict | None:
    """The earlier import of the very same bytes, to be said."""
    earlier = ImportBatch.objects.filter(unit_id=batch.unit_id, sha256=batch.sha256, state=State.APPLIED)
    found = earlier.order_by("-id").first()
    if found is None:
        return None
    on = found.applied_at.date() if found.applied_at else found.created_at.date()
    return codes.SAME_FILE.reason(on=on, batch=found.pk).stored()


def start_reading(batch: ImportBatch, actor) -> ImportBatch:
    """Have the file read in the background."""
    batch.state, batch.refusal = State.READING, None
    batch.version += 1
    batch.job = jobs.start(
        "imports.read",
        actor=actor,
        district=batch.district,
        unit=batch.unit,
        payload={"batch": batch.pk},
        key=f"{batch.pk}:{batch.version}",
    )
    batch.save()
    return batch


@transaction.atomic
def read_again(*, batch: ImportBatch, mapping: dict | None, actor, seen: int | None = None) -> ImportBatch:
    """Read the file anew, by columns as a person matched them; nothing of it may be accepted yet."""
    require(actor, batch, batch.unit)
    batch = locked(batch, seen)
    require_state(batch, State.UPLOADED, State.READ)
    if batch.rows.filter(applied_at__isnull=False).exists():
        raise_any([state_reason(batch, State.READ)])
    before, batch.mapping = batch.mapping, batch.mapping if mapping is None else mapping
    audit.record(actor, "import.match", batch, before={"columns": before}, after={"columns": batch.mapping})
    return start_reading(batch, actor)


@transaction.atomic
def discard(*, batch: ImportBatch, actor, seen: int | None = None) -> None:
    """Throw away an import of which nothing was accepted: its rows and its file go, the trace stays."""
    require(actor, batch, batch.unit)
    batch = locked(batch, seen)
    require_state(batch, State.UPLOADED, State.READ, State.REFUSED)
    if batch.rows.filter(applied_at__isnull=False).exists():
        raise_any([state_reason(batch, State.READ)])
    audit.record(actor, "import.discard", batch, before={"sha256": batch.sha256, "state": batch.state})
    file = batch.file
    batch.delete()
    if file:
        transaction.on_commit(lambda: file.storage.delete(file.name))


@sealed_files.holder
def sealed_rosters():
    """Every stored roster, with what it is sealed for."""
    for batch in ImportBatch.objects.exclude(file="").iterator():
        yield batch.file, batch.sealed_for


@upkeep.tidied_by
def throw_away_orphans() -> None:
    """Delete files whose upload was killed before it came to an end: old, and no batch knows them."""
    storage = ImportBatch._meta.get_field("file").storage
    known = ImportBatch.objects.exclude(file="").values_list("file", flat=True)
    private_files.throw_away_orphans(storage, FOLDER, known)


def locked(batch: ImportBatch, seen: int | None) -> ImportBatch:
    """The batch's row under lock, as the actor last saw it."""
    rows = ImportBatch.objects.select_for_update(no_key=True, of=("self",))
    batch = rows.select_related("unit__district", "document", "district").get(pk=batch.pk)
    versions.check(batch, seen)
    return batch


def require_state(batch: ImportBatch, *wanted: str) -> None:
    """Refuse when the batch is elsewhere on its way."""
    if batch.state not in wanted:
        raise_any([state_reason(batch, *wanted)])


def state_reason(batch: ImportBatch, *wanted: str):
    """Where the batch is and where it should be."""
    return wrong_state(batch, *wanted, code=codes.BATCH_STATE)
