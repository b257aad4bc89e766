"""Units over REST: the streets, towns, departments and organs the asker may see."""

from rest_framework import serializers

from quota_pool.filters import UnitFilter
from quota_pool.models import Unit

from .resources import RowResource
from .shapes import Piece, Shape


def _size_class(population: int | None) -> str:
    return Unit(resident_population=population).size_class


class Units(RowResource):
    """Streets, towns, departments and organs."""

    model = Unit
    shape = Shape(
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
        size_class=Piece(("resident_population",), _size_class, serializers.CharField),
    )
    filterset_class = UnitFilter
    order = ("code", "id")
    acts = {"list": "read_pool", "retrieve": "read_pool"}
