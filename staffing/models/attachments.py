"""Attachments (附件): scans and photos kept beside a person, an engagement or a filing."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit

from .engagements import Engagement
from .filings import Filing
from .people import Person

FOLDER = "attachments"


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """A random name outside every served folder; nothing of what the office called the file."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


def attachment_word(kind: str) -> str:
    """What a kind of paper is called; a kind no longer listed shows as itself."""
    kinds = Attachment.Kind
    return str(kinds(kind).label) if kind in kinds.values else kind


class Attachment(ScopedModel):
    """One file of proof; voided with a reason, never deleted."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("labour contract")
        ID_CARD = "id_card", _("identity document")
        PHOTO = "photo", _("photo")
        DIPLOMA = "diploma", _("diploma or certificate")
        HEALTH = "health", _("health check")
        RECRUITMENT = "recruitment", _("recruitment papers")
        EXIT = "exit", _("leaving papers")
        OTHER = "other", _("other")

    read_act = "read_staff"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attachments", verbose_name=_("unit"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="attachments", verbose_name=_("person"))
    engagement = models.ForeignKey(Engagement, models.PROTECT, null=True, related_name="attachments")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    file = models.FileField(upload_to=attachment_path)
    file_name = models.CharField(_("file"), max_length=120)
    file_kind = models.CharField(_("kind of file"), max_length=4)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("hash"), max_length=64)
    sent_sha256 = models.CharField(_("hash of what was sent"), max_length=64)
    note = models.CharField(_("note"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(_("reason for voiding"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("attachment")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file_kind__in=["pdf", "png", "jpg"]), name="attachment_file_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="attachment_by_person")]

    def __str__(self):
        return self.file_name

    @property
    def sealed_for(self) -> str:
        """What the file on the disk is bound to: this table, and the hash of what it holds."""
        return f"staffing_attachment|file|{self.sha256}"
