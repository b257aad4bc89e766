"""One mobile pool: its figures, its chain of papers, the people on it, and the acts open to this person."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from quota_pool import access
from quota_pool.as_of import NOW, AsOf
from quota_pool.models import Pool
from staffing import then
from staffing.forms.mobile import ExtendForm, ReclaimForm, ReturnForm
from staffing.links import list_url
from staffing.mobile import TONES, Life, MobileRow, idle_months, mobile_rows
from staffing.models import Engagement, QuotaGrant
from staffing.selectors import seated
from staffing.services import mobile
from staffing.views.acts import ActPage, warn

SHOWN = 100
OPEN = (Life.UNUSED, Life.IN_USE, Life.EXPIRING)


class Sheet:
    """Looks one mobile pool up and tells everything its page prints."""

    template_name = "staffing/mobile.html"

    def find_target(self) -> Pool:
        rows = Pool.objects.visible_to(self.request.user).filter(kind=Pool.Kind.MOBILE)
        return get_object_or_404(rows.select_related("unit__district", "document"), pk=self.kwargs["pk"])

    def sheet(self, pool: Pool, as_of: AsOf = NOW) -> dict:
        """What stands on the page on these days; acts are open now only."""
        row, user = mobile_rows([pool.pk], as_of)[pool.pk], self.request.user
        on_it = {"pool": pool.pk, "on": as_of.day, "known_on": as_of.known_on}
        people = self.people(pool, as_of)
        return {
            "title": f"{pool.unit.name} {pool.get_kind_display()}",
            "subtitle": pool.label,
            "pool": pool,
            "mobile": row,
            "tone": TONES[row.life],
            "is_overrun": row.life == Life.OVERRUN,
            "idle_months": idle_months(pool, as_of.day),
            "asked": self.request_of(row),
            "waiting": list(self.proposals(pool)) if as_of.is_now else [],
            "people": people[:SHOWN],
            "people_url": list_url("roster", **on_it) if row.heads.used else "",
            **(_acts(row, user) if as_of.is_now else {}),
        }

    def people(self, pool: Pool, as_of: AsOf) -> list[Engagement]:
        """Who sat on the pool that day, as far as this person may see them."""
        rows = Engagement.objects.visible_to(self.request.user).filter(unit=pool.unit_id)
        rows = seated(rows, as_of.day, as_of.known_on).filter(sat_in=pool.pk)
        rows = rows.select_related("person").order_by("start_date", "id")[: SHOWN + 1]
        return then.retold(rows, as_of)

    def request_of(self, row: MobileRow):
        asked = getattr(row.first, "request", None)
        return asked if asked and access.can(self.request.user, "read_requests", row.pool.unit) else None

    def proposals(self, pool: Pool):
        rows = QuotaGrant.objects.filter(pool=pool, state=QuotaGrant.State.PROPOSED)
        return rows.select_related("document").order_by("id")


def _acts(row: MobileRow, user) -> dict:
    """Which acts are open to this person on this pool now."""

    def may(act: str) -> bool:
        return access.can(user, act, row.pool.unit)

    is_open = row.life in OPEN
    return {
        "may_exit": may("exit"),
        "may_hire": may("hire"),
        "may_ask": is_open and not row.is_extended and may("draft_request"),
        "may_extend": is_open and not row.is_extended and may("propose_grant"),
        "may_reclaim": is_open and row.heads.free and may("propose_grant"),
        "may_return": is_open and row.heads.free and may("return_heads"),
        "extend_form": ExtendForm(user=user, auto_id="extend_%s"),
        "reclaim_form": ReclaimForm(
            user=user, auto_id="reclaim_%s", initial={"heads": row.idle.heads or row.heads.free}
        ),
        "return_form": ReturnForm(user=user, auto_id="return_%s", initial={"heads": row.heads.free}),
    }


class MobilePage(LoginRequiredMixin, Sheet, TemplateView):
    """One mobile pool for whoever may see the pool."""

    is_dated = True

    def get_context_data(self, **more):
        access.require(self.request.user, "read_pool")
        shown = self.sheet(self.find_target(), AsOf.read(self.request.GET))
        return {"reasons": (), "trial": None, **shown, **super().get_context_data(**more)}


class MobileAct(Sheet, ActPage):
    """One act on a mobile pool, sent from its page and answered there."""

    http_method_names = ("get", "post")
    form_name = said = ""

    def get(self, request, *args, **kwargs):
        return redirect("staffing:mobile", self.target.pk)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        paper = self.do(form, {"pool": self.target, "actor": self.request.user, **form.facts()})
        warn(self.request, paper.remarks)
        messages.success(self.request, self.said)
        return self.next_url(paper)

    def do(self, form, what: dict) -> QuotaGrant:
        """Call the service."""
        raise Http404

    def next_url(self, paper: QuotaGrant) -> str:
        return reverse("staffing:grant", args=[paper.pk])

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        return context | self.sheet(self.target) | {self.form_name: context["form"]}


class ExtendMobile(MobileAct):
    """延期: proposed on a document, decided by the leader."""

    act, form_class, form_name = "propose_grant", ExtendForm, "extend_form"
    said = _("Proposed; the leader decides.")

    def do(self, form, what):
        return mobile.propose_extension(**what)


class ReclaimMobile(MobileAct):
    """收回: proposed with its evidence, decided by the leader."""

    act, form_class, form_name = "propose_grant", ReclaimForm, "reclaim_form"
    said = _("Proposed; the leader decides.")

    def do(self, form, what):
        return mobile.propose_reclaim(**what)


class ReturnMobile(MobileAct):
    """归还: free heads go back to the district at once."""

    act, form_class, form_name = "return_heads", ReturnForm, "return_form"
    said = _("Given back: the heads are in the district's reserve again.")

    def do(self, form, what):
        return mobile.return_heads(**what, key=self.key(form))

    def next_url(self, paper):
        return reverse("staffing:mobile", args=[self.target.pk])
