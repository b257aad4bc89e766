"""购买服务收回: heads given up for good because a service is bought instead (domain.md P12, M8)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Act, District, Document, ScopedModel, Unit
from staffing.dictionaries import PostCategory


class Recovery(ScopedModel):
    """One group of posts whose work is bought as a service: the contract, the heads, the money freed."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        SUBMITTED = "submitted", _("submitted")
        CHECKED = "checked", _("checked by the bureau")
        CONTRACTED = "contracted", _("service contracted")
        RECOVERED = "recovered", _("heads recovered")
        VERIFIED = "verified", _("verified")
        REFUSED = "refused", _("turned down")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class PricedBy(models.TextChoices):
        RESULT = "result", _("by result or whole service")
        AREA = "area", _("by area or length")
        CASES = "cases", _("by cases or visits")
        HEADS = "heads", _("by heads")

    read_act = "read_money"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="recoveries", verbose_name=_("Street or town")
    )
    service = models.CharField(_("service bought"), max_length=200)
    catalogue = models.CharField(_("item of the purchase catalogue"), max_length=120, blank=True)
    post_category = models.CharField(_("post category"), max_length=4, choices=PostCategory.choices)
    heads = models.PositiveIntegerField(_("heads to be recovered"))
    average_fen = models.BigIntegerField(_("average standard a head and year"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    provider = models.CharField(_("provider"), max_length=120, blank=True)
    contract_no = models.CharField(_("contract number"), max_length=60, blank=True)
    contract_from = models.DateField(_("contract from"), null=True, blank=True)
    contract_to = models.DateField(_("contract to"), null=True, blank=True)
    outcome = models.CharField(_("what is delivered, and how it is measured"), max_length=300, blank=True)
    year_fen = models.BigIntegerField(_("price of the service a year"), null=True, blank=True)
    priced_by = models.CharField(_("priced"), max_length=6, choices=PricedBy.choices, blank=True)
    finance_note = models.CharField(_("words of finance"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="recoveries", verbose_name=_("document")
    )
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+")
    recovered_on = models.DateField(_("recovered on"), null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("planned"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("recovery by purchased service")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(heads__gt=0), name="recovery_of_some_heads"),
            models.CheckConstraint(
                condition=Q(state__in=["recovered", "verified"], act__isnull=False, document__isnull=False)
                | ~Q(state__in=["recovered", "verified"]) & Q(act=None),
                name="recovery_done_names_its_act",
            ),
            models.CheckConstraint(
                condition=Q(contract_to=None) | Q(contract_to__gte=F("contract_from")),
                name="recovery_contract_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("checked_by")),
                name="recovery_approved_by_another",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="recovery_by_unit_and_state")]

    def __str__(self):
        return self.service

    @property
    def is_per_head(self) -> bool:
        """假外包真派遣: a service priced by heads is hiring in disguise (MOF Decree 102 art. 10)."""
        return self.priced_by == self.PricedBy.HEADS

    @property
    def freed_fen(self) -> int:
        """The most the heads cost in a year: their number × the average standard, rounded first (M8)."""
        return self.heads * self.average_fen

    @property
    def saving_fen(self) -> int | None:
        """What is freed less what the service costs."""
        return None if self.year_fen is None else self.freed_fen - self.year_fen
