"""突发用人: emergencies with their clocks, one with its people and its request, people put to work in it."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from quota_pool import access, marks, rules
from quota_pool.calendar import today
from quota_pool.listing import Column, ListPage, day_of, opens
from quota_pool.models import District
from staffing.clocks import working_days_left
from staffing.filters import EmergencyFilter
from staffing.forms.emergencies import CloseForm, EmergencyEntryForm, OpenForm, SeatPeopleForm
from staffing.forms.layout import PAPERS, PERSON, WORK
from staffing.models import Emergency, Engagement, MobileRequest
from staffing.services import emergencies
from staffing.views.acts import ActPage, warn
from staffing.views.attachments import PapersBeside
from staffing.views.engagements.entry import EntryPage

State = Emergency.State
NEAR = 2


def clock_mark(row) -> SafeString:
    """Working days until the request is due; nothing once it was sent in."""
    if row["is_asked"] or row["state"] == State.CLOSED:
        return marks.deadline(None)
    district = District(pk=row["district_id"], config_version=row["district__config_version"])
    left = working_days_left(district, row["due"])
    return marks.deadline(left, row["due"], near=NEAR, working=True)


class EmergenciesPage(ListPage):
    """Emergencies, the newest first: what happened, how many came, until when the request is due."""

    model = Emergency
    act = "read_requests"
    title = gettext_lazy("Emergencies")
    subtitle = gettext_lazy("people first, the request within working days")
    filterset_class = EmergencyFilter
    conditions_in_front = ("unit", "state", "overdue")
    order = ("-id",)
    fields = ("district_id", "district__config_version", "state", "due", "is_asked")
    export_name = "emergencies"
    template_name = "staffing/emergencies.html"
    purpose = gettext_lazy(
        "In an emergency people are put to work before heads are granted; the request follows in time."
        " The street's leader opens it, or the bureau."
    )
    columns = [
        Column(
            "unit",
            gettext_lazy("Street or town"),
            value="unit__name",
            sort="unit__code",
            link=opens("staffing:emergency"),
        ),
        Column("clock", gettext_lazy("request due"), value=clock_mark, sort="due", css="day"),
        Column("what", gettext_lazy("what happened"), css="wrap"),
        day_of("started_on", gettext_lazy("since"), sort="started_on"),
        Column("people", gettext_lazy("People"), value="came", numeric=True),
        Column("asked", gettext_lazy("request sent"), value="is_asked"),
        Column(
            "state", gettext_lazy("state"), value=lambda row: State(row["state"]).label, fields=("state",)
        ),
    ]

    def get_queryset(self):
        sent = MobileRequest.objects.filter(emergency=OuterRef("pk"), state__in=emergencies.SENT)
        return super().get_queryset().annotate(came=Count("people"), is_asked=Exists(sent))

    def row_class(self, row) -> str:
        late = row["state"] == State.OPEN and not row["is_asked"] and row["due"] < today()
        return "is-late" if late else ""

    def more_context(self) -> dict:
        return {"may_open": access.can(self.request.user, "open_emergency")}


class OpenEmergency(ActPage):
    """The street's leader, or the bureau, says that people are needed at once."""

    act = "open_emergency"
    form_class = OpenForm
    title = gettext_lazy("Open an emergency")
    submit_label = gettext_lazy("Open")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **more):
        return super().get_context_data(cancel_url=reverse("staffing:emergencies"), **more)

    def perform(self, form) -> str:
        said = form.cleaned_data
        emergency = emergencies.open_emergency(
            unit=said["unit"],
            what=said["what"],
            started_on=said["started_on"],
            actor=self.request.user,
            key=self.key(form),
        )
        messages.success(self.request, _("Open: people may be put to work, and the request is due in time."))
        return reverse("staffing:emergency", args=[emergency.pk])


class OneEmergency:
    """Looks one emergency up and tells everything its page prints."""

    template_name = "staffing/emergency.html"

    def find_target(self) -> Emergency:
        rows = Emergency.objects.visible_to(self.request.user).select_related("unit__district", "opened_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def sheet(self, emergency: Emergency) -> dict:
        user, unit = self.request.user, emergency.unit
        people = Engagement.objects.visible_to(user).filter(in_emergency__emergency=emergency)
        people = list(people.select_related("person", "pool").order_by("start_date", "id"))
        is_open, asked = emergency.state == State.OPEN, emergencies.is_asked_for(emergency)
        requests = list(emergency.requests.select_related("grant").order_by("-id"))
        granted = next((one for one in requests if one.grant_id), None)
        unseated = [
            one for one in people if one.standing == Engagement.Standing.UNSEATED and not one.end_date
        ]
        version = {"version": emergency.version}
        return {
            "title": _("Emergency"),
            "subtitle": unit.name,
            "emergency": emergency,
            "people": people,
            "unseated": unseated,
            "requests": requests,
            "granted": granted,
            "is_asked": asked,
            "left": None if asked or not is_open else working_days_left(unit.district, emergency.due),
            "near": NEAR,
            "may_register": is_open and access.can(user, "register_emergency", unit),
            "may_ask": is_open and not asked and access.can(user, "draft_request", unit),
            "may_seat": granted and unseated and access.can(user, "hire", unit),
            "may_close": is_open
            and access.can(user, "open_emergency", unit)
            and not emergencies.close_reasons(emergency),
            "seat_form": SeatPeopleForm(auto_id="seat_%s"),
            "close_form": CloseForm(initial=version, auto_id="close_%s"),
        }


class EmergencyPage(LoginRequiredMixin, OneEmergency, TemplateView):
    """One emergency for whoever may see requests."""

    def get_context_data(self, **more):
        access.require(self.request.user, "read_requests")
        shown = self.sheet(self.find_target())
        return {"reasons": (), "trial": None, **shown, **super().get_context_data(**more)}


class EmergencyAct(OneEmergency, ActPage):
    """One act on an emergency, sent from its page and answered there."""

    http_method_names = ("get", "post")
    form_name = ""

    def get(self, request, *args, **kwargs):
        return redirect("staffing:emergency", self.target.pk)

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        return context | self.sheet(self.find_target()) | {self.form_name: context["form"]}


class SeatEmergency(EmergencyAct):
    """就编: the people of the emergency onto the heads granted for it."""

    act, form_class, form_name = "hire", SeatPeopleForm, "seat_form"

    def perform(self, form) -> str:
        asked = emergencies.granted_request(self.target)
        outcome = emergencies.seat_people(request=asked, actor=self.request.user, key=self.key(form))
        messages.success(self.request, _("%(n)s seated.") % {"n": len(outcome.done)})
        for engagement, reasons in outcome.skipped:
            said = {"name": engagement.person.name, "why": reasons[0].detail}
            messages.warning(self.request, _("%(name)s: %(why)s") % said)
        return reverse("staffing:emergency", args=[self.target.pk])


class CloseEmergency(EmergencyAct):
    """办结: nobody is left without a head."""

    act, form_class, form_name = "open_emergency", CloseForm, "close_form"

    def perform(self, form) -> str:
        said = form.cleaned_data
        emergencies.close(
            emergency=self.target, actor=self.request.user, note=said["note"], seen=said["version"]
        )
        messages.success(self.request, _("Closed."))
        return reverse("staffing:emergency", args=[self.target.pk])


class RegisterHere(PapersBeside, OneEmergency, EntryPage):
    """突发用人登记: a person put to work before there is a head."""

    act = "register_emergency"
    form_class = EmergencyEntryForm
    template_name = "staffing/emergency_register.html"
    title = gettext_lazy("Put to work in the emergency")
    plans = (PERSON, WORK, PAPERS)
    paper_kinds = ("contract", "id_card", "photo")
    paper_act = "register_emergency"

    @property
    def units(self):
        return [self.target.unit]

    def get_context_data(self, **more):
        emergency, unit = self.target, self.target.unit
        closes = rules.ruling("over_quota_closes_intake", unit.district, today(), unit.pk).blocks
        own = {"emergency": emergency, "closes_intake": closes, "is_late": emergency.due < today()}
        asked = emergencies.is_asked_for(emergency)
        return super().get_context_data(**own, is_asked=asked, **more)

    def perform(self, form) -> str:
        engagement = self.engagement = emergencies.register(
            emergency=self.target,
            person=form.person(),
            work=form.work(),
            actor=self.request.user,
            key=self.key(form),
        )
        warn(self.request, engagement.remarks)
        self.entered(
            engagement, form, _("Registered: this person counts as over quota until heads are granted.")
        )
        return reverse("staffing:emergency", args=[self.target.pk])
