"""Drafting a request, and changing it while it lies with the street."""

from functools import cached_property

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import figures
from quota_pool.models import Pool
from staffing.forms.requests import DraftForm, EditForm
from staffing.models import Emergency, MobileRequest, QuotaGrant
from staffing.request_checks import longest_extension
from staffing.services import requests
from staffing.views.acts import ActPage


class DraftRequest(ActPage):
    """The clerk puts down what the street needs; the leader sends it in."""

    act = "draft_request"
    form_class = DraftForm
    title = gettext_lazy("Ask for mobile heads")
    submit_label = gettext_lazy("Keep as draft")

    def get_form_kwargs(self):
        told = super().get_form_kwargs()
        return {**told, "user": self.request.user, "is_extension": self.pool is not None}

    @cached_property
    def pool(self) -> Pool | None:
        """The grant whose extension is asked for; what the form carries counts before the address."""
        asked = self.request.POST.get("extends") or self.request.GET.get("extends", "")
        rows = Pool.objects.visible_to(self.request.user, self.act).filter(kind=Pool.Kind.MOBILE)
        rows = rows.select_related("unit__district")
        return rows.filter(pk=asked).first() if asked.isascii() and asked.isdigit() else None

    def get_initial(self):
        """What is asked for because of an emergency, or of a grant, starts from what is known of it."""
        if self.pool is not None:
            latest = longest_extension(self.pool) if self.pool.valid_to else None
            return {"extends": self.pool, "unit": self.pool.unit_id, "valid_to": latest}
        asked = self.request.GET.get("emergency", "")
        rows = Emergency.objects.visible_to(self.request.user, self.act)
        emergency = rows.filter(pk=asked).first() if asked.isascii() and asked.isdigit() else None
        if emergency is None:
            return {}
        return {
            "emergency": emergency,
            "unit": emergency.unit_id,
            "reason_code": QuotaGrant.Reason.EMERGENCY,
            "task": emergency.what,
            "heads": emergency.people.count() or None,
            "valid_from": emergency.started_on,
        }

    def get_context_data(self, **more):
        said = {}
        if self.pool is not None:
            until = _("until %(day)s so far") % {"day": figures.day(self.pool.valid_to)}
            said = {"title": _("Ask for an extension"), "subtitle": f"{self.pool} · {until}"}
        return super().get_context_data(**{"cancel_url": reverse("staffing:requests"), **said, **more})

    def perform(self, form) -> str:
        request = requests.draft(
            unit=form.cleaned_data["unit"],
            emergency=form.cleaned_data["emergency"],
            extends=form.cleaned_data["extends"],
            actor=self.request.user,
            key=self.key(form),
            **form.facts(),
        )
        messages.success(self.request, _("Drafted; the leader of the street sends it in."))
        return reverse("staffing:request", args=[request.pk])


class EditRequest(ActPage):
    """The same paper, changed."""

    act = "draft_request"
    form_class = EditForm
    title = gettext_lazy("Change the request")

    def find_target(self) -> MobileRequest:
        rows = MobileRequest.objects.visible_to(self.request.user).select_related("unit")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "is_extension": self.target.extends_id is not None}

    def get_initial(self):
        return {name: getattr(self.target, name) for name in (*requests.ASKED, "version")}

    def get_context_data(self, **more):
        place = reverse("staffing:request", args=[self.target.pk])
        return super().get_context_data(subtitle=self.target.unit.name, cancel_url=place, **more)

    def perform(self, form) -> str:
        seen = form.cleaned_data["version"]
        requests.edit(request=self.target, actor=self.request.user, seen=seen, **form.facts())
        messages.success(self.request, _("Changed."))
        return reverse("staffing:request", args=[self.target.pk])
