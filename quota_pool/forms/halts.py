"""The form of a halt: why it is lifted."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LiftForm(forms.Form):
    """What was put right; kept with the halt."""

    reason = forms.CharField(
        label=_("What was put right"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The books are proven anew first; the halt stays while anything disagrees."),
    )
