"""What happens to a person at work: new terms, another head, the exit, a start called off."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from quota_pool import calendar
from quota_pool.calendar import ONE_DAY
from staffing import clocks
from staffing.forms import CancelForm, ExitForm, SeatForm, TermsForm
from staffing.models import Engagement, Filing
from staffing.selectors import unit_position
from staffing.services import engagements, placement
from staffing.services.terms import term_on
from staffing.sources import with_sources
from staffing.views.acts import ActPage, person_url, warn
from staffing.views.attachments import PapersBeside


class EngagementAct(ActPage):
    """An act on one engagement, looked up through what this person may see; back to the person's page."""

    said = ""

    def find_target(self) -> Engagement:
        rows = Engagement.objects.visible_to(self.request.user)
        rows = rows.select_related("person", "unit__district", "pool")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def cancel_url(self) -> str:
        return person_url(self.target.person)

    @property
    def subtitle(self) -> str:
        return f"{self.target.person.name} · {self.target.unit.name}"

    def perform(self, form) -> str:
        self.do(form)
        messages.success(self.request, self.said)
        return self.cancel_url

    def do(self, form) -> None:
        """Call the service."""
        raise NotImplementedError

    def get_context_data(self, **more):
        return super().get_context_data(engagement=self.target, **more)


class ExitWork(PapersBeside, EngagementAct):
    """退出: the last day, the ground and what the law asks for; the head is free the day after."""

    act = "exit"
    form_class = ExitForm
    template_name = "staffing/exit_work.html"
    title = gettext_lazy("Record an exit")
    submit_label = gettext_lazy("Record the exit")
    paper_kinds = ("exit",)
    said = gettext_lazy("The exit is recorded. The head is free the day after the last day.")

    def get_initial(self):
        return {"version": self.target.version}

    @property
    def engagement(self) -> Engagement:
        """Whose leaving papers come with the form."""
        return self.target

    def do(self, form):
        typed = form.cleaned_data
        engagements.exit_work(
            engagement=self.target,
            last_day=typed["last_day"],
            exit_reason=typed["exit_reason"],
            compensation_fen=typed["compensation"],
            note=typed["note"],
            actor=self.request.user,
            key=self.key(form),
            seen=typed["version"],
        )

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        form = context["form"]
        day = (form.cleaned_data.get("last_day") if form.is_bound else None) or calendar.today()
        clock = clocks.clock_of_event(self.target.unit, Filing.Kind.EXIT, day)
        position = unit_position(self.target.unit)
        return {
            "clock": clock,
            "figures": _after_leaving(self.target, position),
            "free_on": day + ONE_DAY,
        } | context


def _after_leaving(engagement: Engagement, position) -> dict:
    """(before, after) of free and over: an exit feeds what is over first, then it frees a head."""
    free, over = position.total("free"), position.over
    counted = engagement.standing != Engagement.Standing.UNCOUNTED
    eases = counted and over > 0
    frees = engagement.standing == Engagement.Standing.SEATED and not over
    return {"free": (free, free + frees), "over": (over, over - eases)}


class ChangeTerms(EngagementAct):
    """变更: post, category, mode, department, pay or contract from a day on."""

    act = "hire"
    form_class = TermsForm
    template_name = "staffing/change_terms.html"
    title = gettext_lazy("Change terms")
    submit_label = gettext_lazy("Record the change")
    said = gettext_lazy("The change is recorded; the terms before it stay on the timeline.")

    def get_form_kwargs(self):
        term = term_on(self.target, max(calendar.today(), self.target.start_date))
        return super().get_form_kwargs() | {"term": term, "version": self.target.version}

    def do(self, form):
        changed = engagements.change_terms(
            engagement=self.target,
            on=form.cleaned_data["on"],
            changes=form.changes(),
            reason=form.cleaned_data["reason"],
            actor=self.request.user,
            seen=form.cleaned_data["version"],
        )
        warn(self.request, changed.remarks)


class TakeSeat(EngagementAct):
    """占用指标: onto a head of this grant from today, out of the unseated or from another grant."""

    act = "hire"
    form_class = SeatForm
    template_name = "staffing/take_seat.html"
    title = gettext_lazy("Seat on a grant")
    submit_label = gettext_lazy("Seat from today")
    said = gettext_lazy("Seated: the head of this grant is taken from today.")

    def get_initial(self):
        return {"version": self.target.version}

    def get_form_kwargs(self):
        """Where the person sits is not offered; a form sent twice still names it."""
        rows, here = unit_position(self.target.unit).pools, self.target.pool_id
        others = rows if self.request.method == "POST" else [row for row in rows if row.pool.pk != here]
        return super().get_form_kwargs() | {"rows": others}

    def get_context_data(self, **more):
        return super().get_context_data(grants=with_sources(unit_position(self.target.unit)), **more)

    def do(self, form):
        if form.cleaned_data["pool"].pk == self.target.pool_id:
            return
        seated = placement.seat(
            engagement=self.target,
            pool=form.cleaned_data["pool"],
            actor=self.request.user,
            key=self.key(form),
            seen=form.cleaned_data["version"],
        )
        warn(self.request, seated.remarks)


class CancelStart(EngagementAct):
    """取消上岗: a start that has not come is called off, its reserved head is free at once."""

    act = "hire"
    form_class = CancelForm
    template_name = "staffing/cancel_start.html"
    title = gettext_lazy("Call off the start")
    submit_label = gettext_lazy("Call it off")
    said = gettext_lazy("Called off: the head set aside is free again.")

    def do(self, form):
        engagements.cancel_start(
            engagement=self.target,
            actor=self.request.user,
            key=self.key(form),
            reason=form.cleaned_data["reason"],
        )
