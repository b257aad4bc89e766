"""Forms of the emergency route: opening it, people put to work, seating them, closing it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool import access
from quota_pool.calendar import today
from quota_pool.models import Unit
from staffing.forms.engagements import EntryFields
from staffing.forms.fields import DayField, key_field, text, version_field
from staffing.forms.people import IdentityFields, RecordFields


class OpenForm(forms.Form):
    """What happened, where and since when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    what = text(
        _("what happened"), 300, required=True, lines=3, help_text=_("and what people are needed for")
    )
    started_on = DayField(label=_("since"), initial=today)
    key = key_field()

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = Unit.objects.visible_to(user, "open_emergency").order_by("code")
        self.fields["unit"].initial = access.unit_of(user)


class EmergencyEntryForm(IdentityFields, RecordFields, EntryFields):
    """A person put to work at once."""

    def person(self) -> dict:
        return self.record() | self.identity()


class SeatPeopleForm(forms.Form):
    """Everybody of the emergency onto the heads granted for it."""

    key = key_field()


class CloseForm(forms.Form):
    """The emergency is over."""

    note = text(_("how it ended"), 300, required=True, lines=2)
    version = version_field()
