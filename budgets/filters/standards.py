"""Conditions of the lists of standards per head and of cost sheets."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from budgets.models import CostSheet, Standard
from quota_pool.filters import RowFilter, Several, WholeFilter, day_to, visible_documents, visible_units
from staffing.dictionaries import PostCategory


class StandardFilter(filters.FilterSet):
    """Standards by post category, state and day."""

    post_category = Several(label=_("post category"), choices=PostCategory.choices)
    state = Several(label=_("state"), choices=Standard.State.choices)
    valid_by = day_to("valid_from", _("valid by"))
    document = RowFilter(label=_("document"), queryset=visible_documents)

    class Meta:
        model = Standard
        fields = ()


class CostSheetFilter(filters.FilterSet):
    """Cost sheets by unit, year and where their heads come from."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    year = WholeFilter("year", label=_("year"), max_value=9999)
    heads_from = Several(label=_("heads from"), choices=CostSheet.HeadsFrom.choices)

    class Meta:
        model = CostSheet
        fields = ()
