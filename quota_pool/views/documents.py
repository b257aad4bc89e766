"""批文: the list, one paper with everything that stands on it, its scan, and the acts on it."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, documents, marks, standing
from quota_pool.filters import DocumentFilter
from quota_pool.forms.documents import EnclosuresForm, EnterDocumentForm, ScanForm, VoidForm
from quota_pool.listing import Column, ListPage, coded, day_of
from quota_pool.models import District, Document
from quota_pool.views.acts import ActPage


def document_url(row) -> str:
    return reverse("document", args=[row["pk"]])


def state_mark(row):
    """In force, or voided."""
    return marks.badge(_("voided"), "red") if row["voided_at"] else marks.badge(_("in force"), "green")


class DocumentsPage(ListPage):
    """Documents of the district, the newest first."""

    model = Document
    act = "read_documents"
    title = gettext_lazy("Documents")
    subtitle = gettext_lazy("every quota number stands on one of these")
    filterset_class = DocumentFilter
    conditions_in_front = ("q", "kind", "issued_from", "issued_to", "voided")
    order = ("-issued_on", "-id")
    export_name = "documents"
    paper_key = "documents"
    purpose = gettext_lazy(
        "Papers of the establishment office and of the levels above: no number without one."
    )
    columns = [
        Column("number", gettext_lazy("Document number"), link=document_url, sort="number"),
        Column("title", gettext_lazy("Title"), css="wrap"),
        coded("kind", gettext_lazy("Kind"), Document.Kind.choices),
        day_of("issued_on", gettext_lazy("Date of issue"), sort="issued_on"),
        Column("issuer", gettext_lazy("Issuer")),
        coded("decision_level", gettext_lazy("Decided by"), Document.Decision.choices),
        Column(
            "scan", gettext_lazy("Scan"), value=lambda row: bool(row["scan_sha256"]), fields=("scan_sha256",)
        ),
        Column(
            "state",
            gettext_lazy("State"),
            value=state_mark,
            fields=("voided_at",),
            export=lambda row: _("voided") if row["voided_at"] else _("in force"),
        ),
        Column("note", gettext_lazy("Note"), optional=True, css="wrap"),
    ]

    def row_class(self, row) -> str:
        return "is-quiet" if row.get("voided_at") else ""

    def more_context(self) -> dict:
        if not access.can(self.request.user, "write_documents"):
            return {}
        return {"first_step": (_("Enter a document"), reverse("document-enter"))}


def in_sight(user, pk: int) -> Document:
    """A document the person may read."""
    return get_object_or_404(Document.objects.visible_to(user).select_related("created_by"), pk=pk)


class DocumentPage(LoginRequiredMixin, View):
    """One paper, and what stands on it."""

    def get(self, request, pk: int):
        access.require(request.user, "read_documents")
        return TemplateResponse(
            request, "quota_pool/document.html", about(in_sight(request.user, pk), request.user)
        )


def about(document: Document, user) -> dict:
    """What a document's page prints."""
    return {
        "title": document.number,
        "subtitle": document.title,
        "document": document,
        "stands": standing.on(document, user),
        "may_write": access.can(user, "write_documents") and not document.voided_at,
        "enclosures": document.enclosures.select_related("added_by"),
        "scan_form": ScanForm(initial={"version": document.version}),
        "enclosures_form": EnclosuresForm(initial={"version": document.version}),
        "void_form": VoidForm(initial={"version": document.version}),
        "reasons": (),
        "trial": None,
    }


class DocumentScan(LoginRequiredMixin, View):
    """The scan to take away; never shown in place, whatever the file says it is."""

    def get(self, request, pk: int):
        access.require(request.user, "read_documents")
        document = in_sight(request.user, pk)
        if not document.scan:
            raise Http404
        return documents.take_scan(document)


class EnterDocument(ActPage):
    """A paper entered with its number."""

    act = "write_documents"
    may_try = False  # its scan is kept; no number moves until an act rests on it
    form_class = EnterDocumentForm
    title = gettext_lazy("Enter a document")
    submit_label = gettext_lazy("Enter")

    @property
    def cancel_url(self) -> str:
        return reverse("documents")

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["scan"].kept_for(self.request.user)
        return form

    def perform(self, form) -> str:
        district = get_object_or_404(District, pk=access.district_of(self.request.user))
        document = documents.enter(district=district, actor=self.request.user, **form.facts())
        if form.cleaned_data["scan"]:
            form.cleaned_data["scan"].done()
        messages.success(self.request, _("Document %(number)s is entered.") % {"number": document.number})
        return reverse("document", args=[document.pk])


class ActOnDocument(ActPage):
    """An act sent from a document's page; a refusal shows that page again with every reason."""

    act = "write_documents"
    template_name = "quota_pool/document.html"
    http_method_names = ("post",)
    form_name = ""

    def find_target(self) -> Document:
        return in_sight(self.request.user, self.kwargs["pk"])

    def unit(self):
        """A document is the district's, not a unit's."""

    def get_context_data(self, **more):
        context = about(self.target, self.request.user) | more
        return super().get_context_data(**{**context, self.form_name: more.get("form")})

    @property
    def back(self) -> str:
        return reverse("document", args=[self.target.pk])


class AttachScan(ActOnDocument):
    """The scan of the paper, or a better one."""

    form_class = ScanForm
    form_name = "scan_form"
    may_try = False  # a file is kept

    def perform(self, form) -> str:
        said = form.cleaned_data
        documents.attach_scan(
            document=self.target, scan=said["scan"], actor=self.request.user, seen=said["version"]
        )
        messages.success(self.request, _("The scan is kept."))
        return self.back


class VoidDocument(ActOnDocument):
    """A paper voided with its reason; what stands on it stays as it was."""

    form_class = VoidForm
    form_name = "void_form"

    def perform(self, form) -> str:
        said = form.cleaned_data
        documents.void(
            document=self.target, reason=said["reason"], actor=self.request.user, seen=said["version"]
        )
        messages.success(self.request, _("Voided; nothing new may rest on it."))
        return self.back
