"""Forms about pay runs: a month to open, what is entered by hand, the steps."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import PayItem
from quota_pool.calendar import today
from quota_pool.forms.fields import YuanField, coded, key_field, reason_field, text, version_field
from quota_pool.models import Unit

MONTHS_BACK = 24


def _months() -> list[tuple[str, str]]:
    """This month and those before it, the newest first."""
    day = today()
    numbers = range(day.year * 12 + day.month - 1, day.year * 12 + day.month - 1 - MONTHS_BACK, -1)
    return [(f"{number // 12}-{number % 12 + 1:02d}",) * 2 for number in numbers]


class OpenForm(forms.Form):
    """A month of a unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("unit"), empty_label=None)
    month = forms.ChoiceField(label=_("Month"), choices=_months)
    note = text(_("Remarks"), 300, lines=2)
    key = key_field()

    def __init__(self, *args, units, **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk

    def clean_month(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")


class ItemForm(forms.Form):
    """What is entered by hand for one person; nothing in the amount takes it away again."""

    component = coded(PayItem.Component.choices, _("What it is"), required=True)
    amount = YuanField(label=_("Amount in yuan"), help_text=_("0 takes away what was entered before"))
    note = text(_("Ground"), 200, help_text=_("hours, days, or the paper it rests on"))
    version = version_field()


class ReturnRunForm(forms.Form):
    """The leader sends it back."""

    note = text(_("Why it is returned"), 300, required=True, lines=2)
    version = version_field()


class CancelRunForm(forms.Form):
    """The run is given up."""

    reason = reason_field(_("Why this is done"))
    version = version_field()
