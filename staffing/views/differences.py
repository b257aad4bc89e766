"""Differences between two positions as a list of acts, adding up to the change of every figure."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views import View

from quota_pool import access
from quota_pool.ledger import Differences
from quota_pool.listing.conditions import changed
from quota_pool.models import Unit
from staffing.differences import LABELS, kinds, told, totals
from staffing.forms.positions import DifferencesForm

MOST = 100


class DifferencesPage(LoginRequiredMixin, View):
    """What explains that a figure is another one than on another day, or than was known on another day."""

    def get(self, request):
        access.require(request.user, "read_ledger")
        units = Unit.objects.visible_to(request.user, "read_ledger").pool_owners()
        form = DifferencesForm(request.GET, units)
        context = {"title": _("Differences between two days"), "form": form, "labels": LABELS.items()}
        is_asked = "from" in request.GET
        if not is_asked:
            form.errors.clear()
        elif form.is_valid():
            context |= self.between(form, units)
        status = 400 if is_asked and form.errors else 200
        return TemplateResponse(request, "staffing/differences.html", context, status=status)

    def between(self, form, units) -> dict:
        """The figures of both ends and a page of the acts between them."""
        chosen = form.cleaned_data["unit"]
        units = [chosen] if chosen else list(units)
        between = Differences([unit.pk for unit in units], *form.ends)
        after = self.request.GET.get("after", "")
        after = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
        lines, following = between.acts(after, MOST)
        if not after:
            lines = [*between.ahead(), *lines]
        return {
            "first": between.first,
            "second": between.second,
            "totals": totals(between),
            "kinds": kinds(between),
            "lines": told(lines, units, self.request.user),
            "next_url": changed(self.request.GET, after=following) if following else "",
        }
