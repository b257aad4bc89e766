"""Locked months over REST: what was locked, heads × standard, its people, and the difference sheet."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from budgets import monthly
from budgets.corrections import Change, Correction, corrections
from budgets.filters import SnapshotLineFilter
from budgets.models import Snapshot, SnapshotHeads, SnapshotLine, SnapshotUnit
from budgets.services.declarations import lock_month
from quota_pool import reads
from quota_pool.api import pages
from quota_pool.api.fields import Facts
from quota_pool.api.resources import Deed, ListedResource, Resource, check_query, own_district, write
from quota_pool.api.shapes import Shape, as_serializer, fen, yuan

from .fields import Month
from .shapes import month

SNAPSHOT = Shape(Snapshot, "on", "locked_at", "heads", month=month("month"), sha256="digest")
UNIT = Shape(SnapshotUnit, "declared", "heads", "filed", unit="unit_id", sha256="digest").called(
    "SnapshotUnit"
)
HEADS = Shape(SnapshotHeads, "post_category", "heads", "filed", unit="unit_id", standard=fen("standard_fen"))
LINE = Shape(SnapshotLine, "post_category", "mode", "standing", "is_filed", unit="unit_id", person="number")
YYYYMM = "20[0-9]{2}[01][0-9]"
MONEY = serializers.DecimalField(14, 2, allow_null=True)
COSTED = as_serializer("CostedHeads", HEADS.described() | {"month_amount": MONEY})
WHOLE = as_serializer(
    "LockedMonth",
    SNAPSHOT.described()
    | {
        "units": as_serializer("LockedUnit", UNIT.described())(many=True),
        "heads_by_category": COSTED(many=True),
        "month_amount": serializers.DecimalField(
            14,
            2,
            allow_null=True,
            help_text=_("heads × standard of one month; null where a standard is missing"),
        ),
    },
)
TOLD = as_serializer(
    "CorrectedLine",
    {
        "post_category": serializers.CharField(),
        "mode": serializers.CharField(),
        "standing": serializers.CharField(),
        "is_filed": serializers.BooleanField(),
    },
)
SHEET = as_serializer(
    "DifferenceSheet",
    {
        "month": serializers.CharField(),
        "on": serializers.DateField(),
        "heads_locked": serializers.IntegerField(),
        "heads_now": serializers.IntegerField(),
        "results": as_serializer(
            "MonthCorrection",
            {
                "person": serializers.CharField(),
                "unit": serializers.IntegerField(),
                "change": serializers.ChoiceField(Change.choices),
                "heads": serializers.IntegerField(),
                "was": TOLD(allow_null=True),
                "now": TOLD(allow_null=True),
            },
        )(many=True),
    },
)


class LockMonthFacts(Facts):
    """Which month is locked."""

    month = Month()


class Snapshots(ListedResource):
    """Locked months, the last first."""

    model = Snapshot
    shape = SNAPSHOT
    order = ("-month",)
    related = ()
    lookup_field = "yyyymm"
    lookup_value_regex = YYYYMM
    answer_one = WHOLE
    answer_corrections = SHEET
    acts = {
        "list": "read_declarations",
        "retrieve": "read_declarations",
        "corrections": "read_declarations",
        "create": "lock_month",
    }

    def retrieve(self, request, yyyymm: str):
        """One locked month: each street with its hash, and heads × standard by post category."""
        check_query(request.query_params, set())
        snapshot = self.locked(yyyymm)
        heads = [
            HEADS.of(row) | {"month_amount": yuan(row.month_fen)}
            for row in self.of(SnapshotHeads, snapshot).order_by("unit__code", "post_category")
        ]
        amounts = [row.month_fen for row in self.of(SnapshotHeads, snapshot)]
        whole = None if None in amounts else sum(amounts)
        units = UNIT.rows(self.of(SnapshotUnit, snapshot).order_by("unit__code"))
        more = {"units": units, "heads_by_category": heads, "month_amount": yuan(whole)}
        return Response(SNAPSHOT.of(snapshot) | more)

    @action(detail=True, methods=["get"], url_path="corrections")
    def corrections(self, request, yyyymm: str):
        """The difference sheet: what later corrections say of the month's day."""
        query = request.query_params
        check_query(query, {"unit"})
        snapshot = self.locked(yyyymm)
        found = corrections(snapshot, request.user, pages.whole(query, "unit", 1, 10**18 - 1))
        reads.note(request.auth, "snapshots", len(found))
        locked = sum(row.heads for row in self.of(SnapshotHeads, snapshot))
        return Response(
            {
                "month": f"{snapshot.month:%Y-%m}",
                "on": snapshot.on,
                "heads_locked": locked,
                "heads_now": locked + sum(one.heads for one in found),
                "results": [_told(one) for one in found],
            }
        )

    @write(LockMonthFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Lock a month whose day has come; asked again, the same month is answered."""
        district = own_district(deed.actor)
        return SNAPSHOT.of(lock_month(district=district, actor=deed.actor, **deed.facts))

    def of(self, model, snapshot: Snapshot):
        """Rows of the month in the asker's sight."""
        return model.objects.visible_to(self.request.user).filter(snapshot=snapshot)

    def locked(self, yyyymm: str) -> Snapshot:
        """The locked month of the address, or 404."""
        return locked_month(self, yyyymm)


class SnapshotLines(ListedResource):
    """The people of a locked month, by their numbers."""

    model = SnapshotLine
    personal = True
    shape = LINE
    filterset_class = SnapshotLineFilter
    acts = {"list": "read_declarations"}
    may_be_absent = True

    def visible(self):
        """Lines of the month of the address."""
        found = SnapshotLine.objects.visible_to(self.request.user)
        return found.filter(snapshot=locked_month(self, self.kwargs["yyyymm"]))


def locked_month(resource: Resource, yyyymm: str) -> Snapshot:
    """The locked month of an address, in the asker's sight."""
    rows = Snapshot.objects.visible_to(resource.request.user)
    asked = monthly.read(f"{yyyymm[:4]}-{yyyymm[4:]}")
    found = rows.filter(month=asked).first() if asked else None
    if found is None:
        raise Http404
    return found


def locked_months(keys) -> dict[str, str]:
    """The months of locked ones in the feed of changes, as their addresses write them."""
    rows = Snapshot.objects.filter(pk__in=[int(key) for key in keys]).values_list("pk", "month")
    return {str(key): f"{month:%Y%m}" for key, month in rows}


def _told(one: Correction) -> dict:
    names = ("post_category", "mode", "standing", "is_filed")
    was, now = ({name: getattr(row, name) for name in names} if row else None for row in (one.was, one.now))
    return {
        "person": one.row.number,
        "unit": one.row.unit_id,
        "change": one.change,
        "heads": one.heads,
        "was": was,
        "now": now,
    }
