"""The district's working-day table: days off and make-up working days, by year."""

from django.conf import settings
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


class CalendarChange(ScopedModel):
    """One change of the calendar, append-only; the deadlines it moved point to it."""

    class Act(models.TextChoices):
        SET = "set", _("a day set")
        LOAD = "load", _("a year loaded")
        CLOSE = "close", _("a year closed")

    unit_path = None
    open_to_district = True
    read_act = "read_rules"

    district = models.ForeignKey(District, models.PROTECT)
    act = models.CharField(_("act"), max_length=5, choices=Act.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    day = models.DateField(_("day"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("change of the calendar")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=["set", "load", "close"]), name="calendar_change_act"
            )
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.day or self.year}"
