"""Conditions of the lists of tasks handed down and of demands for dedicated posts."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from budgets.models import PostDemand, TaskTransfer
from quota_pool.filters import RowFilter, Several, TruthFilter, day_from, day_to, visible_units


class TaskTransferFilter(filters.FilterSet):
    """Tasks by street, state, time, and whether their money is owed."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    state = Several(label=_("state"), choices=TaskTransfer.State.choices)
    recurring = TruthFilter("is_recurring", label=_("recurs every year"))
    accepted_to = day_to("accepted_on", _("taken over by"))
    start_from = day_from("start", _("starts from"))
    start_to = day_to("start", _("starts by"))

    class Meta:
        model = TaskTransfer
        fields = ()


class PostDemandFilter(filters.FilterSet):
    """Demands by state and the day they were found."""

    state = Several(label=_("state"), choices=PostDemand.State.choices)
    found_from = day_from("found_on", _("found from"))
    found_to = day_to("found_on", _("found by"))

    class Meta:
        model = PostDemand
        fields = ()
