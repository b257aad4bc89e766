"""Forms about recruiting: heads set aside or planned, sent on, agreed to, given up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, coded, key_field, reason_field, text, version_field
from quota_pool.models import Unit
from staffing.dictionaries import PostCategory
from staffing.forms.engagements import GrantField
from staffing.forms.grants import head_count
from staffing.selectors import PoolRow


class RecruitmentForm(forms.Form):
    """招聘预留: how many heads of which grant, for which posts, from when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("unit"), empty_label=_("– choose –"))
    pool = GrantField(label=_("grant used"), empty_label=_("– choose –"))
    heads = head_count(1)
    post_category = coded(PostCategory.choices, _("post category"), required=True)
    primary_post = text(_("post"), 60)
    planned_for = DayField(label=_("planned start"), initial=today)
    note = text(_("Remarks"), 300, lines=2)
    key = key_field()

    def __init__(self, *args, units: list[Unit], rows: list[PoolRow], **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        self.fields["pool"].offer(rows, by_unit=len(units) > 1)
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk

    def clean(self):
        cleaned = super().clean()
        pool, unit = cleaned.get("pool"), cleaned.get("unit")
        if pool and unit and pool.unit_id != unit.pk:
            self.add_error("pool", _("This grant belongs to another unit."))
        return cleaned


class GiveUpForm(forms.Form):
    """Nobody is sought any more, and why."""

    reason = reason_field(_("Why it is given up"))
    key = key_field()
    version = version_field()
