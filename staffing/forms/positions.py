"""The two days a position is asked for: when it is true, and when it was known."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.as_of import AsOf, closed_day
from quota_pool.calendar import today
from quota_pool.filters import KnownDayField
from staffing.forms.fields import DayField


class AsOfForm(forms.Form):
    """On which day, as known at the end of which closed day; both default to now (ledger.md section 3)."""

    on = DayField(label=_("On"), required=False)
    known_on = KnownDayField(label=_("As known on"), required=False)

    def __init__(self, query):
        # The day is always shown: a copied address and a printed page say which day it was.
        given = {name: query.get(name) for name in self.base_fields}
        super().__init__({**given, "on": given["on"] or today()})

    @property
    def as_of(self) -> AsOf:
        """The two days, once they are found to be days."""
        return AsOf(self.cleaned_data["on"], self.cleaned_data["known_on"])

    def clean_known_on(self):
        return closed_day(self.cleaned_data["known_on"])


class DifferencesForm(forms.Form):
    """Two days, each as known at the end of a closed day or now, for one unit or all in sight."""

    ENDS = (("from", "known_from"), ("to", "known_to"))

    def __init__(self, query, units):
        said = {name: query.get(name) for name in ("from", "known_from", "to", "known_to", "unit")}
        super().__init__({**said, "to": said["to"] or today()})
        self.fields = {
            "from": DayField(label=_("From the position true on")),
            "known_from": KnownDayField(label=_("as known on"), required=False),
            "to": DayField(label=_("To the position true on")),
            "known_to": KnownDayField(label=_("as known on"), required=False),
            "unit": forms.ModelChoiceField(units, label=_("unit"), required=False, empty_label=_("all")),
        }

    @property
    def ends(self) -> tuple[AsOf, AsOf]:
        """Both positions as they are asked for."""
        first, second = (AsOf.asked(*(self.cleaned_data[name] for name in end)) for end in self.ENDS)
        return first, second


class CompareForm(AsOfForm):
    """The two days, and a third one whose figures stand beside them."""

    against = DayField(label=_("Compare with"), required=False)
