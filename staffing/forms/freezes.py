"""Forms about freezes: proposed on a document, decided on, lifted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, coded, reason_field, version_field
from quota_pool.models import Unit
from staffing.forms.grants import GroundedForm
from staffing.models import Freeze


class FreezeForm(GroundedForm):
    """冻结、暂停办理: which unit, why, on which document, from when."""

    heads = None
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    kind = coded(Freeze.Kind.choices, _("Kind"), required=True)
    cause = coded(Freeze.Cause.choices, _("Ground"), required=True)
    reason = reason_field(_("Reason"), hint=_("what was found, and what has to be put right"))
    from_day = DayField(label=_("Frozen from"), initial=today, help_text=_("not before the leader decides"))
    field_order = ("unit", "kind", "cause", "reason", "document", "from_day")

    def __init__(self, *args, user, **more):
        super().__init__(*args, user=user, **more)
        units = Unit.objects.visible_to(user, "propose_freeze").pool_owners()
        self.fields["unit"].queryset = units.order_by("code")


class LiftForm(forms.Form):
    """The leader ends the freeze, and says what was put right."""

    reason = reason_field(_("What was put right"))
    version = version_field()
