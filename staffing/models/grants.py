"""Quota grants: the documents that put heads into a unit's pools, and the old lines merged into them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Act, District, Document, Pool, ScheduledAct, ScopedModel, Unit


class QuotaGrant(ScopedModel):
    """One document's number for one pool. `heads` is the whole number granted from `valid_from` on.

    A lump-sum grant amends the pool it stands in: the ledger moves the difference (ledger.md section 1).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")
        VOIDED = "voided", _("voided")

    class Purpose(models.TextChoices):
        GRANT = "grant", _("grant")
        EXTENSION = "extension", _("extension")
        RETURN = "return", _("given back")
        RECLAIM = "reclaim", _("reclaimed as unused")

    class Reason(models.TextChoices):
        DEMOLITION = "demolition", _("demolition and land taking")
        TASK_SUNK = "task_sunk", _("task handed down")
        EMERGENCY = "emergency", _("emergency")
        CAMPAIGN = "campaign", _("special campaign")
        OTHER = "other", _("other")

    Funding = Pool.PaidBy

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=14, choices=Pool.Kind.choices)
    # A mobile pool's later papers: a new last day, or fewer heads; the first one is the grant itself.
    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose.choices, default=Purpose.GRANT)
    year = models.PositiveSmallIntegerField(_("year"))
    heads = models.PositiveIntegerField(_("heads"))
    requested = models.PositiveIntegerField(_("requested"), null=True, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="grants", verbose_name=_("document"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    reason_code = models.CharField(_("reason"), max_length=12, choices=Reason.choices, blank=True)
    funding_source = models.CharField(_("funding"), max_length=14, choices=Funding.choices, blank=True)
    entry_mode = models.CharField(_("entry mode"), max_length=13, choices=Pool.EntryMode.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PROPOSED)
    pool = models.ForeignKey(
        Pool, models.PROTECT, null=True, related_name="grants", verbose_name=_("quota pool")
    )
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+")
    scheduled = models.ForeignKey(ScheduledAct, models.PROTECT, null=True, related_name="+")
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amended_by", verbose_name=_("amends")
    )
    change = models.IntegerField(_("change"), null=True)
    evidence = models.JSONField(_("evidence"), default=dict)
    checks = models.JSONField(_("checks"), default=list)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("quota grant")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "granted", "refused", "voided"]), name="grant_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="grant_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["document", "unit", "kind"],
                condition=Q(state__in=["proposed", "granted"], purpose="grant"),
                name="grant_once_a_document_unit_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(purpose="grant")
                | Q(purpose__in=["extension", "return", "reclaim"], pool__isnull=False),
                name="grant_of_a_pool_names_it",
            ),
        ]


class GrantOrigin(ScopedModel):
    """An old line of merged assistants (协管员 kind) a lump-sum grant was made from; history only."""

    unit_path = "grant__unit_id"
    district_path = "grant__district_id"

    grant = models.ForeignKey(QuotaGrant, models.CASCADE, related_name="origins")
    assistant_kind = models.CharField(_("old assistant kind"), max_length=60)
    department = models.CharField(_("department that paid for it"), max_length=60, blank=True)
    heads = models.PositiveIntegerField(_("heads"))

    class Meta:
        verbose_name = _("merged line")
