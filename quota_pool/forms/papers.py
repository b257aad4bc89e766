"""Forms about papers: what a paper is asked by, the order to issue it, the question whether it is ours."""

import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool import access
from quota_pool.as_of import closed_day
from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, reason_field, text
from quota_pool.models import District, Unit
from quota_pool.papers import Ask, Paper

MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])", re.ASCII)


class MonthField(forms.CharField):
    """A month as 2026-03; `cleaned` is its first day."""

    def __init__(self, **more):
        super().__init__(max_length=7, widget=forms.TextInput(attrs={"placeholder": "2026-03"}), **more)

    def clean(self, value):
        plain = super().clean(value)
        if not plain:
            return None
        if not MONTH.fullmatch(plain):
            raise forms.ValidationError(_("Write the month like 2026-03."), code="invalid")
        return date.fromisoformat(f"{plain}-01")


class AskForm(forms.Form):
    """What one paper is asked by; a field the paper does not ask for is not there."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("unit"), required=False)
    since = DayField(label=_("First day"), required=False)
    on = DayField(label=_("As of"), required=False)
    known_on = DayField(label=_("As known on"), required=False)
    month = MonthField(label=_("Month"), required=False)
    record = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**18 - 1)

    def __init__(self, query, *, paper: Paper, user, **more):
        self.paper, self.user = paper, user
        super().__init__(query, **more)
        for name in [name for name in self.fields if name not in paper.asks and name in AskForm.base_fields]:
            del self.fields[name]
        if "unit" in self.fields:
            units = Unit.objects.visible_to(user, paper.act)
            self.fields["unit"].queryset = units
            self.fields["unit"].empty_label = _("whole district")
            if access.unit_of(user) is not None:
                del self.fields["unit"]

    @classmethod
    def defaults(cls, paper: Paper) -> dict:
        """What stands in the fields before anybody has chosen."""
        day = today()
        first = {"on": day, "since": day.replace(month=1, day=1), "month": f"{day:%Y-%m}"}
        return {name: value for name, value in first.items() if name in paper.asks}

    def clean_on(self):
        return self.cleaned_data["on"] or today()

    def clean_since(self):
        return self.cleaned_data["since"] or today().replace(month=1, day=1)

    def clean_month(self):
        return self.cleaned_data["month"] or today().replace(day=1)

    def clean_known_on(self):
        day = self.cleaned_data["known_on"]
        if day is not None and day > today():
            raise forms.ValidationError(_("What will be known on a day to come nobody can say."))
        return closed_day(day)

    def clean(self):
        said = super().clean()
        if said.get("since") and said.get("on") and said["since"] > said["on"]:
            self.add_error("since", _("The first day lies behind the last one."))
        return said

    def ask(self, base: str = "", *, is_full: bool = False) -> Ask:
        """The paper's question; street people ask about their own unit."""
        said = {name: self.cleaned_data.get(name) for name in AskForm.base_fields}
        own = access.unit_of(self.user)
        if own is not None and said["unit"] is None:
            said["unit"] = Unit.objects.get(pk=own)
        district = said["unit"].district_id if said["unit"] else access.district_of(self.user)
        place = District.objects.get(pk=district)
        return Ask(user=self.user, district=place, base=base, is_full=is_full, **said)


class IssueForm(AskForm):
    """The order to issue: the same question, and whether ID numbers stand in full, for which reason."""

    is_full = forms.BooleanField(label=_("with full ID numbers"), required=False)
    reason = reason_field(
        _("reason"), required=False, hint=_("Who gets the paper and what for; needed for full ID numbers.")
    )

    def __init__(self, query, *, paper: Paper, user, **more):
        super().__init__(query, paper=paper, user=user, **more)
        for name in paper.asks:
            if name in self.fields:
                self.fields[name].widget = forms.HiddenInput()
        if not (paper.may_be_full and access.can(user, "export_full")):
            del self.fields["is_full"], self.fields["reason"]


class ProveForm(forms.Form):
    """A number or a hash as it stands on the paper, or the workbook itself."""

    text = text(
        _("Number or hash on the paper"), 64, help_text=_("ten letters and digits, or 16 to 64 of the hash")
    )
    file = forms.FileField(
        label=_("or the workbook"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )

    def clean(self):
        said = super().clean()
        if not said.get("text") and not said.get("file") and not self.errors:
            self.add_error("text", _("Type the number, or choose the file."))
        return said
