"""Forms about filings: sending them in, and deciding on them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from staffing.dictionaries import ReturnReason
from staffing.forms.fields import text, version_field


class SubmitForm(forms.Form):
    """Sending a filing to the bureau."""

    note = text(_("note to the bureau"), 300, lines=2)
    version = version_field()


class AcceptForm(forms.Form):
    """Entering a filing on the record."""

    note = text(_("note"), 300, lines=2)
    version = version_field()


class DecideForm(forms.Form):
    """Returning or refusing a filing: what is wrong with it, in codes and in words."""

    reasons = forms.MultipleChoiceField(
        label=_("reasons"), choices=ReturnReason.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    note = text(_("what has to be corrected"), 300, lines=3)
    version = version_field()
