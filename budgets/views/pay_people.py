"""定薪与试算: everybody of a scheme's simulation by name, and the marks that change one person's pay."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from budgets.filters.pay_schemes import MarkFilter
from budgets.forms import pay_schemes as forms
from budgets.models import PayMark, PayScheme
from budgets.services import pay_schemes
from budgets.simulation import Tried, try_out
from quota_pool import access
from quota_pool.listing import Column, ListPage, coded, day_of, fen
from quota_pool.listing.columns import markup
from quota_pool.listing.conditions import FORMATS, changed
from quota_pool.sheets.downloads import download
from staffing.dictionaries import PostCategory, label
from staffing.models import Engagement
from staffing.views.acts import ActPage, person_url

MOST_SHOWN = 500
COLUMNS = (
    Column("name", gettext_lazy("full name")),
    coded("category", gettext_lazy("post category"), PostCategory.choices),
    Column("post", gettext_lazy("post")),
    Column("grade", gettext_lazy("pay grade")),
    fen("now_fen", gettext_lazy("a month now")),
    fen("then_fen", gettext_lazy("a month then")),
    fen("change_fen", gettext_lazy("change")),
    fen("year_fen", gettext_lazy("cost of a full year")),
)


def _row(one: Tried) -> dict:
    facts = one.member.facts
    return {
        "pk": facts["pk"],
        "name": facts["person__name"],
        "category": facts["post_category"],
        "post": facts["primary_post"],
        "grade": one.grade,
        "now_fen": one.now.monthly.gross,
        "then_fen": one.then.monthly.gross,
        "change_fen": one.monthly_change,
        "year_fen": one.whole_year.total,
    }


class SchemePeople(LoginRequiredMixin, View):
    """Everybody the scheme would pay, worked out on today's roster: who gets less stands first."""

    def get(self, request, pk):
        access.require(request.user, "read_schemes")
        rows = PayScheme.objects.visible_to(request.user).select_related("unit__district")
        scheme = get_object_or_404(rows, pk=pk)
        tried = sorted(map(_row, try_out(scheme).tried), key=lambda row: (row["change_fen"], row["pk"]))
        if wanted := request.GET.get("export", ""):
            if wanted not in FORMATS:
                raise Http404
            access.require(request.user, "export")
            return download("pay-scheme-people", wanted, COLUMNS, tried, by=request.user)
        may_export = access.can(request.user, "export")
        context = {
            "title": _("People under the scheme"),
            "scheme": scheme,
            "columns": COLUMNS,
            "rows": [self.drawn(row) for row in tried[:MOST_SHOWN]],
            "left_out": max(0, len(tried) - MOST_SHOWN),
            "heads": len(tried),
            "less": sum(row["change_fen"] < 0 for row in tried),
            "may_place": access.can(request.user, "draft_scheme", scheme.unit),
            "exports": [(name, changed(request.GET, export=name)) for name in FORMATS] if may_export else [],
        }
        return TemplateResponse(request, "budgets/pay_scheme_people.html", context)

    def drawn(self, row: dict) -> dict:
        url = reverse("budgets:pay-mark-new", args=[row["pk"]])
        return {
            "cells": markup("".join(column.cell(row) for column in COLUMNS)),
            "url": url,
            "name": row["name"],
        }


def mark_word(row: dict) -> str:
    """The value of a mark in words: a grade's code, an assessment's result."""
    if row["kind"] == PayMark.Kind.ASSESSED:
        return str(label("grade", row["code"]))
    return row["code"]


class MarksPage(ListPage):
    """What holds about people's pay: grades, assessments, trials, warnings; the newest first."""

    model = PayMark
    act = "read_schemes"
    title = gettext_lazy("Pay marks")
    subtitle = gettext_lazy("grades, assessments, trials and warnings by person")
    filterset_class = MarkFilter
    order = ("-from_day", "-id")
    export_name = "pay-marks"
    purpose = gettext_lazy("They are entered from the people of a pay scheme.")
    columns = [
        Column(
            "name",
            gettext_lazy("full name"),
            value="engagement__person__name",
            fields=("engagement__person__number",),
            link=lambda row: reverse("staffing:person", args=[row["engagement__person__number"]]),
        ),
        Column("unit", gettext_lazy("Street or town"), value="engagement__unit__name"),
        coded("kind", gettext_lazy("kind"), PayMark.Kind.choices),
        Column("code", gettext_lazy("value"), value=mark_word, fields=("kind", "code")),
        day_of("from_day", gettext_lazy("from"), sort="from_day"),
        day_of("to_day", gettext_lazy("to")),
        Column("reason", gettext_lazy("reason"), css="wrap"),
        day_of("struck_at", gettext_lazy("struck out"), optional=True),
        Column(
            "strike",
            gettext_lazy("Act"),
            value=lambda row: "" if row["struck_at"] else _("Strike out"),
            fields=("struck_at", "pk"),
            link=lambda row: "" if row["struck_at"] else reverse("budgets:pay-mark-strike", args=[row["pk"]]),
            on_paper=False,
        ),
    ]

    def row_class(self, row) -> str:
        return "is-quiet" if row.get("struck_at") else ""

    def row_label(self, row) -> str:
        return row["engagement__person__name"]


class EnterMark(ActPage):
    """A grade, an assessment, a trial or a warning of one person."""

    act = "draft_scheme"
    form_class = forms.MarkForm
    title = gettext_lazy("Enter a pay mark")
    submit_label = gettext_lazy("Enter")

    def find_target(self):
        rows = Engagement.objects.visible_to(self.request.user).select_related("unit__district", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"], voided_at=None)

    @property
    def cancel_url(self) -> str:
        return person_url(self.target.person)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"grades": pay_schemes.grades_of(self.target.unit)}

    def get_context_data(self, **more):
        return super().get_context_data(subtitle=str(self.target.person), **more)

    def perform(self, form) -> str:
        pay_schemes.enter_mark(
            engagement=self.target, actor=self.request.user, key=self.key(form), **form.facts()
        )
        messages.success(self.request, _("Entered; pay runs and simulations heed it from its first day."))
        return f"{reverse('budgets:pay-marks')}?engagement={self.target.pk}"


class StrikeMark(ActPage):
    """A mark that was wrong."""

    act = "draft_scheme"
    form_class = forms.StrikeForm
    title = gettext_lazy("Strike the mark out")
    submit_label = gettext_lazy("Strike out")

    def find_target(self):
        rows = PayMark.objects.visible_to(self.request.user).select_related("engagement__unit__district")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def cancel_url(self) -> str:
        return f"{reverse('budgets:pay-marks')}?engagement={self.target.engagement_id}"

    def get_initial(self):
        return {"version": self.target.version}

    def get_context_data(self, **more):
        one = self.target
        word = mark_word({"kind": one.kind, "code": one.code})
        return super().get_context_data(subtitle=f"{one.get_kind_display()} {word}", **more)

    def perform(self, form) -> str:
        said = form.cleaned_data
        pay_schemes.strike_mark(
            mark=self.target, reason=said["reason"], actor=self.request.user, seen=said["version"]
        )
        messages.success(self.request, _("Struck out; it stays to be read."))
        return self.cancel_url
