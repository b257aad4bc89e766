"""Forms of single steps: an act that says why, an act with a word to go with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.forms.fields import text, version_field


class WhyForm(forms.Form):
    """An act that says why."""

    note = text(_("why"), 300, required=True, lines=2)
    version = version_field()


class RemarkForm(forms.Form):
    """An act with a word to go with it."""

    note = text(_("Remarks"), 300, lines=2)
    version = version_field()
