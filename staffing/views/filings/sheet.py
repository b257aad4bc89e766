"""The sheet of one filing: every rule, the heads on the day, the steps, and the acts open to this person."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from quota_pool import access, sealed
from quota_pool.calendar import SHANGHAI
from staffing import clocks, overdue
from staffing.dictionaries import label
from staffing.examination import OPEN, examine, position_of
from staffing.forms import AcceptForm, DecideForm, SubmitForm, UrgeForm, WithdrawForm
from staffing.models import Filing, FilingEvent
from staffing.services import filings, urges
from staffing.views.acts import ActPage
from staffing.views.attachments import shelf
from staffing.views.filings.lists import NEAR_REVIEW, NEAR_WORKING_DAYS, TONES

State, Step = Filing.State, FilingEvent.Step
STEP_TONES = {Step.RETURNED: "red", Step.REFUSED: "red", Step.ACCEPTED: "green", Step.OPENED: "green"}


class Sheet:
    """Looks one filing up and tells everything its page prints."""

    template_name = "staffing/filing.html"

    def find_target(self) -> Filing:
        rows = Filing.objects.visible_to(self.request.user)
        rows = rows.select_related("unit__district", "engagement__person", "engagement__pool", "submitted_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def sheet(self, filing: Filing) -> dict:
        position = position_of(filing)
        lines = examine(filing, position)
        mends = _mends(filing, self.request.user)
        return {
            "title": filing.get_kind_display(),
            "subtitle": f"{filing.engagement.person.name} · {filing.unit.name}",
            "filing": filing,
            "engagement": filing.engagement,
            "person": filing.engagement.person,
            "term": filing.engagement.terms.filter(replaced_at=None).order_by("from_day", "pk").first(),
            "masked_id": sealed.shown_of(filing.engagement.person, "id_no"),
            "tone": TONES[filing.state],
            "reasons_given": [label("return_reason", code) for code in filing.reasons],
            "position": position,
            "lines": lines,
            "checked": [(line, _mend_url(line, mends)) for line in lines],
            "mend_url": mends.get("entry_channel", ""),
            "mends": mends,
            "open_points": sum(line.result in ("warned", "blocked") for line in lines),
            "events": _events(filing),
            "shelf": shelf(filing.engagement, self.request.user, filing),
            **_time(filing),
            **_acts(filing, self.request.user),
        }


ENTRY = ("start_date", "entry_channel", "funding_source", "legal_employer")
TERMS = ("mode", "primary_post", "monthly_pay", "contract_start", "contract_end", "probation_end")


def _mends(filing: Filing, user) -> dict[str, str]:
    """By field, the page on which this person mends it while the filing lies with the street."""
    if filing.kind != Filing.Kind.HIRE or filing.state not in (State.TO_SUBMIT, State.RETURNED):
        return {}
    pages = {}
    if access.can(user, "hire", filing.unit):
        entry, terms = (
            reverse(f"staffing:{name}", args=[filing.engagement_id])
            for name in ("entry-correct", "change-terms")
        )
        pages = dict.fromkeys(ENTRY, entry) | dict.fromkeys(TERMS, terms)
    if access.can(user, "edit_staff", filing.unit):
        pages["education"] = reverse("staffing:person-edit", args=[filing.engagement.person.number])
    return pages


def _mend_url(line, mends: dict[str, str]) -> str:
    """Where the field a rule stumbled over is mended."""
    field = line.reason.field if line.reason else ""
    return f"{mends[field]}#id_{field}" if field in mends else ""


def _time(filing: Filing) -> dict:
    """The clock that runs, and whose it is."""
    if filing.state not in OPEN:
        return {"clock": None, "left": None}
    due = clocks.due_of(filing)
    return {
        "clock": clocks.clock_of_filing(filing),
        "unfiled_from": overdue.unfiled_from(filing),
        "due": due,
        "left": clocks.working_days_left(filing.unit.district, due),
        "near": NEAR_REVIEW if filing.state == State.SUBMITTED else NEAR_WORKING_DAYS,
    }


def _acts(filing: Filing, user) -> dict:
    """Which acts are open to this person now; where only four eyes stand between, the page says so."""
    with_bureau = filing.state == State.SUBMITTED
    can_decide, can_submit = (
        access.can(user, act, filing.unit) for act in ("decide_filing", "submit_filing")
    )
    version = {"version": filing.version}
    return {
        "may_submit": filing.state in (State.TO_SUBMIT, State.RETURNED) and can_submit,
        "may_withdraw": with_bureau and can_submit,
        "may_urge": urges.may_urge(filing, user),
        "may_decide": with_bureau and filings.may_decide(filing, user, filing.unit),
        "may_refuse": with_bureau
        and filings.may_decide(filing, user, filing.unit)
        and access.can(user, "refuse_filing", filing.unit),
        "own_work": filings.own_work_reasons(filing, user)
        if with_bureau and can_decide and not filings.may_decide(filing, user, filing.unit)
        else (),
        "submit_form": SubmitForm(initial=version, auto_id="submit_%s"),
        "accept_form": AcceptForm(initial=version, auto_id="accept_%s"),
        "decide_form": DecideForm(initial=version),
        "withdraw_form": WithdrawForm(initial=version, auto_id="withdraw_%s"),
        "urge_form": UrgeForm(auto_id="urge_%s"),
        "next_url": _next_url(filing, user) if can_decide else "",
    }


def _next_url(filing: Filing, user) -> str:
    """The next filing that waits for the bureau, so that a pile is worked off without the list."""
    waiting = Filing.objects.visible_to(user, "decide_filing").filter(state=State.SUBMITTED)
    following = waiting.exclude(pk=filing.pk).order_by("deadline", "pk").values_list("pk", flat=True).first()
    return reverse("staffing:filing", args=[following]) if following else ""


def _events(filing: Filing) -> list[dict]:
    return [
        {
            "day": event.recorded_at.astimezone(SHANGHAI).date(),
            "text": event.get_step_display(),
            "url": "",
            "note": " · ".join(
                str(part)
                for part in (
                    event.actor,
                    "、".join(str(label("return_reason", code)) for code in event.reasons),
                    event.note,
                )
                if part
            ),
            "tone": STEP_TONES.get(event.step, "blue"),
        }
        for event in filing.events.select_related("actor").order_by("-pk")
    ]


class FilingPage(LoginRequiredMixin, Sheet, TemplateView):
    """备案: one filing as street and bureau see it."""

    def get_context_data(self, **more):
        access.require(self.request.user, "read_filings")
        shown = self.sheet(self.find_target())
        return {"reasons": (), "trial": None, **shown, **super().get_context_data(**more)}


class FilingAct(Sheet, ActPage):
    """One act on a filing, sent from its sheet and answered there."""

    http_method_names = ["get", "post"]
    form_name = said = ""

    def get(self, request, *args, **kwargs):
        return redirect("staffing:filing", self.target.pk)

    def perform(self, form) -> str:
        what = dict(form.cleaned_data)
        seen = what.pop("version", None)
        self.do({**what, "seen": seen, "filing": self.target, "actor": self.request.user})
        messages.success(self.request, self.said)
        return reverse("staffing:filing", args=[self.target.pk])

    def do(self, what: dict) -> None:
        """Call the service."""
        raise NotImplementedError

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        shown = self.sheet(self.find_target())
        return context | shown | {self.form_name: context["form"]}


class SubmitFiling(FilingAct):
    """提交: send the filing to the bureau."""

    act, form_class, form_name = "submit_filing", SubmitForm, "submit_form"
    said = _("Submitted: the bureau has the filing now.")

    def do(self, what):
        filings.submit(**what)


class WithdrawFiling(FilingAct):
    """撤回: take the filing back before it is decided."""

    act, form_class, form_name = "submit_filing", WithdrawForm, "withdraw_form"
    said = _("Withdrawn: correct it and submit again; the clock has gone on.")

    def do(self, what):
        filings.withdraw(**what)


class UrgeFiling(FilingAct):
    """催办: remind whoever has the filing in hand that its time is over."""

    act, form_class, form_name = "urge_filing", UrgeForm, "urge_form"
    said = _("The reminder stands on the other side's home page and on this filing.")

    def do(self, what):
        urges.urge(**what)


class AcceptFiling(FilingAct):
    """备案: enter the filing on the record."""

    act, form_class, form_name = "decide_filing", AcceptForm, "accept_form"
    said = _("On record.")

    def do(self, what):
        filings.accept(**what)


class ReturnFiling(FilingAct):
    """退回补正: send the filing back with reasons."""

    act, form_class, form_name = "decide_filing", DecideForm, "decide_form"
    said = _("Returned: the street corrects it and files again.")

    def do(self, what):
        filings.return_(**what)


class RefuseFiling(FilingAct):
    """不予备案: what cannot be mended is not entered on the record."""

    act, form_class, form_name = "refuse_filing", DecideForm, "decide_form"
    said = _("Not filed: the person leaves, or is placed on another ground.")

    def do(self, what):
        filings.refuse(**what)
