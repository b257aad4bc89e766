"""Forms about documents: entered with a number, scanned, voided."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, coded, reason_field, text, version_field
from quota_pool.forms.files import ACCEPTED, KINDS_TAKEN, KeptFileField, file_field
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


class FilesField(forms.FileField):
    """Several files at once, in the order they were chosen."""

    def clean(self, value, initial=None):
        files = value if isinstance(value, list) else [value] if value else []
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in files]


class FilesInput(forms.FileInput):
    """A box that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class EnclosuresForm(forms.Form):
    """Scans of what came with the paper."""

    title = text(_("what it is"), 120, help_text=_("such as: enclosure 1, the table of heads by street"))
    files = FilesField(
        label=_("Scans, in order"), help_text=KINDS_TAKEN, widget=FilesInput(attrs={"accept": ACCEPTED})
    )
    version = version_field()


class VoidForm(forms.Form):
    """Why a document is voided."""

    reason = reason_field(_("Reason for voiding"))
    version = version_field()
