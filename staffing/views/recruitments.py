"""招聘预留: heads set aside while people are sought; plans sent to the bureau and agreed to."""

from functools import cached_property

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import access, calendar, figures
from quota_pool.listing import Column, ListPage, day_of, marked, opens
from quota_pool.models import Unit
from staffing.dictionaries import PostCategory
from staffing.filters import RecruitmentFilter
from staffing.forms.fields import SendForm
from staffing.forms.recruitments import GiveUpForm, RecruitmentForm
from staffing.links import list_url
from staffing.models import Recruitment
from staffing.selectors import unit_positions
from staffing.services import recruitments
from staffing.services.recruitments import approves_first
from staffing.sources import with_sources
from staffing.views.acts import ActPage, heads_of
from staffing.views.cases import Case, CaseAct, CasePage, Step, approve, by, refuse

State = Recruitment.State
TONES = {
    State.PLANNED: "grey",
    State.REQUESTED: "amber",
    State.OPEN: "blue",
    State.REFUSED: "red",
    State.FILLED: "green",
    State.CANCELLED: "grey",
}


class RecruitmentsPage(ListPage):
    """Recruitments, the newest first."""

    model = Recruitment
    act = "read_pool"
    title = gettext_lazy("Recruiting")
    subtitle = gettext_lazy("heads set aside for people still sought")
    filterset_class = RecruitmentFilter
    order = ("-id",)
    export_name = "recruitments"
    purpose = gettext_lazy(
        "Set heads aside while you recruit, so that nobody else takes them. Where a grant is approve-first"
        " the bureau agrees to the plan before."
    )
    columns = [
        Column(
            "post_category",
            gettext_lazy("Post category"),
            value=lambda row: str(PostCategory(row["post_category"]).label),
            fields=("post_category",),
            link=opens("staffing:recruitment"),
        ),
        Column("primary_post", gettext_lazy("post")),
        Column("unit", gettext_lazy("Street or town"), value="unit__name", sort="unit__code"),
        Column("heads", gettext_lazy("Heads"), numeric=True, sort="heads"),
        Column("left", gettext_lazy("still set aside"), value="hold__left", numeric=True),
        day_of("planned_for", gettext_lazy("Planned start"), sort="planned_for"),
        day_of("opened_on", gettext_lazy("Reserved on"), sort="opened_on"),
        day_of("deadline", gettext_lazy("Decision due"), optional=True),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        Column("note", gettext_lazy("Remarks"), css="wrap", optional=True),
    ]

    def row_label(self, row) -> str:
        return str(PostCategory(row["post_category"]).label)

    @property
    def first_step(self):
        if access.can(self.request.user, "recruit"):
            return (_("Set heads aside"), "staffing:recruitment-open")
        return None


class OpenRecruitment(ActPage):
    """Set heads aside, or plan to."""

    act = "recruit"
    form_class = RecruitmentForm
    template_name = "staffing/recruitment_open.html"
    title = gettext_lazy("Set heads aside")
    submit_label = gettext_lazy("Set aside")

    @property
    def cancel_url(self) -> str:
        return reverse("staffing:recruitments")

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.visible_to(self.request.user, "recruit").select_related("district"))

    @cached_property
    def positions(self):
        return unit_positions(self.units)

    def figures(self):
        """The street is chosen in the form, so all of the clerk's are looked at."""
        return heads_of(self.units)

    def get_form_kwargs(self):
        rows = [row for unit in self.positions for row in unit.pools]
        return super().get_form_kwargs() | {"units": self.units, "rows": rows}

    def get_context_data(self, **more):
        mine = self.positions[0] if len(self.positions) == 1 else None
        first = [
            str(row.pool)
            for position in self.positions
            for row in position.pools
            if approves_first(position.unit, row.pool, calendar.today())
        ]
        return super().get_context_data(grants=with_sources(mine), approve_first=first, **more)

    def perform(self, form) -> str:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        made = recruitments.open_recruitment(actor=self.request.user, key=self.key(form), **facts)
        words = _("Set aside: nobody else takes these heads.")
        if made.state == State.PLANNED:
            words = _("Planned: the leader submits it, the bureau approves it, then the heads are set aside.")
        messages.success(self.request, words)
        return reverse("staffing:recruitment", args=[made.pk])


class OneRecruitment(Case):
    """What the page of a recruitment says, and its steps."""

    model = Recruitment
    noun = "recruitment"
    related = ("unit__district", "pool", "hold", "created_by", "submitted_by", "decided_by")
    tones = TONES
    crumb = (gettext_lazy("Recruiting"), "staffing:recruitments")
    steps = (
        Step(
            "submit",
            (State.PLANNED,),
            "submit_plan",
            SendForm,
            gettext_lazy("Submit to the bureau"),
            gettext_lazy("The bureau has its working days to agree; nothing is set aside yet."),
        ),
        approve(
            (State.REQUESTED,),
            "decide_plan",
            gettext_lazy("Approve the plan"),
            gettext_lazy("The heads are set aside from today, and the street may hire on them."),
        ),
        refuse(
            (State.REQUESTED,),
            "decide_plan",
            gettext_lazy("Do not approve"),
            gettext_lazy("Nothing is set aside; your words go to the street."),
            is_danger=True,
        ),
        Step(
            "cancel",
            (State.PLANNED, State.REQUESTED, State.OPEN),
            "recruit",
            GiveUpForm,
            gettext_lazy("Give it up"),
            gettext_lazy("What is still set aside is free at once."),
            is_danger=True,
        ),
    )

    def hands(self):
        return self.target.created_by_id, self.target.submitted_by_id

    def heading(self) -> dict:
        return {"title": str(self.target), "subtitle": self.target.unit.name}

    def facts(self):
        one, left = self.target, self.target.hold.left if self.target.hold else 0
        yield _("Street or town"), one.unit.name, reverse("staffing:street", args=[one.unit_id])
        yield _("grant used"), str(one.pool), ""
        yield _("Heads"), figures.number(one.heads), ""
        if one.hold_id:
            yield _("still set aside"), figures.number(left), ""
            hired = one.hires.filter(voided_at=None).count()
            yield _("started from it"), figures.number(hired), ""
            if one.state == State.OPEN and one.heads > left + hired:
                yield _("taken by a cut"), figures.number(one.heads - left - hired), ""
        yield _("Planned start"), figures.day(one.planned_for), ""
        yield _("Remarks"), one.note, ""
        yield _("Entered"), by(one.created_by, one.created_at), ""
        if one.submitted_at:
            yield _("Submitted"), by(one.submitted_by, one.submitted_at), ""
            yield _("Decision due"), figures.day(one.deadline), ""
        if one.decided_at:
            yield _("Decided"), by(one.decided_by, one.decided_at), ""
            yield _("Remarks on the decision"), one.decision_note, ""
        if one.closed_on:
            yield _("Closed on"), figures.day(one.closed_on), ""
            yield _("Why it was closed"), one.close_reason, ""

    def get_context_data(self, **more):
        one = self.target
        may_hire = one.state == State.OPEN and access.can(self.request.user, "hire", one.unit)
        hire_url = list_url("start-work", recruitment=one.pk) if may_hire else ""
        return super().get_context_data(hire_url=hire_url, **more)


class RecruitmentPage(OneRecruitment, CasePage):
    """One recruitment."""

    template_name = "staffing/recruitment.html"


class RecruitmentStep(OneRecruitment, CaseAct):
    """A step of a recruitment."""

    template_name = "staffing/recruitment.html"


class SubmitPlan(RecruitmentStep):
    """The street's leader sends the plan to the bureau."""

    name = "submit"
    said = gettext_lazy("Submitted to the bureau.")
    service = staticmethod(recruitments.submit_recruitment)


class ApprovePlan(RecruitmentStep):
    """The bureau agrees."""

    name = "approve"
    said = gettext_lazy("Approved: the heads are set aside.")
    service = staticmethod(recruitments.approve_recruitment)


class RefusePlan(RecruitmentStep):
    """The bureau does not agree."""

    name = "refuse"
    said = gettext_lazy("Not approved; the words that say why are kept.")
    service = staticmethod(recruitments.refuse_recruitment)


class GiveUp(RecruitmentStep):
    """Nobody is sought any more."""

    name = "cancel"
    said = gettext_lazy("Given up: what was set aside is free.")
    service = staticmethod(recruitments.cancel_recruitment)
