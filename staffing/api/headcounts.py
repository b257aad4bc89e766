"""Headcounts over REST: people on post by unit and post category, filed and not."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from quota_pool.api import pages
from quota_pool.api.problems import invalid
from quota_pool.api.resources import Resource, check_query
from quota_pool.api.shapes import as_serializer
from quota_pool.models import Unit
from staffing.dictionaries import PostCategory
from staffing.headcounts import headcounts
from staffing.models import Engagement


class Headcounts(Resource):
    """How many people are on post, by unit and post category."""

    model = Engagement
    acts = {"list": "read_staff"}
    may_be_absent = True
    parameters = {"on": "date", "known_on": "date", "unit": "integer", "post_category": "string"}
    answer = as_serializer(
        "Headcounts",
        {
            "on": serializers.DateField(),
            "known_on": serializers.DateField(allow_null=True),
            "results": as_serializer(
                "Headcount",
                {
                    "unit": serializers.IntegerField(),
                    "post_category": serializers.CharField(),
                    "filed": serializers.IntegerField(),
                    "unfiled": serializers.IntegerField(),
                    "unseated": serializers.IntegerField(),
                    "uncounted": serializers.IntegerField(),
                },
            )(many=True),
        },
    )

    def list(self, request):
        """People on post on the day `on` (default today), as known at the end of the day `known_on`."""
        query = request.query_params
        check_query(query, {"on", "known_on", "unit", "post_category"})
        asked = pages.as_of(query)
        rows = self.visible()
        if (unit := pages.whole(query, "unit", 1, 10**18 - 1)) is not None:
            if not Unit.objects.visible_to(request.user, "read_staff").filter(pk=unit).exists():
                raise Http404
            rows = rows.filter(unit=unit)
        category = query.get("post_category")
        if category is not None and category not in PostCategory.values:
            raise invalid("post_category", "invalid_choice", _("There is no such post category."))
        days = {"on": asked.day, "known_on": asked.known_on}
        return Response({**days, "results": headcounts(rows, asked, category)})
