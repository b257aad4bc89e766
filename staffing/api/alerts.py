"""Alerts over REST: what presses, worked out as asked; seeing one is kept."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from quota_pool.api import pages
from quota_pool.api.fields import Facts, Line, Whole
from quota_pool.api.problems import invalid
from quota_pool.api.resources import Deed, Resource, act, check_query
from quota_pool.api.shapes import Shape, as_serializer
from quota_pool.models import Unit
from staffing.alerts import KINDS, Alert, Level, Scope, alerts, sides
from staffing.models import AlertSeen
from staffing.services.alerts import acknowledge, last_seen

SEEN = Shape(AlertSeen, "id", "kind", "count", "level", "recorded_at", "note", unit="unit_id")


class SeenFacts(Facts):
    """Which alert was seen, and a word."""

    kind = serializers.ChoiceField(choices=sorted(KINDS))
    unit_id = Whole(min_value=1, max_value=10**17, required=False, allow_null=True)
    note = Line(300)


class Alerts(Resource):
    """What presses now, the most pressing first; derived, never stored."""

    model = AlertSeen
    acts = {"list": "read_pool", "seen": "see_alerts"}
    may_be_absent = True
    parameters = {"unit": "integer", "level": "string", "kind": "string", "mine": "boolean"}
    answer = as_serializer(
        "Alerts",
        {
            "results": as_serializer(
                "Alert",
                {
                    "kind": serializers.CharField(),
                    "label": serializers.CharField(),
                    "level": serializers.ChoiceField(choices=Level.choices),
                    "unit": serializers.IntegerField(allow_null=True),
                    "count": serializers.IntegerField(),
                    "detail": serializers.CharField(),
                    "facts": serializers.DictField(),
                    "to": serializers.ListField(child=serializers.CharField()),
                    "rule": serializers.CharField(),
                    "rows": serializers.CharField(),
                    "seen": as_serializer("AlertSeen", SEEN.described())(allow_null=True),
                },
            )(many=True)
        },
    )

    def list(self, request):
        """The alerts in sight; `mine=true` only those meant for the asker's side."""
        query = request.query_params
        check_query(query, {"unit", "level", "kind", "mine"})
        for name, known in (("level", Level.values), ("kind", KINDS)):
            if name in query and query[name] not in known:
                raise invalid(name, "invalid_choice", _("There is no such alert."))
        unit = pages.whole(query, "unit", 1, 10**18 - 1)
        if (
            unit is not None
            and not Unit.objects.visible_to(request.user, "read_pool").filter(pk=unit).exists()
        ):
            raise Http404
        mine = pages.flag(query, "mine")
        found = alerts(Scope(request.user), to=sides(request.user) if mine else ())
        wanted = [one for one in found if _matches(one, unit, query.get("level"), query.get("kind"))]
        seen = last_seen(wanted, request.user)
        return Response({"results": [_shown(one, seen.get(one.key)) for one in wanted]})

    @act("seen", SeenFacts, on_row=False, answer=as_serializer("SeenAlert", SEEN.described()))
    def seen(self, deed: Deed) -> dict:
        """Keep that the alert was seen as it stands now (已阅)."""
        facts = {"unit_id": None, **deed.facts}
        return SEEN.of(acknowledge(actor=deed.actor, **facts))


def _matches(one: Alert, unit: int | None, level: str | None, kind: str | None) -> bool:
    return (
        (unit is None or (one.unit is not None and one.unit.pk == unit))
        and level in (None, one.level)
        and kind in (None, one.kind.code)
    )


def _shown(one: Alert, seen: AlertSeen | None) -> dict:
    return {
        "kind": one.kind.code,
        "label": str(one.kind.label),
        "level": one.level,
        "unit": one.unit.pk if one.unit else None,
        "count": one.count,
        "detail": one.text,
        "facts": one.facts,
        "to": list(one.kind.to),
        "rule": one.kind.rule,
        "rows": one.url,
        "seen": SEEN.of(seen) if seen else None,
    }
