"""Sealed values against their rows: each opens for its own row, and a keyed hash is that of the number."""

from collections.abc import Iterator

from django.core.exceptions import FieldDoesNotExist

from quota_pool import sealed
from quota_pool.ledger.proof import Fault, check
from quota_pool.models import District
from quota_pool.rotation import sealed_models
from staffing.models import Person
from staffing.services.people import id_hash

AT_A_TIME = 2000


@check
def sealed_values_open(district: District) -> Iterator[Fault]:
    """Every sealed value opens for its row; one moved here from elsewhere or changed in one byte does not."""
    for model in sealed_models():
        columns = [one.name for one in model._meta.fields if isinstance(one, sealed.SealedField)]
        hashed = ["id_hash"] if model is Person else []
        rows = model.objects.filter(**{_district_path(model): district.pk}).order_by("pk")
        for row in rows.values("pk", "uid", *columns, *hashed).iterator(AT_A_TIME):
            for what in _wrong(row, columns):
                yield Fault("sealed", f"{model._meta.model_name} {row['pk']}", what)


def _district_path(model) -> str:
    try:
        return model._meta.get_field("district").attname
    except FieldDoesNotExist:
        return model.district_path


def _wrong(row: dict, columns: list[str]) -> Iterator[str]:
    """What of a row does not open, and a hash that is not that of the number; never the value itself."""
    for column in columns:
        try:
            text = row[column].open(row["uid"]) if row[column] else ""
        except sealed.SealedError as fault:
            yield str(fault)
            continue
        if column == "id_no" and "id_hash" in row and bytes(row["id_hash"]) != id_hash(text):
            yield "the keyed hash is not that of the number"
