"""Answers that tell what the rules let pass with a warning: each with its numbers and its way out."""

from functools import cache

from rest_framework import serializers

from quota_pool.api.shapes import Shape, as_serializer

WARNINGS = {
    "warnings": serializers.ListField(
        child=serializers.DictField(), help_text="what the rules let pass with a warning"
    )
}


@cache
def remarked(shape: Shape) -> type[serializers.Serializer]:
    """Describes the row of a shape with its warnings, once for all acts that answer so."""
    return as_serializer(f"{shape.name}Remarked", shape.described() | WARNINGS)


def warnings_of(row) -> dict:
    """What the act that has just written the row warned of."""
    return {"warnings": [reason.as_dict() for reason in row.remarks]}
