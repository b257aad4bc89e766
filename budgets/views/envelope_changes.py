"""经费调整: changes of envelopes, proposed by an officer on a document and approved by the leader."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.filters.envelopes import EnvelopeChangeFilter
from budgets.forms.envelopes import ChangeForm
from budgets.models import EnvelopeChange
from budgets.services import envelopes
from budgets.views.envelopes import OfEnvelope
from quota_pool import figures
from quota_pool.listing import Column, ListPage, coded, day_of, fen, marked, opens
from quota_pool.views.acts import ActPage
from staffing.views.cases import Case, CaseAct, CasePage, approve, by, refuse

State = EnvelopeChange.State
TONES = {State.PROPOSED: "amber", State.POSTED: "green", State.REFUSED: "grey"}


class EnvelopeChangesPage(ListPage):
    """Changes of envelopes, the newest first."""

    model = EnvelopeChange
    act = "read_money"
    title = gettext_lazy("Changes of envelopes")
    subtitle = gettext_lazy("each on its document, proposed by one and approved by another")
    filterset_class = EnvelopeChangeFilter
    conditions_by_link = ("envelope", "document")
    order = ("-id",)
    export_name = "envelope-changes"
    purpose = gettext_lazy(
        "An approved envelope changes only by entries; each stands here with its document."
    )
    columns = [
        Column(
            "unit",
            gettext_lazy("Street or town"),
            value="envelope__unit__name",
            sort="envelope__unit__code",
            link=opens("budgets:envelope-change"),
        ),
        Column("year", gettext_lazy("Year"), value="envelope__year", show=str),
        coded("kind", gettext_lazy("Kind"), EnvelopeChange.Kind.choices),
        fen("amount_fen", gettext_lazy("Amount (yuan)")),
        Column("label", gettext_lazy("What it is for")),
        Column(
            "document",
            gettext_lazy("Document"),
            value="document__number",
            fields=("document_id",),
            link=opens("document", "document_id"),
        ),
        day_of("valid_from", gettext_lazy("From"), optional=True),
        day_of("valid_to", gettext_lazy("To"), optional=True),
        Column("reason", gettext_lazy("Reason"), css="wrap"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
    ]


class ProposeChange(OfEnvelope, ActPage):
    """One line of the envelope's ledger, entered for the leader to approve."""

    act = "propose_adjustment"
    form_class = ChangeForm
    title = gettext_lazy("Propose a change")
    submit_label = gettext_lazy("Propose")

    @property
    def subtitle(self) -> str:
        return str(self.target)

    @property
    def cancel_url(self) -> str:
        return self.url

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "envelope": self.target}

    def perform(self, form) -> str:
        change = envelopes.propose_change(envelope=self.target, actor=self.request.user, **form.facts())
        messages.success(self.request, _("Proposed; the leader decides."))
        return reverse("budgets:envelope-change", args=[change.pk])


class OneChange(Case):
    """What the page of a change says, and its steps."""

    model = EnvelopeChange
    space, noun = "budgets", "envelope-change"
    related = ("envelope__unit__district", "document", "pool", "proposed_by", "decided_by")
    tones = TONES
    crumb = (gettext_lazy("Changes of envelopes"), "budgets:envelope-changes")
    steps = (
        approve(
            (State.PROPOSED,),
            "approve_adjustment",
            gettext_lazy("Approve"),
            gettext_lazy("The money moves at once; what was short is covered first."),
        ),
        refuse(
            (State.PROPOSED,),
            "approve_adjustment",
            gettext_lazy("Refuse"),
            gettext_lazy("The envelope stays as it is; your words stay with the proposal."),
        ),
    )

    def unit(self):
        return self.target.envelope.unit

    def place_of(self, step):
        return self.target.envelope.unit

    def hands(self):
        return (self.target.proposed_by_id,)

    def heading(self) -> dict:
        one = self.target
        return {"title": f"{one.envelope} {one.get_kind_display()}", "subtitle": one.document.number}

    def facts(self):
        one = self.target
        yield _("Envelope"), str(one.envelope), reverse("budgets:envelope", args=[one.envelope_id])
        yield _("Kind"), one.get_kind_display(), ""
        yield _("Amount (yuan)"), figures.money(one.amount_fen), ""
        yield _("What it is for"), one.label, ""
        if one.pool:
            yield _("Mobile grant"), str(one.pool), reverse("staffing:mobile", args=[one.pool_id])
        yield _("From"), figures.day(one.valid_from) if one.valid_from else "", ""
        yield _("To"), figures.day(one.valid_to) if one.valid_to else "", ""
        yield _("Reason"), one.reason, ""
        yield _("Document"), one.document.number, reverse("document", args=[one.document_id])
        if one.proposed_by:
            yield _("Proposed"), by(one.proposed_by, one.proposed_at), ""
        if one.decided_at:
            yield _("Decided"), by(one.decided_by, one.decided_at), ""
        yield _("Remarks"), one.decision_note, ""
        if one.act_id:
            yield _("Movements"), str(one.act_id), reverse("staffing:act", args=[one.act_id])


class EnvelopeChangePage(OneChange, CasePage):
    """One change."""

    act = "read_money"


class ChangeStep(OneChange, CaseAct):
    """A decision on a change."""

    called = "change"

    def unit(self):
        return self.target.envelope.unit


class ApproveChange(ChangeStep):
    """The fen move."""

    name = "approve"
    said = gettext_lazy("Approved: the money has moved.")
    service = staticmethod(envelopes.approve_change)


class RefuseChange(ChangeStep):
    """The envelope stays as it is."""

    name = "refuse"
    said = gettext_lazy("Refused; the words that say why are kept.")
    service = staticmethod(envelopes.refuse_change)
