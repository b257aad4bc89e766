"""减员增效: the solver with its three variants, the plans made of them, and the statement of savings."""

from functools import cached_property

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from budgets import savings as asking
from budgets.filters import SavingsFilter
from budgets.forms.savings import AmountForm, SolverForm
from budgets.forms.steps import RemarkForm, WhyForm
from budgets.models import SavingsPlan
from budgets.services import savings
from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, coded, fen, marked, opens
from quota_pool.models import Unit
from quota_pool.refusals import Refusal
from quota_pool.views.acts import ActPage
from staffing.forms.fields import SendForm
from staffing.views.cases import Case, CaseAct, CasePage, Step, by

State, Share = SavingsPlan.State, SavingsPlan.Share
TONES = {
    State.DRAFT: "grey",
    State.SUBMITTED: "amber",
    State.CHECKED: "blue",
    State.APPROVED: "green",
    State.USED: "green",
    State.REFUSED: "red",
    State.WITHDRAWN: "grey",
}


class SavingsPage(ListPage):
    """Plans of savings, the newest first."""

    model = SavingsPlan
    act = "read_money"
    title = gettext_lazy("Savings")
    subtitle = gettext_lazy("fewer heads, better paid")
    filterset_class = SavingsFilter
    order = ("-id",)
    export_name = "savings"
    template_name = "budgets/savings.html"
    purpose = gettext_lazy("Work out what fewer heads leave over, and plan what it is used for.")
    columns = [
        Column(
            "unit",
            gettext_lazy("Street or town"),
            value="unit__name",
            sort="unit__code",
            link=opens("budgets:saving"),
        ),
        Column("year", gettext_lazy("year"), sort="year", show=str),
        coded("kind", gettext_lazy("use"), SavingsPlan.Kind.choices),
        Column("heads_before", gettext_lazy("heads before"), numeric=True),
        Column("heads_after", gettext_lazy("heads after"), numeric=True),
        fen("saved_year", gettext_lazy("saved in a whole year"), value="saved_year_fen"),
        fen("now", gettext_lazy("cost this year"), value="now_fen", sort="now_fen"),
        fen("next_year", gettext_lazy("cost in the next year"), value="next_year_fen"),
        fen(
            "average_after",
            gettext_lazy("average pay a month after"),
            value="average_after_fen",
            optional=True,
        ),
        marked("state", gettext_lazy("State"), State.choices, TONES),
    ]

    @property
    def first_step(self):
        if access.can(self.request.user, "read_staff"):
            return (_("Work out a raise"), "budgets:savings-solve")
        return None

    def more_context(self) -> dict:
        return {"may_plan": access.can(self.request.user, "plan_savings")}


class Solver(LoginRequiredMixin, View):
    """The question in the address, three variants side by side; a clerk makes a plan of one of them."""

    def get(self, request):
        access.require(request.user, "read_staff")
        if request.GET:
            return self.answer(SolverForm(request.GET, user=request.user), is_asked=True)
        form = SolverForm(None, user=request.user, initial=SolverForm.first(request.user))
        return self.answer(form, is_asked=False)

    def post(self, request):
        access.require(request.user, "plan_savings")
        form = SolverForm(request.POST, user=request.user)
        self.offer(form)
        share = request.POST.get("share", "")
        if not form.is_valid() or share not in Share.values:
            return self.answer(form, is_asked=True, status=400)
        try:
            plan = savings.plan_raise(
                unit=form.cleaned_data["unit"], terms=form.terms(), share=share, actor=request.user
            )
        except Refusal as refusal:
            return self.answer(form, is_asked=True, status=409, reasons=refusal.reasons)
        messages.success(request, _("Drafted; the leader of the street submits it to finance."))
        return redirect("budgets:saving", plan.pk)

    def offer(self, form: SolverForm) -> None:
        """People can be ticked once the street is known."""
        rows = form.fields["unit"].queryset
        asked = str(form.data.get("unit") or form.initial.get("unit") or "")
        unit = rows.filter(pk=asked).first() if asked.isascii() and asked.isdigit() else None
        if unit is not None:
            form.offer(unit)

    def answer(self, form: SolverForm, *, is_asked: bool, status: int = 200, reasons=()):
        """The form with what the solver says, once it is asked rightly."""
        self.offer(form)
        context = {
            "title": _("Work out a raise"),
            "subtitle": _("fewer heads, better paid"),
            "form": form,
            "reasons": reasons,
            "crumb": reverse("budgets:savings"),
        }
        if is_asked and form.is_valid():
            context |= self.solved(form)
        elif is_asked:
            status = max(status, 400)
        return TemplateResponse(self.request, "budgets/savings_solve.html", context, status=status)

    def solved(self, form: SolverForm) -> dict:
        unit: Unit = form.cleaned_data["unit"]
        answer = asking.ask(unit, form.terms())
        sides = [
            {"variant": one, "label": Share(one.name).label, "average": answer.average_after_fen(one)}
            for one in answer.variants
        ]
        return {
            "unit": unit,
            "answer": answer,
            "question": answer.question,
            "sides": sides,
            "growth": figures.percent(answer.question.growth, 10_000, 2),
            "pays_off": answer.pays_off,
            "may_plan": access.can(self.request.user, "plan_savings", unit),
            "sent": [(name, value) for name in form.data for value in _values(form.data, name)],
        }


def _values(data, name: str) -> list:
    """What was asked under a name, to be sent again with the variant chosen."""
    return [] if name in ("csrfmiddlewaretoken", "share") else data.getlist(name)


class PlanAmount(ActPage):
    """A bonus, or money kept in hand."""

    act = "plan_savings"
    form_class = AmountForm
    title = gettext_lazy("Plan a bonus or keep in hand")
    submit_label = gettext_lazy("Draft")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:savings")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        plan = savings.plan_amount(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Drafted; the leader of the street submits it to finance."))
        return reverse("budgets:saving", args=[plan.pk])


class OneSaving(Case):
    """What the page of a plan says, and its steps."""

    act = "read_money"
    model = SavingsPlan
    space = "budgets"
    noun = "saving"
    related = ("unit__district", "planned_by", "submitted_by", "checked_by", "approved_by")
    tones = TONES
    crumb = (gettext_lazy("Savings"), "budgets:savings")
    template_name = "budgets/saving.html"
    steps = (
        Step(
            "submit",
            (State.DRAFT,),
            "submit_savings",
            SendForm,
            gettext_lazy("Submit"),
            gettext_lazy("To finance; the plan must still fit the money there is."),
        ),
        Step(
            "check",
            (State.SUBMITTED,),
            "check_savings",
            RemarkForm,
            gettext_lazy("File"),
            gettext_lazy("Within the pay ceiling it is approved by this; above it the leader decides."),
            by_another=True,
        ),
        Step(
            "approve",
            (State.CHECKED,),
            "approve_savings",
            SendForm,
            gettext_lazy("Approve"),
            gettext_lazy("Pay may come to stand above the ceiling."),
            by_another=True,
        ),
        Step(
            "refuse",
            (State.SUBMITTED,),
            "check_savings",
            WhyForm,
            gettext_lazy("Refuse"),
            gettext_lazy("Your words stay with the plan."),
            is_danger=True,
            by_another=True,
        ),
        Step(
            "reject",
            (State.CHECKED,),
            "approve_savings",
            WhyForm,
            gettext_lazy("Do not approve"),
            gettext_lazy("Your words stay with the plan."),
            is_danger=True,
            by_another=True,
        ),
        Step(
            "use",
            (State.APPROVED,),
            "plan_savings",
            RemarkForm,
            gettext_lazy("Carried out"),
            gettext_lazy("Once terms are changed, exits recorded or the bonus paid."),
        ),
        Step(
            "withdraw",
            savings.OPEN,
            "plan_savings",
            RemarkForm,
            gettext_lazy("Withdraw"),
            gettext_lazy("The plan is given up; nothing has moved by it."),
        ),
    )

    def hands(self):
        one = self.target
        return (one.planned_by_id, one.submitted_by_id, one.checked_by_id)

    def heading(self) -> dict:
        one = self.target
        return {"title": str(one.get_kind_display()), "subtitle": f"{one.unit.name} {one.year}"}

    def facts(self):
        one = self.target
        yield _("Street or town"), one.unit.name, reverse("staffing:street", args=[one.unit_id])
        yield _("year"), str(one.year), ""
        yield _("use"), one.get_kind_display(), ""
        yield _("shared out"), one.get_share_display(), ""
        yield _("heads before"), figures.number(one.heads_before), ""
        yield _("heads after"), figures.number(one.heads_after), ""
        yield _("free this year before"), figures.money(one.free_fen), ""
        yield _("saved this year"), figures.money(one.saved_now_fen), ""
        yield _("severance"), figures.money(one.severance_fen), ""
        yield _("cost this year"), figures.money(one.now_fen), ""
        yield _("cost in the next year"), figures.money(one.next_year_fen), ""
        yield _("money of the next year"), figures.money(one.next_fen), ""
        yield _("raise a month, all together"), figures.money(one.month_fen), ""
        yield _("average pay a month before"), figures.money(one.average_before_fen), ""
        yield _("average pay a month after"), figures.money(one.average_after_fen), ""
        yield _("Remarks"), one.note, ""
        yield _("Planned"), by(one.planned_by, one.planned_at), ""
        yield _("carried out on"), figures.day(one.used_on) if one.used_on else "", ""

    @cached_property
    def may_see_people(self) -> bool:
        return access.can(self.request.user, "read_staff", self.target.unit)

    def get_context_data(self, **more):
        lines = self.target.lines.select_related("engagement__person") if self.may_see_people else []
        return super().get_context_data(
            leaving=[line for line in lines if line.leaves],
            staying=[line for line in lines if not line.leaves],
            statement=savings.statement(self.target.unit, self.target.year),
            **more,
        )


class SavingPage(OneSaving, CasePage):
    """One plan of savings."""


class SubmitSaving(CaseAct, OneSaving):
    """To finance."""

    name = "submit"
    said = gettext_lazy("Submitted.")
    service = staticmethod(savings.submit_plan)


class CheckSaving(CaseAct, OneSaving):
    """Filed by finance."""

    name = "check"
    said = gettext_lazy("Filed.")
    service = staticmethod(savings.check_plan)


class ApproveSaving(CaseAct, OneSaving):
    """Above the ceiling, by finance's leader."""

    name = "approve"
    said = gettext_lazy("Approved.")
    service = staticmethod(savings.approve_plan)


class RefuseSaving(CaseAct, OneSaving):
    """Turned down."""

    name = "refuse"
    said = gettext_lazy("Refused; the words that say why are kept.")
    service = staticmethod(savings.refuse_plan)


class RejectSaving(CaseAct, OneSaving):
    """Not above the ceiling."""

    name = "reject"
    said = gettext_lazy("Not approved; the words that say why are kept.")
    service = staticmethod(savings.refuse_plan)


class UseSaving(CaseAct, OneSaving):
    """Carried out."""

    name = "use"
    said = gettext_lazy("Carried out.")
    service = staticmethod(savings.use_plan)


class WithdrawSaving(CaseAct, OneSaving):
    """Given up."""

    name = "withdraw"
    said = gettext_lazy("Withdrawn.")
    service = staticmethod(savings.withdraw_plan)
