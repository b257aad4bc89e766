"""Fields of the office: yuan typed with thousands marks, days, codes with an empty choice, one-time keys."""

import uuid
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quota_pool import characters, figures

NOT_CHOSEN = ("", _("– choose –"))


class YuanField(forms.DecimalField):
    """Yuan as people write them (6,800.00); `cleaned` is fen, so that no sum is ever rounded twice."""

    def __init__(self, **more):
        kept = {"min_value": 0, "max_value": Decimal("9999999.99"), "decimal_places": 2}
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **(kept | more))

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "").replace("元", "").strip()
        return super().to_python(value)

    def clean(self, value):
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)


def yuan(fen: int | None) -> str:
    """What stands in the field for an amount already kept."""
    return "" if fen is None else figures.money(fen)


class DayField(forms.DateField):
    """A day from the browser's own picker, or typed as 2026-03-05; far years are a slip, as over REST."""

    default_error_messages = {"range": _("The year must lie between 1900 and 2199.")}

    def __init__(self, **more):
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d"), **more)

    def validate(self, value):
        super().validate(value)
        if value is not None and not 1900 <= value.year <= 2199:
            raise ValidationError(self.error_messages["range"], code="range")


def coded(choices, label, *, required: bool = False, **more) -> forms.ChoiceField:
    """A choice of one code; the first line of the list chooses nothing."""
    return forms.ChoiceField(choices=[NOT_CHOSEN, *choices], label=label, required=required, **more)


def text(label, length: int, *, required: bool = False, lines: int = 1, **more) -> forms.CharField:
    """Plain text of at most so many characters, on one line or several."""
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput
    check = characters.check_lines if lines > 1 else characters.check_line
    kept = {"max_length": length, "required": required, "widget": widget, "validators": [check]}
    return forms.CharField(label=label, **kept, **more)


def key_field() -> forms.UUIDField:
    """The one-time key of a form: a second sending of the same form does nothing twice."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def version_field() -> forms.IntegerField:
    """The version the person saw when the form was drawn."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def reason_field(label=None, *, required: bool = True, hint="") -> forms.CharField:
    """Why something is done; it stands in the audit."""
    return text(label or _("reason for the change"), 300, required=required, lines=2, help_text=hint)
