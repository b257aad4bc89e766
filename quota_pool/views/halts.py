"""停账: books that disagreed and are halted; one halt with what was found, and the way to lift it."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, figures, halts, marks
from quota_pool.forms.halts import LiftForm
from quota_pool.listing import Column, ListPage, coded, opens
from quota_pool.models import Halt, Job
from quota_pool.views import jobs
from quota_pool.views.acts import ActPage


def state_mark(row):
    """Halted still, or lifted."""
    return marks.badge(_("lifted"), "green") if row["lifted_at"] else marks.badge(_("halted"), "red")


class HaltsPage(ListPage):
    """Every halt in sight, the newest first."""

    model = Halt
    act = "read_rules"
    title = gettext_lazy("Halted books")
    subtitle = gettext_lazy("nothing is written where numbers disagree")
    order = ("-id",)
    export_name = "halts"
    purpose = gettext_lazy(
        "Where a number disagrees with its entries, the unit's books are halted until they are proven again."
    )
    columns = (
        Column(
            "halted",
            gettext_lazy("halted since"),
            value="halted_at",
            show=figures.moment,
            link=opens("halt", "pk"),
            css="day",
            sort="id",
        ),
        Column(
            "unit",
            gettext_lazy("unit"),
            value=lambda row: row["unit__name"] or row["district__name"],
            fields=("unit__name", "district__name"),
        ),
        coded("source", gettext_lazy("how it was found"), Halt.Source.choices),
        Column(
            "state",
            gettext_lazy("State"),
            value=state_mark,
            fields=("lifted_at",),
            export=lambda row: _("lifted") if row["lifted_at"] else _("halted"),
        ),
        Column("by", gettext_lazy("lifted by"), value="lifted_by__full_name"),
        Column("reason", gettext_lazy("reason for lifting"), value="lift_reason", css="wrap"),
    )


def in_sight(user, pk: int) -> Halt:
    """A halt of books this person works with."""
    rows = Halt.objects.visible_to(user).select_related("unit", "district", "found_by", "lifted_by")
    return get_object_or_404(rows, pk=pk)


def about(halt: Halt, user) -> dict:
    """What the page of a halt prints."""
    job = Job.objects.visible_to(user).filter(kind=halts.KIND, payload__halt=halt.pk).order_by("-id").first()
    is_open = halt.lifted_at is None
    may_lift = is_open and access.can(user, "lift_halt", halt.unit)
    own = halts.lift_reasons(halt, "-", user) if may_lift else []
    return {
        "title": _("Books of %(place)s") % {"place": halt.place},
        "subtitle": _("halted") if is_open else _("lifted"),
        "halt": halt,
        "own": own,
        "form": LiftForm() if may_lift and not own else None,
        "reasons": (),
        **(jobs.shown(job, user) if job else {}),
    }


class HaltPage(LoginRequiredMixin, View):
    """One halt: since when, what disagrees, and who lifted it."""

    def get(self, request, pk: int):
        access.require(request.user, "read_rules")
        halt = in_sight(request.user, pk)
        return TemplateResponse(request, "quota_pool/halt.html", about(halt, request.user))


class LiftHalt(ActPage):
    """The lifting is asked for; the proof runs in the background."""

    act = "lift_halt"
    may_try = False  # the proof itself is the try
    form_class = LiftForm
    template_name = "quota_pool/halt.html"
    http_method_names = ("post",)

    def find_target(self) -> Halt:
        return in_sight(self.request.user, self.kwargs["pk"])

    def perform(self, form) -> str:
        halts.ask_to_lift(halt=self.target, reason=form.cleaned_data["reason"], actor=self.request.user)
        messages.info(
            self.request, _("The books are being proven; the halt is lifted when nothing disagrees.")
        )
        return reverse("halt", args=[self.target.pk])

    def get_context_data(self, **more):
        return super().get_context_data(**{**about(self.target, self.request.user), **more})
