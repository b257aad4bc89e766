"""薪酬发放: the list of runs, one run with its steps and its job, its lines, what is entered by hand."""

from functools import cached_property

from django.contrib import messages
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.filters.pay_runs import RunFilter
from budgets.forms import pay_runs as forms
from budgets.models import PayLine, PayRun
from budgets.services import pay_runs
from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, day_of, fen, marked, opens
from quota_pool.models import Unit
from quota_pool.refusals import restore
from quota_pool.views.jobs import shown as job_shown
from staffing.dictionaries import label
from staffing.forms.fields import SendForm
from staffing.links import list_url
from staffing.views.acts import ActPage
from staffing.views.cases import Case, CaseAct, CasePage, Step, by

State, Standing = PayRun.State, PayLine.Standing
TONES = {
    State.OPEN: "grey",
    State.CALCULATED: "blue",
    State.CHECKED: "amber",
    State.APPROVED: "amber",
    State.POSTED: "green",
    State.REVERSED: "red",
    State.CANCELLED: "grey",
}


def month_of(key: str, text, **more) -> Column:
    """A month as 2026-11."""
    return Column(key, text, value=lambda row: f"{row[key]:%Y-%m}", fields=(key,), css="day", **more)


class RunsPage(ListPage):
    """Pay runs, the newest month first."""

    model = PayRun
    act = "read_pay"
    title = gettext_lazy("Pay runs")
    subtitle = gettext_lazy("a street's pay month by month")
    filterset_class = RunFilter
    order = ("-month", "-id")
    export_name = "pay-runs"
    purpose = gettext_lazy(
        "Open a month; the lines come from roster and pay scheme. After the check the street's leader"
        " approves, then the run is charged to the envelope."
    )
    columns = [
        month_of("month", gettext_lazy("Month"), sort="month", link=opens("budgets:pay-run")),
        Column("unit", gettext_lazy("Street or town"), value="unit__name", sort="unit__code"),
        Column("lines_count", gettext_lazy("people"), numeric=True),
        fen("gross_fen", gettext_lazy("gross pay")),
        fen("net_fen", gettext_lazy("net pay")),
        fen("total_fen", gettext_lazy("total employer cost"), sort="total_fen"),
        fen("unfiled_fen", gettext_lazy("unfiled cost"), optional=True),
        fen("blocked_fen", gettext_lazy("blocked amount")),
        fen("personal_fen", gettext_lazy("personal liability")),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        day_of("posted_at", gettext_lazy("posted"), optional=True),
    ]

    def row_label(self, row) -> str:
        return f"{row['month']:%Y-%m}"

    @property
    def first_step(self):
        if access.can(self.request.user, "make_pay_run"):
            return (_("Open a month"), "budgets:pay-run-open")
        return None


class OpenRun(ActPage):
    """A month opened for pay."""

    act = "make_pay_run"
    form_class = forms.OpenForm
    title = gettext_lazy("Open a month")
    submit_label = gettext_lazy("Open")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:pay-runs")

    @cached_property
    def units(self):
        return Unit.objects.visible_to(self.request.user, "make_pay_run").pool_owners().order_by("code")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": self.units}

    def perform(self, form) -> str:
        said = {name: form.cleaned_data[name] for name in ("unit", "month", "note")}
        run = pay_runs.open_run(actor=self.request.user, key=self.key(form), **said)
        messages.success(self.request, _("Opened. Calculate it next."))
        return reverse("budgets:pay-run", args=[run.pk])


class OneRun(Case):
    """What the page of a run says, and its steps."""

    act = "read_pay"
    model = PayRun
    space, noun, page = "budgets", "run", "pay-run"
    template_name = "budgets/pay_run.html"
    related = (
        "unit__district",
        "scheme",
        "job",
        "created_by",
        "calculated_by",
        "checked_by",
        "approved_by",
        "posted_by",
        "reversed_by",
    )
    tones = TONES
    crumb = (gettext_lazy("Pay runs"), "budgets:pay-runs")
    steps = (
        Step(
            "calculate",
            pay_runs.IN_MAKING,
            "make_pay_run",
            SendForm,
            gettext_lazy("Calculate"),
            gettext_lazy("Lines are worked out anew from the roster and the pay scheme in force."),
        ),
        Step(
            "check",
            (State.CALCULATED,),
            "make_pay_run",
            SendForm,
            gettext_lazy("Check"),
            gettext_lazy("The lines are held against today's roster, the rules and the money of the year."),
        ),
        Step(
            "approve",
            (State.CHECKED,),
            "approve_pay_run",
            SendForm,
            gettext_lazy("Approve the run"),
            gettext_lazy("The run is then charged to the envelope."),
            by_another=True,
        ),
        Step(
            "post",
            (State.APPROVED,),
            "make_pay_run",
            SendForm,
            gettext_lazy("Charge to the envelope"),
            gettext_lazy(
                "Each line is drawn from what is held for the person; nothing is changed afterwards."
            ),
        ),
        Step(
            "reverse",
            (State.POSTED,),
            "approve_pay_run",
            forms.CancelRunForm,
            gettext_lazy("Reverse the run"),
            gettext_lazy("Every charge is mirrored in the ledger; then the month can be opened again."),
            is_danger=True,
        ),
        Step(
            "return",
            (State.CHECKED, State.APPROVED),
            "approve_pay_run",
            forms.ReturnRunForm,
            gettext_lazy("Return for correction"),
            gettext_lazy("Your words go to the finance clerk of the street."),
        ),
        Step(
            "cancel",
            pay_runs.IN_MAKING,
            "make_pay_run",
            forms.CancelRunForm,
            gettext_lazy("Void the run"),
            gettext_lazy("The month can be opened again."),
            is_danger=True,
        ),
    )

    def hands(self):
        one = self.target
        return one.created_by_id, one.calculated_by_id, one.checked_by_id

    @property
    def is_at_work(self) -> bool:
        job = self.target.job
        return job is not None and job.ended_at is None

    @cached_property
    def open_steps(self):
        return [] if self.is_at_work else super().open_steps

    def heading(self) -> dict:
        words = _("Pay of %(month)s") % {"month": f"{self.target.month:%Y-%m}"}
        return {"title": words, "subtitle": self.target.unit.name}

    def lines_url(self, **conditions) -> str:
        return list_url("pay-lines", run=self.target.pk, **conditions)

    def facts(self):
        one = self.target
        yield _("Street or town"), one.unit.name, reverse("staffing:street", args=[one.unit_id])
        if one.scheme:
            yield _("Pay scheme"), one.scheme.name, reverse("budgets:pay-scheme", args=[one.scheme_id])
        elif one.calculation:
            yield _("Pay scheme"), _("none in force: the pay of the contract"), ""
        if one.calculated_at:
            yield from self.sums()
        yield _("Remarks"), one.note, ""
        yield _("Opened"), by(one.created_by, one.created_at), ""
        if one.calculated_at:
            yield _("Calculated"), by(one.calculated_by, one.calculated_at), ""
        if one.checked_at:
            yield _("Checked"), by(one.checked_by, one.checked_at), ""
        if one.approved_at:
            yield _("Approved"), by(one.approved_by, one.approved_at), ""
        if one.posted_at:
            yield _("Charged"), by(one.posted_by, one.posted_at), ""
        if one.reversed_at:
            yield _("Reversed"), by(one.reversed_by, one.reversed_at), ""

    def sums(self):
        one, pays = self.target, list(pay_runs.PAYS)
        yield _("people"), figures.number(one.lines_count), self.lines_url(standing=pays)
        yield _("gross pay"), figures.money(one.gross_fen), self.lines_url(standing=pays)
        yield _("net pay"), figures.money(one.net_fen), self.lines_url(standing=pays)
        yield _("total employer cost"), figures.money(one.total_fen), self.lines_url(standing=pays)
        for name, words in (
            ("unfiled", _("unfiled cost")),
            ("blocked", _("blocked amount")),
            ("personal", _("personal liability")),
        ):
            if count := getattr(one, f"{name}_count"):
                told = _("%(yuan)s (%(n)s people)")
                yuan = figures.money(getattr(one, f"{name}_fen"))
                yield words, told % {"yuan": yuan, "n": count}, self.lines_url(standing=name)

    def get_context_data(self, **more):
        one = self.target
        by_category = pay_runs.lines_of(one).filter(standing__in=pay_runs.PAYS).order_by("post_category")
        by_category = by_category.values("post_category").annotate(
            people=Count("pk"), gross=Sum("gross_fen"), net=Sum("net_fen"), total=Sum("total_fen")
        )
        context = {
            "remarks": [restore(reason) for reason in one.remarks],
            "by_category": [
                {**line, "name": label("post_category", line["post_category"])} for line in by_category
            ],
            "lines_url": self.lines_url() if one.calculated_at else "",
            "sheet_url": f"{reverse('paper', args=['pay-sheet'])}?record={one.pk}"
            if one.calculated_at
            else "",
            "is_at_work": self.is_at_work,
        }
        if one.job and (self.is_at_work or one.job.error):
            context |= job_shown(one.job, self.request.user)
        return super().get_context_data(**{**context, **more})


class RunPage(OneRun, CasePage):
    """One run."""


class RunStep(OneRun, CaseAct):
    """A step of a run; it asks for its own right, not for reading."""

    act = CaseAct.act


class CalculateRun(RunStep):
    """The lines worked out anew."""

    name = "calculate"
    said = gettext_lazy("The calculation has begun; it goes on in the background.")
    service = staticmethod(pay_runs.calculate_run)


class CheckRun(RunStep):
    """The lines held against roster, rules and money."""

    name = "check"
    said = gettext_lazy("Checked; the street's leader approves it.")
    service = staticmethod(pay_runs.check_run)


class ApproveRun(RunStep):
    """The leader's yes."""

    name = "approve"
    said = gettext_lazy("Approved.")
    service = staticmethod(pay_runs.approve_run)


class PostRun(RunStep):
    """The run charged to the envelope."""

    name = "post"
    said = gettext_lazy("The run is being charged; it goes on in the background.")
    service = staticmethod(pay_runs.post_run)


class ReverseRun(RunStep):
    """Every charge mirrored."""

    name = "reverse"
    said = gettext_lazy("The run is being reversed; it goes on in the background.")
    service = staticmethod(pay_runs.reverse_run)


class ReturnRun(RunStep):
    """The leader's no."""

    name = "return"
    said = gettext_lazy("Returned; the finance clerk calculates it anew.")
    service = staticmethod(pay_runs.return_run)


class CancelRun(RunStep):
    """A run given up."""

    name = "cancel"
    said = gettext_lazy("Given up; the month can be opened again.")
    service = staticmethod(pay_runs.cancel_run)
