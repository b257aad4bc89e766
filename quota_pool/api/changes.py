"""The feed of changes: what happened to which row, in the order of the audit chain (decisions.md 1.10).

It carries no names, no values and no reasons: whoever may see a row reads it there. A reader keeps `last`
and asks for what came after it; ids are not in the order of commits, the chain's numbers are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rest_framework import serializers
from rest_framework.response import Response

from quota_pool.models import AuditEvent

from . import pages
from .resources import Resource, check_query
from .shapes import as_serializer


@dataclass(frozen=True)
class Followed:
    """A kind of row whose changes are told: its resource, and how its outside ids are found."""

    resource: str
    outside_ids: Callable[[Iterable[str]], dict[str, str]] | None = None


FOLLOWED: dict[str, Followed] = {
    "unit": Followed("units"),
    "document": Followed("documents"),
    "calendaryear": Followed("working-days"),
    "calendarday": Followed("working-days"),
}
# Looking and logging in change nothing.
SILENT = ("person.reveal", "person.find")
COLUMNS = ("seq", "recorded_at", "act", "object_type", "object_id", "unit_id")


def follow(model_name: str, resource: str, outside_ids=None) -> None:
    """Tell of changes to a kind of row of a floor above."""
    FOLLOWED[model_name] = Followed(resource, outside_ids)


class Changes(Resource):
    """What changed, in order, without names: ask with the number you have seen last."""

    model = AuditEvent
    acts = {"list": "read_pool"}
    answer = as_serializer(
        "ChangePage",
        {
            "results": as_serializer(
                "Change",
                {
                    "seq": serializers.IntegerField(),
                    "recorded_at": serializers.DateTimeField(),
                    "act": serializers.CharField(),
                    "resource": serializers.CharField(),
                    "id": serializers.CharField(),
                    "unit": serializers.IntegerField(allow_null=True),
                },
            )(many=True),
            "last": serializers.IntegerField(),
            "more": serializers.BooleanField(),
        },
    )
    parameters = {"after": "integer", "page_size": "integer"}

    def visible(self):
        """The events of rows the asker may see: the audit's own act opens more than this feed tells."""
        return AuditEvent.objects.visible_to(self.request.user, "read_pool")

    def list(self, request):
        """Changes after the number `after` (default 0), oldest first; `last` is where to go on."""
        query = request.query_params
        check_query(query, {"after", "page_size"})
        after = pages.whole(query, "after", 0, 10**18 - 1) or 0
        size = pages.size(query.get("page_size"))
        told = self.visible().filter(seq__gt=after, object_type__in=FOLLOWED).exclude(act__in=SILENT)
        rows = list(told.order_by("seq").values_list(*COLUMNS)[: size + 1])
        shown = rows[:size]
        return Response(
            {
                "results": _told(shown),
                "last": shown[-1][0] if shown else after,
                "more": len(rows) > size,
            }
        )


def _told(rows: list[tuple]) -> list[dict]:
    outside = _outside_ids(rows)
    return [
        {
            "seq": seq,
            "recorded_at": recorded_at,
            "act": act,
            "resource": FOLLOWED[kind].resource,
            "id": outside.get((kind, object_id), object_id),
            "unit": unit_id,
        }
        for seq, recorded_at, act, kind, object_id, unit_id in rows
    ]


def _outside_ids(rows: list[tuple]) -> dict[tuple[str, str], str]:
    """Ids as the API knows them, one query for each kind that has its own."""
    found = {}
    for kind, followed in FOLLOWED.items():
        wanted = {row[4] for row in rows if row[3] == kind}
        if followed.outside_ids and wanted:
            found |= {(kind, key): own for key, own in followed.outside_ids(wanted).items()}
    return found
