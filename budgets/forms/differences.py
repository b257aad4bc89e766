"""Forms about differences between heads and pay: explained, handed on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import Difference
from quota_pool.forms.fields import coded, reason_field, text, version_field


class ExplainForm(forms.Form):
    """Why it differs; with that it ends."""

    reason = coded(Difference.Reason.choices, _("Reason"), required=True)
    note = text(_("Remarks"), 300, lines=2)
    version = version_field()


class HandForm(forms.Form):
    """Who can mend it."""

    owner = coded(Difference.Owner.choices, _("lies with"), required=True)
    note = reason_field(_("What is to be done"))
    version = version_field()
