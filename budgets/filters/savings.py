"""Conditions of the lists of plans of savings and of recoveries by purchased service."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from budgets.models import Recovery, SavingsPlan
from quota_pool.filters import RowFilter, Several, WholeFilter, visible_units


class SavingsFilter(filters.FilterSet):
    """Plans by unit, year, use and state."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    year = WholeFilter("year", label=_("year"), max_value=9999)
    kind = Several(label=_("use"), choices=SavingsPlan.Kind.choices)
    state = Several(label=_("state"), choices=SavingsPlan.State.choices)

    class Meta:
        model = SavingsPlan
        fields = ()


class RecoveryFilter(filters.FilterSet):
    """Recoveries by unit, state and how the service is priced."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    state = Several(label=_("state"), choices=Recovery.State.choices)
    priced_by = Several(label=_("priced"), choices=Recovery.PricedBy.choices)

    class Meta:
        model = Recovery
        fields = ()
