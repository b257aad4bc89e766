"""Forms about recoveries: planned, contracted, recovered on a document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import Recovery
from quota_pool import access
from quota_pool.forms.fields import DayField, YuanField, coded, key_field, text, version_field
from quota_pool.models import Document, Unit
from staffing.dictionaries import PostCategory
from staffing.forms.grants import DocumentChoice, head_count

MOST = 10**11  # yuan


class RecoveryForm(forms.Form):
    """购买服务收回: what is bought instead of which posts."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    service = text(
        _("service bought"),
        200,
        required=True,
        help_text=_("guarding, cleaning, greening: the work, not people"),
    )
    catalogue = text(_("item of the purchase catalogue"), 120)
    post_category = coded(PostCategory.choices, _("post category"), required=True)
    heads = head_count(1)
    average_fen = YuanField(
        label=_("average standard a head and year"),
        required=False,
        max_value=MOST,
        help_text=_("empty: that of the post category"),
    )
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = Unit.objects.visible_to(user, "plan_recovery").pool_owners()
        self.fields["unit"].initial = access.unit_of(user)


class ContractForm(forms.Form):
    """服务合同: with whom, for what result, at which price."""

    provider = text(_("provider"), 120, required=True)
    contract_no = text(_("contract number"), 60, required=True)
    contract_from = DayField(label=_("contract from"))
    contract_to = DayField(label=_("contract to"))
    outcome = text(_("what is delivered, and how it is measured"), 300, required=True, lines=2)
    year_fen = YuanField(label=_("price of the service a year"), max_value=MOST)
    priced_by = coded(Recovery.PricedBy.choices, _("priced"), required=True)
    version = version_field()

    def clean(self):
        said = super().clean()
        start, end = said.get("contract_from"), said.get("contract_to")
        if start and end and end < start:
            self.add_error("contract_to", _("The last day lies before the first."))
        return said


class RecoverForm(forms.Form):
    """收回: on which document the heads go for good."""

    document = DocumentChoice(Document.objects.none(), label=_("Document"), empty_label=_("– choose –"))
    key = key_field()
    version = version_field()

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        documents = Document.objects.visible_to(user).filter(voided_at=None)
        self.fields["document"].queryset = documents.order_by("-issued_on", "-id")
