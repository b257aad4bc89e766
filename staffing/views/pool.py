"""The quota pool: one row a street; every figure opens the rows behind it, on any day as known on any."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from quota_pool import access, figures, ledger
from quota_pool.as_of import AsOf
from quota_pool.calendar import today
from quota_pool.listing.conditions import FORMATS, changed
from quota_pool.models import Unit
from quota_pool.sheets.downloads import download
from staffing.forms.positions import CompareForm
from staffing.links import list_url
from staffing.positions_table import EXPORTED, FIGURES, Table, behind, table
from staffing.requested import with_requested
from staffing.selectors import unit_positions
from staffing.workload import waiting


class PoolPage(LoginRequiredMixin, View):
    """All streets a person sees with their heads; the address says the two days."""

    is_dated = True

    def get(self, request):
        access.require(request.user, "read_pool")
        form = CompareForm(request.GET)
        for fault in self.faults(form):
            form.add_error(None, fault)
        if not form.is_valid():
            return self.answer(form, None, status=400)
        found = self.find(**form.cleaned_data)
        if request.GET.get("export") in FORMATS:
            access.require(request.user, "export")
            return download("quota-pool", request.GET["export"], EXPORTED, found.lines, by=request.user)
        return self.answer(form, found)

    def faults(self, form) -> list[str]:
        """What the address asks and this page does not know; silence would answer something else."""
        wanted = self.request.GET.get("export", "")
        unknown = [name for name in self.request.GET if name not in (*form.fields, "export")]
        words = _("This page does not know the condition “%(name)s”.")
        found = [words % {"name": name[:40]} for name in unknown]
        if wanted and wanted not in FORMATS:
            words = _("Lists are exported as xlsx or csv, not as “%(value)s”.")
            found.append(words % {"value": wanted[:40]})
        return found

    def find(self, on, known_on, against) -> Table:
        """Positions of every street in sight; the number of queries does not grow with the people."""
        user = self.request.user
        units = Unit.objects.visible_to(user, "read_pool").pool_owners().select_related("district")
        units = list(with_requested(units, user, AsOf.asked(on, known_on)))
        rows = unit_positions(units, on=on, known_on=known_on)
        then = unit_positions(units, on=against, known_on=known_on) if against else ()
        found = table(rows, waiting(user), on, known_on, then)
        if access.can(user, "read_money"):
            found.money = ledger.unit_money([unit.pk for unit in units], (on or today()).year)
        return found

    def answer(self, form, found: Table | None, status: int = 200):
        is_now = AsOf.read(self.request.GET).is_now
        context = {
            "title": _("Quota pool"),
            "form": form,
            "table": found,
            "figures": FIGURES.items(),
            "differences_url": self.differences_url(form, found),
            "kpis": _kpis(found) if found else [],
            "exports": self.exports(),
            "may_propose": is_now and access.can(self.request.user, "propose_grant"),
            "against": form.cleaned_data.get("against") if found else None,
            "alone": bool(found) and len(found.lines) == 1,
        }
        return TemplateResponse(self.request, "staffing/pool.html", context, status=status)

    def differences_url(self, form, found: Table | None) -> str:
        """The acts that explain the small figures, for whoever may read the ledger."""
        against = form.cleaned_data.get("against") if found else None
        if against is None or not access.can(self.request.user, "read_ledger"):
            return ""
        known = {"known_from": found.known_on, "known_to": found.known_on}
        return list_url("differences", **{"from": against, "to": found.on}, **known)

    def exports(self) -> list[tuple[str, str]]:
        if not access.can(self.request.user, "export"):
            return []
        return [(name, changed(self.request.GET, export=name)) for name in FORMATS]


def _kpi(label, value: int, note: str = "", tone: str = "", url: str = "") -> dict:
    return {"label": label, "value": figures.number(value), "note": note, "tone": tone, "url": url}


def _mobile_url(found: Table) -> str:
    """Asked for, granted and used, street by street."""
    return reverse("staffing:mobile-streets") + AsOf.asked(found.on, found.known_on).query


def _kpis(found: Table) -> list[dict]:
    """The six key figures above the table."""
    sums, days = found.sums, (found.on, found.known_on)
    streets = ngettext("%(n)s street or town", "%(n)s streets and towns", found.with_grant)
    late = _("overdue %(n)s") % {"n": found.overdue} if found.overdue else ""
    share = figures.percent(sums["on_post"], sums["granted"])
    return [
        _kpi(
            _("Granted (lump-sum)"),
            sums["lump_sum"],
            streets % {"n": found.with_grant},
            url=behind("lump_sum", *days),
        ),
        _kpi(
            _("Mobile"),
            sums["mobile"],
            _("%(n)s run out soon") % {"n": found.expiring},
            url=_mobile_url(found),
        ),
        _kpi(
            _("Occupied (filed)"),
            sums["occupied"],
            _("used %(share)s of all heads") % {"share": share},
            url=behind("occupied", *days),
        ),
        _kpi(_("Held (not yet filed)"), sums["held"], late, "late" if late else "", behind("held", *days)),
        _kpi(
            _("Free"), sums["free"], _("reserved %(n)s besides") % {"n": sums["reserved"]}, "free", "#streets"
        ),
        _kpi(_("Over quota"), sums["over"], tone="red" if sums["over"] else "", url="#streets"),
    ]
