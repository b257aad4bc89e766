"""Forms about requests for mobile heads: what a street asks for, opinions, and the leader's decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool import access
from quota_pool.models import Pool, Unit
from staffing.forms.fields import DayField, coded, key_field, text, version_field
from staffing.forms.grants import MOST_HEADS, GroundedForm, head_count
from staffing.models import Emergency, MobileRequest, QuotaGrant

OF_THE_POOL = ("reason_code", "heads", "valid_from", "funding_source")  # of an extension


class AskedForm(forms.Form):
    """What a street asks for; a draft may be unfinished."""

    reason_code = coded(QuotaGrant.Reason.choices, _("reason"))
    heads = forms.IntegerField(label=_("heads requested"), required=False, min_value=1, max_value=MOST_HEADS)
    valid_from = DayField(label=_("from day"), required=False)
    valid_to = DayField(label=_("to day"), required=False)
    funding_source = coded(QuotaGrant.Funding.choices, _("funding"))
    task = text(_("task"), 500, lines=3, help_text=_("what has to be done, and who handed it down"))
    workload = text(
        _("workload estimate"), 500, lines=3, help_text=_("how much work, counted: households, cases, hours")
    )
    why_not_within = text(
        _("why not from within the present heads"),
        500,
        lines=3,
        help_text=_("what was tried to do it with the people there are"),
    )

    def __init__(self, *args, is_extension: bool = False, **more):
        super().__init__(*args, **more)
        if is_extension:
            self.fields["valid_to"].label = _("new last day")
            for name in OF_THE_POOL:
                del self.fields[name]

    def clean(self):
        said = super().clean()
        start, end = said.get("valid_from"), said.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("The last day lies before the first."))
        return said

    def facts(self) -> dict:
        """What the service is given besides unit, actor, key and version."""
        return {name: self.cleaned_data[name] for name in AskedForm.base_fields if name in self.fields}


class DraftForm(AskedForm):
    """A new request."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    emergency = forms.ModelChoiceField(Emergency.objects.none(), required=False, widget=forms.HiddenInput)
    extends = forms.ModelChoiceField(Pool.objects.none(), required=False, widget=forms.HiddenInput)
    key = key_field()

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.order_fields(["unit", *AskedForm.base_fields])
        self.fields["emergency"].queryset = Emergency.objects.visible_to(user, "draft_request")
        self.fields["unit"].queryset = Unit.objects.visible_to(user, "draft_request").order_by("code")
        self.fields["unit"].initial = access.unit_of(user)
        self.fields["extends"].queryset = Pool.objects.visible_to(user).filter(kind=Pool.Kind.MOBILE)
        if more.get("is_extension"):
            self.fields["unit"].widget = forms.HiddenInput()


class EditForm(AskedForm):
    """The same while it lies with the street."""

    version = version_field()


class SayWhyForm(forms.Form):
    """An act that says why."""

    note = text(_("why"), 300, required=True, lines=2)
    version = version_field()


class WithdrawForm(forms.Form):
    """The street takes its request back."""

    note = text(_("why"), 300, lines=2)
    version = version_field()


# Fewer heads are for the bureau to name; finance speaks of the money.
MONEY_OPINIONS = [pair for pair in MobileRequest.Opinion.choices if pair[0] != MobileRequest.Opinion.LESS]


class AdviseForm(forms.Form):
    """Finance's opinion."""

    opinion = coded(MONEY_OPINIONS, _("opinion"), required=True)
    note = text(_("words"), 300, lines=2)
    version = version_field()


class CheckForm(AdviseForm):
    """The bureau's opinion, with the number it would grant."""

    opinion = coded(MobileRequest.Opinion.choices, _("opinion"), required=True)
    heads = forms.IntegerField(
        label=_("heads, where fewer"), required=False, min_value=1, max_value=MOST_HEADS
    )
    field_order = ("opinion", "heads", "note")

    def clean(self):
        """Fewer heads are a number."""
        said = super().clean()
        if said.get("opinion") == MobileRequest.Opinion.LESS and not said.get("heads") and not self.errors:
            self.add_error("heads", _("Say how many heads you would grant."))
        return said


class GrantRequestForm(GroundedForm):
    """The leader's yes: how many heads, on which document, for which time."""

    heads = head_count(1, _("never more than requested"))
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"))
    note = text(_("Remarks"), 300, lines=2)
    version = version_field()
    field_order = ("heads", "document", "valid_from", "valid_to", "note")

    def __init__(self, *args, is_extension: bool = False, **more):
        super().__init__(*args, **more)
        for name in ("heads", "valid_from") if is_extension else ():
            self.fields[name].widget = forms.HiddenInput()

    def facts(self) -> dict:
        """What the service is given besides the request, actor, key and version."""
        return {name: self.cleaned_data[name] for name in GrantRequestForm.field_order}
