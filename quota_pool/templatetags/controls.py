"""Form controls as the pages dress them: classes, native day pickers, words for each half of a range."""

from django import forms, template
from django.utils.translation import gettext as _
from django_filters.widgets import BooleanWidget

register = template.Library()

PLAIN = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


@register.simple_tag
def control(field):
    """Draw a bound field's widget with the classes and labels a page needs."""
    widget = field.field.widget
    if hasattr(widget, "widgets"):
        ends = zip(widget.widgets, field.field.fields, (_("from (range)"), _("to (range)")), strict=True)
        for half, part, word in ends:
            _dress(half, part)
            half.attrs["aria-label"] = f"{field.label} {word}"
    else:
        _dress(widget, field.field)
    attrs = {"class": widget.attrs["class"]} if "class" in widget.attrs else {}
    return field.as_widget(attrs=attrs)


def _dress(widget, field) -> None:
    if isinstance(widget, PLAIN):
        return
    own = "form-select" if isinstance(widget, forms.Select) else "form-control"
    if own not in widget.attrs.get("class", ""):
        widget.attrs["class"] = f"{own} {widget.attrs.get('class', '')}".strip()
    if isinstance(field, forms.DateField):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
    elif isinstance(widget, (BooleanWidget, forms.NullBooleanSelect)):
        widget.choices = [("", _("all")), *widget.choices[1:]]
    elif isinstance(field, forms.IntegerField):
        widget.input_type = "text"  # a number box changes its value when the wheel turns over it
        widget.attrs["inputmode"] = "decimal"


@register.filter
def is_several(field) -> bool:
    """Whether any number of given words can be chosen."""
    return isinstance(field.field, forms.MultipleChoiceField)


@register.simple_tag
def picks(field):
    """Draw a choice of several as tick boxes, which say what is chosen without holding a key down."""
    field.field.widget = forms.CheckboxSelectMultiple(choices=field.field.choices)
    return field.as_widget()


@register.filter
def chosen(field) -> str:
    """The words chosen in a choice of several, or that none is."""
    values = set(field.data or ())
    words = [str(word) for value, word in field.field.choices if str(value) in values]
    return ", ".join(words) or _("all")


@register.filter
def is_group(field) -> bool:
    """Whether the field draws several controls, which a legend names instead of a label."""
    widget = field.field.widget
    return bool(getattr(widget, "widgets", None)) or widget.use_fieldset


@register.filter
def is_check(field) -> bool:
    """Whether the field is one tick box, whose words stand behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_wide(field) -> bool:
    """Whether the field takes the whole row."""
    return isinstance(field.field.widget, (forms.Textarea, forms.CheckboxSelectMultiple))
