"""Filings (备案): the papers that follow a hire or an exit, and each step they took."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit

from .engagements import Engagement


class Filing(ScopedModel):
    """One filing of one engagement; the clock runs in working days from the event (domain.md P4, P8)."""

    class Kind(models.TextChoices):
        HIRE = "hire", _("hire filing")
        EXIT = "exit", _("exit filing")

    class State(models.TextChoices):
        TO_SUBMIT = "to_submit", _("to file")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned for correction")
        FILED = "filed", _("filed")
        REFUSED = "refused", _("not filed")
        VOIDED = "voided", _("voided")

    read_act = "read_filings"

    # Both are the first column of indexes below.
    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="filings", verbose_name=_("unit"), db_index=False
    )
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="filings")
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.TO_SUBMIT)
    number = models.CharField(_("filing number"), max_length=40, blank=True)
    event_date = models.DateField(_("date of the event"))
    deadline = models.DateField(_("due"))
    limit_days = models.PositiveSmallIntegerField(_("limit in working days"))
    first_submitted_on = models.DateField(_("first submitted"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    late_days = models.PositiveSmallIntegerField(_("working days late"), default=0)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reasons = models.JSONField(_("reasons"), default=list)
    note = models.CharField(_("note"), max_length=300, blank=True)
    checks = models.JSONField(_("checks"), default=list)
    position = models.JSONField(_("position on the day of the event"), null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("filing")
        ordering = ["deadline", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "kind"], condition=~Q(state="voided"), name="filing_once_an_event"
            ),
            models.UniqueConstraint(
                fields=["district", "number"], condition=~Q(number=""), name="filing_number_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("submitted_by")),
                name="filing_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["to_submit", "submitted", "returned", "filed", "refused", "voided"]),
                name="filing_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "deadline"], name="filing_by_unit_and_state"),
            models.Index(fields=["district", "deadline"], name="filing_by_deadline"),
            # Every page asks how many filings wait where: all that it asks stands in this index.
            models.Index(
                fields=["district", "state", "deadline", "unit", "submitted_at"], name="filing_waiting"
            ),
            models.Index(fields=["unit", "deadline"], name="filing_by_unit_and_deadline"),
            models.Index(fields=["district", "kind", "deadline"], name="filing_by_kind"),
        ]


class FilingEvent(ScopedModel):
    """One step of a filing: append-only, so that filed or not can be read for any past day."""

    class Step(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        ACCEPTED = "accepted", _("filed")
        RETURNED = "returned", _("returned for correction")
        REFUSED = "refused", _("not filed")
        OPENED = "opened", _("filed by the opening roster")
        VOIDED = "voided", _("voided")
        WITHDRAWN = "withdrawn", _("withdrawn by the street")

    unit_path = "filing__unit_id"
    read_act = "read_filings"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="events")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="filing_events")
    step = models.CharField(_("step"), max_length=9, choices=Step.choices)
    effective = models.DateField(_("true from"))
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reasons = models.JSONField(_("reasons"), default=list)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a filing")
        ordering = ["id"]
