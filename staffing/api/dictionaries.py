"""Code lists over REST, with their words in the reader's language."""

from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from quota_pool.api.resources import Resource, check_query
from quota_pool.api.shapes import as_serializer
from staffing.dictionaries import LISTS, NATIONAL, entries

LISTED = as_serializer(
    "CodeListName",
    {
        "name": serializers.CharField(),
        "entries": serializers.IntegerField(),
        "is_national": serializers.BooleanField(),
    },
)
ENTRY = as_serializer(
    "CodeEntry",
    {
        "code": serializers.CharField(),
        "number": serializers.CharField(),
        "label": serializers.CharField(),
        "note": serializers.CharField(),
    },
)


class Dictionaries(Resource):
    """The code lists requests and answers are written in."""

    lookup_field = "name"
    lookup_value_regex = "[a-z_]{1,40}"
    acts = {"list": "read_rules", "retrieve": "read_rules"}
    answer = as_serializer("CodeLists", {"results": LISTED(many=True)})
    answer_one = as_serializer("CodeList", {"name": serializers.CharField(), "entries": ENTRY(many=True)})

    def list(self, request):
        """The names of the code lists."""
        check_query(request.query_params, set())
        rows = [
            {"name": name, "entries": len(codes), "is_national": name in NATIONAL}
            for name, codes in LISTS.items()
        ]
        return Response({"results": rows})

    def retrieve(self, request, name):
        """One code list in its own order."""
        check_query(request.query_params, set())
        if name not in LISTS:
            raise Http404
        return Response({"name": name, "entries": [_entry(one) for one in entries(name)]})


def _entry(one) -> dict:
    return {"code": one.code, "number": one.number, "label": one.label, "note": one.note}
