"""对账: the cockpit of a month, the list of differences, and one difference with its end."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from budgets import monthly, reconciliation
from budgets.filters import DifferenceFilter
from budgets.forms.differences import ExplainForm, HandForm
from budgets.models import Difference, FinanceMonth
from budgets.models.differences import age
from budgets.services import differences
from budgets.views.declarations import month_asked
from quota_pool import access, figures
from quota_pool.calendar import today
from quota_pool.listing import Column, ListPage, coded, fen, marked, opens
from quota_pool.models import Unit
from quota_pool.views.acts import ActPage
from staffing.links import list_url

Kind, State, Owner = Difference.Kind, Difference.State, Difference.Owner
TONES = {State.OPEN: "red", State.EXPLAINED: "green", State.GONE: "grey"}


class ReconciliationPage(LoginRequiredMixin, View):
    """对账驾驶舱: each street's month as quota, filings, pay run and finance tell it."""

    def get(self, request):
        access.require(request.user, "read_differences")
        month = month_asked(request.GET)
        units = Unit.objects.visible_to(request.user, "read_differences").pool_owners()
        lines = reconciliation.streets(units.select_related("district").order_by("code"), month, request.user)
        held = FinanceMonth.objects.filter(district=access.district_of(request.user), month=month).first()
        text = monthly.written(month)
        context = {
            "title": _("Reconciliation"),
            "subtitle": text,
            "lines": [self.line(one, text) for one in lines],
            "kinds": [kind.label for kind in Kind],
            "kpis": [self.kpi(kind, lines, text) for kind in Kind],
            "silent": [one.unit.name for one in lines if one.is_silent] if month <= today() else [],
            "held": held,
            "may_see_pay": access.can(request.user, "read_pay"),
            "before_url": f"?month={monthly.written(monthly.before(month))}",
            "after_url": ""
            if monthly.after(month) > today()
            else f"?month={monthly.written(monthly.after(month))}",
            "all_url": list_url("pay-differences", month=text),
        }
        return TemplateResponse(request, "budgets/reconciliation.html", context)

    def kpi(self, kind: str, lines: list, month: str) -> dict:
        count = sum(one.open_kinds[kind] for one in lines)
        return {
            "label": Kind(kind).label,
            "value": figures.number(count),
            "tone": "red" if count else "",
            "url": list_url("pay-differences", month=month, kind=kind, state=State.OPEN) if count else "",
        }

    def line(self, one: reconciliation.Street, month: str) -> dict:
        unit = one.unit.pk
        return {
            "street": one,
            "filed_url": list_url("roster", unit=unit, filing_state="filed"),
            "paid_url": list_url("payroll-actuals", unit=unit, month=month),
            "kinds": [
                (
                    one.open_kinds[kind],
                    list_url("pay-differences", unit=unit, month=month, kind=kind, state=State.OPEN),
                )
                for kind in Kind
            ],
            "age": figures.number((today() - one.oldest).days) if one.oldest else "",
        }


class DifferencesPage(ListPage):
    """Differences by person and month, the oldest open ones first."""

    model = Difference
    act = "read_differences"
    title = gettext_lazy("Differences between heads and pay")
    subtitle = gettext_lazy("each lies with somebody until it ends")
    filterset_class = DifferenceFilter
    conditions_in_front = ("month", "unit", "kind", "state")
    order = ("opened_at", "id")
    export_name = "differences"
    purpose = gettext_lazy(
        "When finance has sent what it paid, each month is compared with the roster and the pay run."
    )
    columns = [
        Column("month", gettext_lazy("month"), show=monthly.written, css="day", sort="month"),
        Column("unit", gettext_lazy("Street or town"), value="unit__name"),
        Column("name", gettext_lazy("full name"), value="person__name", link=opens("budgets:difference")),
        coded("kind", gettext_lazy("what differs"), Kind.choices),
        fen("paid_fen", gettext_lazy("paid (yuan)")),
        fen("run_fen", gettext_lazy("pay run (yuan)")),
        Column("other_unit", gettext_lazy("works in"), value="other_unit__name"),
        coded("owner", gettext_lazy("lies with"), Owner.choices),
        Column(
            "age",
            gettext_lazy("days open"),
            value=lambda row: age(row["opened_at"], row["closed_at"]),
            fields=("opened_at", "closed_at"),
            numeric=True,
            sort="opened_at",
        ),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        coded("reason", gettext_lazy("reason"), Difference.Reason.choices),
        Column("note", gettext_lazy("note"), optional=True, css="wrap"),
    ]

    def row_class(self, row) -> str:
        return "" if row.get("state") == State.OPEN else "is-quiet"


class OneDifference:
    """What the page of a difference says, and the steps open to this reader."""

    def find_target(self) -> Difference:
        rows = Difference.objects.visible_to(self.request.user)
        rows = rows.select_related("unit__district", "other_unit", "person", "closed_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def told(self, bound=None) -> dict:
        """Everything the page prints."""
        one, text = self.target, monthly.written(self.target.month)
        paid = list_url("payroll-actuals", unit=one.unit_id, month=text, person=one.person.number)
        return {
            "title": one.person.name,
            "subtitle": f"{one.unit.name} · {text} · {one.get_kind_display()}",
            "one": one,
            "tone": TONES[one.state],
            "paid_url": paid if access.can(self.request.user, "read_pay") else "",
            "list_url": list_url("pay-differences", month=text, state=State.OPEN),
            "shown": self.steps(bound),
            "reasons": (),
            "trial": None,
        }

    def steps(self, bound) -> list[dict]:
        one, user = self.target, self.request.user
        is_mine = access.can(user, "settle_difference", one.unit)
        if one.state != State.OPEN or not is_mine or one.owner not in differences.sides_of(user, one.unit):
            return []
        forms = (
            ("difference-explain", _("Explain and end"), ExplainForm),
            ("difference-hand", _("Hand on"), HandForm),
        )
        return [
            {
                "url": reverse(f"budgets:{name}", args=[one.pk]),
                "title": title,
                "form": bound if type(bound) is form else form(initial={"version": one.version}),
            }
            for name, title, form in forms
        ]


class DifferencePage(LoginRequiredMixin, OneDifference, View):
    """One difference."""

    def get(self, request, pk: int):
        self.target = self.find_target()
        return TemplateResponse(request, "budgets/difference.html", self.told())


class DifferenceAct(OneDifference, ActPage):
    """A step sent from the page; a refusal shows it again."""

    act = "settle_difference"
    http_method_names = ("post",)
    template_name = "budgets/difference.html"
    service = staticmethod(differences.explain_difference)
    said = gettext_lazy("Explained: this difference has ended.")

    def perform(self, form) -> str:
        facts = dict(form.cleaned_data)
        seen = facts.pop("version")
        self.service(difference=self.target, actor=self.request.user, seen=seen, **facts)
        messages.success(self.request, self.said)
        return reverse("budgets:difference", args=[self.target.pk])

    def get_context_data(self, **more):
        return super().get_context_data(**{**self.told(more.get("form")), **more})


class ExplainDifference(DifferenceAct):
    """Its reason ends it."""

    form_class = ExplainForm


class HandDifference(DifferenceAct):
    """Somebody else can mend it."""

    form_class = HandForm
    service = staticmethod(differences.hand_difference)
    said = gettext_lazy("Handed on.")
