"""Quota positions over REST: what stands in each pool on a day, as known on a day."""

from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from quota_pool import access, ledger
from quota_pool.api import pages
from quota_pool.api.resources import Resource, check_query
from quota_pool.api.shapes import as_serializer, yuan
from quota_pool.calendar import today
from quota_pool.models import Pool, Unit
from staffing.selectors import PoolRow, UnitRow, unit_positions

MONEY = ("given", "held", "spent", "free", "short", "overspent")
FIGURES = ("granted", "reserved", "held", "occupied", "used", "free", "frozen", "over")


def _figures() -> dict:
    return {name: serializers.IntegerField() for name in FIGURES}


def _described_pool() -> dict:
    return {
        "id": serializers.IntegerField(),
        "kind": serializers.ChoiceField(Pool.Kind.choices),
        "label": serializers.CharField(),
        "document": serializers.IntegerField(allow_null=True),
        "valid_from": serializers.DateField(allow_null=True),
        "valid_to": serializers.DateField(allow_null=True),
    }


class OfUnits(Resource):
    """What is asked of the units that own a pool, or of one unit."""

    model = Unit
    may_be_absent = True

    def units(self, query):
        """The units that own a pool, or the one asked for; another's is answered as absent (R-076)."""
        wanted = pages.whole(query, "unit", 1, 10**18 - 1)
        if wanted is None:
            return self.visible().pool_owners()
        rows = self.visible().filter(pk=wanted)
        if not rows.exists():
            raise Http404
        return rows


class Positions(OfUnits):
    """Granted, reserved, held, occupied, free, frozen and over, by unit and by grant."""

    order = ("code", "id")
    parameters = {
        "on": "date",
        "known_on": "date",
        "unit": "integer",
        "cursor": "string",
        "page_size": "integer",
    }
    answer = as_serializer(
        "PositionPage",
        {
            "results": as_serializer(
                "Position",
                {
                    "unit": serializers.IntegerField(),
                    "code": serializers.CharField(),
                    "name": serializers.CharField(),
                    "on": serializers.DateField(),
                    "known_on": serializers.DateField(allow_null=True),
                    **_figures(),
                    "unseated": serializers.IntegerField(),
                    "money": as_serializer(
                        "PositionMoney", {name: serializers.DecimalField(14, 2) for name in MONEY}
                    )(allow_null=True),
                    "pools": as_serializer("PoolPosition", _described_pool() | _figures())(many=True),
                },
            )(many=True),
            "next": serializers.CharField(allow_null=True),
        },
    )
    acts = {"list": "read_pool"}

    def list(self, request):
        """Positions on the day `on` (default today), as known at the end of the day `known_on`."""
        query = request.query_params
        check_query(query, {"on", "known_on", "unit", "cursor", "page_size"})
        asked = pages.as_of(query)
        page = pages.Page(query, self.order, may_sync=False)
        units = list(page.cut(self.units(query)))
        shown, cursor = page.split_rows(units)
        rows = unit_positions(shown, on=asked.on, known_on=asked.known_on)
        may_read, year = access.can(request.user, "read_money"), (asked.on or today()).year
        money = ledger.unit_money([unit.pk for unit in shown], year) if may_read else {}
        results = [_unit(row) | {"money": _money(money.get(row.unit.pk))} for row in rows]
        return Response({"results": results, "next": self.next_address(cursor)})


def _money(found: ledger.Money | None) -> dict | None:
    """The year's money beside the heads, as it stands now."""
    return found and {name: yuan(getattr(found, name)) for name in MONEY}


def _unit(row: UnitRow) -> dict:
    totals = {name: row.total(name) for name in FIGURES if name != "over"}
    return {
        "unit": row.unit.pk,
        "code": row.unit.code,
        "name": row.unit.name,
        "on": row.on,
        "known_on": row.known_on,
        **totals,
        "over": row.over,
        "unseated": row.unseated,
        "pools": [_pool(pool) for pool in row.pools],
    }


def _pool(row: PoolRow) -> dict:
    pool = row.pool
    return {
        "id": pool.pk,
        "kind": pool.kind,
        "label": pool.label,
        "document": pool.document_id,
        "valid_from": pool.valid_from,
        "valid_to": pool.valid_to,
        **{name: getattr(row, name) for name in FIGURES},
    }
