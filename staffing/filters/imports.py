"""Conditions of lists of imports and of their rows."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from quota_pool.filters import (
    RowFilter,
    Several,
    TruthFilter,
    visible_units,
)
from staffing.models import (
    ImportBatch,
    ImportRow,
)


class ImportFilter(filters.FilterSet):
    """Imports by unit, kind and state."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    kind = filters.ChoiceFilter("kind", label=_("kind"), choices=ImportBatch.Kind.choices)
    state = Several(label=_("state"), choices=ImportBatch.State.choices)

    class Meta:
        model = ImportBatch
        fields = ()


class ImportRowFilter(filters.FilterSet):
    """Rows of an import by what became of them."""

    status = Several(label=_("status"), choices=ImportRow.Status.choices)
    chosen = TruthFilter("is_chosen", label=_("to be accepted"))
    sheet = filters.CharFilter("sheet", label=_("sheet"), max_length=60)

    class Meta:
        model = ImportRow
        fields = ()
