"""购买服务收回: what is bought instead of posts, the contract, and the heads given up for good."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.codes.recoveries import PRICED_BY_HEADS
from budgets.filters import RecoveryFilter
from budgets.forms.recoveries import ContractForm, RecoverForm, RecoveryForm
from budgets.forms.steps import RemarkForm, WhyForm
from budgets.models import Recovery
from budgets.services import recoveries
from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, coded, fen, marked, opens
from quota_pool.views.acts import ActPage
from staffing.dictionaries import PostCategory
from staffing.forms.fields import SendForm
from staffing.views.cases import Case, CaseAct, CasePage, Step, by

State = Recovery.State
TONES = {
    State.PLANNED: "grey",
    State.SUBMITTED: "amber",
    State.CHECKED: "blue",
    State.CONTRACTED: "amber",
    State.RECOVERED: "green",
    State.VERIFIED: "green",
    State.REFUSED: "red",
    State.WITHDRAWN: "grey",
}
PRICED = {"": gettext_lazy("not yet"), **dict(Recovery.PricedBy.choices)}
PRICED_TONES = {code: "red" if code == Recovery.PricedBy.HEADS else "grey" for code in PRICED}


class RecoveriesPage(ListPage):
    """Recoveries by purchased service, the newest first."""

    model = Recovery
    act = "read_money"
    title = gettext_lazy("Recovery by services")
    subtitle = gettext_lazy("work is bought, heads are given up for good")
    filterset_class = RecoveryFilter
    order = ("-id",)
    export_name = "recoveries"
    purpose = gettext_lazy(
        "Where a service is bought for work that posts did, their heads come back for good."
    )
    columns = [
        Column("service", gettext_lazy("service bought"), link=opens("budgets:recovery"), css="wrap"),
        Column("unit", gettext_lazy("Street or town"), value="unit__name", sort="unit__code"),
        coded("post_category", gettext_lazy("post category"), PostCategory.choices),
        Column("heads", gettext_lazy("heads to be recovered"), numeric=True, sort="heads"),
        fen("average", gettext_lazy("average standard a head and year"), value="average_fen"),
        fen("year_price", gettext_lazy("price of the service a year"), value="year_fen", sort="year_fen"),
        marked("priced_by", gettext_lazy("priced"), PRICED.items(), PRICED_TONES),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        Column("document", gettext_lazy("Document"), value="document__number", optional=True),
    ]

    @property
    def first_step(self):
        if access.can(self.request.user, "plan_recovery"):
            return (_("Plan a recovery"), "budgets:recovery-plan")
        return None


class PlanRecovery(ActPage):
    """The street plans to buy a service."""

    act = "plan_recovery"
    form_class = RecoveryForm
    title = gettext_lazy("Plan a recovery")
    submit_label = gettext_lazy("Plan")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:recoveries")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        made = recoveries.plan_recovery(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Planned; the leader of the street submits it."))
        return reverse("budgets:recovery", args=[made.pk])


class OneRecovery(Case):
    """What the page of a recovery says, and its steps."""

    act = "read_money"
    model = Recovery
    space = "budgets"
    noun = "recovery"
    related = ("unit__district", "document", "planned_by", "submitted_by", "checked_by", "approved_by")
    tones = TONES
    crumb = (gettext_lazy("Recovery by services"), "budgets:recoveries")
    template_name = "budgets/recovery.html"
    steps = (
        Step(
            "submit",
            (State.PLANNED,),
            "submit_recovery",
            SendForm,
            gettext_lazy("Submit"),
            gettext_lazy("To the bureau and to finance."),
        ),
        Step(
            "advise",
            recoveries.OPEN[1:],
            "advise_recovery",
            WhyForm,
            gettext_lazy("Opinion of finance"),
            gettext_lazy("What you think of the price and of the money freed."),
        ),
        Step(
            "check",
            (State.SUBMITTED,),
            "check_recovery",
            RemarkForm,
            gettext_lazy("Check"),
            gettext_lazy("The service stands in the catalogue and is none of people."),
        ),
        Step(
            "refuse",
            (State.SUBMITTED, State.CHECKED),
            "check_recovery",
            WhyForm,
            gettext_lazy("Refuse"),
            gettext_lazy("Your words stay with the plan."),
            is_danger=True,
        ),
        Step(
            "contract",
            (State.CHECKED, State.CONTRACTED),
            "plan_recovery",
            ContractForm,
            gettext_lazy("Enter the contract"),
            gettext_lazy("A service with a measured result; a price by heads is flagged."),
        ),
        Step(
            "recover",
            (State.CONTRACTED,),
            "approve_recovery",
            RecoverForm,
            gettext_lazy("Recover the heads"),
            gettext_lazy("Free heads leave the street's number and the district for good, today."),
            by_another=True,
        ),
        Step(
            "verify",
            (State.RECOVERED,),
            "check_recovery",
            RemarkForm,
            gettext_lazy("Verify"),
            gettext_lazy("The service is delivered, and nobody was hired in disguise."),
        ),
        Step(
            "withdraw",
            recoveries.OPEN,
            "plan_recovery",
            RemarkForm,
            gettext_lazy("Withdraw"),
            gettext_lazy("The plan is given up; nothing has moved by it."),
        ),
    )

    def hands(self):
        one = self.target
        return (one.planned_by_id, one.submitted_by_id, one.checked_by_id)

    def form_of(self, step: Step):
        first = {"version": self.target.version}
        if step.form is RecoverForm:
            return step.form(initial=first, user=self.request.user)
        if step.form is ContractForm and self.target.state == State.CONTRACTED:
            names = ("provider", "contract_no", "contract_from", "contract_to", "outcome", "priced_by")
            first |= {name: getattr(self.target, name) for name in names}
            first["year_fen"] = figures.money(self.target.year_fen)
        return step.form(initial=first)

    def heading(self) -> dict:
        return {"title": self.target.service, "subtitle": self.target.unit.name}

    def facts(self):
        one = self.target
        yield _("Street or town"), one.unit.name, reverse("staffing:street", args=[one.unit_id])
        yield _("item of the purchase catalogue"), one.catalogue, ""
        yield _("post category"), one.get_post_category_display(), ""
        yield _("heads to be recovered"), figures.number(one.heads), ""
        yield _("average standard a head and year"), figures.money(one.average_fen), ""
        yield _("freed at most in a year"), figures.money(one.freed_fen), ""
        if one.year_fen is not None:
            yield _("price of the service a year"), figures.money(one.year_fen), ""
            yield _("saved in a year"), figures.money(one.saving_fen), ""
        yield _("provider"), one.provider, ""
        yield _("contract number"), one.contract_no, ""
        if one.contract_from:
            yield _("Period"), f"{figures.day(one.contract_from)} – {figures.day(one.contract_to)}", ""
        yield _("what is delivered, and how it is measured"), one.outcome, ""
        yield _("priced"), one.get_priced_by_display(), ""
        yield _("words of finance"), one.finance_note, ""
        yield _("Remarks"), one.note, ""
        yield _("Planned"), by(one.planned_by, one.planned_at), ""
        if one.document_id:
            yield _("Document"), one.document.number, reverse("document", args=[one.document_id])
            yield _("recovered on"), figures.day(one.recovered_on), ""
            yield _("In the ledger"), str(one.act_id), reverse("staffing:act", args=[one.act_id])
        yield _("verified on"), figures.day(one.verified_on) if one.verified_on else "", ""

    def get_context_data(self, **more):
        flagged = PRICED_BY_HEADS.reason() if self.target.is_per_head else None
        return super().get_context_data(flagged=flagged, **more)


class RecoveryPage(OneRecovery, CasePage):
    """One recovery."""


class SubmitRecovery(CaseAct, OneRecovery):
    """To the bureau and to finance."""

    name = "submit"
    said = gettext_lazy("Submitted.")
    service = staticmethod(recoveries.submit_recovery)


class AdviseRecovery(CaseAct, OneRecovery):
    """Finance's opinion."""

    name = "advise"
    said = gettext_lazy("Your opinion stands on the plan.")
    service = staticmethod(recoveries.advise_recovery)


class CheckRecovery(CaseAct, OneRecovery):
    """Checked by the bureau."""

    name = "check"
    said = gettext_lazy("Checked; the street enters the contract.")
    service = staticmethod(recoveries.check_recovery)


class RefuseRecovery(CaseAct, OneRecovery):
    """Turned down by the bureau."""

    name = "refuse"
    said = gettext_lazy("Refused; the words that say why are kept.")
    service = staticmethod(recoveries.refuse_recovery)


class ContractService(CaseAct, OneRecovery):
    """The service contract."""

    name = "contract"
    said = gettext_lazy("Entered.")
    service = staticmethod(recoveries.contract_service)


class RecoverHeads(CaseAct, OneRecovery):
    """The heads are gone for good."""

    name = "recover"
    said = gettext_lazy("Recovered: the heads have left the district's number.")
    service = staticmethod(recoveries.recover_heads)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}


class VerifyRecovery(CaseAct, OneRecovery):
    """Looked at once more."""

    name = "verify"
    said = gettext_lazy("Verified.")
    service = staticmethod(recoveries.verify_recovery)


class WithdrawRecovery(CaseAct, OneRecovery):
    """Given up by the street."""

    name = "withdraw"
    said = gettext_lazy("Withdrawn.")
    service = staticmethod(recoveries.withdraw_recovery)
