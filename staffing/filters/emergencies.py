"""Conditions of the list of emergencies, one declaration for the page and the API."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.filters import RowFilter, Several, TruthFilter, visible_units
from staffing.models import Emergency, MobileRequest
from staffing.services.emergencies import SENT


class EmergencyFilter(filters.FilterSet):
    """Emergencies by unit, state and whether their request is overdue."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    state = Several(label=_("state"), choices=Emergency.State.choices)
    overdue = TruthFilter(label=_("request overdue"), method="is_overdue")

    class Meta:
        model = Emergency
        fields = ()

    def is_overdue(self, rows, name, wanted):
        """Open, past its day, and nothing sent in."""
        sent = MobileRequest.objects.filter(emergency=OuterRef("pk"), state__in=SENT)
        late = Q(state=Emergency.State.OPEN, due__lt=today()) & ~Exists(sent)
        return rows.filter(late) if wanted else rows.exclude(late)
