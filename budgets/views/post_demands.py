"""专职岗位要求登记: what departments have demanded, and how each demand ended."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.filters import PostDemandFilter
from budgets.forms.task_transfers import DemandForm, SettleForm
from budgets.models import PostDemand
from budgets.services import post_demands
from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, day_of, marked, opens
from quota_pool.views.acts import ActPage
from staffing.views.cases import Case, CaseAct, CasePage, Step, by

State = PostDemand.State
TONES = {State.OBJECTED: "red", State.WITHDRAWN: "grey", State.EXCEPTION: "amber"}


class PostDemandsPage(ListPage):
    """Demands for dedicated posts, the newest first; every street reads them."""

    model = PostDemand
    act = "read_tasks"
    title = gettext_lazy("Demands for posts")
    subtitle = gettext_lazy("departments may not demand dedicated posts; what they demand is public here")
    filterset_class = PostDemandFilter
    order = ("-id",)
    export_name = "post-demands"
    purpose = gettext_lazy("No street has to make a post because a department's paper demands one.")
    columns = [
        Column(
            "department", gettext_lazy("department"), value="department__name", link=opens("budgets:demand")
        ),
        Column("paper", gettext_lazy("paper of the department"), css="wrap"),
        Column("demand", gettext_lazy("what is demanded"), css="wrap"),
        day_of("found_on", gettext_lazy("found on"), sort="found_on"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        Column("legal_basis", gettext_lazy("legal basis"), css="wrap", optional=True),
    ]

    @property
    def first_step(self):
        if access.can(self.request.user, "register_demand"):
            return (_("Register a demand"), "budgets:demand-register")
        return None


class RegisterDemand(ActPage):
    """The bureau enters what a department's paper demands."""

    act = "register_demand"
    form_class = DemandForm
    title = gettext_lazy("Register a demand")
    submit_label = gettext_lazy("Register")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:post-demands")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        made = post_demands.register_demand(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Registered; every street can read it."))
        return reverse("budgets:demand", args=[made.pk])


class OneDemand(Case):
    """What the page of a demand says, and how it is settled."""

    act = "read_tasks"
    model = PostDemand
    space = "budgets"
    noun = "demand"
    related = ("department__district", "task", "registered_by", "settled_by")
    tones = TONES
    crumb = (gettext_lazy("Demands for posts"), "budgets:post-demands")
    steps = (
        Step(
            "settle",
            (State.OBJECTED,),
            "register_demand",
            SettleForm,
            gettext_lazy("Settle"),
            gettext_lazy("Withdrawn by the department, or allowed because a superior law fixes the post."),
        ),
    )

    def unit(self):
        """The register is open to the whole district."""

    def place_of(self, step: Step):
        return self.target.department

    def heading(self) -> dict:
        return {"title": self.target.department.name, "subtitle": self.target.paper}

    def facts(self):
        one = self.target
        yield _("department"), one.department.name, ""
        yield _("paper of the department"), one.paper, ""
        yield _("what is demanded"), one.demand, ""
        yield _("found on"), figures.day(one.found_on), ""
        if one.task_id:
            yield _("task"), one.task.name, self._task_url()
        yield _("legal basis"), one.legal_basis, ""
        yield _("Remarks"), one.note, ""
        yield _("registered"), by(one.registered_by, one.registered_at), ""
        if one.settled_on:
            yield _("settled on"), f"{figures.day(one.settled_on)} · {one.settled_by}", ""

    def _task_url(self) -> str:
        """The task is open to its street and department, the register to everybody."""
        may = access.can(self.request.user, "read_tasks", self.target.task.unit)
        return reverse("budgets:task", args=[self.target.task_id]) if may else ""


class DemandPage(OneDemand, CasePage):
    """One demand."""


class SettleDemand(CaseAct, OneDemand):
    """How it ended."""

    name = "settle"
    said = gettext_lazy("Settled; the row stays on the register.")
    service = staticmethod(post_demands.settle_demand)
