"""The district's working-day table: days off and make-up working days, by year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .documents import Document
from .scoping import ScopedModel
from .units import District


class CalendarYear(ScopedModel):
    """A year whose official calendar has been entered; a year without a row counts Monday to Friday."""

    unit_path = None
    open_to_district = True
    read_act = "read_rules"

    district = models.ForeignKey(District, models.PROTECT)
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=120, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("calendar year")
        constraints = [models.UniqueConstraint(fields=["district", "year"], name="calendar_year_once")]


class CalendarDay(ScopedModel):
    """One day that differs from plain Monday to Friday, or a named holiday that falls on a weekend."""

    class Kind(models.TextChoices):
        OFF = "off", _("day off")
        WORK = "work", _("make-up working day")

    unit_path = None
    open_to_district = True
    read_act = "read_rules"

    district = models.ForeignKey(District, models.PROTECT)
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("calendar day")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["district", "date"], name="calendar_day_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["off", "work"]), name="calendar_day_kind"),
        ]
