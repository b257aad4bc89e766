"""Forms about tasks handed down: proposed, reviewed, funded, taken over, posted, ended; demands for posts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import HandOver, PostDemand, TaskTransfer
from quota_pool import access
from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, YuanField, coded, key_field, reason_field, text, version_field
from quota_pool.models import Document, Unit
from staffing.forms.grants import MOST_HEADS, DocumentChoice

MOST_YEAR = 10**10  # yuan
STREETS = (Unit.Type.STREET, Unit.Type.TOWN)
LINES = 3


class HandOverForm(forms.Form):
    """Some lines of the hand-over list; empty ones are left out."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        for number in range(1, LINES + 1):
            label = {"n": number}
            self.fields[f"kind_{number}"] = coded(
                HandOver.Kind.choices, _("hand-over list, line %(n)s: kind") % label
            )
            self.fields[f"what_{number}"] = text(_("line %(n)s: what") % label, 200)
            self.fields[f"quantity_{number}"] = text(_("line %(n)s: how much") % label, 40)

    def clean(self):
        said = super().clean()
        for number in range(1, LINES + 1):
            if said.get(f"what_{number}") and not said.get(f"kind_{number}"):
                self.add_error(f"kind_{number}", _("Say what kind of line this is."))
        return said

    def lines(self) -> list[dict]:
        """The filled lines, as the service wants them."""
        said, names = self.cleaned_data, ("kind", "what", "quantity")
        rows = [{name: said[f"{name}_{number}"] for name in names} for number in range(1, LINES + 1)]
        return [row for row in rows if row["what"]]


class TaskForm(HandOverForm):
    """费随事转: which task, on which basis, how much work, how much money, for which street."""

    department = forms.ModelChoiceField(
        Unit.objects.none(), label=_("department"), empty_label=_("– choose –")
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Street or town"), empty_label=_("– choose –"))
    name = text(_("task"), 120, required=True)
    basis = text(_("legal or policy basis"), 300, required=True, lines=2)
    route = coded(TaskTransfer.Route.choices, _("route"), required=True, initial=TaskTransfer.Route.NORMAL)
    volume = forms.IntegerField(label=_("yearly volume"), required=False, min_value=1, max_value=10**9)
    volume_unit = text(_("counted in"), 30, help_text=_("households, cases, visits"))
    year_fen = YuanField(
        label=_("money a year (yuan)"),
        max_value=MOST_YEAR,
        help_text=_("for a whole year; the first year is paid by months"),
    )
    start = DayField(label=_("from day"))
    end = DayField(label=_("to day"), required=False, help_text=_("empty: until further notice"))
    is_recurring = forms.BooleanField(label=_("recurs every year"), required=False, initial=True)
    source_line = text(_("budget line the money comes from"), 120)
    heads_asked = forms.IntegerField(
        label=_("heads asked for"),
        initial=0,
        min_value=0,
        max_value=MOST_HEADS,
        help_text=_("in principle none: money follows the task, heads do not"),
    )
    demands_post = forms.BooleanField(
        label=_("a dedicated post is demanded: the task is then refused and the demand registered"),
        required=False,
    )
    key = key_field()

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.order_fields(TaskForm.base_fields)
        mine, units = access.unit_of(user), Unit.objects.filter(district_id=access.district_of(user))
        departments = units.exclude(unit_type__in=STREETS).order_by("code")
        self.fields["department"].queryset = departments.filter(pk=mine) if mine else departments
        self.fields["department"].initial = mine
        self.fields["unit"].queryset = units.filter(unit_type__in=STREETS).order_by("code")

    def clean(self):
        said = super().clean()
        if said.get("start") and said.get("end") and said["end"] < said["start"]:
            self.add_error("end", _("The last day lies before the first."))
        return said

    def facts(self) -> dict:
        """What the service is given besides the actor and the key."""
        names = [name for name in TaskForm.base_fields if name != "key"]
        return {name: self.cleaned_data[name] for name in names} | {"hand_over": self.lines()}


class ReviewForm(forms.Form):
    """The bureau's review: passed on, or refused for a demand found in it."""

    note = text(_("Remarks"), 300, lines=2)
    demand = text(
        _("dedicated post demanded"),
        300,
        lines=2,
        help_text=_("only if one is demanded: the task is then refused and the demand registered"),
    )
    version = version_field()


class FundForm(forms.Form):
    """财政确认: from which line, and how much a year."""

    source_line = text(_("budget line the money comes from"), 120, required=True)
    year_fen = YuanField(label=_("money a year (yuan)"), min_value=1, max_value=MOST_YEAR)
    note = text(_("Remarks"), 300, lines=2)
    version = version_field()


class AcceptTaskForm(HandOverForm):
    """接收: the hand-over list is complete."""

    note = text(_("Remarks"), 300, lines=2)
    version = version_field()


class PostMoneyForm(forms.Form):
    """拨付: on which document, for which year."""

    document = DocumentChoice(Document.objects.none(), label=_("Document"), empty_label=_("– choose –"))
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2199)
    version = version_field()

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        documents = Document.objects.visible_to(user).filter(voided_at=None)
        self.fields["document"].queryset = documents.order_by("-issued_on", "-id")
        self.fields["year"].initial = today().year


class DemandForm(forms.Form):
    """专职岗位要求: whose paper demands what."""

    department = forms.ModelChoiceField(
        Unit.objects.none(), label=_("department"), empty_label=_("– choose –")
    )
    paper = text(_("paper of the department"), 120, required=True)
    demand = text(_("what is demanded"), 300, required=True, lines=2)
    note = text(_("Remarks"), 300, lines=2)

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        units = Unit.objects.visible_to(user, "register_demand").exclude(unit_type__in=STREETS)
        self.fields["department"].queryset = units.order_by("code")


class SettleForm(forms.Form):
    """How a demand ended."""

    outcome = coded(PostDemand.State.choices[1:], _("outcome"), required=True)
    legal_basis = text(
        _("legal basis"), 300, lines=2, help_text=_("only where a superior law fixes the post")
    )
    note = reason_field(_("Remarks"), required=False)
    version = version_field()
