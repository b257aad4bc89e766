"""规则与日历: what each rule says on a day and since when; the working days of a year, with their reasons."""

import calendar as months
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from quota_pool import access, calendar_changes, calendar_years, navigation, rule_examples, rules
from quota_pool.calendar import ONE_DAY, WorkingDays, today, working_days
from quota_pool.forms.rules import CloseYearForm, DayForm, LoadYearForm, RuleForm, shown
from quota_pool.models import CalendarYear, District, RuleLevel, RuleValue
from quota_pool.rules import RULES, Rule, Ruling
from quota_pool.views.acts import ActPage

TONES = {RuleLevel.OFF: "grey", RuleLevel.WARN: "amber", RuleLevel.BLOCK: "red"}
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_SHOWN = 200


def own_district(user) -> District:
    """The district the reader works in."""
    return get_object_or_404(District, pk=access.district_of(user))


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """The pages of this part: rules, calendar, and the counting table of the floor that counts."""
    found = (("rules", _("All rules")), ("calendar", _("Working days")), ("counting", _("Counting table")))
    pages = ((name, label, navigation.address(name)) for name, label in found)
    return [(label, url, name == here) for name, label, url in pages if url]


@dataclass(frozen=True)
class Line:
    """One rule as the list shows it."""

    ruling: Ruling
    exceptions: int

    @property
    def rule(self) -> Rule:
        return self.ruling.rule

    @property
    def value(self) -> str:
        return shown(self.ruling.value, self.ruling.rule)

    @property
    def level(self) -> str:
        return str(RuleLevel(self.ruling.level).label)

    @property
    def tone(self) -> str:
        return TONES[self.ruling.level]


class RulesPage(LoginRequiredMixin, View):
    """Every rule with what it says today."""

    def get(self, request):
        access.require(request.user, "read_rules")
        district = own_district(request.user)
        own = RuleValue.objects.visible_to(request.user).exclude(unit=None).values_list("code", flat=True)
        exceptions = list(own)
        context = {
            "title": _("Rules and calendar"),
            "subtitle": _("dated values; each decision keeps the value it used"),
            "tabs": tabs("rules"),
            "lines": [Line(rules.ruling(code, district, today()), exceptions.count(code)) for code in RULES],
        }
        return TemplateResponse(request, "quota_pool/rules.html", context)


class RulePage(ActPage):
    """One rule with its values by date, and the form that enters the next one."""

    act = "read_rules"
    template_name = "quota_pool/rule.html"
    submit_label = gettext_lazy("Set")

    def find_target(self) -> Rule:
        if self.kwargs["code"] not in RULES:
            raise Http404
        return RULES[self.kwargs["code"]]

    def unit(self):
        """Rules are the district's."""

    def get_form(self, form_class=None):
        return RuleForm(**self.get_form_kwargs(), user=self.request.user, rule=self.target)

    def get_initial(self):
        ruling = rules.ruling(self.target.code, own_district(self.request.user), today())
        return {"value": ruling.value, "level": ruling.level}

    def tried(self, form):
        """Judge the example cases with the typed value; the value itself is not even set for a moment."""
        access.require(self.request.user, "set_rules")
        return self.render_to_response(self.get_context_data(form=form))

    def perform(self, form) -> str:
        said = form.cleaned_data
        rules.set_value(
            code=self.target.code,
            value=said.get("value"),
            level=said["level"],
            valid_from=said["valid_from"],
            unit=said["unit"],
            document=said["document"],
            note=said["note"],
            district=own_district(self.request.user),
            actor=self.request.user,
        )
        messages.success(self.request, _("The rule is set; earlier decisions keep the value they used."))
        return reverse("rule", args=[self.target.code])

    def examples(self, form) -> list[rule_examples.Line]:
        """The rule's cases as they are judged today, beside what a tried value would say."""
        said = form.cleaned_data if "try" in self.request.POST and form.is_valid() else None
        district = own_district(self.request.user)
        now = rules.ruling(
            self.target.code,
            district,
            said["valid_from"] if said else today(),
            said["unit"].pk if said and said["unit"] else None,
        )
        then = Ruling(self.target, said.get("value"), said["level"], said["valid_from"]) if said else None
        return rule_examples.run(district, now, then)

    def get_context_data(self, **more):
        rows = RuleValue.objects.visible_to(self.request.user).filter(code=self.target.code)
        rows = rows.select_related("unit", "document", "created_by").order_by("-valid_from", "-id")
        history = [(row, shown(row.value, self.target), TONES[row.level]) for row in rows]
        context = {
            "title": capfirst(self.target.label),
            "subtitle": self.target.code,
            "rule": self.target,
            "suggested": shown(self.target.default, self.target),
            "suggested_level": RuleLevel(self.target.level).label,
            "history": history,
            "may_set": access.can(self.request.user, "set_rules"),
        }
        context = super().get_context_data(**{**context, **more})
        lines = self.examples(context["form"])
        answers = [
            (one.words, _answer(one.now), one.then and _answer(one.then), one.differs) for one in lines
        ]
        return {**context, "examples": answers, "is_tried": any(one.then for one in lines)}


def _answer(answer: tuple[str, str]) -> dict[str, str]:
    """What a case is told: the word, its colour, and the reason behind it."""
    level, why = answer
    if level == "passed":
        return {"word": _("passes"), "tone": "green", "why": ""}
    return {"word": RuleLevel(level).label, "tone": TONES[level], "why": why}


@dataclass(frozen=True)
class Square:
    """One day of the year's calendar."""

    day: date
    kind: str
    name: str
    is_today: bool


def months_of(table: WorkingDays, year: int) -> list[tuple[date, list[list[Square | None]]]]:
    """Twelve months as weeks of squares, Monday first."""
    weeks = months.Calendar(firstweekday=0)
    return [
        (
            date(year, month, 1),
            [
                [_square(table, day) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _square(table: WorkingDays, day: date) -> Square:
    if table.is_worked(day):
        kind = "makeup" if day in table.work else "work"
    else:
        kind = "holiday" if day in table.off else "off"
    name = table.off.get(day) or table.work.get(day) or ""
    return Square(day, kind, name and _(name), day == today())


def worked_days(table: WorkingDays, year: int) -> int:
    """How many days of the year are worked."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return sum(table.is_worked(first + place * ONE_DAY) for place in range((last - first).days + 1))


def year_of(text: str) -> int:
    """The year an address asks for; this year where it asks for none that can be."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today().year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def calendar_context(user, year: int) -> dict:
    """What the page of one year prints."""
    district = own_district(user)
    table = working_days(district)
    entered = CalendarYear.objects.visible_to(user).filter(year=year).first()
    may_set = access.can(user, "set_calendar")
    here = reverse("calendar")
    return {
        "title": _("Rules and calendar"),
        "subtitle": _("working days of %(year)s") % {"year": year},
        "tabs": tabs("calendar"),
        "year": year,
        "before_url": f"{here}?year={year - 1}",
        "after_url": f"{here}?year={year + 1}",
        "months": months_of(table, year),
        "worked": worked_days(table, year),
        "entered": entered,
        "moves_url": navigation.address("deadline-moves"),
        "may_set": may_set,
        "may_load": may_set and entered is None and year in calendar_years.KNOWN_YEARS,
        "may_close": may_set and entered is None,
        "reasons": (),
    }


class CalendarPage(LoginRequiredMixin, View):
    """A year of working days; a day off or made up says why."""

    def get(self, request):
        access.require(request.user, "read_rules")
        year = year_of(request.GET.get("year", ""))
        asked = request.GET.get("date", "")
        forms = {
            "day_form": DayForm(initial={"date": asked if _is_day(asked) else None}),
            "close_form": CloseYearForm(initial={"year": year}),
            "load_form": LoadYearForm(initial={"year": year}),
        }
        context = calendar_context(request.user, year) | forms
        return TemplateResponse(request, "quota_pool/calendar.html", context)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class ActOnCalendar(ActPage):
    """An act sent from the calendar; a refusal shows the year again with every reason."""

    act = "set_calendar"
    may_try = False  # which deadlines would move is shown before anything is done
    template_name = "quota_pool/calendar.html"
    http_method_names = ("post",)
    form_name = ""

    def shown_year(self) -> int:
        return year_of(self.request.POST.get("year") or self.request.POST.get("date", "")[:4])

    def get_context_data(self, **more):
        year = self.shown_year()
        forms = {
            "day_form": DayForm(),
            "close_form": CloseYearForm(initial={"year": year}),
            "load_form": LoadYearForm(initial={"year": year}),
        }
        context = calendar_context(self.request.user, year) | forms | more
        return super().get_context_data(**{**context, self.form_name: more.get("form")})

    def back(self, year: int) -> str:
        return f"{reverse('calendar')}?year={year}"

    def service(self, form):
        """The act on the calendar, to be rehearsed and then done."""
        raise NotImplementedError

    def perform(self, form):
        what = {
            "district": own_district(self.request.user),
            "actor": self.request.user,
            **form.cleaned_data,
        }
        if "confirmed" not in self.request.POST:
            if moved := calendar_changes.foreseen(self.service, **what):
                return self.shown_first(moved)
            what["district"].refresh_from_db()
        messages.success(self.request, self.done_words(self.service(**what), **form.cleaned_data))
        return self.back(self.shown_year())

    def done_words(self, answer, **said) -> str:
        """What is said once it is done."""
        raise NotImplementedError

    def shown_first(self, moved: list[calendar_changes.Moved]) -> TemplateResponse:
        """The deadlines that would move, before anything does."""
        posted, count = self.request.POST.items(), len(moved)
        words = ngettext(
            "%(n)s open deadline moves with this change", "%(n)s open deadlines move with this change", count
        )
        context = {
            "title": _("Deadlines that move"),
            "confirm_title": words % {"n": count},
            "moved": moved[:MOST_SHOWN],
            "more": max(0, len(moved) - MOST_SHOWN),
            "carried": [pair for pair in posted if pair[0] != "csrfmiddlewaretoken"],
            "confirm_url": self.request.path,
            "cancel_url": self.back(self.shown_year()),
        }
        return TemplateResponse(self.request, "quota_pool/calendar_moves.html", context)


class SetDay(ActOnCalendar):
    """One day made off, made up, or plain again."""

    form_class = DayForm
    form_name = "day_form"

    service = staticmethod(calendar_years.set_day)

    def done_words(self, answer, **said):
        return _("The day is set; deadlines still to come follow it.")


class LoadYear(ActOnCalendar):
    """The official arrangement of a year."""

    form_class = LoadYearForm
    form_name = "load_form"

    service = staticmethod(calendar_years.load_year)

    def done_words(self, answer, **said):
        return _("%(n)s days of %(year)s entered.") % {"n": answer, "year": said["year"]}


class CloseYear(ActOnCalendar):
    """A year entered by hand is complete, so answers stop warning about it."""

    form_class = CloseYearForm
    form_name = "close_form"

    service = staticmethod(calendar_years.close_year)

    def done_words(self, answer, **said):
        return _("The year is complete.")
