"""What the finance system says was paid: one row a person, month, component and voucher, append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit
from staffing.models import Person


class Component(models.TextChoices):
    """What a payment is for, in the columns of a pay sheet (domain.md 6.10) that cost the employer money."""

    BASIC = "basic", _("basic pay")
    POST_ALLOWANCE = "post_allowance", _("post allowance")
    SPECIAL = "special", _("special post allowance")
    HAZARD = "hazard", _("hazardous post allowance")
    PERFORMANCE = "performance", _("performance pay")
    OVERTIME = "overtime", _("overtime")
    HOLIDAY = "holiday", _("holiday money")
    BONUS = "bonus", _("year-end bonus")
    OTHER = "other", _("other pay")
    EMPLOYER_PENSION = "employer_pension", _("pension, employer")
    EMPLOYER_MEDICAL = "employer_medical", _("medical insurance, employer")
    EMPLOYER_UNEMPLOYMENT = "employer_unemployment", _("unemployment insurance, employer")
    EMPLOYER_INJURY = "employer_injury", _("injury insurance, employer")
    EMPLOYER_MATERNITY = "employer_maternity", _("maternity insurance, employer")
    EMPLOYER_HOUSING_FUND = "employer_housing_fund", _("housing fund, employer")
    AGENCY_FEE = "agency_fee", _("agency fee")
    AGENCY_VAT = "agency_vat", _("tax on the agency fee")
    SEVERANCE = "severance", _("severance")


class FinanceMonth(models.Model):
    """One month at the finance door: whoever writes about it holds this row, so nothing is counted twice."""

    district = models.ForeignKey(District, models.PROTECT)
    month = models.DateField(_("month"))
    changed_at = models.DateTimeField(_("last sent"), null=True)
    compared_at = models.DateTimeField(_("last compared"), null=True)

    class Meta:
        verbose_name = _("month at the finance door")
        constraints = [
            models.UniqueConstraint(fields=["district", "month"], name="finance_month_once"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class ActualsBatch(ScopedModel):
    """One sending: who sent it, and what became of its rows."""

    read_act = "read_pay"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    accepted = models.PositiveIntegerField(_("accepted"))
    already_there = models.PositiveIntegerField(_("already there"))
    refused = models.PositiveIntegerField(_("refused"))

    class Meta:
        verbose_name = _("sending of payroll actuals")


class PayrollActual(ScopedModel):
    """One payment as finance booked it. Of several revisions the highest counts, whatever order they came in.

    A revision that no longer counts is taken back by a row of its own with the amount turned round, so the
    sum of all rows is always what was paid.
    """

    read_act = "read_pay"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False)
    batch = models.ForeignKey(ActualsBatch, models.PROTECT, related_name="rows")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("person"), db_index=False
    )
    month = models.DateField(_("month"))
    component = models.CharField(_("component"), max_length=24, choices=Component.choices)
    source_no = models.CharField(_("source number"), max_length=60)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    amount_fen = models.BigIntegerField(_("amount"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("takes back")
    )

    class Meta:
        verbose_name = _("payroll actual")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "person", "component", "source_no", "revision"],
                condition=Q(reverses=None),
                name="payroll_actual_once",
            ),
            models.CheckConstraint(condition=Q(revision__gt=0), name="payroll_actual_revision_counted"),
        ]
        indexes = [
            models.Index(fields=["district", "month", "unit", "person"], name="payroll_actual_by_month"),
            models.Index(fields=["person", "month"], name="payroll_actual_by_person"),
        ]
