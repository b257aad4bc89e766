"""Units over REST: the streets, towns, departments and organs the asker may see."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from quota_pool import units
from quota_pool.filters import UnitFilter
from quota_pool.models import Unit

from .fields import Area, Code, Day, Facts, Line, Row, Text, Truth, Whole
from .resources import Deed, RowResource, own_district, write
from .shapes import Piece, Shape

MOST_PEOPLE = 2_000_000_000


def _size_class(population: int | None) -> str:
    return Unit(resident_population=population).size_class


def _size_described() -> serializers.Field:
    return serializers.ChoiceField(Unit.SizeClass.choices, allow_blank=True, help_text=_("size class"))


UNIT = Shape(
    Unit,
    "id",
    "code",
    "name",
    "short_name",
    "unit_type",
    "resident_population",
    "population_date",
    "area_km2",
    "admin_establishment",
    "institution_establishment",
    "other_establishment",
    "social_credit_code",
    "is_rural_related",
    "opened_on",
    "version",
    "updated_at",
    district="district__code",
    parent="parent_id",
    size_class=Piece(("resident_population",), _size_class, _size_described),
)


def number(**how) -> Whole:
    """A count of people or posts."""
    return Whole(required=False, min_value=0, max_value=MOST_PEOPLE, **how)


class UnitFacts(Facts):
    """What is known of a unit."""

    words_of = (Unit,)
    code = Text(12)
    name = Text(60)
    unit_type = Code(Unit.Type.choices)
    short_name = Line(20)
    parent = Row(Unit, required=False, allow_null=True)
    resident_population = number(allow_null=True)
    population_date = Day(required=False, allow_null=True)
    area_km2 = Area(required=False, allow_null=True)
    admin_establishment = number()
    institution_establishment = number()
    other_establishment = number()
    social_credit_code = Line(18)
    is_rural_related = Truth(required=False)


class UnitChanges(UnitFacts):
    """What changes, and why; what is left out stays."""

    reason = Text(300)

    def get_fields(self):
        fields = super().get_fields()
        for name, one in fields.items():
            one.required = name == "reason"
        return fields


class Units(RowResource):
    """Streets, towns, departments and organs."""

    model = Unit
    shape = UNIT
    filterset_class = UnitFilter
    order = ("code", "id")
    related = ("district",)
    acts = {
        "list": "read_pool",
        "retrieve": "read_pool",
        "create": "edit_units",
        "partial_update": "edit_units",
    }

    def visible(self):
        """An administrator enters units without seeing into their pools."""
        return self.model.objects.visible_to(self.request.user, self.acts[self.action])

    def unit_of(self, row):
        return row

    @write(UnitFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Enter a unit with its ledger accounts."""
        district = own_district(deed.actor)
        return UNIT.of(units.enter_unit(district=district, actor=deed.actor, **deed.facts))

    @write(UnitChanges, needs_key=False, needs_version=True)
    def partial_update(self, deed: Deed) -> dict:
        """Change what is known of a unit."""
        return UNIT.of(units.edit_unit(unit=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))
