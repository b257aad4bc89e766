"""The form of a change for many people: only what moves no head; what is left empty stays as it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from staffing.dictionaries import PostCategory
from staffing.forms.fields import DayField, coded, key_field, reason_field, text
from staffing.services.bulk_changes import CHANGEABLE, DAYS


class BulkChangeForm(forms.Form):
    """From which day, what, and why."""

    on = DayField(label=_("from which day"), initial=today, help_text=_("Today or an earlier day."))
    department = text(_("department"), 60, help_text=_("Left empty, it stays as it is."))
    community = text(_("community"), 60, help_text=_("Left empty, it stays as it is."))
    supervisor = text(_("supervisor"), 40, help_text=_("Left empty, it stays as it is."))
    primary_post = text(_("post"), 60, help_text=_("Left empty, it stays as it is."))
    post_category = coded(PostCategory.choices, _("post category"))
    contract_end = DayField(
        label=_("contract renewed until"), required=False, help_text=_("Left empty, it stays as it is.")
    )
    reason = reason_field()
    key = key_field()

    def clean(self):
        """At least one thing must change."""
        cleaned = super().clean()
        if not self.errors and not self.changes():
            raise forms.ValidationError(_("Fill in what is to change."))
        return cleaned

    def changes(self) -> dict:
        """What the people's terms are to become; days as ISO text."""
        said = {name: self.cleaned_data[name] for name in CHANGEABLE if self.cleaned_data.get(name)}
        return {name: value.isoformat() if name in DAYS else value for name, value in said.items()}
