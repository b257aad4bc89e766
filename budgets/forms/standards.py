"""Forms about standards per head and about cost sheets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import CostSheet
from quota_pool import access
from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, YuanField, coded, text, version_field
from quota_pool.models import Document, Unit
from staffing.dictionaries import PostCategory
from staffing.forms.grants import MOST_HEADS, DocumentChoice


class StandardForm(forms.Form):
    """定额标准: for which posts, how much, from when, on which document."""

    post_category = coded(PostCategory.choices, _("post category"), required=True)
    amount_fen = YuanField(
        label=_("standard a head and year (yuan)"),
        min_value=1,
        help_text=_("everything the employer pays: pay, bonus, insurance, housing fund, agency fee"),
    )
    valid_from = DayField(label=_("Valid from"))
    document = DocumentChoice(Document.objects.none(), label=_("Document"), empty_label=_("– choose –"))
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        documents = Document.objects.visible_to(user).filter(voided_at=None)
        self.fields["document"].queryset = documents.order_by("-issued_on", "-id")


class NotApprovedForm(forms.Form):
    """A no, with its reason."""

    note = text(_("Why it is not approved"), 300, required=True, lines=2)
    version = version_field()


class CostSheetForm(forms.Form):
    """经费测算表: which street, which year, which heads, and the ceiling if there is one."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2199)
    heads_from = forms.ChoiceField(
        label=_("heads from"),
        choices=CostSheet.HeadsFrom.choices,
        widget=forms.RadioSelect,
        initial=CostSheet.HeadsFrom.ROSTER,
    )
    months = forms.IntegerField(label=_("months reckoned"), min_value=1, max_value=12, initial=12)
    base_fen = YuanField(
        label=_("base (yuan)"),
        required=False,
        max_value=10**11,
        help_text=_("only for base-capped money: the total never exceeds it"),
    )
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        units = Unit.objects.visible_to(user, "make_cost_sheet").pool_owners().order_by("code")
        self.fields["unit"].queryset = units
        self.fields["unit"].initial = access.unit_of(user)
        self.fields["year"].initial = today().year + 1
        for code, label in PostCategory.choices:
            self.fields[f"heads_{code}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_HEADS
            )

    @property
    def by_category(self) -> list:
        """The boxes in which granted heads are named by post category."""
        return [self[f"heads_{code}"] for code in PostCategory.values]

    @property
    def main_fields(self) -> list:
        """The rest of the boxes."""
        return [field for field in self.visible_fields() if not field.name.startswith("heads_")] + [
            self["heads_from"]
        ]

    def facts(self) -> dict:
        """What the service is given besides the actor."""
        said = self.cleaned_data
        named = {code: said[f"heads_{code}"] for code in PostCategory.values if said[f"heads_{code}"]}
        names = ("unit", "year", "heads_from", "months", "base_fen", "note")
        return {name: said[name] for name in names} | {"heads": named}
