"""冻结与暂停: which units take nobody in, why, on which document; proposed, decided and lifted here."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, coded, day_of, marked, opens
from staffing.filters import FreezeFilter
from staffing.forms.fields import SendForm
from staffing.forms.freezes import FreezeForm, LiftForm
from staffing.models import Freeze
from staffing.services import freezes
from staffing.views.acts import ActPage, warn
from staffing.views.cases import Case, CaseAct, CasePage, Step, approve, by, refuse

State = Freeze.State
TONES = {State.PROPOSED: "amber", State.IN_FORCE: "red", State.REFUSED: "grey", State.LIFTED: "green"}


class FreezesPage(ListPage):
    """Freezes, the newest first."""

    model = Freeze
    act = "read_pool"
    title = gettext_lazy("Freezes")
    subtitle = gettext_lazy("units that take nobody in for a while")
    filterset_class = FreezeFilter
    order = ("-from_day", "-id")
    export_name = "freezes"
    purpose = gettext_lazy(
        "A freeze stops hiring in a unit until what was wrong is put right: proposed on a document, put in"
        " force and lifted by the leader. Exits, filings and corrections go on."
    )
    columns = [
        Column(
            "unit",
            gettext_lazy("Street or town"),
            value="unit__name",
            sort="unit__code",
            link=opens("staffing:freeze"),
        ),
        coded("kind", gettext_lazy("Kind"), Freeze.Kind.choices),
        coded("cause", gettext_lazy("Ground"), Freeze.Cause.choices),
        Column(
            "document",
            gettext_lazy("Document"),
            value="document__number",
            fields=("document_id",),
            link=opens("document", "document_id"),
        ),
        day_of("from_day", gettext_lazy("Frozen from"), sort="from_day"),
        day_of("lifted_on", gettext_lazy("Lifted on"), sort="lifted_on"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        Column("reason", gettext_lazy("Reason"), css="wrap"),
    ]

    def row_class(self, row) -> str:
        return "is-quiet" if row["state"] in (State.REFUSED, State.LIFTED) else ""

    @property
    def first_step(self):
        if access.can(self.request.user, "propose_freeze"):
            return (_("Propose a freeze"), "staffing:freeze-propose")
        return None


class ProposeFreeze(ActPage):
    """The officer proposes; the leader decides."""

    act = "propose_freeze"
    form_class = FreezeForm
    template_name = "staffing/freeze_propose.html"
    title = gettext_lazy("Propose a freeze")
    submit_label = gettext_lazy("Propose")

    @property
    def cancel_url(self) -> str:
        return reverse("staffing:freezes")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self):
        unit = self.request.GET.get("unit", "")
        return {"unit": unit if unit.isdigit() else None}

    def perform(self, form) -> str:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        freeze = freezes.propose_freeze(actor=self.request.user, **facts)
        warn(self.request, freeze.remarks)
        messages.success(self.request, _("Proposed; the leader decides."))
        return reverse("staffing:freeze", args=[freeze.pk])


class OneFreeze(Case):
    """What the page of a freeze says, and its steps."""

    model = Freeze
    noun = "freeze"
    related = ("unit__district", "document", "proposed_by", "decided_by", "lifted_by")
    tones = TONES
    crumb = (gettext_lazy("Freezes"), "staffing:freezes")
    steps = (
        approve(
            (State.PROPOSED,),
            "decide_freeze",
            gettext_lazy("Put in force"),
            gettext_lazy("From that day on, today at the earliest, nobody new comes in."),
            SendForm,
            is_danger=True,
        ),
        refuse(
            (State.PROPOSED,),
            "decide_freeze",
            gettext_lazy("Do not freeze"),
            gettext_lazy("The unit stays open; your words stay with the proposal."),
        ),
        Step(
            "lift",
            (State.IN_FORCE,),
            "decide_freeze",
            LiftForm,
            gettext_lazy("Lift the freeze"),
            gettext_lazy("From now on the unit may use its free heads again."),
            by_another=True,
        ),
    )

    def hands(self):
        return (self.target.proposed_by_id,)

    def heading(self) -> dict:
        return {
            "title": f"{self.target.unit.name} {self.target.get_kind_display()}",
            "subtitle": self.target.document.number,
        }

    def facts(self):
        one = self.target
        yield _("Street or town"), one.unit.name, reverse("staffing:street", args=[one.unit_id])
        yield _("Ground"), one.get_cause_display(), ""
        yield _("Reason"), one.reason, ""
        yield _("Document"), one.document.number, reverse("document", args=[one.document_id])
        yield _("Frozen from"), figures.day(one.from_day), ""
        yield _("Proposed"), by(one.proposed_by, one.proposed_at), ""
        if one.decided_at:
            yield _("Decided"), by(one.decided_by, one.decided_at), ""
        yield _("Remarks"), one.decision_note, ""
        if one.lifted_on:
            yield _("Lifted on"), f"{one.lifted_by} · {figures.day(one.lifted_on)}", ""
            yield _("What was put right"), one.lift_reason, ""


class FreezePage(OneFreeze, CasePage):
    """One freeze."""

    template_name = "staffing/freeze.html"


class FreezeStep(OneFreeze, CaseAct):
    """A decision on a freeze."""

    template_name = "staffing/freeze.html"


class ApproveFreeze(FreezeStep):
    """Nobody comes in from its day on."""

    name = "approve"
    said = gettext_lazy("The freeze is in force.")
    service = staticmethod(freezes.approve_freeze)


class RefuseFreeze(FreezeStep):
    """The unit stays open."""

    name = "refuse"
    said = gettext_lazy("Not frozen; the words that say why are kept.")
    service = staticmethod(freezes.refuse_freeze)


class LiftFreeze(FreezeStep):
    """What was wrong is put right."""

    name = "lift"
    said = gettext_lazy("Lifted: the unit may hire again.")
    service = staticmethod(freezes.lift_freeze)
