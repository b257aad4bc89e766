"""Conditions of the lists of pay schemes and of pay marks."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from budgets.models import PayMark, PayScheme
from quota_pool.filters import RowFilter, SetFilter, Several, WholeFilter, day_from, day_to, visible_units
from staffing.filters.searching import SearchFilter, people_like


class SchemeFilter(filters.FilterSet):
    """Pay schemes by unit, state and first day."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    state = Several(label=_("state"), choices=PayScheme.State.choices)
    from_day_from = day_from("from_day", _("in force from"))
    from_day_to = day_to("from_day", _("in force to"))

    class Meta:
        model = PayScheme
        fields = ()


class MarkFilter(filters.FilterSet):
    """Pay marks by person, unit, kind and engagement."""

    q = SearchFilter(label=_("name, pinyin, person number or last four of the ID number"))
    unit = RowFilter("engagement__unit", label=_("unit"), queryset=visible_units)
    kind = Several(label=_("kind"), choices=PayMark.Kind.choices)
    engagement = WholeFilter("engagement_id", label=_("engagement"))
    struck = SetFilter("struck_at", label=_("struck out"))

    class Meta:
        model = PayMark
        fields = ()

    def search(self, rows, name, text):
        """By name or pinyin, as the roster does."""
        return rows.filter(people_like(text, "engagement__", "engagement__person__"))
