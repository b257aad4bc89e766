"""One person: the record with its sealed fields masked, the work with its acts, the timeline."""

from datetime import date
from functools import cached_property

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from quota_pool import access, calendar, figures, sealed
from quota_pool.as_of import AsOf
from staffing import then
from staffing.checks import age_on, retirement_month
from staffing.dictionaries import label
from staffing.forms import PersonForm, RevealForm
from staffing.forms.positions import AsOfForm
from staffing.models import Engagement, Filing, Person
from staffing.services import corrections, people
from staffing.timelines import spells, timeline
from staffing.views.acts import ActPage, person_url
from staffing.views.attachments import shelf
from staffing.views.people.roster import FILING_TONES

Standing = Engagement.Standing
LISTS = {
    "education": "education",
    "degree": "degree",
    "fulltime_education": "education",
    "ethnic": "ethnic",
    "political": "political",
    "household_type": "household",
    "title_level": "title_level",
    "skill_level": "skill_level",
    "id_type": "id_type",
    "sex": "sex",
}
SHOWN_FIRST = ("id_type", "sex", "birth_date", "education")


class Record:
    """Looks one person up and tells everything the page prints."""

    template_name = "staffing/person.html"

    def find_target(self) -> Person:
        return get_object_or_404(Person.objects.visible_to(self.request.user), number=self.kwargs["number"])

    @cached_property
    def as_of(self) -> AsOf:
        """The days asked for; names and numbers have no known day (ledger.md section 3)."""
        return AsOf.read(self.request.GET)

    def sheet(self, person: Person, revealed: dict | None = None) -> dict:
        user, is_now = self.request.user, self.as_of.is_now
        works = spells(person, user, self.as_of)
        kept_by = people.kept_by(person)
        return {
            "title": person.name,
            "subtitle": person.number,
            "person": person,
            "record": _record(person),
            "ages": _ages(person, works[0], self.as_of.day) if works else None,
            "sealed_fields": sealed_fields(person, revealed or {}),
            "may_reveal": is_now and access.can(user, "reveal", kept_by),
            "may_edit": is_now and access.can(user, "edit_staff", kept_by),
            "works": [_work(engagement, user, self.as_of) for engagement in works],
            "events": timeline(person, user, self.as_of),
        }


def _record(person: Person) -> list[tuple]:
    """(label, word) of what is known; what is not known is left out."""
    rest = [name for name in people.EDITABLE if name not in people.REVEALABLE and name not in SHOWN_FIRST]
    names = [*SHOWN_FIRST, *(name for name in rest if name != "name")]
    return [
        (Person._meta.get_field(name).verbose_name, _word(name, value))
        for name in names
        if (value := getattr(person, name))
    ]


def _word(name: str, value) -> str:
    return str(label(LISTS[name], value)) if name in LISTS else figures.cell(value)


def _ages(person: Person, work: Engagement, on: date) -> dict:
    reached = retirement_month(
        person.sex, person.birth_date, work.post_category, work.unit.district, on, work.unit_id
    )
    return {"age": age_on(person.birth_date, on), "retirement": f"{reached.year}-{reached.month:02d}"}


def sealed_fields(person: Person, revealed: dict) -> list[dict]:
    """Each sealed field that holds something: masked, or shown this once."""
    return [
        {
            "name": name,
            "label": Person._meta.get_field(name).verbose_name,
            "masked": masked,
            "shown": revealed.get(name, ""),
        }
        for name in people.REVEALABLE
        if (masked := sealed.shown_of(person, name))
    ]


def _work(engagement: Engagement, user, as_of: AsOf) -> dict:
    """One engagement as its card shows it, with the acts open to this person."""
    terms = engagement.terms.filter(as_of.known(), from_day__lte=max(as_of.day, engagement.start_date))
    filings = Filing.objects.visible_to(user).filter(engagement=engagement).order_by("pk")
    if not as_of.is_now:
        filings = then.filings_retold(then.there(filings, as_of), as_of)
    end = engagement.end_date
    return {
        "row": engagement,
        "shelf": shelf(engagement, user),
        "is_to_come": engagement.start_date > as_of.day,
        "has_left": bool(end and end < as_of.day),
        "leaves_on": end if end and end >= as_of.day else None,
        "term": (engagement.terms.filter(replaced_at=None) if as_of.is_now else terms)
        .order_by("-from_day", "-pk")
        .first(),
        "tone": FILING_TONES[engagement.filing_state],
        "acts": [
            (words, reverse(f"staffing:{name}", args=[engagement.pk]))
            for words, name, is_open in (_acts(engagement, user) if as_of.is_now else ())
            if is_open
        ],
        "filings": [(filing, filing.deadline < as_of.day) for filing in filings],
    }


def _acts(engagement: Engagement, user):
    today = calendar.today()
    hires, exits = (access.can(user, act, engagement.unit) for act in ("hire", "exit"))
    stands = engagement.end_date is None and engagement.voided_at is None
    to_come = stands and engagement.start_date > today
    unseated = engagement.standing == Standing.UNSEATED
    yield _("Change terms"), "change-terms", hires and stands
    yield _("Seat on a grant"), "take-seat", hires and stands and unseated
    yield (
        _("Move to another grant"),
        "take-seat",
        hires and stands and not to_come and bool(engagement.pool_id),
    )
    yield _("Call off the start"), "cancel-start", hires and to_come
    moves = access.can(user, "transfer", engagement.unit) and engagement.standing != Standing.UNCOUNTED
    yield _("Offer a transfer"), "transfer-offer", moves and stands and not to_come
    yield _("Record an exit"), "exit-work", exits and stands and not to_come
    yield _("Correct the entry"), "entry-correct", hires and not corrections.mending_reasons(engagement)
    left = engagement.end_date is not None and engagement.voided_at is None
    yield _("Correct the last day"), "exit-last-day", exits and left
    yield _("Take back the exit"), "exit-take-back", exits and left


class PersonPage(LoginRequiredMixin, Record, TemplateView):
    """One person, as far as this reader may see, on any day as known on any."""

    is_dated = True

    def get(self, request, *args, **kwargs):
        self.form = AsOfForm(request.GET)
        status = 200 if self.form.is_valid() else 400
        return self.render_to_response(self.get_context_data(**kwargs), status=status)

    def get_context_data(self, **more):
        sheet = self.sheet(self.find_target())
        return {**super().get_context_data(**more), "reasons": (), "form": self.form, **sheet}


class RevealField(Record, ActPage):
    """Show one sealed field once, for a reason that is logged; nothing is kept in the browser."""

    act = "reveal"
    form_class = RevealForm
    may_try = False  # what is shown stands in the log

    def get(self, request, *args, **kwargs):
        return redirect(person_url(self.target))

    def form_valid(self, form):
        field = form.cleaned_data["field"]
        shown = people.reveal(
            person=self.target, field=field, actor=self.request.user, reason=form.cleaned_data["reason"]
        )
        return self.answer({field: shown})

    def form_invalid(self, form):
        messages.error(self.request, _("Say why you need to see it: the reason stands in the log."))
        return redirect(person_url(self.target))

    def answer(self, revealed: dict):
        if not self.request.htmx:
            context = {"reasons": (), **self.sheet(self.target, revealed)}
            return render(self.request, self.template_name, context)
        one = next(field for field in sealed_fields(self.target, revealed) if field["shown"])
        context = {"field": one, "person": self.target, "may_reveal": True}
        return render(self.request, "staffing/_sealed.html", context)


class EditPerson(Record, ActPage):
    """The record of a person, changed with a reason; the number itself is never edited here."""

    act = "edit_staff"
    form_class = PersonForm
    template_name = "staffing/edit_person.html"
    title = _("Edit the record")
    submit_label = _("Save the record")

    @property
    def subtitle(self) -> str:
        return self.target.name

    @property
    def cancel_url(self) -> str:
        return person_url(self.target)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial")
        return kwargs | {"person": self.target}

    def perform(self, form) -> str:
        people.edit_person(
            person=self.target,
            changes=form.changes(),
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["version"],
        )
        messages.success(self.request, _("The record is saved."))
        return self.cancel_url
