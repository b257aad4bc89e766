"""经费测算表: what heads cost at the standards of a year, its lines kept as they were reckoned."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit
from staffing.dictionaries import PostCategory

from .standards import Standard


class CostSheet(ScopedModel):
    """One reckoning for a unit and year; never changed, another one is made instead."""

    class HeadsFrom(models.TextChoices):
        GRANTED = "granted", _("granted heads")
        ROSTER = "roster", _("people on the roster")

    read_act = "read_money"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="cost_sheets", verbose_name=_("Street or town")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    heads_from = models.CharField(_("heads from"), max_length=7, choices=HeadsFrom.choices)
    on = models.DateField(_("as on"))
    months = models.PositiveSmallIntegerField(_("months reckoned"), default=12)
    heads = models.PositiveIntegerField(_("heads reckoned"))
    asked_fen = models.BigIntegerField(_("sum of the lines"))
    base_fen = models.BigIntegerField(_("base"), null=True, blank=True)
    total_fen = models.BigIntegerField(_("total"))
    on_cost_rate = models.DecimalField(_("employer's on-cost (%)"), max_digits=6, decimal_places=2)
    # 控减方案: heads at the start and at the end of each year to come.
    reduction = models.JSONField(_("reduction plan"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("cost sheet")
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="cost_sheet_of_a_year"),
            models.CheckConstraint(
                condition=Q(total_fen__gte=0) & (Q(base_fen=None) | Q(total_fen__lte=models.F("base_fen"))),
                name="cost_sheet_within_its_base",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="cost_sheet_by_unit_and_year")]

    def __str__(self):
        return f"{self.unit.name} {self.year}"


class CostLine(ScopedModel):
    """One post category of a sheet: heads × standard × months, beside what today's pay would cost."""

    unit_path = "sheet__unit_id"
    read_act = "read_money"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    sheet = models.ForeignKey(CostSheet, models.PROTECT, related_name="lines")
    post_category = models.CharField(_("post category"), max_length=4, choices=PostCategory.choices)
    heads = models.PositiveIntegerField(_("heads reckoned"))
    people = models.PositiveIntegerField(_("people on post"), default=0)
    months = models.PositiveSmallIntegerField(_("months reckoned"))
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    standard_fen = models.BigIntegerField(_("standard a head and year"))
    amount_fen = models.BigIntegerField(_("subtotal"))
    pay_fen = models.BigIntegerField(_("monthly pay of the people"), default=0)
    pay_cost_fen = models.BigIntegerField(_("cost at today's pay"), default=0)

    class Meta:
        verbose_name = _("line of a cost sheet")
        ordering = ["post_category"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "post_category"], name="cost_line_once_a_category"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="cost_line_not_negative"),
        ]
