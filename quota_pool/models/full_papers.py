"""Papers with full ID numbers: asked for by one person, approved by another, issued once (R-092)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .papers import PrintedPaper
from .scoping import ScopedModel
from .units import District, Unit


class FullPaper(ScopedModel):
    """The asking for one paper with full ID numbers, and what became of it."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        ISSUED = "issued", _("issued")

    read_act = "export"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    key = models.CharField(_("paper"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    asked = models.JSONField(_("asked for"), default=dict)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for on"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.CharField(_("note"), max_length=300, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    printed = models.OneToOneField(
        PrintedPaper, models.PROTECT, null=True, related_name="asking", verbose_name=_("issued paper")
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("paper with full ID numbers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="full_paper_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", printed__isnull=False) | ~Q(state="issued") & Q(printed=None),
                name="full_paper_issued_with_its_paper",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "issued"])
                | Q(decided_by__isnull=False, valid_until__isnull=False),
                name="full_paper_approved_for_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.pk}"
