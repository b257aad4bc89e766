"""Units: entered and changed by the bureau; a street or town gets its accounts with its first entry."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, ledger, refusals, versions
from quota_pool.models import District, Unit
from quota_pool.pinyin import sort_key

FACTS = (
    "code",
    "name",
    "short_name",
    "unit_type",
    "parent",
    "resident_population",
    "population_date",
    "area_km2",
    "admin_establishment",
    "institution_establishment",
    "other_establishment",
    "social_credit_code",
    "is_rural_related",
)

CODE_TAKEN = refusals.code(
    "unit_code_taken", _("The code {code} belongs to {unit}."), _("Take the next serial number.")
)
OWN_PARENT = refusals.code(
    "unit_in_itself",
    _("{unit} cannot belong to itself or to a unit below it."),
    _("Choose a unit above {unit}, or none."),
)


@transaction.atomic
def enter_unit(*, district: District, actor, **facts) -> Unit:
    """Enter a unit with its ledger accounts."""
    access.require(actor, "edit_units")
    unit = Unit(district=district, **facts)
    refusals.raise_any(_reasons(unit))
    unit.name_key = sort_key(unit.name)
    unit.save()
    ledger.open_unit(unit)
    audit.record(actor, "unit.enter", unit, unit=unit, after=_shown(unit), label=unit.name)
    return unit


@transaction.atomic
def edit_unit(*, unit: Unit, actor, seen: int | None = None, reason: str = "", **facts) -> Unit:
    """Change what is known of a unit; its grants, people and movements stay with it."""
    access.require(actor, "edit_units", unit)
    unit = (
        Unit.objects.select_for_update(no_key=True, of=("self",))
        .select_related("district", "parent")
        .get(pk=unit.pk)
    )
    versions.check(unit, seen)
    before = _shown(unit)
    for name, value in facts.items():
        setattr(unit, name, value)
    refusals.raise_any(_reasons(unit))
    unit.name_key = sort_key(unit.name)
    unit.version += 1
    unit.save()
    audit.record(
        actor, "unit.edit", unit, unit=unit, before=before, after=_shown(unit), reason=reason, label=unit.name
    )
    return unit


def _reasons(unit: Unit) -> list[refusals.Reason]:
    found = []
    other = Unit.objects.filter(district_id=unit.district_id, code=unit.code).exclude(pk=unit.pk).first()
    if other is not None:
        found.append(CODE_TAKEN.reason(code=unit.code, unit=other.name, field="code"))
    if unit.pk and _is_below(unit.parent, unit):
        found.append(OWN_PARENT.reason(unit=unit.name, field="parent"))
    return found


def _is_below(place: Unit | None, unit: Unit) -> bool:
    """Whether `place` is the unit itself or lies somewhere below it."""
    while place is not None:
        if place.pk == unit.pk:
            return True
        place = place.parent
    return False


def _shown(unit: Unit) -> dict:
    return {name: str(getattr(unit, name) or "") for name in FACTS}
