"""Forms about rules and the calendar: a value from a day on, a day that is not what its weekday says."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, coded, reason_field, text
from quota_pool.models import CalendarDay, Document, RuleLevel, Unit
from quota_pool.rules import VALUE_WORDS, Rule

MOST = 10**9
CHOICE_WORDS = {
    "file_after": _("hire first, file after"),
    "approve_first": _("approve first"),
}


def by_bound(table: dict) -> list[tuple[str, int]]:
    """The pairs of a small table by their bound, the one without a bound last; databases keep no order."""
    return sorted(table.items(), key=lambda pair: (not pair[0], int(pair[0]) if pair[0].isdigit() else 0))


class TableField(forms.CharField):
    """A small table, written as “12: 1, 36: 2, : 6”: up to so many, then this value."""

    def clean(self, value):
        plain = super().clean(value).replace("，", ",").replace("：", ":")
        table = {}
        for part in filter(None, (part.strip() for part in plain.split(","))):
            name, mark, amount = part.partition(":")
            if not mark or not amount.strip().isdigit() or not (name.strip() or "0").isdigit():
                raise forms.ValidationError(_("Write pairs like “12: 1, 36: 2, : 6”."))
            table[name.strip()] = int(amount)
        return dict(by_bound(table))

    def prepare_value(self, value):
        if not isinstance(value, dict):
            return value
        return ", ".join(f"{name}: {amount}" for name, amount in by_bound(value))


def value_field(rule: Rule) -> forms.Field | None:
    """The field for a value, by the kind of the suggested one; none for a rule that is only on or off."""
    label = _("Value")
    if rule.choices:
        return forms.ChoiceField(
            label=label, choices=[(code, CHOICE_WORDS.get(code, code)) for code in rule.choices]
        )
    if known := VALUE_WORDS.get(rule.code):
        return _worded_field(rule, known)
    if isinstance(rule.default, bool):
        return forms.BooleanField(label=label, required=False)
    if isinstance(rule.default, dict):
        return TableField(label=label, help_text=_("up to so many: value; the last pair without a limit"))
    if isinstance(rule.default, int) or rule.measure:
        return forms.IntegerField(label=label, min_value=0, max_value=MOST, help_text=rule.measure)
    return forms.CharField(label=label, max_length=40) if isinstance(rule.default, str) else None


def _worded_field(rule: Rule, known: dict) -> forms.Field:
    """A value made of codes is chosen by their words; a table names its codes beside it."""
    label, choices = _("Value"), list(known.items())
    if isinstance(rule.default, dict):
        told = "; ".join(f"{code} {word}" for code, word in choices)
        return TableField(
            label=label, help_text=_("code: value, the last pair for all others. %(codes)s") % {"codes": told}
        )
    if isinstance(rule.default, list):
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=label, choices=choices)


class RuleForm(forms.Form):
    """The value of one rule from a day on, for the district or for one unit."""

    level = forms.ChoiceField(label=_("What it does"), choices=RuleLevel.choices)
    valid_from = DayField(label=_("Valid from"), initial=today)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Only for"), required=False, empty_label=_("the whole district")
    )
    document = forms.ModelChoiceField(
        Document.objects.none(), label=_("Document"), required=False, empty_label=_("none")
    )
    note = text(_("Reason for the change"), 200, required=True)

    def __init__(self, *args, user, rule: Rule, **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = Unit.objects.visible_to(user, "set_rules").order_by("code")
        documents = Document.objects.visible_to(user).filter(voided_at=None)
        self.fields["document"].queryset = documents.order_by("-issued_on", "-id")
        field = value_field(rule)
        if field is not None:
            self.fields["value"] = field
        self.order_fields(("value", "level", "valid_from", "unit", "document", "note"))


class DayForm(forms.Form):
    """A day off, a make-up working day, or back to what the weekday says."""

    date = DayField(label=_("Date"))
    kind = coded(CalendarDay.Kind.choices, _("What it is"), help_text=_("none: as its weekday says"))
    name = text(_("Name"), 40, help_text=_("the holiday it belongs to"))
    reason = reason_field(hint=_("the notice it follows"))


class LoadYearForm(forms.Form):
    """A year of the official arrangement."""

    year = forms.IntegerField(widget=forms.HiddenInput, min_value=2000, max_value=2100)


class CloseYearForm(LoadYearForm):
    """A year entered by hand is complete."""

    reason = reason_field(hint=_("the notice it follows"))


def shown(value, rule: Rule | None = None) -> str:
    """A rule's value as a page shows it, with what it is measured in."""
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, dict):
        return "; ".join(_bounded(name, amount, rule) for name, amount in by_bound(value))
    words = CHOICE_WORDS | VALUE_WORDS.get(rule.code if rule else "", {})
    if isinstance(value, list):
        return "、".join(str(words.get(one, one)) for one in value)
    return _measured(words.get(value, value), rule)


def _bounded(bound: str, amount: int, rule: Rule | None) -> str:
    """One pair of a small table in words; the bounds are codes that have words, or months of the contract."""
    words = {"bound": bound, "amount": _measured(amount, rule)}
    if bound in (known := VALUE_WORDS.get(rule.code if rule else "", {})):
        return f"{known[bound]}: {words['amount']}"
    template = _("under %(bound)s months: %(amount)s") if bound else _("else: %(amount)s")
    return template % words


def _measured(value, rule: Rule | None) -> str:
    if rule is None or not rule.measure:
        return str(value)
    if value == 1 and get_language() == "en":
        first, *rest = str(rule.measure).split(" of ", 1)
        return " of ".join([f"{value} {first.removesuffix('s')}", *rest])
    return f"{value}{'' if rule.measure == '%' else ' '}{rule.measure}"
