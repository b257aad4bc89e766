"""减员增效: what a street means to do with money its fewer heads leave over (domain.md P11, M4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit
from staffing.models import Engagement


class SavingsPlan(ScopedModel):
    """One plan of one street and year, with the room it was reckoned in and what it costs in both years."""

    class Kind(models.TextChoices):
        RAISE = "raise", _("raise of pay")
        BONUS = "bonus", _("one-off bonus")
        HOLD = "hold", _("kept in hand")

    class Share(models.TextChoices):
        EVEN = "even", _("the same for each")
        BY_PAY = "by_pay", _("in proportion to pay")
        WEIGHTED = "weighted", _("by weight of the post")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        CHECKED = "checked", _("above the ceiling, with the leader of finance")
        APPROVED = "approved", _("approved")
        USED = "used", _("carried out")
        REFUSED = "refused", _("turned down")
        WITHDRAWN = "withdrawn", _("withdrawn")

    read_act = "read_money"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="savings_plans", verbose_name=_("Street or town")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("use"), max_length=5, choices=Kind.choices)
    share = models.CharField(_("shared out"), max_length=8, choices=Share.choices, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    heads_before = models.PositiveIntegerField(_("heads before"))
    heads_after = models.PositiveIntegerField(_("heads after"))
    raise_from = models.PositiveSmallIntegerField(_("first month of the raise"), default=1)
    free_fen = models.BigIntegerField(_("free this year before"))
    next_fen = models.BigIntegerField(_("money of the next year"))
    saved_now_fen = models.BigIntegerField(_("saved this year"), default=0)
    saved_year_fen = models.BigIntegerField(_("saved in a whole year"), default=0)
    severance_fen = models.BigIntegerField(_("severance"), default=0)
    pays_off = models.PositiveSmallIntegerField(_("pays off in month"), null=True, blank=True)
    month_fen = models.BigIntegerField(_("raise a month, all together"), default=0)
    now_fen = models.BigIntegerField(_("cost this year"), default=0)
    next_year_fen = models.BigIntegerField(_("cost in the next year"), default=0)
    average_before_fen = models.BigIntegerField(_("average pay a month before"), default=0)
    average_after_fen = models.BigIntegerField(_("average pay a month after"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("planned"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    used_on = models.DateField(_("carried out on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("plan of savings")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(now_fen__gte=0, next_year_fen__gte=0), name="plan_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(heads_after__lte=F("heads_before")), name="plan_of_savings_adds_nobody"
            ),
            models.CheckConstraint(
                condition=Q(raise_from__gte=1, raise_from__lte=13), name="plan_begins_in_a_month"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("submitted_by")),
                name="plan_approved_by_another",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="savings_by_unit_and_year")]

    def __str__(self):
        return f"{self.unit.name} {self.year} {self.get_kind_display()}"


class SavingsLine(ScopedModel):
    """One person of a plan: who leaves with which severance, who stays with which raise."""

    unit_path = "plan__unit_id"
    read_act = "read_money"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    plan = models.ForeignKey(SavingsPlan, models.PROTECT, related_name="lines")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    leaves = models.BooleanField(_("leaves"), default=False)
    pay_fen = models.BigIntegerField(_("monthly pay"))
    raise_fen = models.BigIntegerField(_("raise a month"), default=0)
    severance_fen = models.BigIntegerField(_("severance"), default=0)

    class Meta:
        verbose_name = _("line of a plan of savings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "engagement"], name="savings_line_once_a_person"),
            models.CheckConstraint(condition=Q(raise_fen__gte=0), name="savings_raise_not_negative"),
        ]
