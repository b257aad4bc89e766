"""Conditions of lists of heads: grants, freezes, requests, recruiting, mobile pools, movements."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from quota_pool.filters import (
    DatedFilterSet,
    DayFilter,
    EntryFilter,
    RowFilter,
    Several,
    WholeFilter,
    day_from,
    day_to,
    visible_documents,
    visible_pools,
    visible_units,
)
from quota_pool.ledger import positions
from quota_pool.models import District, Hold, Pool, Unit
from staffing.dictionaries import PostCategory
from staffing.expiring import running_out
from staffing.mobile import TERMS, papers_then
from staffing.models import (
    Engagement,
    Freeze,
    MobileRequest,
    QuotaGrant,
    Recruitment,
)
from staffing.selectors import set_aside

from .searching import SearchFilter, people_like

# A hold of money is no head.
HEADS_FOR = [pair for pair in Hold.Purpose.choices if pair[0] != Hold.Purpose.COST]


class GrantFilter(DatedFilterSet):
    """Quota grants by unit, kind, purpose, state, year and document."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    purpose = Several(label=_("purpose"), choices=QuotaGrant.Purpose.choices)
    kind = Several(label=_("kind"), choices=Pool.Kind.choices)
    state = Several(label=_("state"), choices=QuotaGrant.State.choices)
    year = WholeFilter("year", label=_("year"), max_value=9999)
    document = RowFilter(label=_("document"), queryset=visible_documents)
    pool = RowFilter(label=_("quota pool"), queryset=visible_pools)
    ends_from = day_from("valid_to", _("runs out from"))
    ends_to = day_to("valid_to", _("runs out to"))
    on = DayFilter(label=_("in force on"), method="as_asked")

    class Meta:
        model = QuotaGrant
        fields = ()

    def as_it_was(self, rows):
        """Granted, begun and not run out that day; the changes of these rows add up to the heads granted.

        All papers of a pool run out on its last day, which an extension known by then has moved.
        """
        as_of = self.as_of
        if as_of.on is None:
            return rows
        granted = rows.model.objects.filter(as_of.recorded("decided_at"), state=QuotaGrant.State.GRANTED)
        lasting = granted.filter(pool=OuterRef("pool"), valid_to__gte=as_of.day)
        rows = rows.filter(as_of.recorded("decided_at"), valid_from__lte=as_of.day)
        rows = rows.filter(state=QuotaGrant.State.GRANTED)
        return rows.filter(Q(valid_to=None) | Exists(lasting))


class FreezeFilter(filters.FilterSet):
    """Freezes by unit, kind and state."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    kind = filters.ChoiceFilter("kind", label=_("kind"), choices=Freeze.Kind.choices)
    state = Several(label=_("state"), choices=Freeze.State.choices)

    class Meta:
        model = Freeze
        fields = ()


class RequestFilter(filters.FilterSet):
    """Requests for mobile heads by unit, state, reason and grant."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    state = Several(label=_("state"), choices=MobileRequest.State.choices)
    reason_code = filters.ChoiceFilter("reason_code", label=_("reason"), choices=QuotaGrant.Reason.choices)
    grant = WholeFilter("grant_id", label=_("on which grant"))

    class Meta:
        model = MobileRequest
        fields = ()


class RecruitmentFilter(filters.FilterSet):
    """Recruitments by unit, grant, post category and state."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    pool = RowFilter(label=_("on which grant"), queryset=visible_pools)
    post_category = Several(label=_("post category"), choices=PostCategory.choices)
    state = Several(label=_("state"), choices=Recruitment.State.choices)

    class Meta:
        model = Recruitment
        fields = ()


class ReservationFilter(DatedFilterSet):
    """Heads set aside on a day, as known on a day."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    pool = RowFilter(label=_("on which grant"), queryset=visible_pools)
    purpose = filters.ChoiceFilter("purpose", label=_("set aside for"), choices=HEADS_FOR)

    class Meta:
        model = Hold
        fields = ()

    def as_it_was(self, rows):
        return set_aside(rows, self.as_of.day, self.as_of.known_on)


class MobileFilter(DatedFilterSet):
    """Mobile pools by unit and by where they stood in their term on a day, as known on a day."""

    TERMS = (
        ("to_come", _("to come")),
        ("running", _("running")),
        ("expiring", _("running out")),
        ("ended", _("ended")),
        ("overrun", _("ended with people on it")),
    )
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    term = filters.ChoiceFilter(label=_("term"), choices=TERMS, method="in_term")

    class Meta:
        model = Pool
        fields = ()

    def as_it_was(self, rows):
        """Pools that were granted by then, with the last day that held then as `ends_then`."""
        papers = QuotaGrant.objects.filter(papers_then(self.as_of), pool=OuterRef("pk"), purpose__in=TERMS)
        last = papers.order_by("-decided_at", "-id").values("valid_to")[:1]
        return rows.filter(Exists(papers)).annotate(ends_then=Subquery(last))

    def in_term(self, rows, name, term):
        """Where the pool stood that day."""
        day = self.as_of.day
        ended, running = Q(ends_then__lt=day), Q(valid_from__lte=day, ends_then__gte=day)
        if term == "overrun":
            return rows.filter(ended, pk__in=self.sat_on(rows))
        if term == "expiring":
            return rows.filter(running, self.running_out())
        return rows.filter({"to_come": Q(valid_from__gt=day), "running": running, "ended": ended}[term])

    def running_out(self) -> Q:
        """Within the first warning of their district."""
        found = Q(pk__in=())
        for district in District.objects.all():
            found |= running_out(district, self.as_of.day, "ends_then")
        return found

    def sat_on(self, rows) -> list[int]:
        """Of these pools, those with people on them."""
        units = set(rows.order_by().values_list("unit_id", flat=True))
        found = positions(units, on=self.as_of.day, known_on=self.as_of.known_on)
        return [pool.pool.pk for unit in found.values() for pool in unit.pools if pool.used]


class LedgerFilter(DatedFilterSet, EntryFilter):
    """Movements of heads, also by the person they are about and by the document's number."""

    q = SearchFilter(label=_("name, pinyin, person number or last four of the ID number"))
    number = filters.CharFilter(
        "act__document__number", "contains", label=_("document number"), max_length=60
    )

    def as_it_was(self, rows):
        """Movements that were true by the day, and recorded by then."""
        if self.as_of.is_now:
            return rows
        return rows.filter(self.as_of.recorded(), effective__lte=self.as_of.day)

    def search(self, rows, name, text):
        """Movements about people the asker may see."""
        people = Engagement.objects.visible_to(self.request.user, "read_staff").filter(
            people_like(text, person="person__")
        )
        return rows.filter(subject_id__in=people.values("pk"))


class MobileStreetFilter(DatedFilterSet):
    """Streets on a day, as known on a day."""

    unit = RowFilter(label=_("unit"), queryset=visible_units, method="one_of_them")

    class Meta:
        model = Unit
        fields = ()

    def as_it_was(self, rows):
        return rows

    def one_of_them(self, rows, name, unit):
        """One street alone."""
        return rows.filter(pk=unit.pk)
