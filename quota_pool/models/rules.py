"""Dated parameters of a district (domain.md section 8), each with the document it rests on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .documents import Document
from .scoping import ScopedModel
from .units import District, Unit


class RuleLevel(models.TextChoices):
    """What a rule does when it is not met."""

    OFF = "off", _("off")
    WARN = "warn", _("warn")
    BLOCK = "block", _("block")


class RuleValue(ScopedModel):
    """The value of one rule from a day on, for the district or for one unit of it; never edited."""

    open_to_district = True
    read_act = "read_rules"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit"))
    code = models.CharField(_("rule"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    value = models.JSONField(_("value"), null=True, blank=True)
    level = models.CharField(_("level"), max_length=5, choices=RuleLevel.choices)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, verbose_name=_("document"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("rule value")
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=RuleLevel.values), name="rule_level_known"),
        ]
        indexes = [models.Index(fields=["district", "code", "valid_from"], name="rule_by_day")]
