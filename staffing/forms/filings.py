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


class WithdrawForm(forms.Form):
    """Taking a filing back."""

    note = text(_("why it is withdrawn"), 300, lines=2)
    version = version_field()


class UrgeForm(forms.Form):
    """A reminder to the other side."""

    note = text(_("word to go with the reminder"), 300, lines=2)


class ReturnManyForm(forms.Form):
    """Returning many filings at once: one list of reasons for all."""

    reasons = forms.MultipleChoiceField(
        label=_("reasons"), choices=ReturnReason.choices, widget=forms.CheckboxSelectMultiple
    )
    note = text(_("what has to be corrected"), 300, lines=3)


class DecideForm(forms.Form):
    """Returning or refusing a filing: what is wrong with it, in codes and in words."""

    reasons = forms.MultipleChoiceField(
        label=_("reasons"), choices=ReturnReason.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    note = text(_("what has to be corrected"), 300, lines=3)
    version = version_field()
