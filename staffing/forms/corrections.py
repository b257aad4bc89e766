"""Forms of corrections: an entry told as it was, an exit taken back or told of another day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from staffing.dictionaries import EntryChannel, FundingSource
from staffing.forms.fields import DayField, coded, key_field, reason_field, text, version_field
from staffing.models import Engagement

MENDED = ("start_date", "entry_channel", "funding_source", "legal_employer")


class CorrectEntryForm(forms.Form):
    """补正: how and when the person came in, as it really was."""

    start_date = DayField(label=_("first day at work"))
    entry_channel = coded(EntryChannel.choices, _("way of entry"))
    funding_source = coded(FundingSource.choices, _("funding source"))
    legal_employer = text(
        _("legal employer"), 80, help_text=_("For dispatched staff: the name of the agency.")
    )
    reason = reason_field(_("reason for the correction"))
    key = key_field()
    version = version_field()

    def __init__(self, *args, engagement: Engagement, initial=None, **more):
        self.engagement = engagement
        now = {name: getattr(engagement, name) for name in MENDED}
        super().__init__(*args, initial={**now, "version": engagement.version, **(initial or {})}, **more)

    def changes(self) -> dict:
        """What differs from what is on record."""
        typed = {name: self.cleaned_data[name] for name in MENDED if name in self.cleaned_data}
        return {name: value for name, value in typed.items() if value != getattr(self.engagement, name)}


class TakeBackExitForm(forms.Form):
    """撤销退出: why the exit was no exit."""

    reason = reason_field(_("why the exit is taken back"))
    key = key_field()
    version = version_field()


class LastDayForm(forms.Form):
    """更正最后工作日: the right day, and why the other stood there."""

    last_day = DayField(label=_("last day at work"))
    reason = reason_field(_("reason for the correction"))
    key = key_field()
    version = version_field()
