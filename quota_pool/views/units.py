"""Units: the list for whoever enters them, one form for entering and changing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import access, units
from quota_pool.filters import UnitFilter
from quota_pool.forms.units import UnitForm
from quota_pool.listing import Column, ListPage, coded, day_of, opens
from quota_pool.models import District, Unit
from quota_pool.views.acts import ActPage

CLASSES = dict(Unit.SizeClass.choices)


def size_class(row) -> str:
    """The size class in words, by the resident population."""
    found = Unit(resident_population=row["resident_population"]).size_class
    return str(CLASSES[found]) if found else ""


class UnitsPage(ListPage):
    """Units of the district."""

    model = Unit
    act = "edit_units"
    title = gettext_lazy("Units")
    subtitle = gettext_lazy("streets, towns, departments and organs")
    filterset_class = UnitFilter
    conditions_in_front = ("q", "unit_type")
    order = ("code",)
    export_name = "units"
    purpose = gettext_lazy("Streets and towns own quota pools; departments and organs may be entered too.")
    columns = [
        Column("code", gettext_lazy("Code"), sort="code"),
        Column(
            "name",
            gettext_lazy("Name"),
            link=opens("unit-edit"),
            sort="name_key",
        ),
        coded("kind", gettext_lazy("Kind"), Unit.Type.choices, value="unit_type"),
        Column("size", gettext_lazy("Size class"), value=size_class, fields=("resident_population",)),
        Column(
            "population",
            gettext_lazy("Resident population"),
            value="resident_population",
            numeric=True,
            sort="resident_population",
        ),
        day_of("population_date", gettext_lazy("Population counted on")),
        Column("area", gettext_lazy("Area (km²)"), value="area_km2", numeric=True),
        Column(
            "admin", gettext_lazy("Administrative establishment"), value="admin_establishment", numeric=True
        ),
        Column(
            "institution",
            gettext_lazy("Institution establishment"),
            value="institution_establishment",
            numeric=True,
        ),
        day_of("opened", gettext_lazy("Opening day of the roster"), value="opened_on"),
    ]

    def more_context(self) -> dict:
        return {"first_step": (_("Enter a unit"), reverse("unit-enter"))}


class UnitPage(ActPage):
    """What is known of a unit, in one form."""

    act = "edit_units"
    form_class = UnitForm
    submit_label = gettext_lazy("Save")

    def get_form(self, form_class=None):
        return UnitForm(**self.get_form_kwargs(), user=self.request.user)

    @property
    def cancel_url(self) -> str:
        return reverse("units")


class EnterUnit(UnitPage):
    """A new unit, with its ledger accounts."""

    title = gettext_lazy("Enter a unit")

    def perform(self, form) -> str:
        district = get_object_or_404(District, pk=access.district_of(self.request.user))
        unit = units.enter_unit(district=district, actor=self.request.user, **form.facts())
        messages.success(self.request, _("%(unit)s is entered.") % {"unit": unit.name})
        return reverse("units")


class EditUnit(UnitPage):
    """What has changed about a unit."""

    def find_target(self) -> Unit:
        rows = Unit.objects.visible_to(self.request.user, "edit_units").select_related("district")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def unit(self) -> Unit:
        return self.target

    @property
    def title(self) -> str:
        return self.target.name

    def get_initial(self):
        return {name: getattr(self.target, name) for name in (*units.FACTS, "version")}

    def perform(self, form) -> str:
        said = form.cleaned_data
        units.edit_unit(
            unit=self.target,
            actor=self.request.user,
            seen=said["version"],
            reason=said["reason"],
            **form.facts(),
        )
        messages.success(self.request, _("Saved."))
        return reverse("units")
