"""Money entered: the appropriation, the draft of an envelope, its calculation."""

from functools import cached_property

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.forms import envelopes as forms
from budgets.models import Envelope
from budgets.services import envelopes
from quota_pool import access
from quota_pool.forms.fields import yuan
from quota_pool.models import District
from quota_pool.views.acts import ActPage, Guard


class WithUser:
    """Forms that ask what the person may see."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}


class EnterAppropriation(WithUser, ActPage):
    """The district's money of a year."""

    act = "appropriate"
    form_class = forms.AppropriationForm
    title = gettext_lazy("Enter an appropriation")
    subtitle = gettext_lazy("what the district is given for a year")
    submit_label = gettext_lazy("Enter")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:envelopes")

    def perform(self, form) -> str:
        said = form.cleaned_data
        envelopes.appropriate(
            district=District.objects.get(pk=access.district_of(self.request.user)),
            year=said["year"],
            amount_fen=said["amount"],
            document=said["document"],
            actor=self.request.user,
            key=self.key(form),
        )
        messages.success(self.request, _("Entered: the sum of the envelopes stays within it."))
        return reverse("budgets:envelopes")


class DraftEnvelope(WithUser, ActPage):
    """Begin an envelope; its calculation comes next."""

    act = "draft_envelope"
    form_class = forms.DraftForm
    title = gettext_lazy("Draft an envelope")
    submit_label = gettext_lazy("Draft")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:envelopes")

    def get_initial(self):
        unit = self.request.GET.get("unit", "")
        return {"unit": unit if unit.isdigit() else None}

    def perform(self, form) -> str:
        envelope = envelopes.draft(actor=self.request.user, **form.facts())
        return reverse("budgets:envelope-calculate", args=[envelope.pk])


class OfEnvelope(Guard):
    """A page about one envelope in the reader's sight."""

    def find_target(self):
        rows = Envelope.objects.visible_to(self.request.user).select_related("unit__district", "fund")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def url(self) -> str:
        return reverse("budgets:envelope", args=[self.target.pk])


class CalculateEnvelope(OfEnvelope, ActPage):
    """The calculation: heads of each class at their standard; the total stands as it is typed."""

    act = "draft_envelope"
    form_class = forms.VersionForm
    template_name = "budgets/envelope_calculate.html"
    title = gettext_lazy("Calculate the envelope")
    submit_label = gettext_lazy("Calculate")

    @property
    def subtitle(self) -> str:
        return str(self.target)

    @property
    def cancel_url(self) -> str:
        return self.url

    def get_initial(self):
        return {"version": self.target.version}

    @cached_property
    def lines(self):
        kept = [
            {"standard": yuan(line.standard_fen)}
            | {name: getattr(line, name) for name in ("post_category", "heads", "months", "source")}
            for line in self.target.lines.all()
        ]
        return forms.LineFormSet(self.request.POST or None, prefix="lines", initial=kept)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if all([form.is_valid(), self.lines.is_valid()]):
            return self.form_valid(form)
        return self.form_invalid(form)

    def perform(self, form) -> str:
        envelopes.calculate(
            envelope=self.target,
            lines=forms.lines_of(self.lines),
            actor=self.request.user,
            seen=form.cleaned_data["version"],
        )
        messages.success(self.request, _("Calculated; the leader of finance approves it on a document."))
        return self.url

    def get_context_data(self, **more):
        return super().get_context_data(**{"lines": self.lines, **more})
