"""Recruitments (招聘预留、用人计划): heads set aside while people are sought (domain.md P4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, Hold, Pool, ScopedModel, Unit
from staffing.dictionaries import PostCategory


def sought(post_category: str, primary_post: str) -> str:
    """Whom a recruitment seeks, in the reader's language."""
    return f"{PostCategory(post_category).label} {primary_post}".strip()


class Recruitment(ScopedModel):
    """Some heads of one grant for one kind of post; under approve-first it is a plan the bureau agrees to."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        REQUESTED = "requested", _("with the bureau")
        OPEN = "open", _("recruiting")
        REFUSED = "refused", _("plan not approved")
        FILLED = "filled", _("filled")
        CANCELLED = "cancelled", _("cancelled")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recruitments", verbose_name=_("unit"))
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="recruitments", verbose_name=_("grant"))
    heads = models.PositiveIntegerField(_("heads"))
    post_category = models.CharField(_("post category"), max_length=4, choices=PostCategory.choices)
    primary_post = models.CharField(_("post"), max_length=60, blank=True)
    planned_for = models.DateField(_("planned start"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="recruitment")
    opened_on = models.DateField(_("reserved on"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("entered"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    deadline = models.DateField(_("decision due"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.CharField(_("remarks on the decision"), max_length=300, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    close_reason = models.CharField(_("why it was closed"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("recruitment")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(heads__gt=0), name="recruitment_of_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "requested", "open", "refused", "filled", "cancelled"]),
                name="recruitment_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "filled"]) | Q(hold__isnull=False),
                name="recruitment_open_has_hold",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | (~Q(decided_by=models.F("created_by")) & ~Q(decided_by=models.F("submitted_by"))),
                name="recruitment_decided_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.get_post_category_display()} {self.primary_post}".strip()
