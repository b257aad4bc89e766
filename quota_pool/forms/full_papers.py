"""Forms about papers with full ID numbers: approved for some hours, or refused with words that say why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.forms.fields import reason_field, text, version_field
from quota_pool.full_papers import MOST_HOURS, USUAL_HOURS


class ApproveForm(forms.Form):
    """For how long it may be issued."""

    hours = forms.IntegerField(
        label=_("valid for so many hours"), min_value=1, max_value=MOST_HOURS, initial=USUAL_HOURS
    )
    note = text(_("note"), 300)
    version = version_field()


class RefuseForm(forms.Form):
    """Why not."""

    note = reason_field(_("Why not"))
    version = version_field()


class IssueFullForm(forms.Form):
    """The order to issue what was approved."""

    version = version_field()
