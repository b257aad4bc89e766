"""Conditions of the lists of transfers and gifts, which both units see."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from quota_pool.filters import RowFilter, Several, visible_units
from staffing.models import HeadGift, Transfer


class EitherUnitFilter(filters.FilterSet):
    """Rows between two units, found by either."""

    unit = RowFilter(label=_("unit"), queryset=visible_units, method="of_unit")

    def of_unit(self, rows, name, unit):
        """From it or to it."""
        return rows.filter(rows.model.of_unit(unit.pk))


class TransferFilter(EitherUnitFilter):
    """Transfers by either unit and state."""

    state = Several(label=_("state"), choices=Transfer.State.choices)

    class Meta:
        model = Transfer
        fields = ()


class GiftFilter(EitherUnitFilter):
    """Heads given, by either unit and state."""

    state = Several(label=_("state"), choices=HeadGift.State.choices)

    class Meta:
        model = HeadGift
        fields = ()
