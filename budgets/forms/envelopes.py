"""Forms about envelopes: appropriated, drafted, calculated, approved, changed, closed."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import Envelope, EnvelopeChange
from budgets.services.envelopes.changes import PROPOSED_BY_HAND
from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, YuanField, coded, key_field, reason_field, text, version_field
from quota_pool.models import Document, Pool, Unit
from staffing.dictionaries import EconomicSubject, PostCategory
from staffing.forms.grants import DocumentChoice

MOST = Decimal("99999999999.99")
MOST_LINES = 40
KINDS = [(kind.value, kind.label) for kind in EnvelopeChange.Kind if kind in PROPOSED_BY_HAND]


def year_field() -> forms.IntegerField:
    """A budget year."""
    return forms.IntegerField(label=_("Year"), min_value=2000, max_value=2199, initial=lambda: today().year)


def big_yuan(label, *, may_fall: bool = False, **more) -> YuanField:
    """An amount of a street or of the district."""
    return YuanField(label=label, max_value=MOST, min_value=-MOST if may_fall else 0, **more)


class WithDocument(forms.Form):
    """An act on money names its paper."""

    document = DocumentChoice(Document.objects.none(), label=_("Document"), empty_label=_("– choose –"))

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        documents = Document.objects.visible_to(user).filter(voided_at=None)
        self.fields["document"].queryset = documents.order_by("-issued_on", "-id")


class AppropriationForm(WithDocument):
    """全区经费总额: what the district is given for a year."""

    year = year_field()
    amount = big_yuan(_("Amount (yuan)"), may_fall=True, help_text=_("below zero: taken back"))
    key = key_field()
    field_order = ("year", "amount", "document")

    def clean_amount(self):
        if not self.cleaned_data["amount"]:
            raise forms.ValidationError(_("Enter an amount."))
        return self.cleaned_data["amount"]


class DraftForm(forms.Form):
    """包干经费: whose, for which year, on what basis."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    year = year_field()
    basis = coded(Envelope.Basis.choices, _("Funding basis"), required=True)
    base = big_yuan(_("Base (yuan)"), required=False, help_text=_("for an envelope not above the base"))
    reduction_plan = text(_("Reduction plan"), 2000, lines=3)
    pays_from = DayField(
        label=_("Pays from"),
        required=False,
        help_text=_("empty: 1 January; pay before it was settled elsewhere"),
    )
    budget_subject = coded(
        EconomicSubject.choices, _("Budget subject"), required=True, initial=EconomicSubject.WAGE
    )
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        units = Unit.objects.visible_to(user, "draft_envelope").pool_owners()
        self.fields["unit"].queryset = units.order_by("code")

    def facts(self) -> dict:
        """What the service is given."""
        said = dict(self.cleaned_data)
        return said | {"base_fen": said.pop("base")}


class LineForm(forms.Form):
    """One line of the calculation."""

    post_category = coded(PostCategory.choices, _("Post category"))
    heads = forms.IntegerField(label=_("Heads"), required=False, min_value=0, max_value=99_999)
    standard = big_yuan(_("Standard a year (yuan)"), required=False)
    months = forms.IntegerField(label=_("Months"), required=False, min_value=1, max_value=12, initial=12)
    source = text(_("Where it comes from"), 200)

    def clean(self):
        said = super().clean()
        if said.get("heads") and said.get("standard") is None:
            self.add_error("standard", _("At which standard?"))
        if said.get("standard") and said.get("heads") is None:
            self.add_error("heads", _("How many heads?"))
        return said


LineFormSet = forms.formset_factory(LineForm, extra=2, max_num=MOST_LINES, validate_max=True)


def lines_of(formset) -> list[dict]:
    """The filled lines, as the service wants them."""
    found = []
    for form in formset:
        said = form.cleaned_data
        if said.get("heads") and said.get("standard") is not None:
            names = ("post_category", "heads", "months", "source")
            found.append({name: said[name] for name in names} | {"standard_fen": said["standard"]})
    return found


class ApproveEnvelopeForm(WithDocument):
    """The leader's yes, on a paper."""

    version = version_field()


class VersionForm(forms.Form):
    """The version the person saw."""

    version = version_field()


class ActForm(forms.Form):
    """An act that is done once, under its key."""

    key = key_field()
    version = version_field()


class ForceForm(ActForm):
    """下达: from now on every hire asks it."""

    is_provisional = forms.BooleanField(label=_("Provisional (advance)"), required=False)


class CloseForm(WithDocument):
    """年终结余: what becomes of what is left."""

    policy = coded(Envelope.Balance.choices, _("Balance at year end"), required=True)
    leaves_to_next_year = forms.BooleanField(
        label=_("Pay that is not posted yet goes to the next year"), required=False
    )
    key = key_field()
    version = version_field()
    field_order = ("policy", "document", "leaves_to_next_year")


class ReasonForm(forms.Form):
    """Why it is given up."""

    reason = reason_field(_("Reason"))
    version = version_field()


class ChangeForm(WithDocument):
    """经费调整: one line of the envelope's ledger, on its paper."""

    kind = coded(KINDS, _("Kind"), required=True)
    amount = big_yuan(
        _("Amount (yuan)"),
        may_fall=True,
        help_text=_("of a cut or of money out the amount; a correction may be below zero"),
    )
    pool = forms.ModelChoiceField(
        Pool.objects.none(),
        label=_("Mobile grant"),
        required=False,
        empty_label=_("– choose –"),
        help_text=_("for the money of a mobile grant"),
    )
    label = text(_("What it is for"), 80, help_text=_("task or purpose; its money lies in a book of its own"))
    valid_from = DayField(label=_("From"), required=False)
    valid_to = DayField(label=_("To"), required=False)
    reason = reason_field(_("Reason"))
    field_order = ("kind", "amount", "document", "pool", "label", "valid_from", "valid_to", "reason")

    def __init__(self, *args, user, envelope, **more):
        super().__init__(*args, user=user, **more)
        pools = Pool.objects.visible_to(user).filter(unit=envelope.unit_id)
        self.fields["pool"].queryset = pools.exclude(kind=Pool.Kind.LUMP_SUM).order_by("id")

    def clean(self):
        said = super().clean()
        if said.get("amount") == 0:
            self.add_error("amount", _("Enter an amount."))
        first, last = said.get("valid_from"), said.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first."))
        return said

    def facts(self) -> dict:
        """What the service is given."""
        said = dict(self.cleaned_data)
        return said | {"amount_fen": said.pop("amount")}
