"""报表: which papers there are, one as it would look, the order to issue it, and issued ones for good."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView

from quota_pool import access, figures, full_papers
from quota_pool.forms.papers import AskForm, IssueForm, ProveForm
from quota_pool.listing import Column, ListPage, opens
from quota_pool.models import PrintedPaper
from quota_pool.papers import REGISTRY, Ask, Paper, issuing, keeping, of_record
from quota_pool.papers.content import previewed
from quota_pool.papers.sheet import Drawn, Issue
from quota_pool.refusals import Refusal

PREVIEWED = 40
# So many lines are drawn for print; the workbook always holds all.
DRAWN = 3_000


class PapersPage(LoginRequiredMixin, View):
    """All papers this person may ask for, each with what it is for."""

    def get(self, request):
        papers = [paper for paper in REGISTRY.values() if access.can(request.user, paper.act)]
        if not papers:
            raise access.Forbidden("read_pool")
        context = {
            "title": _("Papers"),
            "papers": [paper for paper in papers if "record" not in paper.asks],
            "from_records": [paper for paper in papers if "record" in paper.asks],
            "may_issue": access.can(request.user, "export"),
        }
        return TemplateResponse(request, "quota_pool/papers.html", context)


def asked_for(request, key: str) -> Paper:
    """The paper of the address, for whoever may read what stands on it."""
    paper = REGISTRY.get(key)
    if paper is None:
        raise Http404
    access.require(request.user, paper.act)
    return paper


class PaperPage(LoginRequiredMixin, View):
    """One paper: its question, and the first lines as they would be printed."""

    def get(self, request, key: str):
        paper = asked_for(request, key)
        form = AskForm({**AskForm.defaults(paper), **request.GET.dict()}, paper=paper, user=request.user)
        return answered(request, paper, form, 200 if form.is_valid() else 400)


def answered(request, paper: Paper, form: AskForm, status: int, **more):
    """The page of one paper, with its preview when the question is right."""
    context = {
        "title": paper.title,
        "subtitle": paper.purpose,
        "paper": paper,
        "form": form,
        "may_issue": access.can(request.user, "export"),
        "reasons": (),
        **(_preview(request, paper, form) if form.is_valid() else {}),
        **more,
    }
    if status == 200 and context["may_issue"]:
        context.setdefault("issue_form", _order(paper, form, request.user))
    return TemplateResponse(request, "quota_pool/paper.html", context, status=status)


def _order(paper: Paper, form: AskForm, user) -> IssueForm:
    said = {name: form.data.get(name, "") for name in paper.asks}
    return IssueForm(None, paper=paper, user=user, initial=said, auto_id="issue_%s")


def _preview(request, paper: Paper, form: AskForm) -> dict:
    ask = of_record_or_404(form.ask(base_of(request)), paper)
    access.require(request.user, paper.act, ask.unit)
    sheet, is_whole = previewed(paper, ask, translation.get_language(), PREVIEWED)
    rows = sum(isinstance(line, list) for line in sheet.lines)
    return {
        "sheet": Drawn(sheet, Issue.preview(request.user, rows)),
        "is_whole": is_whole,
        "shown": len(sheet.lines),
    }


def of_record_or_404(ask: Ask, paper: Paper) -> Ask:
    """The question with the unit of its record; 404 when the record is out of the asker's sight."""
    found = of_record(ask, paper)
    if found is None:
        raise Http404
    return found


def base_of(request) -> str:
    """The address of this house, as a mark on paper leads back to it."""
    return request.build_absolute_uri("/").rstrip("/")


class IssuePaper(LoginRequiredMixin, View):
    """Issue a paper: from here on it is kept as it is."""

    def get(self, request, key: str):
        paper = asked_for(request, key)
        access.require(request.user, "export")
        return answered(request, paper, AskForm(AskForm.defaults(paper), paper=paper, user=request.user), 405)

    def post(self, request, key: str):
        paper = asked_for(request, key)
        access.require(request.user, "export")
        form = IssueForm(request.POST, paper=paper, user=request.user, auto_id="issue_%s")
        if not form.is_valid():
            return self.again(request, paper, form, 400)
        said = form.cleaned_data
        ask = of_record_or_404(form.ask(base_of(request), is_full=said.get("is_full", False)), paper)
        what = {
            "paper": paper,
            "ask": ask,
            "actor": request.user,
            "reason": said.get("reason", "").strip(),
        }
        try:
            if ask.is_full:
                asking = full_papers.ask(**what)
                messages.info(request, _("Asked for. Somebody else has to approve full ID numbers first."))
                return redirect("full-paper", asking.pk)
            printed = keeping.issue(**what, most=issuing.DIRECT)
        except Refusal as refusal:
            if refusal.code == keeping.TOO_MANY_ROWS.name:
                return redirect("job", issuing.order(**what).pk)
            return self.again(request, paper, form, 409, reasons=refusal.reasons)
        messages.success(
            request, _("Issued and kept under the number %(number)s.") % {"number": printed.number}
        )
        return redirect("printed-paper", printed.number)

    def again(self, request, paper, form, status: int, **more):
        """The page of the paper again, with what was typed and why it does not go."""
        question = AskForm(form.data, paper=paper, user=request.user)
        return answered(request, paper, question, status, issue_form=form, **more)


def in_sight(user, number: str) -> PrintedPaper:
    """An issued paper this person may fetch."""
    rows = PrintedPaper.objects.visible_to(user).select_related("unit", "issued_by", "district")
    printed = get_object_or_404(rows, number=number)
    keeping.may_fetch(user, printed)
    return printed


class PrintedPage(LoginRequiredMixin, View):
    """An issued paper as it was printed, drawn from what was kept."""

    def get(self, request, number: str):
        access.require(request.user, "export")
        printed = in_sight(request.user, number)
        if hidden := keeping.look(printed=printed, actor=request.user):
            context = {"title": printed.title, "printed": printed, "sheet": None, "reasons": hidden}
            return TemplateResponse(request, "quota_pool/printed_paper.html", context)
        sheet = keeping.sheet_of(printed, DRAWN)
        context = {
            "title": printed.title,
            "printed": printed,
            "sheet": Drawn(sheet, Issue.of(printed)),
            "is_whole": printed.rows <= len(sheet.lines),
            "shown": len(sheet.lines),
            "paper": REGISTRY.get(printed.key),
        }
        return TemplateResponse(request, "quota_pool/printed_paper.html", context)


class PrintedWorkbook(LoginRequiredMixin, View):
    """The workbook of an issued paper, byte for byte as it was issued."""

    def get(self, request, number: str):
        access.require(request.user, "export")
        return keeping.fetch(printed=in_sight(request.user, number), actor=request.user)


class PrintedPapersPage(ListPage):
    """Every issued paper, the newest first."""

    model = PrintedPaper
    act = "export"
    title = gettext_lazy("Issued papers")
    subtitle = gettext_lazy("kept as they were printed")
    order = ("-id",)
    export_name = "issued-papers"
    purpose = gettext_lazy("Every paper that was issued stands here as it was printed, with its hash.")
    columns = (
        Column(
            "issued", gettext_lazy("issued"), value="issued_at", show=figures.moment, css="day", sort="id"
        ),
        Column(
            "title",
            gettext_lazy("paper"),
            link=opens("printed-paper", "number"),
            fields=("number",),
        ),
        Column("number", gettext_lazy("number of the paper")),
        Column("unit", gettext_lazy("unit"), value="unit__name"),
        Column("rows", gettext_lazy("rows"), numeric=True),
        Column("is_full", gettext_lazy("with full ID numbers"), optional=True),
        Column("by", gettext_lazy("issued by"), value="issued_by__full_name"),
        Column("hash", gettext_lazy("hash of the content"), value="content_sha256", optional=True),
        Column("reason", gettext_lazy("reason"), optional=True, css="wrap"),
    )


class ProvePaper(LoginRequiredMixin, FormView):
    """Is this paper ours? By its number, a hash, or the workbook itself."""

    form_class = ProveForm
    template_name = "quota_pool/prove_paper.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            access.require(request.user, "read_documents")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more):
        return {"title": _("Is this paper ours?"), "proof": None, **super().get_context_data(**more)}

    def form_valid(self, form):
        said = form.cleaned_data
        proof = keeping.prove(asker=self.request.user, text=said.get("text", ""), file=said.get("file"))
        return self.render_to_response(self.get_context_data(form=form, proof=proof))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)
