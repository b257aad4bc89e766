"""The sheet of one request: what is asked, the opinions, the steps, and the acts open to this person."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from quota_pool import access
from quota_pool.calendar import SHANGHAI
from staffing.forms import requests as forms
from staffing.forms.fields import SendForm
from staffing.four_eyes import own_work
from staffing.models import MobileRequest, RequestEvent
from staffing.request_checks import check_request
from staffing.selectors import unit_position
from staffing.services import requests
from staffing.services.grant_effects import reserve_of
from staffing.views.acts import ActPage, warn
from staffing.views.requests.lists import TONES

State, Step = MobileRequest.State, RequestEvent.Step
STEP_TONES = {Step.RETURNED: "red", Step.REFUSED: "red", Step.GRANTED: "green", Step.WITHDRAWN: "grey"}


class Sheet:
    """Looks one request up and tells everything its page prints."""

    template_name = "staffing/request.html"

    def find_target(self) -> MobileRequest:
        rows = MobileRequest.objects.visible_to(self.request.user)
        rows = rows.select_related(
            "unit__district",
            "extends",
            "grant__document",
            "grant__pool",
            "created_by",
            "submitted_by",
            "decided_by",
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def sheet(self, request: MobileRequest) -> dict:
        return {
            "title": _("Request for an extension") if request.extends_id else _("Request for mobile heads"),
            "subtitle": request.unit.name,
            "asked": request,
            "tone": TONES[request.state],
            "events": _events(request),
            "missing": requests.submit_reasons(request) if request.state in requests.WITH_STREET else (),
            "open_points": [check.reason for check in check_request(request) if check.reason],
            "position": unit_position(request.unit) if request.state in requests.OPEN else None,
            "reserve": reserve_of(request.district_id) if request.state in requests.WITH_BUREAU else None,
            **_acts(request, self.request.user),
        }


def _events(request: MobileRequest) -> list[dict]:
    return [
        {
            "day": event.recorded_at.astimezone(SHANGHAI).date(),
            "text": event.get_step_display(),
            "url": "",
            "note": " · ".join(
                str(part) for part in (event.actor, event.get_opinion_display(), event.note) if part
            ),
            "tone": STEP_TONES.get(event.step, "blue"),
        }
        for event in request.events.select_related("actor").order_by("-pk")
    ]


def _acts(request: MobileRequest, user) -> dict:
    """Which acts are open to this person now; where only four eyes stand between, the page says so."""

    def may(act: str) -> bool:
        return access.can(user, act, request.unit)

    with_street, with_bureau = request.state in requests.WITH_STREET, request.state in requests.WITH_BUREAU
    decides = request.state == State.REVIEWED and may("decide_request")
    own = requests.is_own_work(request, user)
    version = {"version": request.version}
    return {
        "may_edit": with_street and may("draft_request"),
        "may_submit": with_street and may("submit_request"),
        "may_check": with_bureau and may("check_request"),
        "may_advise": with_bureau and may("advise_request"),
        "may_decide": decides and not own,
        "own_work": own_work(user, *requests.hands(request)) if decides else (),
        "may_withdraw": request.state in requests.OPEN and may("withdraw_request"),
        "submit_form": SendForm(initial=version, auto_id="submit_%s"),
        "check_form": forms.CheckForm(initial=version, auto_id="check_%s"),
        "return_form": forms.SayWhyForm(initial=version, auto_id="return_%s"),
        "advise_form": forms.AdviseForm(initial=version, auto_id="advise_%s"),
        "grant_form": _grant_form(request, user) if decides else None,
        "refuse_form": forms.SayWhyForm(initial=version, auto_id="refuse_%s"),
        "withdraw_form": forms.WithdrawForm(initial=version, auto_id="withdraw_%s"),
    }


def _grant_form(request: MobileRequest, user) -> forms.GrantRequestForm:
    initial = {
        "heads": request.bureau_heads or request.heads,
        "valid_from": request.valid_from,
        "valid_to": request.valid_to,
        "version": request.version,
    }
    return forms.GrantRequestForm(
        initial=initial, user=user, is_extension=request.extends_id is not None, auto_id="grant_%s"
    )


class RequestPage(LoginRequiredMixin, Sheet, TemplateView):
    """One request as street, bureau and finance see it."""

    def get_context_data(self, **more):
        access.require(self.request.user, "read_requests")
        return {
            "reasons": (),
            "trial": None,
            **self.sheet(self.find_target()),
            **super().get_context_data(**more),
        }


class RequestAct(Sheet, ActPage):
    """One act on a request, sent from its sheet and answered there."""

    http_method_names = ("get", "post")
    form_name = said = ""

    def get(self, request, *args, **kwargs):
        return redirect("staffing:request", self.target.pk)

    def perform(self, form) -> str:
        self.do(form, {"request": self.target, "actor": self.request.user, "seen": self.seen(form)})
        messages.success(self.request, self.said)
        return reverse("staffing:request", args=[self.target.pk])

    def seen(self, form) -> int:
        return form.cleaned_data["version"]

    def do(self, form, what: dict) -> None:
        """Call the service."""
        raise NotImplementedError

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        shown = self.sheet(self.find_target())
        return context | shown | {self.form_name: context["form"]}


def _words(form) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


class SubmitRequest(RequestAct):
    """提交: the street's leader sends the request in."""

    act, form_class, form_name = "submit_request", SendForm, "submit_form"
    said = _("Submitted: the bureau and finance have the request now.")

    def do(self, form, what):
        requests.submit(**what)


class CheckRequest(RequestAct):
    """审核: the bureau's opinion."""

    act, form_class, form_name = "check_request", forms.CheckForm, "check_form"
    said = _("Your opinion stands on the request.")

    def do(self, form, what):
        requests.check(**what, **_words(form))


class AdviseRequest(RequestAct):
    """财政意见: finance's opinion."""

    act, form_class, form_name = "advise_request", forms.AdviseForm, "advise_form"
    said = _("Your opinion stands on the request.")

    def do(self, form, what):
        requests.advise(**what, **_words(form))


class ReturnRequest(RequestAct):
    """退回补正: back to the street."""

    act, form_class, form_name = "check_request", forms.SayWhyForm, "return_form"
    said = _("Returned: the street corrects it and submits again.")

    def do(self, form, what):
        requests.return_(**what, **_words(form))


class GrantRequest(RequestAct):
    """下达: a mobile pool is opened on a document."""

    act, form_class, form_name = "decide_request", forms.GrantRequestForm, "grant_form"
    said = _("Granted: the street has the heads from the first day on.")

    def get_form_kwargs(self):
        is_extension = self.target.extends_id is not None
        return {**super().get_form_kwargs(), "user": self.request.user, "is_extension": is_extension}

    def do(self, form, what):
        granted = requests.grant(**what, **form.facts(), key=self.key(form)).grant
        warn(self.request, granted.remarks)


class RefuseRequest(RequestAct):
    """不予下达: with the words that say why."""

    act, form_class, form_name = "decide_request", forms.SayWhyForm, "refuse_form"
    said = _("Not granted; the words that say why are kept.")

    def do(self, form, what):
        requests.refuse(**what, **_words(form))


class WithdrawRequest(RequestAct):
    """撤回: the street takes it back."""

    act, form_class, form_name = "withdraw_request", forms.WithdrawForm, "withdraw_form"
    said = _("Withdrawn.")

    def do(self, form, what):
        requests.withdraw(**what, **_words(form))
