"""Districts and the units in them: streets, towns, departments and organs (domain.md 6.1)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .scoping import ScopedModel, ScopedQuerySet


class District(models.Model):
    """One district, the wall nothing crosses; `config_version` grows when its rules or calendar change."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    name = models.CharField(_("name"), max_length=60)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    config_version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("district")

    def __str__(self):
        return self.name


class UnitQuerySet(ScopedQuerySet):
    """Units, with the two kinds that own a quota pool of their own."""

    def pool_owners(self):
        """Streets and towns: the units the pool page lists."""
        return self.filter(unit_type__in=(Unit.Type.STREET, Unit.Type.TOWN))


class Unit(ScopedModel):
    """A street, town, department or organ, placed in the district's tree."""

    class Type(models.TextChoices):
        STREET = "street", _("street")
        TOWN = "town", _("town")
        DEPARTMENT = "department", _("department")
        DISTRICT_ORGAN = "district_organ", _("district organ")
        FUNDED_INSTITUTION = "funded_institution", _("funded institution")
        EDUCATION = "education", _("education system")

    class SizeClass(models.TextChoices):
        SMALL = "S", _("small")
        MEDIUM = "M", _("medium")
        LARGE = "L", _("large")

    unit_path = "id"

    district = models.ForeignKey(District, models.PROTECT, related_name="units", verbose_name=_("district"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    code = models.CharField(_("code"), max_length=12, help_text=_("GB/T 2260 region and serial"))
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=20, blank=True)
    name_key = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    unit_type = models.CharField(_("kind"), max_length=20, choices=Type.choices)
    resident_population = models.PositiveIntegerField(_("resident population"), null=True, blank=True)
    population_date = models.DateField(_("population counted on"), null=True, blank=True)
    area_km2 = models.DecimalField(
        _("area (km²)"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    admin_establishment = models.PositiveIntegerField(_("administrative establishment"), default=0)
    institution_establishment = models.PositiveIntegerField(_("institution establishment"), default=0)
    other_establishment = models.PositiveIntegerField(_("other establishment"), default=0)
    social_credit_code = models.CharField(_("social credit code"), max_length=18, blank=True)
    is_rural_related = models.BooleanField(_("rural-related"), default=False)
    opened_on = models.DateField(_("opening day"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="unit_code_once_a_district"),
            models.CheckConstraint(
                condition=models.Q(
                    unit_type__in=[
                        "street",
                        "town",
                        "department",
                        "district_organ",
                        "funded_institution",
                        "education",
                    ]
                ),
                name="unit_type_known",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def size_class(self) -> str:
        """S up to 20,000 residents, L from 70,000, M between; empty while unknown (domain.md 6.12, M15)."""
        if self.resident_population is None:
            return ""
        if self.resident_population <= 20_000:
            return self.SizeClass.SMALL
        return self.SizeClass.LARGE if self.resident_population >= 70_000 else self.SizeClass.MEDIUM


class UnitRevenue(ScopedModel):
    """Fiscal revenue of a unit in one year, in fen."""

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="revenues")
    year = models.PositiveSmallIntegerField(_("year"))
    amount_fen = models.BigIntegerField(_("revenue"))

    class Meta:
        verbose_name = _("revenue of a unit")
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="unit_revenue_once_a_year"),
            models.CheckConstraint(condition=models.Q(amount_fen__gte=0), name="unit_revenue_not_negative"),
        ]
