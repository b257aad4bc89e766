"""Attachments: kept after a look at the content, opened with a trace, voided with a reason, never deleted."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, private_files, refusals, sealed_files, upkeep, uploads, versions
from quota_pool.calendar import now
from staffing.models import Attachment, Engagement, Filing, Person
from staffing.models.attachments import FOLDER

MOST_A_PERSON = 40
MOST_A_DAY = 500

TOO_MANY = refusals.code(
    "attachments_too_many",
    _("{name} has {count} attachments; more than {limit} are not kept."),
    _("Void what is no longer needed, or put several papers into one PDF."),
)
TOO_MANY_TODAY = refusals.code(
    "attachments_too_many_today",
    _("You have uploaded {count} files within a day; the limit is {limit}."),
    _("Go on tomorrow, or ask a colleague."),
)
SAME_FILE = refusals.code(
    "attachment_same_file",
    _("The very same file is already kept as “{kept}”."),
    _("Choose another file."),
)
VOIDED = refusals.code(
    "attachment_voided",
    _("“{name}” is already voided."),
    _("Attach the right file; “{name}” stays as it is."),
)
# Whoever comes in without a head may come with papers, though the registrar keeps none otherwise.
REGISTERING = ("register_unseated", "register_emergency")


def attach(
    *,
    engagement: Engagement,
    kind: str,
    file,
    actor,
    filing: Filing | None = None,
    note: str = "",
    act: str = "attach",
) -> Attachment:
    """Keep a file beside a person's work; raises Refusal when it is not what it should be.

    Whoever registers somebody without a head (`act`) keeps the papers of that registration, and no others.
    """
    own = act in REGISTERING and engagement.created_by_id == actor.pk
    access.require(actor, act if own else "attach", engagement.unit)
    seen = uploads.inspect(file)
    attachment = Attachment(
        district_id=engagement.district_id,
        unit_id=engagement.unit_id,
        person_id=engagement.person_id,
        engagement=engagement,
        filing=filing,
        kind=kind,
        file_name=seen.name,
        file_kind=seen.kind,
        size=len(seen.content),
        sha256=seen.sha256,
        sent_sha256=seen.sent_sha256,
        note=note,
        uploaded_by=actor,
        uploaded_at=now(),
    )
    with sealed_files.seal(BytesIO(seen.content), attachment.sealed_for) as closed:
        attachment.file.save(seen.name, closed, save=False)
    try:
        return _entered(attachment, actor)
    except BaseException:
        attachment.file.storage.delete(attachment.file.name)
        raise


@transaction.atomic
def _entered(attachment: Attachment, actor) -> Attachment:
    """The row behind the file; two uploads for one person wait for each other."""
    person = Person.objects.select_for_update(no_key=True).get(pk=attachment.person_id)
    refusals.raise_any(_limits(person, attachment, actor))
    attachment.save()
    _record(actor, "attachment.attach", attachment)
    return attachment


def _limits(person: Person, attachment: Attachment, actor) -> list[refusals.Reason]:
    live = Attachment.objects.filter(person=person, voided_at=None)
    found = []
    if (count := live.count()) >= MOST_A_PERSON:
        found.append(TOO_MANY.reason(name=person.name, count=count, limit=MOST_A_PERSON, field="file"))
    lately = Attachment.objects.filter(uploaded_by=actor, uploaded_at__gt=now() - timedelta(days=1))
    if (count := lately.count()) >= MOST_A_DAY:
        found.append(TOO_MANY_TODAY.reason(count=count, limit=MOST_A_DAY, field="file"))
    same = live.filter(sent_sha256=attachment.sent_sha256, kind=attachment.kind).first()
    if same is not None:
        found.append(SAME_FILE.reason(kept=same.file_name, field="file"))
    return found


@transaction.atomic
def open_file(*, attachment: Attachment, actor) -> FileResponse:
    """The file to take away; that somebody took it is written down, it is personal. Altered when it is not
    the one that was kept.
    """
    access.require(actor, "open_files", attachment.unit)
    file = private_files.as_kept(attachment.file, attachment.sha256, attachment.sealed_for)
    _record(actor, "attachment.open", attachment)
    kind = uploads.CONTENT_TYPES[attachment.file_kind]
    return private_files.as_download(file, attachment.file_name, kind)


@transaction.atomic
def void(*, attachment: Attachment, reason: str, actor, seen: int | None = None) -> Attachment:
    """Say that a file no longer counts; it stays, and whoever may open files can still see it."""
    access.require(actor, "attach", attachment.unit)
    attachment = Attachment.objects.select_for_update(no_key=True).get(pk=attachment.pk)
    versions.check(attachment, seen)
    if attachment.voided_at:
        raise refusals.Refusal(VOIDED.reason(name=attachment.file_name))
    attachment.voided_at, attachment.voided_by, attachment.void_reason = now(), actor, reason
    attachment.version += 1
    attachment.save()
    _record(actor, "attachment.void", attachment, reason=reason)
    return attachment


def kinds_of(engagement: Engagement) -> set[str]:
    """Which kinds of papers are kept for an engagement; the filing check asks."""
    rows = Attachment.objects.filter(engagement=engagement, voided_at=None)
    return set(rows.values_list("kind", flat=True))


def _record(actor, act: str, attachment: Attachment, reason: str = "") -> None:
    after = {"kind": attachment.kind, "file_name": attachment.file_name, "sha256": attachment.sha256}
    audit.record(actor, act, attachment, after=after, reason=reason, label=attachment.person.name)


@sealed_files.holder
def sealed_attachments() -> Iterator:
    """Every kept file, with what it is sealed for; those kept before files were sealed are sealed now."""
    for attachment in Attachment.objects.iterator():
        yield attachment.file, attachment.sealed_for


@upkeep.tidied_by
def throw_away_orphans_of_attachments() -> None:
    """Files whose upload was killed before its row was written."""
    storage = Attachment._meta.get_field("file").storage
    private_files.throw_away_orphans(storage, FOLDER, Attachment.objects.values_list("file", flat=True))
