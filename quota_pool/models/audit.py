"""Who did what to which row, before and after: a gapless chain for each district (trust.md R-095..R-101)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .scoping import ScopedModel
from .units import District, Unit


class AuditHead(models.Model):
    """The end of a district's chain; locked last in every write, so the sequence has no gap."""

    district = models.OneToOneField(District, models.PROTECT, primary_key=True)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = _("audit head")

    def __str__(self):
        return f"{self.district_id}:{self.seq}"


class AuditEvent(ScopedModel):
    """One thing done. Append-only by trigger; `digest` covers the row and the digest before it."""

    read_act = "read_audit"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    seq = models.BigIntegerField(_("number"))
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    origin = models.CharField(_("from"), max_length=10)
    address = models.CharField(_("address"), max_length=45, blank=True)
    request_id = models.CharField(_("request"), max_length=40, blank=True)
    act = models.CharField(_("act"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    object_type = models.CharField(_("kind of row"), max_length=40)
    object_id = models.CharField(_("row"), max_length=40)
    object_label = models.CharField(_("about"), max_length=120, blank=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit event")
        ordering = ["-seq"]
        constraints = [models.UniqueConstraint(fields=["district", "seq"], name="audit_seq_once")]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_by_row")]
