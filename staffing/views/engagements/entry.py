"""Coming in: start work before filing (招用登记), or be registered without a head (无指标登记)."""

from functools import cached_property
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, calendar, ledger
from quota_pool.models import Unit
from quota_pool.refusals import Refusal, restore
from staffing import clocks, codes
from staffing.checks import age_on, retirement_month
from staffing.dictionaries import Mode, counts_head, label
from staffing.forms import ClockForm, IdCheckForm, StartWorkForm, UnseatedForm
from staffing.forms.layout import PAPERS, PERSON, UNSEATED, WORK, in_page_order, lay_out
from staffing.models import Draft, Filing, Person, Recruitment
from staffing.selectors import unit_positions
from staffing.services import drafts, engagements, people, placement
from staffing.services.people import id_hash
from staffing.services.trial import try_start
from staffing.sources import with_sources
from staffing.views.acts import ActPage, person_url
from staffing.views.attachments import PapersBeside


class EntryPage(ActPage):
    """What starting work and registering without a head share: the person, the work, the clock."""

    plans = (PERSON, WORK)
    is_slowed = False

    def post(self, request, *args, **kwargs):
        """A start tried or refused tells of the number typed: it counts as a look-up (R-131)."""
        response = super().post(request, *args, **kwargs)
        number = IdCheckForm(request.POST)
        number.full_clean()
        is_done = response.status_code == HTTPStatus.FOUND
        if is_done or not number.number or people.count_look_up(actor=request.user):
            return response
        self.is_slowed = True
        form = self.get_form()
        form.is_valid()
        return self.refused(form, Refusal(people.too_many_look_ups()))

    def may_tell_of_number(self) -> bool:
        """What is sent is counted once it is answered; a draft taken up again asks anew."""
        is_sent = self.request.method == "POST"
        return not self.is_slowed if is_sent else people.count_look_up(actor=self.request.user)

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.visible_to(self.request.user, self.act).select_related("district"))

    @cached_property
    def positions(self):
        return unit_positions(self.units)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": self.units}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        in_page_order(form, *self.plans)
        return form

    def refused(self, form, refusal: Refusal):
        """A name that differs from the one on record is gone on with only by a deliberate tick."""
        if any(reason.code == codes.NAMED_OTHERWISE.name for reason in refusal.reasons):
            form.offer_record()
        return super().refused(form, refusal)

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        form = context["form"]
        unit, day = self.chosen(form)
        mode = form["mode"].value()
        is_filed = mode not in Mode.values or counts_head(mode)
        asked = form if form.is_bound else _drafted_number(form)
        position = next((row for row in self.positions if row.unit == unit), None)
        own = {
            "panels": lay_out(form, *self.plans),
            "unit": unit,
            "clock": clocks.clock_of_event(unit, Filing.Kind.HIRE, day) if unit and is_filed else None,
            "no_filing": not is_filed,
            "position": position,
            "grants": with_sources(position),
            "free_now": position.total("free") if position else None,
            "held_now": position.total("held") if position else None,
            "money": self.money_of(unit, day),
            "effect": None,
            "remarks": (),
            "number_said": asked.number != "" and self.may_tell_of_number(),
        }
        if own["number_said"]:
            own |= number_said(asked, self.request.user)
        return own | context

    def money_of(self, unit: Unit | None, day):
        """The unit's money of the year, for whoever may see it; nothing where none is in force."""
        if unit is None or not access.can(self.request.user, "read_money", unit):
            return None
        return ledger.unit_money([unit.pk], day.year).get(unit.pk)

    def chosen(self, form) -> tuple[Unit | None, object]:
        """The unit (the only one there is, if none was chosen) and the first day, typed or of a draft."""
        only = self.units[0] if len(self.units) == 1 else None
        kept = str(form.initial.get("unit", ""))
        drafted = next((unit for unit in self.units if str(unit.pk) == kept), None)
        return form.chosen_unit or drafted or only, form.first_day or _drafted_day(form) or calendar.today()

    def entered(self, engagement, form, words: str) -> str:
        """Say what was done; a person known before keeps the record that was there."""
        messages.success(self.request, words)
        person = Person.objects.get(pk=engagement.person_id)
        if any(value and getattr(person, field) != value for field, value in form.record().items()):
            kept = _(
                "This person was already on record. What stood there was kept; "
                "what you typed otherwise was not taken over. Edit the record if it has changed."
            )
            messages.warning(self.request, kept)
        return person_url(person)


def _drafted_number(form) -> IdCheckForm:
    """The number a draft holds, read as if it had just been typed."""
    asked = IdCheckForm(form.initial)
    asked.full_clean()
    return asked


def _drafted_day(form):
    try:
        return form.fields["start_date"].clean(form.initial.get("start_date"))
    except ValidationError:
        return None


class StartWork(PapersBeside, EntryPage):
    """招用登记: seat a person before filing, after a trial that shows what it would do."""

    act = "hire"
    form_class = StartWorkForm
    template_name = "staffing/start_work.html"
    title = gettext_lazy("Start work")
    plans = (PERSON, WORK, PAPERS)
    paper_kinds = ("contract", "id_card", "photo")

    def get_template_names(self):
        """The trial swaps the form and what stands beside it, not the frame."""
        return ["staffing/_start_page.html" if self.request.htmx else self.template_name]

    def get_form_kwargs(self):
        rows = [row for unit in self.positions for row in unit.pools]
        return super().get_form_kwargs() | {"rows": rows}

    @cached_property
    def draft(self) -> Draft | None:
        """The draft taken up again, if it is one of this person's own."""
        try:
            uid = UUID(self.request.POST.get("draft") or self.request.GET.get("draft", ""))
        except ValueError:
            return None
        return drafts.mine(self.request.user).filter(uid=uid).first()

    def get_initial(self):
        if self.draft:
            return drafts.typed(self.draft)
        asked = self.request.GET.get("recruitment", "")
        seeking = Recruitment.objects.visible_to(self.request.user, "hire")
        one = seeking.filter(pk=asked).first() if asked.isdigit() and len(asked) < 18 else None
        if one is None:
            return {}
        return {"recruitment": one.pk, "post_category": one.post_category, "primary_post": one.primary_post}

    def post(self, request, *args, **kwargs):
        if "save" in request.POST:
            return self.saved()
        if "drop" in request.POST:
            return self.dropped()
        return super().post(request, *args, **kwargs)

    def saved(self):
        """存草稿: what was typed is put aside as it stands, however incomplete."""
        form = self.get_form()
        form.is_valid()
        given = {name: self.request.POST[name] for name in form.fields if self.request.POST.get(name)}
        given |= {name: field.note for name, field in form.fields.items() if getattr(field, "note", "")}
        unit = self.chosen(form)[0] or self.units[0]
        uid = self.draft.uid if self.draft else None
        draft = drafts.save_draft(unit=unit, typed=given, actor=self.request.user, uid=uid)
        messages.success(self.request, _("The draft is saved. It is yours alone and is kept for 30 days."))
        return redirect(f"{self.request.path}?draft={draft.uid}")

    def dropped(self):
        if self.draft:
            drafts.drop_draft(uid=self.draft.uid, actor=self.request.user)
        return redirect(self.request.path)

    def get_context_data(self, **more):
        own = {"draft": self.draft, "drafts": self.own_drafts()}
        return super().get_context_data(**own, **more)

    def own_drafts(self) -> list[tuple]:
        """(draft, name typed) of the drafts that wait."""
        waiting = drafts.mine(self.request.user)
        return [(draft, drafts.typed(draft).get("name", "")) for draft in waiting]

    def form_valid(self, form):
        return self.tried(form) if "try" in self.request.POST else super().form_valid(form)

    def what(self, form) -> dict:
        return {
            "unit": form.cleaned_data["unit"],
            "person": form.person(),
            "work": form.work(form.cleaned_data["pool"]),
            "actor": self.request.user,
            "key": self.key(form),
            "as_on_file": form.cleaned_data["as_on_file"],
        }

    def tried(self, form):
        """Show what it would do, or everything that stands in the way; nothing is kept."""
        try:
            effect = try_start(**self.what(form))
        except Refusal as refusal:
            return self.refused(form, refusal)
        remarks = [restore(reason) for reason in effect.remarks]
        return self.render_to_response(self.get_context_data(form=form, effect=effect, remarks=remarks))

    def perform(self, form) -> str:
        engagement = self.engagement = engagements.start_work(**self.what(form))
        if self.draft:
            drafts.drop_draft(uid=self.draft.uid, actor=self.request.user)
        return self.entered(engagement, form, _("Registered: the head is taken and the filing clock runs."))


class RegisterUnseated(PapersBeside, EntryPage):
    """无指标登记: the bureau records a person found on post without a head."""

    act = "register_unseated"
    form_class = UnseatedForm
    template_name = "staffing/register_unseated.html"
    title = gettext_lazy("Register without a head")
    plans = (UNSEATED, PERSON, WORK, PAPERS)
    paper_kinds = ("contract", "id_card", "photo")
    paper_act = "register_unseated"

    def perform(self, form) -> str:
        engagement = self.engagement = placement.register_unseated(
            unit=form.cleaned_data["unit"],
            person=form.person(),
            work=form.work(),
            why=form.cleaned_data["why"],
            note=form.cleaned_data["note"],
            as_on_file=form.cleaned_data["as_on_file"],
            actor=self.request.user,
            key=self.key(form),
        )
        return self.entered(
            engagement, form, _("Registered without a head: this person counts as over quota.")
        )


class IdCheck(LoginRequiredMixin, View):
    """What an ID number says while the rest is still being typed; asked in a POST, answered in a line."""

    def post(self, request):
        access.require(request.user, "hire")
        form = IdCheckForm(request.POST)
        form.full_clean()
        if form.number and not people.count_look_up(actor=request.user):
            said = {"fault": people.too_many_look_ups().detail, "number_holds": False}
        else:
            said = number_said(form, request.user)
        return render(request, "staffing/_id_check.html", said)


def number_said(form, user) -> dict:
    """What the ID number of a form tells: its fault, or birth, age, retirement and a known person."""
    if not form.number:
        faults = form.errors.get("id_no") or [""]
        return {"fault": faults[0], "number_holds": False}
    birth, sex = form.cleaned_data.get("birth_date"), form.cleaned_data.get("sex")
    known = Person.objects.visible_to(user).filter(id_hash=id_hash(form.number)).first()
    found = {"fault": "", "number_holds": True, "known": known, "birth": birth, "age": None}
    unit = Unit.objects.visible_to(user).select_related("district").first()
    return found | (_ages(form, birth, sex, unit) if birth and sex and unit else {})


def _ages(form, birth, sex, unit: Unit) -> dict:
    on, category = calendar.today(), form.cleaned_data.get("post_category", "")
    return {
        "age": age_on(birth, on),
        "sex": label("sex", sex),
        "retirement": retirement_month(sex, birth, category, unit.district, on, unit.pk),
    }


class FilingClock(LoginRequiredMixin, View):
    """The calendar strip for a first day that is being typed."""

    def get(self, request):
        units = Unit.objects.visible_to(request.user, "read_staff").select_related("district")
        form, clock, no_filing = ClockForm(request.GET, units=units), None, False
        if form.is_valid():
            typed = form.cleaned_data
            no_filing = bool(typed["mode"]) and not counts_head(typed["mode"])
        if form.is_valid() and not no_filing:
            clock = clocks.clock_of_event(typed["unit"], Filing.Kind.HIRE, typed["start_date"])
        return render(request, "staffing/_clock.html", {"clock": clock, "no_filing": no_filing})
