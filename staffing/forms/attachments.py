"""Forms about attachments: a file with its kind, and why one no longer counts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from staffing.forms.fields import coded, reason_field, text, version_field
from staffing.models import Attachment

ACCEPTED = ".pdf,.jpg,.jpeg,.png"


class AttachForm(forms.Form):
    """One file of proof; what it really is, its content says."""

    kind = coded(Attachment.Kind.choices, _("What it is"), required=True)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, 20 MB at most"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    note = text(_("Note"), 200)
    filing = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=10**18 - 1)


class VoidAttachmentForm(forms.Form):
    """Why a file no longer counts."""

    reason = reason_field(_("Reason for voiding"))
    version = version_field()
