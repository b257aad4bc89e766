"""Accepting rows by a plan that was shown first, and the undo of a whole import."""

from django.contrib import messages
from django.forms import HiddenInput
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool.listing import BadQuery, selected
from staffing.forms.imports import AcceptForm, UndoForm
from staffing.selectors import unit_position
from staffing.services import imports
from staffing.services.imports.plans import acceptable
from staffing.views.acts import ActPage

from .rows import ImportPage
from .uploads import OfBatch


class AcceptImport(OfBatch, ActPage):
    """What would be entered and what it costs in heads; sent again with this plan, it is done."""

    form_class = AcceptForm
    template_name = "staffing/import_accept.html"
    title = gettext_lazy("Accept the good rows")
    submit_label = gettext_lazy("Accept the good rows")

    @cached_property
    def chosen(self) -> tuple[int, ...] | None:
        """The rows ticked on the list, or those that match its conditions; None for every good one."""
        if self.request.method != "POST" or "scope" not in self.request.POST:
            return None
        try:
            rows = selected(ImportPage, self.request, pk=self.target.pk)
        except BadQuery:
            raise Http404
        return tuple(rows.order_by("pk").values_list("pk", flat=True))

    @cached_property
    def plan(self) -> imports.Plan:
        return imports.make_plan(self.target, self.chosen)

    def post(self, request, *args, **kwargs):
        """From the list come ticks, from this page the plan."""
        if "plan" in request.POST:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data())

    def fresh_form(self) -> AcceptForm:
        return AcceptForm(initial={"plan": self.plan.signed(self.target), "version": self.target.version})

    def get_form(self, form_class=None):
        form = super().get_form(form_class) if self.request.POST.get("plan") else self.fresh_form()
        if not self.plan.changed:
            form.fields["changes_from"].widget = HiddenInput()
        return form

    def refused(self, form, refusal):
        """The new numbers are shown with the old wishes, so that sending again means them."""
        form.data = form.data.copy()
        if form.cleaned_data.get("plan"):
            form.data["plan"] = self.plan.signed(self.target)
            form.data["version"] = self.target.version
        return super().refused(form, refusal)

    def get_context_data(self, **more):
        skipped = (
            0 if self.chosen is None else len(self.chosen) - acceptable(self.target, self.chosen).count()
        )
        return super().get_context_data(
            **{
                "subtitle": self.target.file_name,
                "cancel_url": self.page(),
                "batch": self.target,
                "plan": self.plan,
                "skipped": skipped,
                "position": unit_position(self.target.unit).stored(),
            }
            | more
        )

    def perform(self, form) -> str:
        said = form.cleaned_data
        imports.accept(
            batch=self.target,
            plan=said["plan"],
            actor=self.request.user,
            whole=said["whole"],
            changes_from=said["changes_from"],
            seen=said["version"],
        )
        return self.page()


class UndoImport(OfBatch, ActPage):
    """Take back everything an import entered; refused with names when later acts rest on its people."""

    form_class = UndoForm
    title = gettext_lazy("Undo the import")
    submit_label = gettext_lazy("Undo it")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "initial": {"version": self.target.version}}

    def get_context_data(self, **more):
        words = _("%(file)s: %(n)s accepted rows would be taken back") % {
            "file": self.target.file_name,
            "n": self.target.counts.get("accepted", 0),
        }
        return super().get_context_data(**{"subtitle": words, "cancel_url": self.page()} | more)

    def perform(self, form) -> str:
        said = form.cleaned_data
        imports.undo(batch=self.target, actor=self.request.user, reason=said["reason"], seen=said["version"])
        messages.info(self.request, _("The import is being undone."))
        return self.page()
