"""The form of a unit."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, coded, text
from quota_pool.models import Unit

MOST = 100_000_000
CODE = re.compile(r"\d{9,12}")


def count(label, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=0, max_value=MOST)


class UnitForm(forms.Form):
    """What is known of a unit."""

    name = text(_("Name"), 60, required=True)
    short_name = text(_("Short name"), 20)
    code = text(_("Code"), 12, required=True, help_text=_("GB/T 2260 region and serial"))
    unit_type = coded(Unit.Type.choices, _("Kind"), required=True)
    parent = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Belongs to"), required=False, empty_label=_("directly to the district")
    )
    resident_population = count(_("Resident population"))
    population_date = DayField(label=_("Population counted on"), required=False)
    area_km2 = forms.DecimalField(
        label=_("Area (km²)"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    admin_establishment = count(_("Administrative establishment"))
    institution_establishment = count(_("Institution establishment"))
    other_establishment = count(_("Other establishment"))
    social_credit_code = text(_("Social credit code"), 18)
    is_rural_related = forms.BooleanField(label=_("Rural-related"), required=False)
    reason = text(_("Reason for the change"), 300, lines=2)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.fields["parent"].queryset = Unit.objects.visible_to(user, "edit_units").order_by("code")

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Nine to twelve digits: the region's six and a serial number."))
        return code

    def clean_social_credit_code(self):
        code = self.cleaned_data["social_credit_code"].strip().upper()
        if code and not uscc.is_valid(code):
            raise forms.ValidationError(_("The check character of the social credit code is wrong."))
        return code

    def clean_population_date(self):
        day = self.cleaned_data["population_date"]
        if day and day > today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def facts(self) -> dict:
        """What the service is given."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "version")}
        for name in ("admin_establishment", "institution_establishment", "other_establishment"):
            said[name] = said[name] or 0
        return said
