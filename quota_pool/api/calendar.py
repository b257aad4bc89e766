"""Working days over REST: when a limit is over, with each skipped day and why."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from quota_pool import calendar
from quota_pool.models import District

from . import pages
from .problems import invalid
from .resources import Resource, check_query, own_district
from .shapes import as_serializer

LAST_YEAR = 2199


class WorkingDays(Resource):
    """The district's working days, make-up days included."""

    model = District
    acts = {"list": "read_rules"}
    answer = as_serializer(
        "WorkingDays",
        {
            "from": serializers.DateField(),
            "days": serializers.IntegerField(),
            "due": serializers.DateField(),
            "skipped": as_serializer(
                "SkippedDay", {"date": serializers.DateField(), "why": serializers.CharField()}
            )(many=True),
            "made_up": serializers.ListField(child=serializers.DateField()),
            "missing_years": serializers.ListField(child=serializers.IntegerField()),
        },
    )
    may_be_absent = True
    parameters = {"from": "date", "days": "integer", "to": "date"}

    def list(self, request):
        """When `days` working days after `from` are over, or how many lie after `from` up to `to`."""
        query = request.query_params
        check_query(query, {"from", "days", "to"})
        start, end = pages.day(query, "from"), pages.day(query, "to")
        days = pages.whole(query, "days", 0, calendar.MOST_DAYS)
        if start is None or (days is None) == (end is None):
            raise invalid("from", "required", _("Give from, and either days or to."))
        district = own_district(request.user)
        if days is None:
            days = self.between(district, start, end)
        deadline = calendar.add_working_days(district, start, days)
        return Response(
            {
                "from": start,
                "days": days,
                "due": deadline.due,
                "skipped": [{"date": day.date, "why": day.why} for day in deadline.skipped],
                "made_up": deadline.made_up,
                "missing_years": deadline.missing_years,
            }
        )

    def between(self, district, start, end) -> int:
        """Working days after the one up to the other."""
        if not 0 <= (end - start).days <= calendar.MOST_DAYS:
            words = _("The day to lies at most %(days)d days after from.") % {"days": calendar.MOST_DAYS}
            raise invalid("to", "range", words)
        return calendar.working_days_between(district, start, end)
