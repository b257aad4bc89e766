"""Forms about transfers: a person offered, taken over, declined; heads given from unit to unit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, key_field, text, version_field
from quota_pool.models import Document, Unit
from staffing.forms.engagements import GrantField
from staffing.forms.grants import DocumentChoice, GroundedForm, head_count
from staffing.models import Recruitment
from staffing.selectors import PoolRow


class OfferForm(forms.Form):
    """调往他街镇: to which unit, from when, with or without the head."""

    to_unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –")
    )
    from_day = DayField(label=_("first day there at the earliest"), initial=today)
    with_head = forms.BooleanField(
        label=_("with the head"), required=False, help_text=_("the bureau then decides on a document")
    )
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, unit: Unit, **more):
        super().__init__(*args, **more)
        others = Unit.objects.filter(district_id=unit.district_id).pool_owners().exclude(pk=unit.pk)
        self.fields["to_unit"].queryset = others.order_by("code")


class AcceptTransferForm(forms.Form):
    """The receiving street takes the person over."""

    on = DayField(
        label=_("first day here"),
        required=False,
        help_text=_("empty: today, or the first day offered when that is still to come"),
    )
    pool = GrantField(label=_("grant used"), required=False, empty_label=_("the first with a free head"))
    recruitment = forms.ModelChoiceField(
        Recruitment.objects.none(),
        label=_("out of a recruitment"),
        required=False,
        empty_label=_("none: a free head"),
    )
    key = key_field()
    version = version_field()

    def __init__(self, *args, rows: list[PoolRow] = (), unit: Unit | None = None, **more):
        super().__init__(*args, **more)
        self.fields["pool"].offer(list(rows))
        seeking = Recruitment.objects.filter(unit=unit, state=Recruitment.State.OPEN, hold__left__gt=0)
        self.fields["recruitment"].queryset = seeking.order_by("planned_for", "id")


class DeclineForm(forms.Form):
    """The receiving street does not take the person."""

    note = text(_("Why not"), 300, required=True, lines=2)
    version = version_field()


class ApproveTransferForm(forms.Form):
    """The bureau lets the head go along, on a document."""

    on = DayField(
        label=_("first day there"),
        required=False,
        help_text=_("empty: today, or the first day offered when that is still to come"),
    )
    document = DocumentChoice(Document.objects.none(), label=_("Document"), empty_label=_("– choose –"))
    key = key_field()
    version = version_field()

    def __init__(self, *args, user=None, **more):
        super().__init__(*args, **more)
        if user is not None:
            documents = Document.objects.visible_to(user).filter(voided_at=None)
            self.fields["document"].queryset = documents.order_by("-issued_on", "-id")


class GiftForm(GroundedForm):
    """调剂: free heads from one street's lump-sum to another's."""

    heads = head_count(1)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("from unit"), empty_label=_("– choose –"))
    to_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("to unit"), empty_label=_("– choose –"))
    note = text(_("Remarks"), 300, lines=2)
    field_order = ("unit", "to_unit", "heads", "document", "note")

    def __init__(self, *args, user, **more):
        super().__init__(*args, user=user, **more)
        units = Unit.objects.visible_to(user, "propose_grant").pool_owners().order_by("code")
        self.fields["unit"].queryset = self.fields["to_unit"].queryset = units

    def clean(self):
        said = super().clean()
        if said.get("unit") and said.get("unit") == said.get("to_unit"):
            self.add_error("to_unit", _("Choose another street than the giving one."))
        return said
