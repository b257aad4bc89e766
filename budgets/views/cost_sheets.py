"""经费测算表: the sheets made, one of them with its lines, and the making of another."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from budgets.filters import CostSheetFilter
from budgets.forms.standards import CostSheetForm
from budgets.models import CostSheet
from budgets.services import cost_sheets
from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, coded, day_of, fen, opens
from quota_pool.views.acts import ActPage, Guard


class CostSheetsPage(ListPage):
    """Cost sheets, the newest first."""

    model = CostSheet
    act = "read_money"
    title = gettext_lazy("Cost sheets")
    subtitle = gettext_lazy("what heads cost in a year at the standards")
    filterset_class = CostSheetFilter
    order = ("-id",)
    export_name = "cost-sheets"
    purpose = gettext_lazy(
        "Heads × standard, from the roster or the granted heads; envelopes take it from here."
    )
    columns = [
        Column(
            "unit",
            gettext_lazy("Street or town"),
            value="unit__name",
            sort="unit__code",
            link=opens("budgets:cost-sheet"),
        ),
        Column("year", gettext_lazy("year"), sort="year", show=str),
        coded("heads_from", gettext_lazy("heads from"), CostSheet.HeadsFrom.choices),
        Column("heads", gettext_lazy("heads reckoned"), numeric=True, sort="heads"),
        Column("months", gettext_lazy("months reckoned"), numeric=True, optional=True),
        fen("base", gettext_lazy("base (yuan)"), value="base_fen", optional=True),
        fen("total", gettext_lazy("total (yuan)"), value="total_fen", sort="total_fen"),
        day_of("on", gettext_lazy("as on"), sort="on"),
        Column("made", gettext_lazy("made"), value="created_at", show=figures.moment, css="day"),
        Column("note", gettext_lazy("Remarks"), css="wrap", optional=True),
    ]

    @property
    def first_step(self):
        if access.can(self.request.user, "make_cost_sheet"):
            return (_("Make a cost sheet"), "budgets:cost-sheet-make")
        return None


class MakeCostSheet(ActPage):
    """Reckon, and keep the sheet."""

    act = "make_cost_sheet"
    form_class = CostSheetForm
    template_name = "budgets/cost_sheet_make.html"
    title = gettext_lazy("Make a cost sheet")
    submit_label = gettext_lazy("Reckon and keep")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:cost-sheets")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        made = cost_sheets.make_cost_sheet(actor=self.request.user, **form.facts())
        messages.success(self.request, _("Reckoned and kept."))
        return reverse("budgets:cost-sheet", args=[made.pk])


class OneSheet(Guard):
    """What the page of a sheet shows: every line it was reckoned from."""

    act = "read_money"
    template_name = "budgets/cost_sheet.html"

    def find_target(self) -> CostSheet:
        rows = CostSheet.objects.visible_to(self.request.user).select_related("unit", "created_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **more):
        sheet = self.target
        lines = list(sheet.lines.select_related("standard__document"))
        cost = sum(line.pay_cost_fen for line in lines)
        told = {
            "title": _("Cost sheet %(year)s") % {"year": sheet.year},
            "subtitle": sheet.unit.name,
            "sheet": sheet,
            "lines": lines,
            "people": sum(line.people for line in lines),
            "pay_fen": sum(line.pay_fen for line in lines),
            "cost_fen": cost,
            "difference_fen": sheet.total_fen - cost,
            "average_fen": cost_sheets.average_fen(sheet),
            "years": list(enumerate(sheet.reduction, sheet.year)) if sheet.reduction else [],
            "may_draft": access.can(self.request.user, "draft_envelope", sheet.unit),
            "paper_url": f"{reverse('paper', args=['cost-sheet'])}?record={sheet.pk}",
            "reasons": (),
            "trial": None,
        }
        return super().get_context_data(**{**told, **more})


class CostSheetPage(LoginRequiredMixin, OneSheet, TemplateView):
    """One sheet."""


class IntoEnvelope(OneSheet, ActPage):
    """The envelope of the year is worked out from the sheet."""

    http_method_names = ("post",)
    act = "draft_envelope"
    form_class = forms.Form

    def perform(self, form) -> str:
        made = cost_sheets.into_envelope(sheet=self.target, actor=self.request.user)
        messages.success(self.request, _("Calculated; the leader of finance approves the envelope."))
        return reverse("budgets:envelope", args=[made.pk])
