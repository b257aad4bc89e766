"""Pay runs (薪酬发放): a unit's pay of one month, its lines as calculated, and what is added by hand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Act, District, Fund, Job, ScopedModel, Unit
from staffing.dictionaries import Mode
from staffing.models import Engagement

from .pay_schemes import PayScheme


class PayRun(ScopedModel):
    """One month of one unit (P10). Each calculation writes lines of its own; the last one counts."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CALCULATED = "calculated", _("calculated")
        CHECKED = "checked", _("checked")
        APPROVED = "approved", _("approved")
        POSTED = "posted", _("posted")
        REVERSED = "reversed", _("reversed")
        CANCELLED = "cancelled", _("cancelled")

    read_act = "read_pay"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pay_runs", verbose_name=_("Street or town"))
    key = models.CharField(max_length=160, editable=False)
    month = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    scheme = models.ForeignKey(
        PayScheme, models.PROTECT, null=True, related_name="runs", verbose_name=_("pay scheme")
    )
    calculation = models.PositiveSmallIntegerField(_("calculation"), default=0)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    lines_count = models.PositiveIntegerField(_("people"), default=0)
    gross_fen = models.BigIntegerField(_("gross pay"), default=0)
    net_fen = models.BigIntegerField(_("net pay"), default=0)
    total_fen = models.BigIntegerField(_("total employer cost"), default=0)
    unfiled_count = models.PositiveIntegerField(_("not yet filed"), default=0)
    unfiled_fen = models.BigIntegerField(_("unfiled cost"), default=0)
    blocked_count = models.PositiveIntegerField(_("blocked until filed"), default=0)
    blocked_fen = models.BigIntegerField(_("blocked amount"), default=0)
    personal_count = models.PositiveIntegerField(_("without authority"), default=0)
    personal_fen = models.BigIntegerField(_("personal liability"), default=0)
    remarks = models.JSONField(_("remarks"), default=list)
    # Keys of the lines the money did not carry when the run was posted; the next run pays them.
    refused = models.JSONField(_("not carried by the money"), default=list)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("opened"))
    calculated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    calculated_at = models.DateTimeField(_("calculated"), null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(_("checked"), null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(_("posted"), null=True)
    reversed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reversed_at = models.DateTimeField(_("reversed"), null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("pay run")
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="pay_run_key_once"),
            models.UniqueConstraint(
                fields=["unit", "month"],
                condition=~Q(state__in=["reversed", "cancelled"]),
                name="one_pay_run_a_unit_and_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="pay_run_month_is_a_first_day"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class PayLine(ScopedModel):
    """One person's line of one calculation, in the columns of a real pay sheet (6.10). Written once.

    Standing says who bears it: only charged lines hit the envelope; what is blocked or personal is shown.
    """

    class Standing(models.TextChoices):
        CHARGED = "charged", _("charged")
        UNFILED = "unfiled", _("charged, not yet filed")
        BLOCKED = "blocked", _("blocked until filed")
        PERSONAL = "personal", _("borne by the head of the unit")

    read_act = "read_pay"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False)
    run = models.ForeignKey(PayRun, models.PROTECT, related_name="lines", db_index=False)
    calculation = models.PositiveSmallIntegerField(_("calculation"))
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="pay_lines")
    month = models.DateField(_("month of work"))
    # An earlier line that was blocked and is paid now that the filing is there.
    releases = models.ForeignKey("self", models.PROTECT, null=True, related_name="released_by")
    name_key = models.CharField(max_length=240, default="", editable=False)
    standing = models.CharField(_("borne by"), max_length=8, choices=Standing.choices)
    department = models.CharField(_("department"), max_length=60, blank=True)
    mode = models.CharField(_("employment mode"), max_length=16, choices=Mode.choices)
    post_category = models.CharField(_("post category"), max_length=4)
    primary_post = models.CharField(_("post"), max_length=60, blank=True)
    grade = models.CharField(_("pay grade"), max_length=40, blank=True)
    days = models.PositiveSmallIntegerField(_("days on post"))
    basic_fen = models.BigIntegerField(_("basic pay"))
    post_allowance_fen = models.BigIntegerField(_("post allowance"))
    special_fen = models.BigIntegerField(_("special-post allowance"))
    hazard_fen = models.BigIntegerField(_("hazardous-post allowance"))
    performance_fen = models.BigIntegerField(_("performance pay"))
    overtime_fen = models.BigIntegerField(_("overtime"))
    holiday_fen = models.BigIntegerField(_("holiday money"))
    bonus_fen = models.BigIntegerField(_("year-end bonus"))
    other_fen = models.BigIntegerField(_("other pay"))
    gross_fen = models.BigIntegerField(_("gross pay"))
    pension_fen = models.BigIntegerField(_("pension, own share"))
    medical_fen = models.BigIntegerField(_("medical, own share"))
    unemployment_fen = models.BigIntegerField(_("unemployment, own share"))
    housing_fund_fen = models.BigIntegerField(_("housing fund, own share"))
    tax_fen = models.BigIntegerField(_("income tax"))
    union_fee_fen = models.BigIntegerField(_("union fee"))
    leave_fen = models.BigIntegerField(_("sick and private leave"))
    net_fen = models.BigIntegerField(_("net pay"))
    employer_pension_fen = models.BigIntegerField(_("pension, employer"))
    employer_medical_fen = models.BigIntegerField(_("medical, employer"))
    employer_unemployment_fen = models.BigIntegerField(_("unemployment, employer"))
    employer_injury_fen = models.BigIntegerField(_("work injury, employer"))
    employer_maternity_fen = models.BigIntegerField(_("maternity, employer"))
    employer_housing_fund_fen = models.BigIntegerField(_("housing fund, employer"))
    agency_fee_fen = models.BigIntegerField(_("agency fee"))
    agency_vat_fen = models.BigIntegerField(_("tax on the agency fee"))
    severance_fen = models.BigIntegerField(_("severance"))
    total_fen = models.BigIntegerField(_("total employer cost"))

    class Meta:
        verbose_name = _("pay line")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "calculation", "engagement", "month"], name="pay_line_once_a_calculation"
            )
        ]
        indexes = [
            models.Index(fields=["run", "calculation", "name_key"], name="pay_line_by_run_and_name"),
        ]


class PayItem(ScopedModel):
    """What is entered by hand for one person and month: overtime, leave, severance; voided, never erased."""

    class Component(models.TextChoices):
        OVERTIME = "overtime", _("overtime")
        HOLIDAY = "holiday", _("holiday money")
        OTHER = "other", _("other pay")
        LEAVE = "leave", _("sick and private leave")
        SEVERANCE = "severance", _("severance")
        TAX = "tax", _("income tax")

    read_act = "read_pay"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    run = models.ForeignKey(PayRun, models.PROTECT, related_name="items")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="pay_items")
    component = models.CharField(_("component"), max_length=9, choices=Component.choices)
    amount_fen = models.BigIntegerField(_("amount"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("recorded"))
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)

    class Meta:
        verbose_name = _("pay item")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "engagement", "component"],
                condition=Q(voided_at=None),
                name="one_pay_item_a_person_and_component",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="pay_item_not_negative"),
        ]


class PayCharge(ScopedModel):
    """That a line was charged: the act that moved the money, and the fund it came from. Written once."""

    read_act = "read_pay"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False)
    run = models.ForeignKey(PayRun, models.PROTECT, related_name="charges")
    line = models.OneToOneField(PayLine, models.PROTECT, related_name="charge")
    act = models.ForeignKey(Act, models.PROTECT, related_name="pay_charges")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="pay_charges", verbose_name=_("fund"))
    amount_fen = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("pay charge")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="pay_charge_positive"),
        ]
