"""Conditions of lists of filings and of their moved deadlines."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool import access
from quota_pool.calendar import today
from quota_pool.filters import (
    DatedFilterSet,
    DayFilter,
    RowFilter,
    Several,
    TruthFilter,
    WholeFilter,
    visible_units,
)
from quota_pool.models import District
from staffing import overdue, then
from staffing.models import (
    DeadlineMove,
    Filing,
)

from .searching import SearchFilter, people_like


class FilingFilter(DatedFilterSet):
    """Filings by state, kind, unit, deadline and person."""

    q = SearchFilter(label=_("name, pinyin, person number or last four of the ID number"))
    state = Several(label=_("state"), choices=Filing.State.choices)
    kind = filters.ChoiceFilter("kind", label=_("kind"), choices=Filing.Kind.choices)
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    overdue = TruthFilter(label=_("overdue"), method="is_overdue")
    unfiled = TruthFilter(label=_("unfiled for finance"), method="is_unfiled")
    deadline_from = DayFilter(label=_("due from"), method="due_from")
    deadline_to = DayFilter(label=_("due to"), method="due_to")
    engagement = WholeFilter("engagement_id", label=_("engagement"))

    class Meta:
        model = Filing
        fields = ()

    def search(self, rows, name, text):
        return rows.filter(people_like(text, "engagement__", "engagement__person__"))

    def as_it_was(self, rows):
        """Filings that were in the books, by the state they were in."""
        if self.as_of.is_now:
            return rows
        self.filters["state"].field_name = "state_then"
        return then.with_state(then.there(rows, self.as_of), self.as_of)

    def due_from(self, rows, name, day):
        """The last day as it stood and was known on the day asked for."""
        if self.as_of.is_now:
            return rows.filter(deadline__gte=day)
        return rows.filter(then.due_then(rows, self.as_of, first=day))

    def due_to(self, rows, name, day):
        """The same from the other side."""
        if self.as_of.is_now:
            return rows.filter(deadline__lte=day)
        return rows.filter(then.due_then(rows, self.as_of, last=day))

    def is_overdue(self, rows, name, wanted):
        """Past its last day and not yet with the bureau."""
        if not self.as_of.is_now:
            late = then.late_then(rows, self.as_of)
            return rows.filter(late) if wanted else rows.exclude(late)
        late = Q(state__in=(Filing.State.TO_SUBMIT, Filing.State.RETURNED), deadline__lt=today())
        return rows.filter(late) if wanted else rows.exclude(late)

    def is_unfiled(self, rows, name, wanted):
        """Hires unfiled so long that finance is told (domain.md section 8)."""
        district = District.objects.filter(pk=access.district_of(self.request.user)).first()
        if district is None:
            return rows.none()
        now = self.as_of.is_now
        late = overdue.unfiled(district, self.as_of.day, "state" if now else "state_then")
        return rows.filter(late) if wanted else rows.exclude(late)


class DeadlineMoveFilter(filters.FilterSet):
    """Moved deadlines by unit and by the change that moved them."""

    unit = RowFilter("filing__unit", label=_("unit"), queryset=visible_units)
    change = WholeFilter("change_id", label=_("change"))
    filing = WholeFilter("filing_id", label=_("filing"))

    class Meta:
        model = DeadlineMove
        fields = ()
