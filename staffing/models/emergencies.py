"""Emergencies (突发用人): people are put to work at once, the request for heads follows in time (P5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit

from .engagements import Engagement


class Emergency(ScopedModel):
    """One emergency of one street; its request is to be submitted by `due`."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    read_act = "read_requests"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="emergencies", verbose_name=_("Street or town")
    )
    key = models.CharField(max_length=160, editable=False)
    what = models.CharField(_("what happened"), max_length=300)
    started_on = models.DateField(_("since"))
    due = models.DateField(_("request due"))
    limit_days = models.PositiveSmallIntegerField(_("limit in working days"))
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("emergency")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="emergency_key_once"),
            models.CheckConstraint(condition=Q(state__in=["open", "closed"]), name="emergency_state_known"),
        ]


class EmergencyPerson(ScopedModel):
    """Who was put to work in which emergency; append-only."""

    unit_path = "emergency__unit_id"
    read_act = "read_requests"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="people")
    engagement = models.OneToOneField(Engagement, models.PROTECT, related_name="in_emergency")
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("person of an emergency")
        ordering = ["id"]
