"""Conditions of lists of envelopes, their changes and their entries."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models import Envelope, EnvelopeChange
from quota_pool.filters import (
    RowFilter,
    Several,
    WholeFilter,
    day_from,
    day_to,
    visible_documents,
    visible_units,
)
from quota_pool.models import Act, Entry, Fund


def visible_envelopes(request):
    """Envelopes in the asker's sight."""
    return Envelope.objects.visible_to(request.user)


def visible_funds(request):
    """Books of money in the asker's sight."""
    return Fund.objects.visible_to(request.user)


class EnvelopeFilter(filters.FilterSet):
    """Envelopes by unit, year, funding basis and state."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    year = WholeFilter("year", label=_("year"), max_value=9999)
    basis = Several(label=_("funding basis"), choices=Envelope.Basis.choices)
    state = Several(label=_("state"), choices=Envelope.State.choices)
    document = RowFilter(label=_("document"), queryset=visible_documents)

    class Meta:
        model = Envelope
        fields = ()


class EnvelopeChangeFilter(filters.FilterSet):
    """Changes of envelopes by envelope, unit, year, kind and state."""

    envelope = RowFilter(label=_("envelope"), queryset=visible_envelopes)
    unit = RowFilter("envelope__unit", label=_("unit"), queryset=visible_units)
    year = WholeFilter("envelope__year", label=_("year"), max_value=9999)
    kind = Several(label=_("kind"), choices=EnvelopeChange.Kind.choices)
    state = Several(label=_("state"), choices=EnvelopeChange.State.choices)
    document = RowFilter(label=_("document"), queryset=visible_documents)

    class Meta:
        model = EnvelopeChange
        fields = ()


class EnvelopeEntryFilter(filters.FilterSet):
    """Movements of fen by unit, year, book, act, day and document."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    year = WholeFilter(label=_("year"), max_value=9999, method="of_year")
    fund = RowFilter(label=_("book of money"), queryset=visible_funds, method="in_fund")
    kind = Several("act__kind", label=_("act"), choices=Act.Kind.choices)
    document = RowFilter("act__document", label=_("document"), queryset=visible_documents)
    effective_from = day_from("effective", _("true from"))
    effective_to = day_to("effective", _("true to"))
    engagement = WholeFilter("hold__subject_id", label=_("engagement"))

    class Meta:
        model = Entry
        fields = ()

    def of_year(self, rows, name, year):
        """Movements in the books of one year."""
        return rows.filter(Q(source__fund__year=year) | Q(target__fund__year=year))

    def in_fund(self, rows, name, fund):
        """Movements out of or into one book."""
        return rows.filter(Q(source__fund=fund) | Q(target__fund=fund))
