"""Requests for mobile heads (机动指标申请): what a street asks for and why, and each step the paper took."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, Pool, ScopedModel, Unit

from .emergencies import Emergency
from .grants import QuotaGrant


class MobileRequest(ScopedModel):
    """One request of one street (domain.md P5, 6.8). What was granted stands on its `grant`."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        REVIEWED = "reviewed", _("both opinions given")
        RETURNED = "returned", _("returned for correction")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Opinion(models.TextChoices):
        FOR = "for", _("agrees")
        LESS = "less", _("agrees with fewer heads")
        AGAINST = "against", _("does not agree")

    read_act = "read_requests"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="mobile_requests", verbose_name=_("Street or town")
    )
    key = models.CharField(max_length=160, editable=False)
    emergency = models.ForeignKey(
        Emergency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("emergency"),
    )
    # 延期申请: a later last day of a grant there is already, instead of heads of its own.
    extends = models.ForeignKey(
        Pool,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="extension_requests",
        verbose_name=_("grant to extend"),
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    reason_code = models.CharField(_("reason"), max_length=12, choices=QuotaGrant.Reason.choices, blank=True)
    task = models.CharField(_("task"), max_length=500, blank=True)
    workload = models.CharField(_("workload estimate"), max_length=500, blank=True)
    why_not_within = models.CharField(_("why not from within the present heads"), max_length=500, blank=True)
    heads = models.PositiveIntegerField(_("heads requested"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    funding_source = models.CharField(
        _("funding"), max_length=14, choices=QuotaGrant.Funding.choices, blank=True
    )
    bureau_opinion = models.CharField(
        _("opinion of the bureau"), max_length=7, choices=Opinion.choices, blank=True
    )
    bureau_heads = models.PositiveIntegerField(_("heads the bureau proposes"), null=True, blank=True)
    bureau_note = models.CharField(_("words of the bureau"), max_length=300, blank=True)
    finance_opinion = models.CharField(
        _("opinion of finance"), max_length=7, choices=Opinion.choices, blank=True
    )
    finance_note = models.CharField(_("words of finance"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    grant = models.OneToOneField(QuotaGrant, models.PROTECT, null=True, related_name="request")
    checks = models.JSONField(_("checks"), default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("drafted"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    advised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("request for mobile heads")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="request_key_once"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "reviewed",
                        "returned",
                        "granted",
                        "refused",
                        "withdrawn",
                    ]
                ),
                name="request_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", grant__isnull=False) | ~Q(state="granted") & Q(grant=None),
                name="request_granted_names_its_grant",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(decided_by=F("checked_by")) & ~Q(decided_by=F("submitted_by")),
                name="request_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="request_by_unit_and_state")]

    @property
    def label(self) -> str:
        """What a request is called where its row cannot be opened."""
        return f"{self.unit.name} {self.pk}"


class RequestEvent(ScopedModel):
    """One step of a request: append-only, so that what was asked and said on any past day can be read."""

    class Step(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        CHANGED = "changed", _("changed")
        SUBMITTED = "submitted", _("submitted")
        CHECKED = "checked", _("checked by the bureau")
        ADVISED = "advised", _("opinion of finance given")
        RETURNED = "returned", _("returned for correction")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    unit_path = "request__unit_id"
    read_act = "read_requests"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    request = models.ForeignKey(MobileRequest, models.PROTECT, related_name="events")
    step = models.CharField(_("step"), max_length=9, choices=Step.choices)
    effective = models.DateField(_("true from"))
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    heads = models.PositiveIntegerField(_("heads"), null=True, blank=True)
    opinion = models.CharField(_("opinion"), max_length=7, choices=MobileRequest.Opinion.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a request")
        ordering = ["id"]
