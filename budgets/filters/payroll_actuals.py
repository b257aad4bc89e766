"""Conditions of the list of what finance paid."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from budgets.models import Component, PayrollActual
from quota_pool.filters import RowFilter, SetFilter, Several, WholeFilter, visible_units

from .fields import MonthFilter


class PayrollActualFilter(filters.FilterSet):
    """Payments by month, unit, person, component, source number and sending."""

    month = MonthFilter(label=_("month"))
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    person = filters.CharFilter("person__number", label=_("person number"), max_length=10)
    component = Several(label=_("component"), choices=Component.choices)
    source_no = filters.CharFilter("source_no", label=_("source number"), max_length=60)
    batch = WholeFilter("batch_id", label=_("sending"))
    taken_back = SetFilter("reversed_by", label=_("taken back"))

    class Meta:
        model = PayrollActual
        fields = ()
