"""Conditions of the lists of pay runs and their lines."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from budgets.models import PayLine, PayRun
from quota_pool.filters import RowFilter, Several, WholeFilter, day_from, day_to, visible_units
from staffing.dictionaries import Mode, PostCategory
from staffing.filters.searching import SearchFilter, people_like


class RunFilter(filters.FilterSet):
    """Pay runs by unit, month and state."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    state = Several(label=_("state"), choices=PayRun.State.choices)
    month_from = day_from("month", _("month from"))
    month_to = day_to("month", _("month to"))

    class Meta:
        model = PayRun
        fields = ()


class LineFilter(filters.FilterSet):
    """Lines by run, unit, person, standing, post category and way of employment."""

    q = SearchFilter(label=_("name, pinyin, person number or last four of the ID number"))
    run = WholeFilter("run_id", label=_("pay run"))
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    standing = Several(label=_("borne by"), choices=PayLine.Standing.choices)
    post_category = Several(label=_("post category"), choices=PostCategory.choices)
    mode = Several(label=_("employment mode"), choices=Mode.choices)
    engagement = WholeFilter("engagement_id", label=_("engagement"))
    month_from = day_from("month", _("month from"))
    month_to = day_to("month", _("month to"))

    class Meta:
        model = PayLine
        fields = ()

    def search(self, rows, name, text):
        return rows.filter(people_like(text, "engagement__", "engagement__person__"))
