"""预警: what presses, by level and street, each with its numbers, its rule and the rows behind it."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from quota_pool import access, rules
from quota_pool.calendar import today
from quota_pool.models import RuleLevel
from staffing.alerts import Alert, Level, Scope, Side, alerts, sides
from staffing.forms import AlertsForm, SeenForm
from staffing.services.alerts import acknowledge, last_seen

TONES = {Level.RED: "red", Level.AMBER: "amber", Level.INFO: "blue"}
ICONS = {Level.RED: "●", Level.AMBER: "▲", Level.INFO: "ℹ"}


class AlertsPage(LoginRequiredMixin, View):
    """Every alert in sight, the most pressing first; the number of queries is that of the kinds."""

    def get(self, request):
        access.require(request.user, "read_pool")
        scope = Scope(request.user)
        form = AlertsForm(request.GET or None, units=scope.units.values())
        asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
        found = self.found(scope, asked)
        seen = last_seen(found, request.user)
        context = {
            "title": _("Alerts"),
            "subtitle": _("as of today; each goes when its cause is gone"),
            "form": form,
            "asked": bool(asked),
            "counts": [(Level(level), TONES[level], _count(found, level)) for level in Level],
            "lines": [self.line(alert, seen.get(alert.key)) for alert in found],
            "may_see": access.can(request.user, "see_alerts"),
        }
        return TemplateResponse(request, "staffing/alerts.html", context)

    def found(self, scope: Scope, asked: dict) -> list[Alert]:
        """The alerts under the conditions of the address."""
        found = alerts(scope, to=sides(scope.user) if asked.get("mine") else ())
        unit, level, kind = (asked.get(name) for name in ("unit", "level", "kind"))
        return [
            one
            for one in found
            if (not unit or (one.unit is not None and one.unit.pk == unit))
            and (not level or one.level == level)
            and (not kind or one.kind.code == kind)
        ]

    def line(self, alert: Alert, seen) -> dict:
        """One row of the table."""
        return {
            "alert": alert,
            "tone": TONES[alert.level],
            "word": f"{ICONS[alert.level]} {Level(alert.level).label}",
            "to": "、".join(str(Side(side).label) for side in alert.kind.to),
            "rule": _rule(alert),
            "seen": seen,
            "grown": seen is not None and alert.count > seen.count,
        }


def _count(found: list[Alert], level: str) -> int:
    return sum(one.level == level for one in found)


def _rule(alert: Alert) -> dict | None:
    """The parameter behind an alert, its level today and its document."""
    if not alert.kind.rule or alert.unit is None:
        return None
    ruling = rules.ruling(alert.kind.rule, alert.unit.district, today(), alert.unit.pk)
    return {
        "label": ruling.rule.label,
        "level": RuleLevel(ruling.level).label,
        "document": ruling.document,
        "url": reverse("rule", args=[ruling.rule.code]),
    }


class SeeAlert(LoginRequiredMixin, View):
    """已阅: keep who has seen an alert, when, with what note."""

    def post(self, request):
        access.require(request.user, "see_alerts")
        form = SeenForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            acknowledge(kind=said["kind"], unit_id=said["unit"], note=said["note"], actor=request.user)
            messages.success(request, _("Noted: the alert stays until its cause is gone."))
        return redirect("staffing:alerts")

    def get(self, request):
        access.require(request.user, "see_alerts")
        return redirect("staffing:alerts")
