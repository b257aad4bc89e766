"""调动: people offered from street to street, taken over, with or without their head."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import access, figures, sealed
from quota_pool.listing import Column, ListPage, day_of, marked, opens
from staffing.dictionaries import label
from staffing.filters import TransferFilter
from staffing.forms.fields import SendForm
from staffing.forms.transfers import (
    AcceptTransferForm,
    ApproveTransferForm,
    DeclineForm,
    OfferForm,
)
from staffing.models import Transfer
from staffing.selectors import unit_position
from staffing.services import transfers
from staffing.sources import with_sources
from staffing.views.cases import Case, CaseAct, CasePage, Step, approve, by
from staffing.views.engagements.changes import EngagementAct

State = Transfer.State
TONES = {
    State.OFFERED: "amber",
    State.AGREED: "blue",
    State.DONE: "green",
    State.DECLINED: "red",
    State.WITHDRAWN: "grey",
}


class TransfersPage(ListPage):
    """Transfers from and to the streets in sight, the newest first."""

    model = Transfer
    act = "read_staff"
    title = gettext_lazy("Transfers")
    subtitle = gettext_lazy("people who move from street to street")
    filterset_class = TransferFilter
    order = ("-id",)
    export_name = "transfers"
    purpose = gettext_lazy("One street offers a person from the person's page, the other takes over here.")
    columns = [
        Column(
            "name",
            gettext_lazy("full name"),
            value="engagement__person__name",
            link=opens("staffing:transfer"),
        ),
        Column("unit", gettext_lazy("from unit"), value="unit__name", sort="unit__code"),
        Column("to_unit", gettext_lazy("to unit"), value="to_unit__name", sort="to_unit__code"),
        Column("post", gettext_lazy("post"), value="engagement__primary_post"),
        Column(
            "with_head",
            gettext_lazy("with the head"),
            value=lambda row: str(_("yes")) if row["with_head"] else str(_("no")),
            fields=("with_head",),
        ),
        day_of("expires_on", gettext_lazy("open until"), sort="expires_on"),
        day_of("done_on", gettext_lazy("first day there"), sort="done_on"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
    ]


class OfferTransfer(EngagementAct):
    """Offer a person to another street."""

    act = "transfer"
    form_class = OfferForm
    template_name = "staffing/transfer_offer.html"
    title = gettext_lazy("Offer a transfer")
    submit_label = gettext_lazy("Offer")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"unit": self.target.unit}

    def perform(self, form) -> str:
        made = transfers.offer_transfer(engagement=self.target, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Offered; nothing moves before the other street accepts."))
        return reverse("staffing:transfer", args=[made.pk])


class OneTransfer(Case):
    """What the page of a transfer says to both streets, and its steps."""

    act = "read_staff"
    model = Transfer
    noun = "transfer"
    related = ("unit__district", "to_unit__district", "engagement__person", "document", "offered_by")
    tones = TONES
    crumb = (gettext_lazy("Transfers"), "staffing:transfers")
    template_name = "staffing/transfer.html"
    steps = (
        Step(
            "accept",
            (State.OFFERED,),
            "transfer",
            AcceptTransferForm,
            gettext_lazy("Take over"),
            gettext_lazy("The person starts here without a gap; both filings open."),
        ),
        approve(
            (State.AGREED,),
            "approve_grant",
            gettext_lazy("Let the head go along"),
            gettext_lazy(
                "The head moves today and the document amends both lump-sum numbers; the person starts there"
                " on the first day you name."
            ),
            ApproveTransferForm,
        ),
        Step(
            "decline",
            (State.OFFERED, State.AGREED),
            "transfer",
            DeclineForm,
            gettext_lazy("Decline"),
            gettext_lazy("The person stays where they are."),
            is_danger=True,
        ),
        Step(
            "withdraw",
            (State.OFFERED, State.AGREED),
            "transfer",
            SendForm,
            gettext_lazy("Withdraw the offer"),
            gettext_lazy("The person stays where they are."),
            is_danger=True,
        ),
    )

    def hands(self):
        return self.target.offered_by_id, self.target.answered_by_id

    def place_of(self, step: Step):
        return self.target.to_unit if step.name in ("accept", "decline") else self.target.unit

    def unit(self):
        """Whichever of the two streets is the reader's; the service tells whose step it is."""
        one = self.target
        return one.unit if access.can(self.request.user, self.act, one.unit) else one.to_unit

    def form_of(self, step: Step):
        said = {"initial": {"version": self.target.version}}
        return step.form(**said, **self.kwargs_of(step.form))

    def kwargs_of(self, form_class) -> dict:
        """What a step's form offers to choose from."""
        if form_class is AcceptTransferForm:
            return {"rows": unit_position(self.target.to_unit).pools, "unit": self.target.to_unit}
        return {"user": self.request.user} if form_class is ApproveTransferForm else {}

    def heading(self) -> dict:
        one = self.target
        return {"title": one.engagement.person.name, "subtitle": f"{one.unit.name} → {one.to_unit.name}"}

    def facts(self):
        one, works = self.target, self.target.engagement
        person = works.person
        mine = access.can(self.request.user, "read_staff", one.unit)
        yield _("full name"), person.name, reverse("staffing:person", args=[person.number]) if mine else ""
        yield _("ID number"), sealed.shown_of(person, "id_no"), ""
        yield _("from unit"), one.unit.name, ""
        yield _("to unit"), one.to_unit.name, ""
        yield _("post"), works.primary_post, ""
        yield _("post category"), str(label("post_category", works.post_category)), ""
        yield _("employment mode"), works.get_mode_display(), ""
        pay = works.monthly_pay_fen
        yield _("monthly pay (yuan)"), figures.money(pay) if pay else "", ""
        yield _("with the head"), _("yes") if one.with_head else _("no"), ""
        yield _("first day there at the earliest"), figures.day(one.from_day), ""
        yield _("open until"), figures.day(one.expires_on), ""
        yield _("Remarks"), one.note, ""
        yield _("Offered"), by(one.offered_by, one.offered_at), ""
        yield _("Remarks on the answer"), one.answer_note, ""
        if one.document_id:
            yield _("Document"), one.document.number, reverse("document", args=[one.document_id])
        if one.done_on:
            yield _("first day there"), figures.day(one.done_on), ""

    def get_context_data(self, **more):
        here = access.can(self.request.user, "transfer", self.target.to_unit)
        grants = with_sources(unit_position(self.target.to_unit)) if here else []
        return super().get_context_data(grants=grants, **more)


class TransferPage(OneTransfer, CasePage):
    """One transfer."""


class TransferStep(OneTransfer, CaseAct):
    """A step of a transfer."""

    @property
    def act(self) -> str:
        return self.step.act

    def unit(self):
        return OneTransfer.unit(self)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self.kwargs_of(self.step.form)


class AcceptTransfer(TransferStep):
    """The receiving street takes the person over."""

    name = "accept"
    said = gettext_lazy("Accepted.")
    service = staticmethod(transfers.accept_transfer)


class ApproveTransfer(TransferStep):
    """The bureau lets the head go along."""

    name = "approve"
    said = gettext_lazy("Transferred with the head.")
    service = staticmethod(transfers.approve_transfer)


class DeclineTransfer(TransferStep):
    """The receiving street does not take the person."""

    name = "decline"
    said = gettext_lazy("Declined.")
    service = staticmethod(transfers.decline_transfer)


class WithdrawTransfer(TransferStep):
    """The giving street takes its offer back."""

    name = "withdraw"
    said = gettext_lazy("Withdrawn.")
    service = staticmethod(transfers.withdraw_transfer)
