"""The feed of changes: what happened to which row, in the order of the audit chain (decisions.md 1.10).

It carries no names, no values and no reasons: whoever may see a row reads it there. A reader keeps `last`
and asks for what came after it; ids are not in the order of commits, the chain's numbers are.
"""

from rest_framework import serializers
from rest_framework.response import Response

from quota_pool.followed import COLUMNS, FOLLOWED, SILENT, follow, told
from quota_pool.models import AuditEvent

from . import pages
from .resources import Resource, check_query
from .shapes import as_serializer

__all__ = ["Changes", "follow"]


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
        events = self.visible().filter(seq__gt=after, object_type__in=FOLLOWED).exclude(act__in=SILENT)
        rows = list(events.order_by("seq").values_list(*COLUMNS)[: size + 1])
        shown = rows[:size]
        return Response(
            {
                "results": told(shown),
                "last": shown[-1][0] if shown else after,
                "more": len(rows) > size,
            }
        )
