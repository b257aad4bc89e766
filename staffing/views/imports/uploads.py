"""A roster sent in, its columns matched by hand, thrown away; and the empty form to fill in."""

import io

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access
from quota_pool.refusals import Refusal
from quota_pool.sheets.downloads import XLSX_TYPE
from quota_pool.views.acts import Guard
from staffing.forms.imports import ColumnsForm, UploadForm
from staffing.models import ImportBatch
from staffing.roster.forms import write_template
from staffing.services import imports
from staffing.services.imports.uploads import ACTS
from staffing.views.acts import ActPage


class OfBatch(Guard):
    """What a page does with one import: the batch in sight, and the act its kind asks for."""

    may_try = False  # the work goes on behind the page, or a file is kept

    def find_target(self) -> ImportBatch:
        batches = ImportBatch.objects.visible_to(self.request.user)
        return get_object_or_404(batches.select_related("unit__district"), pk=self.kwargs["pk"])

    @property
    def act(self) -> str:
        return ACTS[self.target.kind]

    def page(self) -> str:
        """The import's own page."""
        return reverse("staffing:import", args=[self.target.pk])


class NewImport(ActPage):
    """Send a roster in; a file that is no table is refused at once, with a sentence."""

    may_try = False

    form_class = UploadForm
    template_name = "staffing/import_new.html"
    title = gettext_lazy("Upload a roster")
    submit_label = gettext_lazy("Upload and check")

    @property
    def act(self) -> str:
        return next((act for act in ACTS.values() if access.can(self.request.user, act)), "import_roster")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **more):
        return super().get_context_data(cancel_url=reverse("staffing:imports"), **more)

    def perform(self, form) -> str:
        said = form.cleaned_data
        batch = imports.upload(
            unit=said["unit"],
            kind=said["kind"],
            file=said["file"],
            actor=self.request.user,
            document=said.get("document"),
            opening_day=said.get("opening_day"),
        )
        return reverse("staffing:import", args=[batch.pk])


class RosterTemplate(LoginRequiredMixin, View):
    """The empty roster: needed columns marked, ID numbers as text, lists to choose from."""

    def get(self, request):
        access.require(request.user, "read_staff")
        target = io.BytesIO()
        write_template(target)
        target.seek(0)
        name = _("roster-form.xlsx")
        return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX_TYPE)


class MatchColumns(OfBatch, ActPage):
    """What each column means, as a person says; the file is then read anew."""

    form_class = ColumnsForm
    template_name = "staffing/import_columns.html"
    title = gettext_lazy("Match the columns")
    submit_label = gettext_lazy("Read again")

    def get_form_kwargs(self):
        sheets = self.target.reading.get("sheets", ())
        return {**super().get_form_kwargs(), "sheets": sheets, "initial": {"version": self.target.version}}

    def get_context_data(self, **more):
        return super().get_context_data(subtitle=self.target.file_name, cancel_url=self.page(), **more)

    def perform(self, form) -> str:
        imports.read_again(
            batch=self.target,
            mapping=form.mapping() if form.sheets else None,
            actor=self.request.user,
            seen=form.cleaned_data["version"],
        )
        return self.page()


class DiscardImport(LoginRequiredMixin, OfBatch, View):
    """Throw an import away of which nothing was accepted."""

    def post(self, request, pk):
        try:
            imports.discard(batch=self.target, actor=request.user)
        except Refusal as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason.detail)
            return HttpResponseRedirect(self.page())
        messages.success(request, _("The import and its file are gone; that it was sent stays on record."))
        return HttpResponseRedirect(reverse("staffing:imports"))
