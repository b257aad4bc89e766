"""Conditions of the lists of transfers and gifts, which both units see."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from quota_pool.filters import RowFilter, Several, visible_units
from staffing.models import HeadGift, Transfer


class TransferFilter(filters.FilterSet):
    """Transfers by either unit and state."""

    unit = RowFilter(label=_("unit"), queryset=visible_units, method="of_unit")
    state = Several(label=_("state"), choices=Transfer.State.choices)

    class Meta:
        model = Transfer
        fields = ()

    def of_unit(self, rows, name, unit):
        """From it or to it."""
        return rows.filter(Transfer.of_unit(unit.pk))


class GiftFilter(filters.FilterSet):
    """Heads given, by either unit and state."""

    unit = RowFilter(label=_("unit"), queryset=visible_units, method="of_unit")
    state = Several(label=_("state"), choices=HeadGift.State.choices)

    class Meta:
        model = HeadGift
        fields = ()

    def of_unit(self, rows, name, unit):
        """From it or to it."""
        return rows.filter(HeadGift.of_unit(unit.pk))
