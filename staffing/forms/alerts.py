"""Forms about alerts: which are shown, and the word of whoever has seen one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Unit
from staffing.alerts import KINDS, Level
from staffing.forms.fields import text


class AlertsForm(forms.Form):
    """Which alerts are shown."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("unit"), required=False, empty_label=_("all streets")
    )
    level = forms.ChoiceField(label=_("level"), required=False)
    kind = forms.ChoiceField(label=_("alert"), required=False)
    mine = forms.BooleanField(label=_("only what is for me"), required=False)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = (
            Unit.objects.visible_to(user, "read_pool").pool_owners().order_by("code")
        )
        self.fields["level"].choices = [("", _("all levels")), *Level.choices]
        self.fields["kind"].choices = [("", _("all kinds")), *((k.code, k.label) for k in KINDS.values())]


class SeenForm(forms.Form):
    """Who has seen an alert may leave a word."""

    kind = forms.ChoiceField(choices=lambda: [(code, code) for code in KINDS])
    unit = forms.IntegerField(required=False, min_value=1)
    note = text(_("note"), 300)
