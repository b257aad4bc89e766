"""Heads entered on a document: brought into the district's reserve, or proposed for one street."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access
from quota_pool.models import District, Pool
from quota_pool.views.acts import Guard
from staffing.forms.grants import IssueForm, LumpSumForm, MobileForm, OriginFormSet, origin_lines
from staffing.services import grants
from staffing.services.grant_effects import grant_effect, reserve_of
from staffing.views.acts import ActPage, warn

FORMS = {Pool.Kind.LUMP_SUM.value: LumpSumForm, Pool.Kind.MOBILE.value: MobileForm}
TITLES = {
    Pool.Kind.LUMP_SUM.value: gettext_lazy("Propose a lump-sum grant"),
    Pool.Kind.MOBILE.value: gettext_lazy("Propose a mobile grant"),
}


def own_district(user) -> District:
    """The district the person works in."""
    return get_object_or_404(District, pk=access.district_of(user))


class IssueHeads(ActPage):
    """Heads of the level above enter the district and wait in its reserve."""

    act = "issue_heads"
    form_class = IssueForm
    title = gettext_lazy("Bring heads into the reserve")
    submit_label = gettext_lazy("Enter")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **more):
        reserve = reserve_of(access.district_of(self.request.user))
        more.setdefault("subtitle", _("in the reserve now: %(n)s") % {"n": reserve})
        return super().get_context_data(cancel_url=reverse("staffing:grants"), **more)

    def perform(self, form) -> str:
        said = form.cleaned_data
        act = grants.issue_heads(
            district=own_district(self.request.user),
            heads=said["heads"],
            document=said["document"],
            on=said["on"],
            actor=self.request.user,
            key=self.key(form),
        )
        warn(self.request, act.remarks)
        messages.success(self.request, _("%(n)s heads are in the reserve.") % {"n": said["heads"]})
        return reverse("staffing:act", args=[act.pk])


class ProposeGrant(ActPage):
    """A number for a street, entered by the bureau for its leader to approve."""

    act = "propose_grant"
    template_name = "staffing/grant_propose.html"
    submit_label = gettext_lazy("Propose")

    def find_target(self):
        if self.kwargs["kind"] not in FORMS:
            raise Http404

    @property
    def kind(self) -> str:
        return self.kwargs["kind"]

    def get_form_class(self):
        return FORMS[self.kind]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self):
        unit, document = self.request.GET.get("unit", ""), self.request.GET.get("document", "")
        return {
            "unit": unit if unit.isdigit() else None,
            "document": document if document.isdigit() else None,
        }

    def origins(self):
        """The old lines merged into a lump-sum; a mobile grant has none."""
        if self.kind != Pool.Kind.LUMP_SUM:
            return None
        return OriginFormSet(self.request.POST or None, prefix="origins")

    def post(self, request, *args, **kwargs):
        form, origins = self.get_form(), self.origins()
        are_right = [part.is_valid() for part in (form, origins) if part is not None]
        if not all(are_right):
            context = self.get_context_data(form=form, origins=origins, effect=effect_of(form, self.kind))
            return self.render_to_response(context, status=400)
        return self.form_valid(form)

    def perform(self, form) -> str:
        origins = self.origins()
        lines = origin_lines(origins) if origins is not None and origins.is_valid() else []
        grant = grants.propose_grant(
            unit=form.cleaned_data["unit"],
            kind=self.kind,
            actor=self.request.user,
            origins=lines,
            **form.facts(),
        )
        warn(self.request, grant.remarks)
        messages.success(self.request, _("Proposed; the leader decides."))
        return reverse("staffing:grant", args=[grant.pk])

    def get_context_data(self, **more):
        form = more.get("form")
        context = {
            "title": TITLES[self.kind],
            "kind": self.kind,
            "origins": self.origins(),
            "effect": effect_of(form, self.kind) if form is not None and form.is_bound else None,
            "others": [
                (title, reverse("staffing:grant-propose", args=[kind]), kind)
                for kind, title in TITLES.items()
            ],
            "cancel_url": reverse("staffing:grants"),
            "reserve": reserve_of(access.district_of(self.request.user)),
        }
        return super().get_context_data(**{**context, **more})


def effect_of(form, kind: str):
    """What the typed number would do, as soon as street, heads and day make sense."""
    if form is None or not form.is_bound:
        return None
    form.is_valid()
    said = form.cleaned_data
    if not all(said.get(name) is not None for name in ("unit", "heads", "valid_from")):
        return None
    return grant_effect(unit=said["unit"], kind=kind, heads=said["heads"], valid_from=said["valid_from"])


class GrantEffect(Guard, View):
    """The panel beside the form, drawn anew while somebody types."""

    act = "propose_grant"

    def post(self, request, kind: str):
        if kind not in FORMS:
            raise Http404
        form = FORMS[kind](request.POST, user=request.user)
        context = {"effect": effect_of(form, kind), "reserve": reserve_of(access.district_of(request.user))}
        return TemplateResponse(request, "staffing/_grant_effect.html", context)
