"""Imports of rosters: the uploaded file, its matched columns and every row with what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, Document, Job, ScopedModel, Unit
from quota_pool.sealed import SealedField

from .engagements import Engagement

FOLDER = "imports"


def private_path(batch: "ImportBatch", filename: str) -> str:
    """A random name outside every served folder; nothing of what the office called the file."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class ImportBatch(ScopedModel):
    """One uploaded roster on its way: read, checked, accepted row by row, undone as a whole."""

    class Kind(models.TextChoices):
        ROSTER = "roster", _("roster")
        OPENING = "opening", _("opening roster")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        READING = "reading", _("being read")
        READ = "read", _("read and checked")
        APPLYING = "applying", _("being accepted")
        APPLIED = "applied", _("accepted")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        REFUSED = "refused", _("file refused")

    read_act = "read_staff"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="imports", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.UPLOADED)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, verbose_name=_("document"))
    opening_day = models.DateField(_("opening day"), null=True, blank=True)
    file = models.FileField(upload_to=private_path)
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField(_("how it was read"), default=dict)
    mapping = models.JSONField(_("columns"), default=dict)
    counts = models.JSONField(_("counts"), default=dict)
    refusal = models.JSONField(null=True, blank=True)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    @property
    def sealed_for(self) -> str:
        """What the file on the disk is bound to: this table and column, and the bytes that were sent."""
        return f"staffing_importbatch|file|{self.sha256}"

    class Meta:
        verbose_name = _("import")
        ordering = ["-id"]


class ImportRow(ScopedModel):
    """One line of an uploaded roster: its cells (sealed), what is wrong with it, what came of it."""

    class Status(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("unchanged")
        CONFLICT = "conflict", _("conflict")
        FAULTY = "faulty", _("faulty")
        LEAVER = "leaver", _("leaver")
        UNMATCHED = "unmatched", _("leaver without a match")

    unit_path = "batch__unit_id"
    district_path = "batch__district_id"
    read_act = "read_staff"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.CharField(_("sheet"), max_length=60, blank=True)
    line = models.PositiveIntegerField(_("line"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    # The first day of a person, the last one of a leaver: heads are given in this order.
    day = models.DateField(_("day"), null=True, blank=True)
    cells = SealedField(kind="cells")
    # What stood there before this row was accepted, for the undo of the batch.
    kept = SealedField(kind="cells", null=True)
    id_hash = models.BinaryField(max_length=32, null=True, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    faults = models.JSONField(_("faults"), default=list)
    notices = models.JSONField(_("notices"), default=list)
    changes = models.JSONField(_("changes"), default=dict)
    is_chosen = models.BooleanField(_("to be accepted"), default=True)
    applied_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    outcome = models.JSONField(_("outcome"), null=True, blank=True)
    engagement = models.ForeignKey(Engagement, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("row of an import")
        ordering = ["sheet", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "line"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(
                    status__in=["new", "changed", "same", "conflict", "faulty", "leaver", "unmatched"]
                ),
                name="import_row_status_known",
            ),
        ]
        indexes = [models.Index(fields=["batch", "status", "line"], name="import_row_by_status")]
