"""Forms about attachments: a file with its kind, and why one no longer counts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.forms.files import KeptFileField, file_field
from staffing.forms.fields import coded, reason_field, text, version_field
from staffing.models import Attachment


class AttachForm(forms.Form):
    """One file of proof; what it really is, its content says."""

    kind = coded(Attachment.Kind.choices, _("What it is"), required=True)
    file = file_field(_("File"))
    note = text(_("Note"), 200)
    filing = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=10**18 - 1)


def offer_papers(form, kinds, actor) -> None:
    """A file field for each kind of paper a form needs; what was sent is kept while the rest is mended."""
    for kind in kinds:
        field = KeptFileField(label=Attachment.Kind(kind).label, required=False)
        field.kept_for(actor)
        form.fields[paper_name(kind)] = field


def paper_name(kind: str) -> str:
    """What the field of a kind of paper is called."""
    return f"paper_{kind}"


class VoidAttachmentForm(forms.Form):
    """Why a file no longer counts."""

    reason = reason_field(_("Reason for voiding"))
    version = version_field()
