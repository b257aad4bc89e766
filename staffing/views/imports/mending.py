"""Bad rows: one on a page, or all of them in a workbook that goes out and comes back."""

import io
import tempfile

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quota_pool.sheets.downloads import XLSX_TYPE
from staffing.forms.imports import BadRowsForm, RowForm
from staffing.models import ImportRow
from staffing.services import imports
from staffing.services.imports.lines import Sheets, faults_of, texts_of
from staffing.services.imports.mending import BAD
from staffing.services.imports.uploads import ACTS
from staffing.views.acts import ActPage

from .uploads import OfBatch


class MendRow(ActPage):
    """One bad row: every fault at its field, what was typed stays, and the row is checked again."""

    may_try = False

    form_class = RowForm
    template_name = "staffing/import_row.html"
    submit_label = gettext_lazy("Check again")

    def find_target(self) -> ImportRow:
        rows = ImportRow.objects.visible_to(self.request.user).select_related("batch__unit__district")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def act(self) -> str:
        return ACTS[self.target.batch.kind]

    def unit(self):
        return self.target.batch.unit

    @property
    def title(self):
        return _("Line %(line)s %(name)s") % {"line": self.target.line, "name": self.target.name}

    def get(self, request, *args, **kwargs):
        if self.target.applied_at or self.target.status not in BAD:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_form(self, form_class=None):
        """Shown first with its faults at the fields; sent, with what was typed."""
        row, sheets = self.target, Sheets(self.target.batch)
        places = sheets.places(row.sheet)
        told = {
            "texts": texts_of(row),
            "faults": faults_of(row),
            "headings": {name: text for name, (text, _letter) in places.items()},
            "leaves": sheets.is_leavers(row.sheet),
        }
        if self.request.method == "POST":
            return RowForm(self.request.POST, **told)
        fresh = RowForm(initial={"version": row.version}, **told)
        shown = {name: fresh[name].initial for name in fresh.fields}
        form = RowForm(shown | {"version": row.version}, **told)
        form.show_faults()
        return form

    def get_context_data(self, **more):
        batch = self.target.batch
        import_page = reverse("staffing:import", args=[batch.pk])
        return super().get_context_data(
            **{
                "subtitle": f"{batch.file_name} {self.target.sheet}",
                "cancel_url": f"{import_page}?status={self.target.status}",
                "import_url": import_page,
                "file_name": batch.file_name,
            }
            | more
        )

    def perform(self, form) -> str:
        row = imports.mend_row(
            row=self.target,
            texts=form.texts(),
            actor=self.request.user,
            seen=form.cleaned_data["version"],
        )
        if row.status in BAD:
            count = len(row.faults)
            words = ngettext("Still %(n)s fault in this row.", "Still %(n)s faults in this row.", count)
            messages.warning(self.request, words % {"n": count})
            return reverse("staffing:import-row", args=[row.pk])
        messages.success(self.request, _("Line %(line)s is good now.") % {"line": row.line})
        return self.next_page(row)

    def next_page(self, row: ImportRow) -> str:
        """The next bad row, or the import when there is none."""
        bad = ImportRow.objects.filter(batch_id=row.batch_id, status__in=BAD, applied_at=None)
        following = bad.filter(sheet=row.sheet, line__gt=row.line).order_by("line").first() or bad.first()
        if following is None:
            return reverse("staffing:import", args=[row.batch_id])
        return reverse("staffing:import-row", args=[following.pk])


class BadRows(OfBatch, ActPage):
    """The workbook of bad rows: a GET takes it out, a POST brings it back."""

    form_class = BadRowsForm
    title = gettext_lazy("Bring mended rows back")
    submit_label = gettext_lazy("Check again")

    def get(self, request, *args, **kwargs):
        target = io.BytesIO()
        if not imports.write_bad_rows(self.target, target):
            messages.info(request, _("No row has to be mended."))
            return self.render_to_response(self.get_context_data())
        target.seek(0)
        name = _("rows-to-mend-%(batch)s.xlsx") % {"batch": self.target.pk}
        return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX_TYPE)

    def get_context_data(self, **more):
        return super().get_context_data(subtitle=self.target.file_name, cancel_url=self.page(), **more)

    def perform(self, form) -> str:
        file = form.cleaned_data["file"]
        with tempfile.NamedTemporaryFile(prefix="mended-") as kept:
            for piece in file.chunks():
                kept.write(piece)
            kept.flush()
            mended, still_bad = imports.mend_rows(
                batch=self.target, path=kept.name, filename=file.name, actor=self.request.user
            )
        words = _("%(mended)s rows are good now, %(bad)s still have faults.")
        messages.success(self.request, words % {"mended": mended, "bad": still_bad})
        return self.page()
