"""口径: which kind of employment uses a head and is charged, as the checks apply it (domain.md section 4)."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access
from quota_pool.views.rules import tabs
from staffing.dictionaries import COUNTING


class CountingPage(LoginRequiredMixin, View):
    """The counting table, shown as it is used."""

    def get(self, request):
        access.require(request.user, "read_rules")
        context = {
            "title": _("Rules and calendar"),
            "subtitle": _("who uses a head; the same table counts in every report"),
            "tabs": tabs("counting"),
            "lines": COUNTING.items(),
        }
        return TemplateResponse(request, "staffing/counting.html", context)
