"""Forms about heads: brought into the district, proposed for a street, decided on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, coded, key_field, text, version_field
from quota_pool.models import Document, Pool, Unit
from staffing.models import QuotaGrant

MOST_HEADS = 99_999
MOST_ORIGINS = 30


def head_count(least: int, hint="") -> forms.IntegerField:
    """A number of heads."""
    return forms.IntegerField(label=_("Heads"), min_value=least, max_value=MOST_HEADS, help_text=hint)


class DocumentChoice(forms.ModelChoiceField):
    """A document in force, by number and title."""

    def label_from_instance(self, document) -> str:
        return f"{document.number} {document.title}"


class GroundedForm(forms.Form):
    """What every act on quota numbers names: heads, the document, the day; and its key."""

    heads = head_count(0)
    document = DocumentChoice(Document.objects.none(), label=_("Document"), empty_label=_("– choose –"))
    key = key_field()

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        documents = Document.objects.visible_to(user).filter(voided_at=None)
        self.fields["document"].queryset = documents.order_by("-issued_on", "-id")


class IssueForm(GroundedForm):
    """Heads of the level above for the district's reserve."""

    heads = head_count(1, _("how many come in addition to those there are"))
    on = DayField(label=_("True from"), required=False, help_text=_("empty: today"))
    field_order = ("heads", "document", "on")

    def clean_on(self):
        day = self.cleaned_data["on"] or today()
        if day > today():
            raise forms.ValidationError(_("Heads are entered once the document is in force."))
        return day


class ProposeForm(GroundedForm):
    """A street's number on a document from a day on."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    valid_from = DayField(label=_("Valid from"), initial=today)
    requested = forms.IntegerField(
        label=_("Requested"),
        required=False,
        min_value=0,
        max_value=MOST_HEADS,
        help_text=_("what the street asked for"),
    )
    entry_mode = coded(Pool.EntryMode.choices, _("Entry mode"), help_text=_("empty: as the rule says"))
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, user, **more):
        super().__init__(*args, user=user, **more)
        self.fields["unit"].queryset = Unit.objects.visible_to(user, "propose_grant").order_by("code")

    def facts(self) -> dict:
        """What the service is given besides unit, kind and actor."""
        names = set(self.cleaned_data) - {"unit", "key"}
        return {name: self.cleaned_data[name] for name in names}


class LumpSumForm(ProposeForm):
    """包干指标: the whole number of a street from a day on."""

    heads = head_count(0, _("the whole number from that day on, not the difference"))
    field_order = ("unit", "heads", "document", "valid_from", "requested", "entry_mode", "note")


class MobileForm(ProposeForm):
    """机动指标: heads for a while, with a reason and with where the money comes from."""

    heads = head_count(1)
    valid_to = DayField(label=_("Valid to"))
    reason_code = coded(QuotaGrant.Reason.choices, _("Reason"), required=True)
    funding_source = coded(QuotaGrant.Funding.choices, _("Funding"), required=True)
    field_order = (
        "unit",
        "heads",
        "document",
        "reason_code",
        "valid_from",
        "valid_to",
        "funding_source",
        "requested",
        "entry_mode",
        "note",
    )

    def clean(self):
        said = super().clean()
        start, end = said.get("valid_from"), said.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("The last day lies before the first."))
        return said


class OriginForm(forms.Form):
    """One old line of assistants (协管员) that was merged into the lump-sum."""

    assistant_kind = text(_("Old assistant kind"), 60)
    department = text(_("Department that paid for it"), 60)
    heads = forms.IntegerField(label=_("Heads"), required=False, min_value=0, max_value=MOST_HEADS)

    def clean(self):
        said = super().clean()
        if said.get("assistant_kind") and said.get("heads") is None:
            self.add_error("heads", _("How many heads came from this line?"))
        if not said.get("assistant_kind") and (said.get("heads") or said.get("department")):
            self.add_error("assistant_kind", _("Which kind of assistants was it?"))
        return said


OriginFormSet = forms.formset_factory(OriginForm, extra=3, max_num=MOST_ORIGINS, validate_max=True)


def origin_lines(formset) -> list[dict]:
    """The filled lines, as the service wants them."""
    return [form.cleaned_data for form in formset if form.cleaned_data.get("assistant_kind")]


class ApproveForm(forms.Form):
    """The leader's yes."""

    key = key_field()
    version = version_field()


class RefuseForm(forms.Form):
    """The leader's no, with its reason."""

    note = text(_("Why it is not granted"), 300, required=True, lines=2)
    version = version_field()
