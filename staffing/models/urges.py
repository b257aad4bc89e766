"""催办: one side of a filing reminds the other that its time is over; append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel

from .filings import Filing


class Urge(ScopedModel):
    """One reminder, to the street that has not filed or to the bureau that has not checked."""

    class Side(models.TextChoices):
        STREET = "street", _("the street")
        BUREAU = "bureau", _("the bureau")

    unit_path = "filing__unit_id"
    read_act = "read_filings"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="urges")
    towards = models.CharField(_("to whom"), max_length=6, choices=Side.choices)
    due = models.DateField(_("due"))
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reminder")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(towards__in=["street", "bureau"]), name="urge_side_known"
            )
        ]
