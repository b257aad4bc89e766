"""分析: charts of heads, expiries and turnover; every point opens its rows, every chart is a table too."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access
from quota_pool.calendar import today
from quota_pool.models import Unit
from staffing import analysis


def asked_for(request) -> tuple[list[Unit], Unit | None]:
    """The streets in sight, and the one that was asked for."""
    owners = Unit.objects.visible_to(request.user, "read_pool").pool_owners()
    asked = request.GET.get("unit", "")
    if not asked:
        return list(owners), None
    return list(owners), get_object_or_404(owners, pk=asked if asked.isascii() and asked.isdigit() else 0)


def small_chart(user, unit: Unit | None) -> dict:
    """Heads over time, small enough to stand beside other things."""
    chart = analysis.heads_over_time(user, unit)
    return {"chart": chart, "columns": analysis.month_columns(chart)}


class HeadsOverTime(LoginRequiredMixin, View):
    """The small chart alone, fetched when its fold is opened: a district has many movements to add up."""

    def get(self, request):
        access.require(request.user, "read_pool")
        _units, unit = asked_for(request)
        return TemplateResponse(request, "staffing/_heads_chart.html", small_chart(request.user, unit))


class AnalysisPage(LoginRequiredMixin, View):
    """All streets in sight, or one of them."""

    def get(self, request):
        access.require(request.user, "read_pool")
        units, unit = asked_for(request)
        charts = [
            analysis.utilisation([unit] if unit else units, today()),
            analysis.heads_over_time(request.user, unit),
        ]
        if access.can(request.user, "read_staff"):
            charts += [analysis.expiries(request.user, unit), analysis.turnover(request.user, unit)]
        context = {
            "title": _("Analysis"),
            "subtitle": unit.name if unit else "",
            "charts": charts,
            "units": units if len(units) > 1 else [],
            "unit": unit,
        }
        return TemplateResponse(request, "staffing/analysis.html", context)
