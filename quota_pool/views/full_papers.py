"""Papers with full ID numbers: who asked for which and why, the second pair of eyes, the one issue."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, figures, full_papers
from quota_pool.forms.full_papers import ApproveForm, IssueFullForm, RefuseForm
from quota_pool.listing import Column, ListPage, marked, opens
from quota_pool.models import FullPaper
from quota_pool.views.acts import ActPage

State = FullPaper.State
TONES = {State.ASKED: "amber", State.APPROVED: "green", State.REFUSED: "grey", State.ISSUED: "blue"}


class FullPapersPage(ListPage):
    """Every asking in sight, the newest first."""

    model = FullPaper
    act = "export"
    title = gettext_lazy("Papers with full ID numbers")
    subtitle = gettext_lazy("asked for by one person, approved by another")
    order = ("-id",)
    export_name = "full-papers"
    purpose = gettext_lazy("Who wants full ID numbers asks from the paper's own page, and says what for.")
    columns = (
        Column(
            "asked",
            gettext_lazy("asked for on"),
            value="asked_at",
            show=figures.moment,
            link=opens("full-paper"),
            css="day",
            sort="id",
        ),
        Column("title", gettext_lazy("paper")),
        Column("unit", gettext_lazy("unit"), value="unit__name"),
        Column("by", gettext_lazy("asked for by"), value="asked_by__full_name"),
        Column("reason", gettext_lazy("reason"), css="wrap"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        Column("decided_by", gettext_lazy("decided by"), value="decided_by__full_name"),
    )


def in_sight(user, pk: int) -> FullPaper:
    """An asking of the person's own place."""
    rows = FullPaper.objects.visible_to(user)
    rows = rows.select_related("unit", "district", "asked_by", "decided_by", "printed")
    return get_object_or_404(rows, pk=pk)


def about(row: FullPaper, user) -> dict:
    """What the page of an asking prints: its steps, and the one that is this person's."""
    first = {"version": row.version}
    is_asked = row.state == State.ASKED
    may_decide = is_asked and access.can(user, "approve_full", row.unit)
    own = full_papers.decide_reasons(row, user) if may_decide else []
    may_issue = not full_papers.issue_reasons(row, user)
    return {
        "title": row.title,
        "subtitle": row.get_state_display(),
        "row": row,
        "tone": TONES[row.state],
        "own": own,
        "approve_form": ApproveForm(initial=first) if may_decide and not own else None,
        "refuse_form": RefuseForm(initial=first) if may_decide and not own else None,
        "issue_form": IssueFullForm(initial=first) if may_issue else None,
        "reasons": (),
    }


class FullPaperPage(LoginRequiredMixin, View):
    """One asking."""

    def get(self, request, pk: int):
        access.require(request.user, "export")
        row = in_sight(request.user, pk)
        return TemplateResponse(request, "quota_pool/full_paper.html", about(row, request.user))


class OnFullPaper(ActPage):
    """A step of an asking, sent from its page."""

    template_name = "quota_pool/full_paper.html"
    http_method_names = ("post",)
    form_name = ""

    def find_target(self) -> FullPaper:
        return in_sight(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **more):
        context = about(self.target, self.request.user) | more
        return super().get_context_data(**{**context, self.form_name: more.get("form")})


class ApproveFullPaper(OnFullPaper):
    """The second pair of eyes says yes, for some hours."""

    act = "approve_full"
    form_class = ApproveForm
    form_name = "approve_form"

    def perform(self, form) -> str:
        said = form.cleaned_data
        row = full_papers.approve(
            row=self.target,
            actor=self.request.user,
            hours=said["hours"],
            note=said["note"],
            seen=said["version"],
        )
        messages.success(
            self.request, _("Approved until %(until)s.") % {"until": figures.moment(row.valid_until)}
        )
        return reverse("full-paper", args=[row.pk])


class RefuseFullPaper(OnFullPaper):
    """The second pair of eyes says no."""

    act = "approve_full"
    form_class = RefuseForm
    form_name = "refuse_form"

    def perform(self, form) -> str:
        said = form.cleaned_data
        full_papers.refuse(row=self.target, actor=self.request.user, note=said["note"], seen=said["version"])
        messages.success(self.request, _("Refused."))
        return reverse("full-paper", args=[self.target.pk])


class IssueFullPaper(OnFullPaper):
    """Whoever asked issues it, once."""

    act = "export_full"
    may_try = False  # it is issued once
    form_class = IssueFullForm
    form_name = "issue_form"

    def perform(self, form) -> str:
        printed = full_papers.issue(
            row=self.target, actor=self.request.user, seen=form.cleaned_data["version"]
        )
        messages.success(
            self.request, _("Issued and kept under the number %(number)s.") % {"number": printed.number}
        )
        return reverse("printed-paper", args=[printed.number])
