"""Changes of many people's terms at once: what was wished, and what became of each row, to be undone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, Job, ScopedModel, Unit

from .engagements import Engagement


class BulkChange(ScopedModel):
    """One change of terms for many rows of the roster; each row is a change of its own, dated and traced."""

    class State(models.TextChoices):
        RUNNING = "running", _("in work")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    read_act = "read_staff"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RUNNING)
    key = models.CharField(max_length=160)
    on = models.DateField(_("from which day"))
    changes = models.JSONField(_("changes"))
    reason = models.CharField(_("reason for the change"), max_length=300)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("bulk change")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["district", "key"], name="bulk_change_key_once")]


class BulkChangeRow(ScopedModel):
    """One person of a bulk change: the terms before, the moment of the change, or why there was none."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("not yet done")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")
        UNDONE = "undone", _("undone")
        KEPT = "kept", _("not undone")

    unit_path = "batch__unit_id"
    district_path = "batch__district_id"
    read_act = "read_staff"

    batch = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=7, choices=Status.choices, default=Status.WAITING)
    before = models.JSONField(_("before"))
    version = models.PositiveIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("row of a bulk change")
        ordering = ["id"]
        indexes = [models.Index(fields=["batch", "status"], name="bulk_row_by_status")]
