"""Forms about savings: what the solver is asked, and a plan that is a mere amount."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import SavingsPlan
from budgets.savings import Terms, default_weights, on_post
from quota_pool import access, figures
from quota_pool.calendar import today
from quota_pool.forms.fields import YuanField, coded, text
from quota_pool.models import Unit
from staffing.dictionaries import PostCategory
from staffing.forms.grants import MOST_HEADS

MOST = 10**11  # yuan
OFFERED = 40  # people to tick: those whose contracts end first


class SolverForm(forms.Form):
    """减员增效测算: whom to give up, until when they are paid, from when the raise, in which room."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2199)
    count = forms.IntegerField(
        label=_("heads to give up"),
        required=False,
        min_value=0,
        max_value=MOST_HEADS,
        help_text=_("beside the people ticked: those who cost least severance"),
    )
    paid_until = forms.IntegerField(
        label=_("paid until month"), min_value=0, max_value=12, help_text=_("0: not at all this year")
    )
    raise_from = forms.IntegerField(
        label=_("raise from month"), min_value=1, max_value=13, help_text=_("13: January of the next year")
    )
    step = forms.ChoiceField(
        label=_("raise in steps of"),
        choices=[("1", _("0.01 yuan")), ("100", _("1 yuan")), ("1000", _("10 yuan")), ("5000", _("50 yuan"))],
    )
    free_fen = YuanField(
        label=_("free this year (yuan)"),
        required=False,
        max_value=MOST,
        help_text=_("empty: what the envelope has free"),
    )
    next_fen = YuanField(
        label=_("money of the next year (yuan)"),
        required=False,
        max_value=MOST,
        help_text=_("empty: the next envelope, or this one again"),
    )
    with_severance = forms.BooleanField(label=_("severance is paid"), required=False)
    people = forms.TypedMultipleChoiceField(
        label=_("people to give up"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, *, user, **more):
        super().__init__(data, **more)
        self.user = user
        self.fields["unit"].queryset = Unit.objects.visible_to(user, "read_staff").pool_owners()
        for code, label in PostCategory.choices:
            self.fields[f"weight_{code}"] = forms.IntegerField(label=label, min_value=0, max_value=100)

    @classmethod
    def first(cls, user) -> dict:
        """What stands in the form before anybody has asked."""
        day = today()
        told = {
            "unit": access.unit_of(user) or "",
            "year": day.year,
            "paid_until": day.month,
            "raise_from": day.month + 1,
            "step": "100",
            "with_severance": "on",
        }
        return told | {f"weight_{code}": weight for code, weight in default_weights().items()}

    def offer(self, unit: Unit) -> None:
        """Offer people of the street to be ticked, those whose contracts end first."""
        words = _("%(name)s · %(post)s · contract to %(day)s")
        self.fields["people"].choices = [
            (
                row.pk,
                words
                % {"name": row.person.name, "post": row.primary_post, "day": figures.day(row.contract_end)},
            )
            for row in on_post(unit)[:OFFERED]
        ]

    @property
    def weights(self) -> list:
        """The boxes of weights."""
        return [self[f"weight_{code}"] for code in PostCategory.values]

    @property
    def main_fields(self) -> list:
        """The rest of the boxes, but for the people."""
        return [
            field
            for field in self.visible_fields()
            if not field.name.startswith("weight_") and field.name != "people"
        ]

    def terms(self) -> Terms:
        """The question for the solver."""
        said = self.cleaned_data
        return Terms(
            year=said["year"],
            count=said["count"] or 0,
            people=tuple(said["people"]),
            paid_until=said["paid_until"],
            raise_from=said["raise_from"],
            step_fen=int(said["step"]),
            with_severance=said["with_severance"],
            weights=tuple((code, said[f"weight_{code}"]) for code in PostCategory.values),
            free_fen=said["free_fen"],
            next_fen=said["next_fen"],
        )


class AmountForm(forms.Form):
    """A one-off bonus, or money kept in hand."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2199)
    kind = coded(SavingsPlan.Kind.choices[1:], _("use"), required=True)
    amount_fen = YuanField(label=_("amount (yuan)"), min_value=1, max_value=MOST)
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = Unit.objects.visible_to(user, "plan_savings").pool_owners()
        self.fields["unit"].initial = access.unit_of(user)
        self.fields["year"].initial = today().year
