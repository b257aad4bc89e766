"""Forms about monthly declarations: confirmed, checked, returned, locked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets import monthly
from budgets.filters.fields import MonthField
from quota_pool.forms.fields import reason_field, text, version_field


class MonthForm(forms.Form):
    """Which month a page or an act is about."""

    month = MonthField(label=_("month"), widget=forms.HiddenInput)


class ConfirmForm(MonthForm):
    """The street's leader confirms; that nothing changed is said by a tick, never by silence."""

    nil = forms.BooleanField(label=_("Nil return: nobody joined, left or changed"), required=False)
    note = text(_("Remarks"), 300, lines=2)


class CheckForm(MonthForm):
    """The bureau checks."""

    note = text(_("Remarks"), 300, lines=2)
    version = version_field()


class ReturnForm(MonthForm):
    """The bureau gives it back."""

    note = reason_field(_("What is wrong"))
    version = version_field()


class ChooseMonthForm(forms.Form):
    """Which month is shown."""

    month = MonthField(label=_("month"), required=False)

    def chosen(self, otherwise):
        """The month asked for, else the usual one."""
        return (self.cleaned_data.get("month") if self.is_valid() else None) or otherwise


def shown_in(form: forms.Form, month) -> forms.Form:
    """The form about this month."""
    form.initial["month"] = monthly.written(month)
    return form
