"""Freezes (冻结、暂停办理): a unit that takes nobody in for a while, by a document (domain.md P2, P14)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, Document, ScopedModel, Unit


class Freeze(ScopedModel):
    """One freeze of one unit: proposed by an officer, put in force and lifted by the leader."""

    class Kind(models.TextChoices):
        FROZEN = "frozen", _("quota frozen")
        SUSPENDED = "suspended", _("applications suspended")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        IN_FORCE = "in_force", _("in force")
        REFUSED = "refused", _("not put in force")
        LIFTED = "lifted", _("lifted")

    class Cause(models.TextChoices):
        UNTRUE = "untrue", _("untrue data")
        INACCURATE = "inaccurate", _("inaccurate data")
        LATE = "late", _("late data")
        UNAUTHORISED = "unauthorised", _("hiring without authority")
        OTHER = "other", _("other")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="freezes", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices)
    reason = models.CharField(_("reason"), max_length=300)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    from_day = models.DateField(_("frozen from"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.CharField(_("remarks on the decision"), max_length=300, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)
    lift_reason = models.CharField(_("why it was lifted"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("freeze")
        ordering = ["-from_day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "in_force", "refused", "lifted"]),
                name="freeze_state_known",
            ),
            models.CheckConstraint(
                condition=(Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")))
                & (Q(lifted_by=None) | ~Q(lifted_by=models.F("proposed_by"))),
                name="freeze_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(state__in=["proposed", "in_force"]),
                name="one_open_freeze_a_unit_and_kind",
            ),
        ]


class FreezeEvent(ScopedModel):
    """One step of a freeze: append-only, so that frozen or not can be read for any past day."""

    class Step(models.TextChoices):
        FROZEN = "frozen", _("put in force")
        LIFTED = "lifted", _("lifted")

    unit_path = "freeze__unit_id"

    district = models.ForeignKey(District, models.PROTECT)
    freeze = models.ForeignKey(Freeze, models.PROTECT, related_name="events")
    step = models.CharField(_("step"), max_length=6, choices=Step.choices)
    effective = models.DateField(_("true from"))
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step of a freeze")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["freeze", "step"], name="freeze_step_once")]
