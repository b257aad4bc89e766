"""Forms about documents: entered with a number, scanned, voided."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, coded, reason_field, text, version_field
from quota_pool.forms.files import KeptFileField, file_field
from quota_pool.models import Document
from quota_pool.models.documents import clean_number


class NumberField(forms.CharField):
    """A document number in any brackets, kept as 机关〔yyyy〕n号."""

    def clean(self, value):
        plain = super().clean(value)
        try:
            return clean_number(plain) if plain else plain
        except ValidationError as fault:
            raise ValidationError(fault.messages, code=fault.code) from fault


class EnterDocumentForm(forms.Form):
    """One official paper."""

    number = NumberField(
        label=_("Document number"), max_length=60, help_text=_("like 埔编〔2026〕12号; any brackets will do")
    )
    title = text(_("Title"), 200, required=True)
    kind = coded(Document.Kind.choices, _("Kind"), required=True, initial=Document.Kind.QUOTA)
    issued_on = DayField(label=_("Date of issue"), initial=today)
    issuer = text(_("Issuer"), 80, required=True)
    decision_level = coded(Document.Decision.choices, _("Decided by"))
    note = text(_("Remarks"), 300, lines=2)
    scan = KeptFileField(label=_("Scan"), required=False)

    def facts(self) -> dict:
        """What the service is given."""
        waiting = self.cleaned_data["scan"]
        return {**self.cleaned_data, "scan": waiting and waiting.file()}


class ScanForm(forms.Form):
    """The scan of a paper already entered."""

    scan = file_field(_("Scan"))
    version = version_field()


class VoidForm(forms.Form):
    """Why a document is voided."""

    reason = reason_field(_("Reason for voiding"))
    version = version_field()
