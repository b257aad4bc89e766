"""Differences between two positions over REST: each act between them, adding up to every figure's change."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from quota_pool.api import pages
from quota_pool.api.problems import invalid
from quota_pool.api.resources import check_query
from quota_pool.api.shapes import as_serializer
from quota_pool.ledger import Differences
from quota_pool.ledger.differences import FIGURES
from quota_pool.models import Act, ScheduledAct
from staffing.differences import Told, told

from .positions import OfUnits

KINDS = dict([*ScheduledAct.Kind.choices, *Act.Kind.choices])
PARAMETERS = {
    "from": "date",
    "known_from": "date",
    "to": "date",
    "known_to": "date",
    "unit": "integer",
    "cursor": "integer",
    "page_size": "integer",
}
END = as_serializer(
    "PositionEnd", {"on": serializers.DateField(), "known_on": serializers.DateField(allow_null=True)}
)
CHANGES = as_serializer("FigureChanges", {name: serializers.IntegerField() for name in FIGURES})
LINE = as_serializer(
    "Difference",
    {
        "act": serializers.IntegerField(allow_null=True),
        "scheduled": serializers.IntegerField(allow_null=True),
        "kind": serializers.ChoiceField(list(KINDS.items())),
        "counts_in": serializers.ChoiceField([("from", _("the first")), ("to", _("the second"))]),
        "effective_from": serializers.DateField(),
        "effective_to": serializers.DateField(),
        "recorded_at": serializers.DateTimeField(),
        "document": serializers.IntegerField(allow_null=True),
        "document_number": serializers.CharField(allow_null=True),
        "unit": serializers.IntegerField(),
        "pool": serializers.IntegerField(allow_null=True),
        "engagement": serializers.IntegerField(allow_null=True),
        "person": serializers.CharField(allow_null=True),
        "people": serializers.IntegerField(),
        "changes": CHANGES(),
    },
)


class QuotaDifferences(OfUnits):
    """Why a position is another one than on another day, or than it was known to be on another day."""

    acts = {"list": "read_ledger"}
    parameters = PARAMETERS
    answer = as_serializer(
        "DifferencePage",
        {
            "from": END(),
            "to": END(),
            "figures": as_serializer(
                "FigureDifference",
                {
                    "figure": serializers.ChoiceField([(name, name) for name in FIGURES]),
                    "from": serializers.IntegerField(),
                    "to": serializers.IntegerField(),
                    "change": serializers.IntegerField(),
                },
            )(many=True),
            "results": LINE(many=True),
            "next": serializers.CharField(allow_null=True),
        },
    )

    def list(self, request):
        """The acts that lie between the position of `from` and that of `to`; their changes add up."""
        query = request.query_params
        check_query(query, set(PARAMETERS))
        ends = [self.end(query, name) for name in ("from", "to")]
        units = list(self.units(query))
        between = Differences([unit.pk for unit in units], *ends)
        after = pages.whole(query, "cursor", 1, 10**17) or 0
        lines, following = between.acts(after, pages.size(query.get("page_size")))
        lines = lines if after else [*between.ahead(), *lines]
        first, second = ({"on": end.day, "known_on": end.known_on} for end in ends)
        return Response(
            {
                "from": first,
                "to": second,
                "figures": [
                    {"figure": name, "from": was, "to": now, "change": now - was}
                    for name, was, now in between.figures()
                ],
                "results": [_line(one) for one in told(lines, units, request.user)],
                "next": self.next_address(str(following) if following else ""),
            }
        )

    def end(self, query, name: str):
        """One of the two positions asked for."""
        if name not in query:
            raise invalid(name, "required", _("Say which two days are compared."))
        return pages.as_of(query, on=name, known_on=f"known_{name}")


def _line(one: Told) -> dict:
    line, document = one.line, one.document
    return {
        "act": line.act and line.act.pk,
        "scheduled": line.scheduled and line.scheduled.pk,
        "kind": one.kind,
        "counts_in": one.counts,
        "effective_from": line.first,
        "effective_to": line.last,
        "recorded_at": line.recorded_at,
        "document": document and document.pk,
        "document_number": document and document.number,
        "unit": line.unit_id,
        "pool": line.pool_id,
        "engagement": line.subject_id,
        "person": one.person_number or None,
        "people": line.subjects,
        "changes": line.changes,
    }
