"""调剂: free heads given from one street to another by the bureau, on a document."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, marked, opens
from staffing.filters import GiftFilter
from staffing.forms.transfers import GiftForm
from staffing.models import HeadGift
from staffing.services import gifts
from staffing.views.acts import ActPage, warn
from staffing.views.cases import Case, CaseAct, CasePage, approve, by, refuse

State = HeadGift.State
TONES = {State.PROPOSED: "amber", State.DONE: "green", State.REFUSED: "grey"}


class GiftsPage(ListPage):
    """Heads given from street to street, the newest first."""

    model = HeadGift
    act = "read_pool"
    title = gettext_lazy("Heads given")
    subtitle = gettext_lazy("from one street's lump-sum to another's")
    filterset_class = GiftFilter
    order = ("-id",)
    export_name = "heads-given"
    purpose = gettext_lazy("The bureau moves free heads between streets: both lump-sum numbers change.")
    columns = [
        Column(
            "unit",
            gettext_lazy("from unit"),
            value="unit__name",
            sort="unit__code",
            link=opens("staffing:gift"),
        ),
        Column("to_unit", gettext_lazy("to unit"), value="to_unit__name", sort="to_unit__code"),
        Column("heads", gettext_lazy("Heads"), numeric=True, sort="heads"),
        Column("document", gettext_lazy("Document"), value="document__number"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        Column("note", gettext_lazy("Remarks"), css="wrap"),
    ]

    @property
    def first_step(self):
        if access.can(self.request.user, "propose_grant"):
            return (_("Give heads"), "staffing:gift-propose")
        return None


class ProposeGift(ActPage):
    """The officer proposes; the leader decides."""

    act = "propose_grant"
    form_class = GiftForm
    title = gettext_lazy("Give heads")
    submit_label = gettext_lazy("Propose")

    @property
    def cancel_url(self) -> str:
        return reverse("staffing:gifts")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        made = gifts.propose_gift(actor=self.request.user, **facts)
        warn(self.request, made.remarks)
        messages.success(self.request, _("Proposed; the leader decides."))
        return reverse("staffing:gift", args=[made.pk])


class OneGift(Case):
    """What the page of a gift says, and its steps."""

    model = HeadGift
    noun = "gift"
    related = ("unit__district", "to_unit__district", "document", "proposed_by", "decided_by")
    tones = TONES
    crumb = (gettext_lazy("Heads given"), "staffing:gifts")
    steps = (
        approve(
            (State.PROPOSED,),
            "approve_grant",
            gettext_lazy("Approve"),
            gettext_lazy("The heads move today; the document amends both lump-sum numbers."),
        ),
        refuse(
            (State.PROPOSED,),
            "approve_grant",
            gettext_lazy("Do not grant"),
            gettext_lazy("Nothing moves; your words stay with the proposal."),
            is_danger=True,
        ),
    )

    def hands(self):
        return (self.target.proposed_by_id,)

    def unit(self):
        """Whichever of the two streets is the reader's."""
        one = self.target
        return one.unit if access.can(self.request.user, self.act, one.unit) else one.to_unit

    def heading(self) -> dict:
        one = self.target
        return {"title": f"{one.unit.name} → {one.to_unit.name}", "subtitle": one.document.number}

    def facts(self):
        one = self.target
        yield _("from unit"), one.unit.name, reverse("staffing:street", args=[one.unit_id])
        yield _("to unit"), one.to_unit.name, reverse("staffing:street", args=[one.to_unit_id])
        yield _("Heads"), figures.number(one.heads), ""
        yield _("Document"), one.document.number, reverse("document", args=[one.document_id])
        yield _("Remarks"), one.note, ""
        yield _("Proposed"), by(one.proposed_by, one.proposed_at), ""
        if one.decided_at:
            yield _("Decided"), by(one.decided_by, one.decided_at), ""
        yield _("Remarks on the decision"), one.decision_note, ""
        if one.act_id:
            yield _("In the ledger"), str(one.act_id), reverse("staffing:act", args=[one.act_id])


class GiftPage(OneGift, CasePage):
    """One gift."""


class GiftStep(OneGift, CaseAct):
    """A decision on a gift."""

    def unit(self):
        return OneGift.unit(self)


class ApproveGift(GiftStep):
    """The heads move."""

    name = "approve"
    said = gettext_lazy("Given: the heads have moved.")
    service = staticmethod(gifts.approve_gift)


class RefuseGift(GiftStep):
    """Nothing moves."""

    name = "refuse"
    said = gettext_lazy("Not granted; the words that say why are kept.")
    service = staticmethod(gifts.refuse_gift)
