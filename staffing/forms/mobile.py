"""Forms about a mobile pool: a later end, heads given back, unused heads taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Document
from staffing.forms.fields import DayField, key_field, text
from staffing.forms.grants import DocumentChoice, head_count


class PaperForm(forms.Form):
    """A change of a mobile pool, with its paper and its words."""

    document = DocumentChoice(Document.objects.none(), label=_("Document"), empty_label=_("– choose –"))
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        documents = Document.objects.visible_to(user).filter(voided_at=None)
        self.fields["document"].queryset = documents.order_by("-issued_on", "-id")

    def facts(self) -> dict:
        """What the service is given besides the pool, the actor and the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class ExtendForm(PaperForm):
    """延期: once, on a document of its own."""

    valid_to = DayField(label=_("new last day"))
    field_order = ("valid_to", "document", "note")


class HeadsForm(PaperForm):
    """Fewer heads; without a document of its own it rests on that of the grant, and says why."""

    heads = head_count(1)
    note = text(_("why"), 300, required=True, lines=2)
    field_order = ("heads", "document", "note")

    def __init__(self, *args, user, **more):
        super().__init__(*args, user=user, **more)
        self.fields["document"].required = False
        self.fields["document"].help_text = _("empty: the document of the grant")


class ReclaimForm(HeadsForm):
    """收回: proposed by the bureau, decided by its leader."""


class ReturnForm(HeadsForm):
    """归还: the street gives free heads back at once."""

    key = key_field()
