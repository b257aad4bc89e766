"""Acknowledgements of alerts (预警已阅): who saw which, when, with what note; alerts are not stored."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit


class AlertSeen(ScopedModel):
    """One person has seen one kind of alert of one unit, at the number it stood at; append-only."""

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("alert"), max_length=30)
    count = models.PositiveIntegerField(_("number then"))
    level = models.CharField(_("level"), max_length=5)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("seen"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("acknowledgement of an alert")
        ordering = ["id"]
        indexes = [models.Index(fields=["district", "kind", "unit"], name="alert_seen_by_kind")]
