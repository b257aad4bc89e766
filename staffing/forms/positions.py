"""The two days a position is asked for: when it is true, and when it was known."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.ledger.positions import closed_day
from staffing.forms.fields import DayField


class AsOfForm(forms.Form):
    """On which day, as known at the end of which closed day; both default to now (ledger.md section 3)."""

    on = DayField(label=_("On"), required=False)
    known_on = DayField(label=_("As known on"), required=False)

    def __init__(self, query):
        # The day is always shown: a copied address and a printed page say which day it was.
        given = {name: query.get(name) for name in self.base_fields}
        super().__init__({**given, "on": given["on"] or today()})

    def clean_known_on(self):
        day = self.cleaned_data["known_on"]
        if day is not None and day > today():
            raise forms.ValidationError(_("What will be known on a day to come nobody can say."))
        return closed_day(day)


class CompareForm(AsOfForm):
    """The two days, and a third one whose figures stand beside them."""

    against = DayField(label=_("Compare with"), required=False)
