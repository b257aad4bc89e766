"""Conditions of the list of differences between heads and pay."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from budgets.models import Difference
from quota_pool.filters import RowFilter, Several, visible_units

from .fields import MonthFilter


class DifferenceFilter(filters.FilterSet):
    """Differences by month, unit, kind, owner, state and person."""

    month = MonthFilter(label=_("month"))
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    kind = Several(label=_("kind"), choices=Difference.Kind.choices)
    owner = Several(label=_("lies with"), choices=Difference.Owner.choices)
    state = Several(label=_("state"), choices=Difference.State.choices)
    reason = Several(label=_("reason"), choices=Difference.Reason.choices)
    person = filters.CharFilter("person__number", label=_("person number"), max_length=10)

    class Meta:
        model = Difference
        fields = ()
