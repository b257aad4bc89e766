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


class AnalysisPage(LoginRequiredMixin, View):
    """All streets in sight, or one of them."""

    def get(self, request):
        access.require(request.user, "read_pool")
        owners = Unit.objects.visible_to(request.user, "read_pool").pool_owners()
        units = list(owners)
        asked = request.GET.get("unit", "")
        unit = (
            get_object_or_404(owners, pk=asked if asked.isascii() and asked.isdigit() else 0)
            if asked
            else None
        )
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
