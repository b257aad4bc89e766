"""Forms about alerts: which are shown, and the word of whoever has seen one."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Unit
from staffing.alerts import KINDS, Level
from staffing.forms.fields import text


class AlertsForm(forms.Form):
    """Which alerts are shown."""

    unit = forms.TypedChoiceField(label=_("unit"), required=False, coerce=int, empty_value=None)
    level = forms.ChoiceField(label=_("level"), required=False)
    kind = forms.ChoiceField(label=_("alert"), required=False)
    mine = forms.BooleanField(label=_("only what is for me"), required=False)

    def __init__(self, *args, units: Iterable[Unit], **more):
        super().__init__(*args, **more)
        streets = sorted(units, key=lambda unit: unit.code)
        self.fields["unit"].choices = [("", _("all streets")), *((unit.pk, unit.name) for unit in streets)]
        self.fields["level"].choices = [("", _("all levels")), *Level.choices]
        self.fields["kind"].choices = [("", _("all kinds")), *((k.code, k.label) for k in KINDS.values())]


class SeenForm(forms.Form):
    """Who has seen an alert may leave a word."""

    kind = forms.ChoiceField(choices=lambda: [(code, code) for code in KINDS])
    unit = forms.IntegerField(required=False, min_value=1)
    note = text(_("note"), 300)
