"""Forms about webhooks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool import words
from quota_pool.forms.fields import text
from quota_pool.models import Unit


def nouns() -> list[tuple[str, str]]:
    """The kinds of acts by the noun they begin with, with some of their words."""
    found: dict[str, list[str]] = {}
    for act, label in sorted(words.ACTS.items()):
        found.setdefault(act.partition(".")[0], []).append(str(label))
    return [(noun, f"{noun}: {', '.join(labels[:3])}") for noun, labels in found.items()]


class WebhookForm(forms.Form):
    """Who is told, at which address, of what."""

    name = text(_("What it is for"), 60, required=True)
    url = text(
        _("Address"), 300, required=True, help_text=_("https://…; the host must be on the operator's list")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("For"), required=False, empty_label=_("the whole district")
    )
    acts = forms.MultipleChoiceField(
        label=_("Acts told of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("none chosen: all of them"),
    )

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = Unit.objects.visible_to(user, "manage_webhooks").order_by("code")
        self.fields["acts"].choices = nouns()
