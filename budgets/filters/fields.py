"""Conditions this floor's lists share."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from budgets import monthly


class MonthField(forms.CharField):
    """A month as 2026-10, in the address and from the browser's month box alike."""

    widget = forms.TextInput(attrs={"type": "month"})

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        month = monthly.read(text)
        if month is None:
            raise forms.ValidationError(_("Write a month as 2026-10."), code="month")
        return month

    def prepare_value(self, value):
        return monthly.written(value) if hasattr(value, "year") else value


class MonthFilter(filters.Filter):
    """A condition on one month."""

    field_class = MonthField
