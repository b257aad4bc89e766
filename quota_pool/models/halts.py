"""Books that disagreed with each other: halted until somebody lifts it with a reason (R-019)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .scoping import ScopedModel
from .units import District, Unit


class Halt(ScopedModel):
    """The books of a unit, or of the whole district, to which nothing is written; the row ends once."""

    class Source(models.TextChoices):
        POSTING = "posting", _("an act that was being entered")
        VERIFY = "verify", _("the proof of the books")

    read_act = "read_rules"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    source = models.CharField(_("how it was found"), max_length=7, choices=Source.choices)
    found = models.JSONField(_("what disagrees"), default=list)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("in whose hands"),
    )
    halted_at = models.DateTimeField(_("halted since"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by")
    )
    lift_reason = models.CharField(_("reason for lifting"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("halt of books")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(lifted_at=None, unit__isnull=False), name="one_halt_a_unit"
            ),
            models.UniqueConstraint(
                fields=["district"], condition=Q(lifted_at=None, unit=None), name="one_halt_a_district"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(lift_reason=""), name="halt_lifted_with_a_reason"
            ),
        ]

    def __str__(self):
        return self.place

    @property
    def place(self) -> str:
        """Whose books."""
        return self.unit.name if self.unit_id else self.district.name
