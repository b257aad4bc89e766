"""One grant: what it changes, what it was made of, who proposed and decided; and the leader's decision."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from quota_pool import access, figures
from quota_pool.refusals import restore
from quota_pool.rules import RULES
from quota_pool.views.acts import Guard
from staffing.forms.grants import ApproveForm, RefuseForm
from staffing.four_eyes import own_work
from staffing.grant_checks import check_grant
from staffing.models import QuotaGrant
from staffing.selectors import unit_position
from staffing.services import grants
from staffing.services.amendments import check_amendment
from staffing.services.grant_effects import grant_effect
from staffing.views.acts import ActPage, warn
from staffing.views.grants.lists import TONES

State = QuotaGrant.State
EVIDENCE = {
    "heads": gettext_lazy("heads to take back"),
    "on": gettext_lazy("looked at on"),
    "idle_since": gettext_lazy("a head has stood free since"),
    "months": gettext_lazy("months after which unused heads go back"),
    "idle_heads": gettext_lazy("heads unused that long"),
    "peak_use": gettext_lazy("most used at once"),
    "peak_on": gettext_lazy("that was on"),
    "requested": gettext_lazy("Requested"),
    "granted": gettext_lazy("Granted now"),
    "used": gettext_lazy("Used"),
    "free": gettext_lazy("Free"),
}


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
        own, effect = own_work(user, grant.proposed_by_id), self.effect()
        approve, refuse = (
            ApproveForm(initial={"version": grant.version}),
            RefuseForm(initial={"version": grant.version}),
        )
        context = {
            "title": f"{grant.unit.name} {grant.get_kind_display()}",
            "subtitle": grant.document.number,
            "grant": grant,
            "tone": TONES[grant.state],
            "effect": effect,
            "checks": self.checks(effect),
            "evidence": evidence_lines(grant),
            "now": self.now(),
            "origins": list(grant.origins.order_by("id")),
            "may_decide": may_decide and not own,
            "own_work": own if may_decide else (),
            "approve_form": approve,
            "refuse_form": refuse,
            "reasons": (),
            "trial": None,
        }
        return super().get_context_data(**{**context, **more})

    def now(self):
        """What has become of the heads: the pool the grant stands in, as of today."""
        if self.target.pool_id is None:
            return None
        rows = unit_position(self.target.unit).pools
        return next((row for row in rows if row.pool.pk == self.target.pool_id), None)

    def effect(self):
        """While nobody has decided, what a yes would do; a later paper of a mobile pool says it itself."""
        if not self.is_open or self.target.purpose != QuotaGrant.Purpose.GRANT:
            return None
        grant = self.target
        return grant_effect(unit=grant.unit, kind=grant.kind, heads=grant.heads, valid_from=grant.valid_from)

    def checks(self, effect) -> list[dict]:
        """What the rules say of it: as it was decided, or as it would be decided now."""
        grant = self.target
        if not self.is_open:
            return shown_checks(grant.checks)
        found = check_grant(grant, effect.change) if effect else check_amendment(grant)
        return shown_checks(check.stored() for check in found)


def shown_checks(stored) -> list[dict]:
    """Kept checks with their words: what passed, and what is to be looked at."""
    return [
        {
            "result": check["result"],
            "label": RULES[check["ruling"]["rule"]].label,
            "reason": restore(check["reason"]) if check["reason"] else None,
        }
        for check in stored
    ]


def evidence_lines(grant: QuotaGrant) -> list[tuple]:
    """What proves that heads stand unused, in words."""
    said = grant.evidence
    return [(words, figures.cell(said[name])) for name, words in EVIDENCE.items() if name in said]


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
        approved = grants.approve_grant(
            grant=self.target, actor=self.request.user, key=self.key(form), seen=form.cleaned_data["version"]
        )
        warn(self.request, approved.remarks)
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
