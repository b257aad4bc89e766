"""Conditions of the lists of monthly declarations and of a locked month's people."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from budgets.models import Declaration, SnapshotLine
from quota_pool.filters import RowFilter, Several, TruthFilter, visible_units
from staffing.dictionaries import PostCategory

from .fields import MonthFilter


class DeclarationFilter(filters.FilterSet):
    """Declarations by month, unit and state."""

    month = MonthFilter(label=_("month"))
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    state = Several(label=_("state"), choices=Declaration.State.choices)
    late = TruthFilter("is_late", label=_("late"))

    class Meta:
        model = Declaration
        fields = ()


class SnapshotLineFilter(filters.FilterSet):
    """People of a locked month by unit and post category."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    post_category = Several(label=_("post category"), choices=PostCategory.choices)

    class Meta:
        model = SnapshotLine
        fields = ()
