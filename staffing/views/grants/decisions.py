"""One grant: what it changes, what it was made of, who proposed and decided; and the leader's decision."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from quota_pool import access
from quota_pool.views.acts import Guard
from staffing.forms.grants import ApproveForm, RefuseForm
from staffing.models import QuotaGrant
from staffing.selectors import unit_position
from staffing.services import grants
from staffing.services.grant_effects import grant_effect
from staffing.views.acts import ActPage
from staffing.views.grants.lists import TONES

State = QuotaGrant.State


class OneGrant(Guard):
    """Finds the grant and says everything its page shows."""

    act = "read_pool"

    def find_target(self) -> QuotaGrant:
        rows = QuotaGrant.objects.visible_to(self.request.user, "read_pool")
        rows = rows.select_related(
            "unit__district", "document", "pool", "amends__document", "proposed_by", "decided_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def is_open(self) -> bool:
        return self.target.state == State.PROPOSED

    def get_context_data(self, **more):
        grant, user = self.target, self.request.user
        may_decide = self.is_open and access.can(user, "approve_grant", grant.unit)
        own = grant.proposed_by_id == user.pk
        approve, refuse = (
            ApproveForm(initial={"version": grant.version}),
            RefuseForm(initial={"version": grant.version}),
        )
        context = {
            "title": f"{grant.unit.name} {grant.get_kind_display()}",
            "subtitle": grant.document.number,
            "grant": grant,
            "tone": TONES[grant.state],
            "effect": self.effect(),
            "now": self.now(),
            "origins": list(grant.origins.order_by("id")),
            "may_decide": may_decide and not own,
            "own_work": may_decide and own,
            "approve_form": approve,
            "refuse_form": refuse,
            "reasons": (),
        }
        return super().get_context_data(**{**context, **more})

    def now(self):
        """What has become of the heads: the pool the grant stands in, as of today."""
        if self.target.pool_id is None:
            return None
        rows = unit_position(self.target.unit).pools
        return next((row for row in rows if row.pool.pk == self.target.pool_id), None)

    def effect(self):
        """While nobody has decided, what a yes would do."""
        if not self.is_open:
            return None
        grant = self.target
        return grant_effect(unit=grant.unit, kind=grant.kind, heads=grant.heads, valid_from=grant.valid_from)


class GrantPage(LoginRequiredMixin, OneGrant, TemplateView):
    """A grant for whoever may see the pool."""

    template_name = "staffing/grant.html"


class Decision(OneGrant, ActPage):
    """The leader's yes or no; a refusal shows the grant's page again with every reason."""

    act = "approve_grant"
    template_name = "staffing/grant.html"
    http_method_names = ("post",)
    form_name = ""

    def get_context_data(self, **more):
        if "form" in more:
            more[self.form_name] = more["form"]
        return super().get_context_data(**more)


class ApproveGrant(Decision):
    """The ledger moves the difference on its day."""

    form_class = ApproveForm
    form_name = "approve_form"

    def perform(self, form) -> str:
        grants.approve_grant(
            grant=self.target, actor=self.request.user, key=self.key(form), seen=form.cleaned_data["version"]
        )
        messages.success(self.request, _("Granted."))
        return reverse("staffing:grant", args=[self.target.pk])


class RefuseGrant(Decision):
    """Nothing moves; the words that say why stay with it."""

    form_class = RefuseForm
    form_name = "refuse_form"

    def perform(self, form) -> str:
        grants.refuse_grant(
            grant=self.target,
            actor=self.request.user,
            note=form.cleaned_data["note"],
            seen=form.cleaned_data["version"],
        )
        messages.info(self.request, _("Not granted; the words that say why are kept."))
        return reverse("staffing:grant", args=[self.target.pk])
