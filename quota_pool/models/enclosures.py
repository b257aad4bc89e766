"""Enclosures (附件): the further papers that came with a document, each with a scan of its own, in order."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .documents import Document
from .scoping import ScopedModel
from .units import District

FOLDER = "enclosures"


def enclosure_path(enclosure: "Enclosure", filename: str) -> str:
    """A random name outside every served folder."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class Enclosure(ScopedModel):
    """One scan beside the scan of the document itself; voided with a reason, never deleted."""

    unit_path = None
    open_to_district = True
    read_act = "read_documents"

    district = models.ForeignKey(District, models.PROTECT)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="enclosures", verbose_name=_("document")
    )
    place = models.PositiveSmallIntegerField(_("place"))
    title = models.CharField(_("what it is"), max_length=120, blank=True)
    file = models.FileField(upload_to=enclosure_path)
    file_name = models.CharField(_("file"), max_length=120)
    file_kind = models.CharField(_("kind of file"), max_length=4)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("hash"), max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    added_at = models.DateTimeField(_("uploaded"))
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(_("reason for voiding"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("enclosure")
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "place"], name="enclosure_place_once"),
        ]

    def __str__(self):
        return self.title or self.file_name

    @property
    def sealed_for(self) -> str:
        """What the file on the disk is bound to: this table, and the hash of what it holds."""
        return f"quota_pool_enclosure|file|{self.sha256}"
