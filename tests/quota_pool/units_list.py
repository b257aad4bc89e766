"""A small list over units and the addresses it needs: what the tests of lists lean on."""

import django_filters
from django.http import HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from quota_pool import marks
from quota_pool.display import set_text_size
from quota_pool.listing import BadQuery, BulkAct, Column, ListPage, coded, fen, selected
from quota_pool.models import Unit, UnitRevenue
from quota_pool.urls import accounts


class UnitFilter(django_filters.FilterSet):
    """Conditions of every shape a list of ours uses."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="startswith", label="Name")
    kind = django_filters.MultipleChoiceFilter(
        field_name="unit_type", choices=Unit.Type.choices, label="Kind"
    )
    people = django_filters.RangeFilter(field_name="resident_population", label="People")
    opened = django_filters.DateFromToRangeFilter(field_name="opened_on", label="Opened")


class Units(ListPage):
    """Units as a list page."""

    model = Unit
    act = "read_pool"
    title = "Units"
    order = ("code",)
    filterset_class = UnitFilter
    purpose = "Streets and towns stand here."
    first_step = ("Enter a unit", "home")
    export_name = "units"
    bulk_acts = [BulkAct("Close", "units-close", act="edit_units")]
    columns = [
        Column("code", "Code", sort="code"),
        Column("name", "Name", link=lambda row: f"/units/{row['pk']}/", sort="name"),
        coded("kind", "Kind", Unit.Type.choices, value="unit_type"),
        Column("people", "People", value="resident_population", numeric=True, sort="resident_population"),
        Column("district", "District", value="district__name"),
        Column(
            "bar",
            "Heads",
            value=lambda row: marks.head_bar(marks.Heads(granted=row["resident_population"] or 0)),
            fields=("resident_population",),
            export=lambda row: row["resident_population"],
        ),
        Column("note", "Short name", value="short_name", optional=True),
        Column("revenue", "Revenue", value=lambda row: row.get("revenue"), optional=True),
    ]

    def prepare(self, rows):
        sums = UnitRevenue.objects.filter(unit_id__in=[row["pk"] for row in rows])
        by_unit = dict(sums.values_list("unit_id", "amount_fen"))
        for row in rows:
            row["revenue"] = by_unit.get(row["pk"])
        return rows


class Revenues(ListPage):
    """Money as a list page without a filter."""

    model = UnitRevenue
    act = "read_pool"
    title = "Revenue"
    order = ("year",)
    columns = [Column("year", "Year"), fen("amount_fen", "Amount")]

    def totals(self, rows):
        return {"amount_fen": sum(rows.values_list("amount_fen", flat=True))}


def close(request):
    """Answer with what a bulk act was sent."""
    try:
        names = selected(Units, request).order_by("code").values_list("name", flat=True)
    except BadQuery as bad:
        return HttpResponse(str(bad), status=400)
    return HttpResponse(",".join(names))


urlpatterns = [
    path("", lambda request: HttpResponse(""), name="home"),
    path("units/", Units.as_view(), name="pool"),
    path("units/close/", close, name="units-close"),
    path("revenues/", Revenues.as_view(), name="ledger"),
    path("accounts/", include(accounts)),
    path("language/", set_language, name="set_language"),
    path("text-size/", set_text_size, name="set-text-size"),
]
