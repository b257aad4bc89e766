"""费随事转: tasks handed down by departments, each with its steps, its hand-over list and its money."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.filters import TaskTransferFilter
from budgets.forms import task_transfers as forms
from budgets.forms.steps import RemarkForm, WhyForm
from budgets.models import TaskEvent, TaskTransfer
from budgets.services import task_money, task_transfers
from quota_pool import access, figures
from quota_pool.calendar import SHANGHAI, today
from quota_pool.listing import Column, ListPage, day_of, fen, marked, opens
from quota_pool.views.acts import ActPage
from staffing.forms.fields import SendForm
from staffing.views.cases import Case, CaseAct, CasePage, Step, by

State, Done = TaskTransfer.State, TaskEvent.Step
TONES = {
    State.PROPOSED: "amber",
    State.REVIEWED: "blue",
    State.FUNDED: "blue",
    State.ACCEPTED: "amber",
    State.RUNNING: "green",
    State.ENDED: "grey",
    State.REFUSED: "red",
    State.WITHDRAWN: "grey",
}
STEP_TONES = {Done.REFUSED: "red", Done.POSTED: "green", Done.WITHDRAWN: "grey", Done.ENDED: "grey"}


class TaskTransfersPage(ListPage):
    """Tasks handed down, the newest first."""

    model = TaskTransfer
    act = "read_tasks"
    title = gettext_lazy("Task transfers")
    subtitle = gettext_lazy("money follows the task, heads in principle do not")
    filterset_class = TaskTransferFilter
    conditions_in_front = ("unit", "state", "recurring")
    order = ("-id",)
    export_name = "task-transfers"
    purpose = gettext_lazy(
        "A department hands a task down with its money; the bureau, finance and the street take it on."
    )
    columns = [
        Column("name", gettext_lazy("task"), link=opens("budgets:task"), css="wrap"),
        Column("department", gettext_lazy("department"), value="department__name", sort="department__code"),
        Column("unit", gettext_lazy("Street or town"), value="unit__name", sort="unit__code"),
        fen("year_money", gettext_lazy("money a year (yuan)"), value="year_fen", sort="year_fen"),
        Column("heads_asked", gettext_lazy("heads asked for"), numeric=True, sort="heads_asked"),
        day_of("start", gettext_lazy("from day"), sort="start"),
        day_of("end", gettext_lazy("to day"), sort="end"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        day_of("accepted_on", gettext_lazy("taken over on"), sort="accepted_on", optional=True),
        Column("source_line", gettext_lazy("budget line the money comes from"), css="wrap", optional=True),
        Column("basis", gettext_lazy("legal or policy basis"), css="wrap", optional=True),
    ]

    @property
    def first_step(self):
        if access.can(self.request.user, "propose_task"):
            return (_("Hand a task down"), "budgets:task-propose")
        return None


class ProposeTask(ActPage):
    """A department proposes a task for a street."""

    act = "propose_task"
    form_class = forms.TaskForm
    template_name = "budgets/task_propose.html"
    title = gettext_lazy("Hand a task down")
    submit_label = gettext_lazy("Propose")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:task-transfers")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        made = task_transfers.propose_task(actor=self.request.user, key=self.key(form), **form.facts())
        if made.state == State.REFUSED:
            words = _("Refused: a dedicated post may not be demanded. The demand stands on the register.")
            messages.error(self.request, words)
        else:
            messages.success(self.request, _("Proposed; the bureau reviews it."))
        return reverse("budgets:task", args=[made.pk])


class OneTask(Case):
    """What the page of a task says to department, bureau, finance and street, and its steps."""

    act = "read_tasks"
    model = TaskTransfer
    space = "budgets"
    noun = "task"
    related = (
        "unit__district",
        "department__district",
        "proposed_by",
        "reviewed_by",
        "funded_by",
        "accepted_by",
    )
    tones = TONES
    crumb = (gettext_lazy("Task transfers"), "budgets:task-transfers")
    template_name = "budgets/task.html"
    steps = (
        Step(
            "review",
            (State.PROPOSED,),
            "review_task",
            forms.ReviewForm,
            gettext_lazy("Review"),
            gettext_lazy("Passed on to finance, unless a dedicated post is demanded."),
            by_another=True,
        ),
        Step(
            "refuse",
            (State.PROPOSED, State.REVIEWED),
            "review_task",
            WhyForm,
            gettext_lazy("Refuse"),
            gettext_lazy("The street need not take it; your words stay with the task."),
            is_danger=True,
            by_another=True,
        ),
        Step(
            "fund",
            (State.REVIEWED,),
            "fund_task",
            forms.FundForm,
            gettext_lazy("Confirm the source"),
            gettext_lazy("From which budget line the money comes, and how much it is a year."),
            by_another=True,
        ),
        Step(
            "accept",
            (State.FUNDED,),
            "accept_task",
            forms.AcceptTaskForm,
            gettext_lazy("Take the task over"),
            gettext_lazy("With the hand-over list; from then on the money is owed."),
        ),
        Step(
            "post",
            (State.ACCEPTED, State.RUNNING),
            "post_task",
            forms.PostMoneyForm,
            gettext_lazy("Post the money"),
            gettext_lazy("By months, into a book of its own; out of the district's appropriation."),
            by_another=True,
        ),
        Step(
            "heads",
            (State.ACCEPTED, State.RUNNING),
            "draft_request",
            SendForm,
            gettext_lazy("Ask for mobile heads"),
            gettext_lazy("A request is drafted out of this task; the lump-sum never grows by a task."),
        ),
        Step(
            "end",
            (State.ACCEPTED, State.RUNNING),
            "fund_task",
            WhyForm,
            gettext_lazy("End the task"),
            gettext_lazy("Money that recurred lapses; what was posted stays in its book."),
            is_danger=True,
        ),
        Step(
            "withdraw",
            (State.PROPOSED, State.REVIEWED, State.FUNDED),
            "propose_task",
            RemarkForm,
            gettext_lazy("Withdraw"),
            gettext_lazy("As long as no street has taken it over."),
        ),
    )

    def unit(self):
        """Whichever of the two sides is the reader's."""
        one = self.target
        return one.unit if access.can(self.request.user, self.act, one.unit) else one.department

    def place_of(self, step: Step):
        return self.target.department if step.act == "propose_task" else self.target.unit

    def hands(self):
        one = self.target
        return (one.funded_by_id,) if one.state in task_transfers.WITH_STREET else (one.proposed_by_id,)

    @property
    def open_steps(self) -> list[Step]:
        """Heads are asked for once, and only where the task asks for some."""
        asks = self.target.heads_asked and not self.target.mobile_request_id
        return [step for step in super().open_steps if step.name != "heads" or asks]

    def form_of(self, step: Step):
        first = {"version": self.target.version}
        if step.form is forms.FundForm:
            first |= {"source_line": self.target.source_line, "year_fen": figures.money(self.target.year_fen)}
        if step.form is forms.PostMoneyForm:
            return step.form(initial=first, user=self.request.user)
        return step.form(initial=first)

    def heading(self) -> dict:
        one = self.target
        return {"title": one.name, "subtitle": f"{one.department.name} → {one.unit.name}"}

    def facts(self):
        one = self.target
        volume = f"{figures.number(one.volume)} {one.volume_unit}" if one.volume else ""
        yield _("department"), one.department.name, ""
        street = reverse("staffing:street", args=[one.unit_id])
        yield _("Street or town"), one.unit.name, street if access.can(self.request.user, "read_pool") else ""
        yield _("legal or policy basis"), one.basis, ""
        yield _("route"), one.get_route_display(), ""
        yield _("yearly volume"), volume, ""
        yield _("money a year (yuan)"), figures.money(one.year_fen), ""
        yield _("Period"), f"{figures.day(one.start)} – {figures.day(one.end)}", ""
        yield _("recurs every year"), _("yes") if one.is_recurring else _("no"), ""
        yield _("budget line the money comes from"), one.source_line, ""
        yield _("heads asked for"), figures.number(one.heads_asked), ""
        yield _("a dedicated post is demanded"), _("yes") if one.demands_post else _("no"), ""
        yield _("words of the bureau"), one.review_note, ""
        yield _("why it was refused or ended"), one.decision_note, ""
        yield _("Proposed"), by(one.proposed_by, one.proposed_at), ""
        yield _("taken over on"), figures.day(one.accepted_on) if one.accepted_on else "", ""
        if one.mobile_request_id:
            yield _("request for heads"), str(one.mobile_request_id), self._request_url()

    def _request_url(self) -> str:
        may = access.can(self.request.user, "read_requests", self.target.unit)
        return reverse("staffing:request", args=[self.target.mobile_request_id]) if may else ""

    def get_context_data(self, **more):
        task = self.target
        money = list(task.money.select_related("document"))
        year = today().year
        owed = (
            task.state == State.ACCEPTED
            or task.state == State.RUNNING
            and year not in [m.year for m in money]
        )
        months, amount = task_money.share_of(task, year)
        return super().get_context_data(
            hand_over=task.hand_over.all(),
            money=money,
            owed={"year": year, "months": months, "amount": amount} if owed and months else None,
            waiting=(today() - task.accepted_on).days if task.state == State.ACCEPTED else None,
            events=_events(task),
            may_ledger=access.can(self.request.user, "read_ledger", task.unit),
            **more,
        )


def _events(task: TaskTransfer) -> list[dict]:
    return [
        {
            "day": event.recorded_at.astimezone(SHANGHAI).date(),
            "text": event.get_step_display(),
            "url": "",
            "note": " · ".join(str(part) for part in (event.actor, event.note) if part),
            "tone": STEP_TONES.get(event.step, "blue"),
        }
        for event in task.events.select_related("actor").order_by("-pk")
    ]


class TaskPage(OneTask, CasePage):
    """One task."""


class TaskStep(CaseAct, OneTask):
    """A step of a task."""


class ReviewTask(TaskStep):
    """The bureau looks for a dedicated post."""

    name = "review"
    said = gettext_lazy("Reviewed.")
    service = staticmethod(task_transfers.review_task)


class RefuseTask(TaskStep):
    """The bureau turns it down."""

    name = "refuse"
    said = gettext_lazy("Refused; the words that say why are kept.")
    service = staticmethod(task_transfers.refuse_task)


class FundTask(TaskStep):
    """Finance confirms where the money comes from."""

    name = "fund"
    said = gettext_lazy("Confirmed; the street takes the task over.")
    service = staticmethod(task_transfers.fund_task)


class AcceptTask(TaskStep):
    """The street takes the task over."""

    name = "accept"
    said = gettext_lazy("Taken over; finance posts the money.")

    def perform(self, form) -> str:
        said = form.cleaned_data
        what = {"actor": self.request.user, "seen": said["version"], "note": said["note"]}
        task_transfers.accept_task(task=self.target, hand_over=form.lines(), **what)
        messages.success(self.request, self.said)
        return self.url


class PostTask(TaskStep):
    """The money of a year is posted."""

    name = "post"
    said = gettext_lazy("Posted.")
    service = staticmethod(task_money.post_money)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}


class AskHeads(TaskStep):
    """A request for mobile heads is drafted."""

    name = "heads"
    said = gettext_lazy("Drafted; complete the request and have the leader submit it.")
    service = staticmethod(task_transfers.ask_heads)


class EndTask(TaskStep):
    """The task is over."""

    name = "end"
    said = gettext_lazy("Ended.")
    service = staticmethod(task_transfers.end_task)


class WithdrawTask(TaskStep):
    """The department takes it back."""

    name = "withdraw"
    said = gettext_lazy("Withdrawn.")
    service = staticmethod(task_transfers.withdraw_task)
