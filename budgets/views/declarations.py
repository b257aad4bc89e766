"""月度核验: the month's calendar of all streets, one street's declaration, and the locked month."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from budgets import finance_months, monthly, roster
from budgets.corrections import corrections
from budgets.filters import SnapshotLineFilter
from budgets.forms.declarations import (
    CheckForm,
    ChooseMonthForm,
    ConfirmForm,
    MonthForm,
    ReturnForm,
    shown_in,
)
from budgets.models import Declaration, Snapshot, SnapshotHeads, SnapshotLine, SnapshotUnit
from budgets.services import declarations
from quota_pool import access
from quota_pool.calendar import today
from quota_pool.listing import Column, ListPage, coded
from quota_pool.models import District, Unit
from quota_pool.views.acts import ActPage
from staffing.dictionaries import Mode, PostCategory
from staffing.links import list_url
from staffing.models import Engagement, Person

State = Declaration.State
TONES = {State.CONFIRMED: "blue", State.RETURNED: "amber", State.CHECKED: "green"}


@dataclass(frozen=True)
class Line:
    """One street in the calendar of a month."""

    unit: Unit
    moved: roster.Movements
    declaration: Declaration | None
    is_late: bool
    url: str

    @property
    def tone(self) -> str:
        if self.declaration is None:
            return "red" if self.is_late else "grey"
        return TONES[self.declaration.state]

    @property
    def word(self) -> str:
        if self.declaration is None:
            return _("not confirmed, overdue") if self.is_late else _("to be confirmed")
        return self.declaration.get_state_display()


def month_asked(query) -> date:
    """The month of an address; the current one where none is asked for."""
    form = ChooseMonthForm(query)
    return form.chosen(monthly.month_of(today()))


def units_in_sight(user):
    """The streets whose declarations this person sees."""
    return Unit.objects.visible_to(user, "read_declarations").pool_owners().select_related("district")


def calendar_lines(user, month: date) -> list[Line]:
    """Every street in sight with its declaration of the month; four queries."""
    units = list(units_in_sight(user).order_by("code"))
    rows = (
        Declaration.objects.visible_to(user).filter(month=month).select_related("confirmed_by", "checked_by")
    )
    declared = {row.unit_id: row for row in rows}
    people = Engagement.objects.visible_to(user, "read_declarations")
    moved = roster.movements(people, month)
    return [
        Line(
            unit,
            moved.get(unit.pk, roster.Movements()),
            declared.get(unit.pk),
            today() > finance_months.clock(unit.district, month, unit.pk).due,
            f"{reverse('budgets:declaration', args=[unit.pk])}?month={monthly.written(month)}",
        )
        for unit in units
    ]


class DeclarationsPage(LoginRequiredMixin, View):
    """核验日历: who has confirmed, who is late, when the month is locked."""

    def get(self, request):
        access.require(request.user, "read_declarations")
        month = month_asked(request.GET)
        lines = calendar_lines(request.user, month)
        district = get_object_or_404(District, pk=access.district_of(request.user))
        clock = finance_months.clock(district, month)
        locked = Snapshot.objects.visible_to(request.user).filter(month=month).first()
        may_lock = locked is None and today() >= clock.lock and access.can(request.user, "lock_month")
        context = {
            "title": _("Monthly declarations"),
            "subtitle": monthly.written(month),
            "lines": lines,
            "clock": clock,
            "today": today(),
            "kpis": _figures(lines),
            "locked": locked,
            "locked_url": locked and snapshot_url(locked),
            "lock_form": shown_in(MonthForm(), month) if may_lock else None,
            "before_url": f"?month={monthly.written(monthly.before(month))}",
            "after_url": _after_url(month),
        }
        return TemplateResponse(request, "budgets/declarations.html", context)


def _after_url(month: date) -> str:
    return "" if month >= monthly.month_of(today()) else f"?month={monthly.written(monthly.after(month))}"


def _figures(lines: list[Line]) -> list[dict]:
    states = [line.declaration.state if line.declaration else "" for line in lines]
    late = sum(not state and line.is_late for state, line in zip(states, lines, strict=True))
    told = [(_("streets"), len(lines))]
    told += [(state.label, states.count(state)) for state in (State.CHECKED, State.CONFIRMED, State.RETURNED)]
    figures = [{"label": label, "value": value, "tone": ""} for label, value in told]
    waiting = {"label": _("to be confirmed"), "value": states.count(""), "tone": "red" if late else ""}
    return [*figures, waiting]


class OfUnit:
    """One street's declaration of one month, and the steps that are open to this reader."""

    def find_target(self) -> Unit:
        return get_object_or_404(units_in_sight(self.request.user), pk=self.kwargs["pk"])

    def unit(self) -> Unit:
        return self.target

    @property
    def month(self) -> date:
        query = self.request.POST if self.request.method == "POST" else self.request.GET
        return month_asked(query)

    def told(self, bound=None) -> dict:
        """Everything the page prints."""
        month, user = self.month, self.request.user
        people = Engagement.objects.visible_to(user, "read_declarations").filter(unit=self.target)
        moved = roster.movements(people, month).get(self.target.pk, roster.Movements())
        declaration = Declaration.objects.visible_to(user).filter(unit=self.target, month=month)
        declaration = declaration.select_related("confirmed_by", "checked_by").first()
        locked = Snapshot.objects.visible_to(user).filter(month=month).first()
        clock = finance_months.clock(self.target.district, month, self.target.pk)
        line = Line(self.target, moved, declaration, today() > clock.due, "")
        first, last = month, monthly.last_day(month)
        return {
            "title": self.target.name,
            "subtitle": _("Monthly declaration %(month)s") % {"month": monthly.written(month)},
            "line": line,
            "clock": clock,
            "locked": locked,
            "locked_url": locked and snapshot_url(locked),
            "calendar_url": f"{reverse('budgets:declarations')}?month={monthly.written(month)}",
            "joined_url": list_url("roster", unit=self.target.pk, start_from=first, start_to=last),
            "left_url": list_url("roster", unit=self.target.pk, end_from=first, end_to=last),
            "heads_url": list_url("roster", unit=self.target.pk, on=min(last, today())),
            "shown": [] if locked else self.steps(line, bound),
            "reasons": (),
            "trial": None,
        }

    def steps(self, line: Line, bound) -> list[dict]:
        """The forms of the acts this reader may do now."""
        found, user, state = [], self.request.user, line.declaration and line.declaration.state
        begun = self.month <= monthly.month_of(today())
        if begun and state != State.CHECKED and access.can(user, "declare_month", self.target):
            form = ConfirmForm(initial={"nil": line.moved.is_nil})
            found.append(("declaration-confirm", _("Confirm the roster"), form, False))
        if state in (State.CONFIRMED, State.CHECKED) and access.can(user, "check_declaration", self.target):
            version = {"version": line.declaration.version}
            if state == State.CONFIRMED:
                found.append(("declaration-check", _("Checked"), CheckForm(initial=dict(version)), False))
            found.append(("declaration-return", _("Return"), ReturnForm(initial=dict(version)), True))
        return [
            {
                "url": reverse(f"budgets:{name}", args=[self.target.pk]),
                "title": title,
                "form": bound if type(bound) is type(form) else shown_in(form, self.month),
                "is_danger": is_danger,
            }
            for name, title, form, is_danger in found
        ]


class DeclarationPage(LoginRequiredMixin, OfUnit, View):
    """One street's month."""

    def get(self, request, pk: int):
        self.target = self.find_target()
        access.require(request.user, "read_declarations", self.target)
        return TemplateResponse(request, "budgets/declaration.html", self.told())


class DeclarationAct(OfUnit, ActPage):
    """A step sent from the street's page; a refusal shows the page again."""

    http_method_names = ("post",)
    template_name = "budgets/declaration.html"
    service = staticmethod(declarations.confirm_month)
    said = gettext_lazy("Confirmed.")

    def perform(self, form) -> str:
        facts = dict(form.cleaned_data)
        month = facts.pop("month")
        if "version" in facts:
            facts["seen"] = facts.pop("version")
        self.service(unit=self.target, month=month, actor=self.request.user, **facts)
        messages.success(self.request, self.said)
        return f"{reverse('budgets:declaration', args=[self.target.pk])}?month={monthly.written(month)}"

    def get_context_data(self, **more):
        return super().get_context_data(**{**self.told(more.get("form")), **more})


class ConfirmDeclaration(DeclarationAct):
    """The street's leader confirms."""

    act = "declare_month"
    form_class = ConfirmForm


class CheckDeclaration(DeclarationAct):
    """The bureau has checked."""

    act = "check_declaration"
    form_class = CheckForm
    service = staticmethod(declarations.check_month)
    said = gettext_lazy("Checked.")


class ReturnDeclaration(DeclarationAct):
    """The bureau gives it back."""

    act = "check_declaration"
    form_class = ReturnForm
    service = staticmethod(declarations.return_month)
    said = gettext_lazy("Returned to the street.")


class LockMonth(ActPage):
    """The bureau's leader locks a month by hand; the worker does it by itself."""

    act = "lock_month"
    form_class = MonthForm
    http_method_names = ("post",)
    title = gettext_lazy("Lock the month")
    submit_label = gettext_lazy("Lock the month")

    def unit(self):
        """Nobody's unit, but the district's."""

    def perform(self, form) -> str:
        district = get_object_or_404(District, pk=access.district_of(self.request.user))
        locked = declarations.lock_month(district=district, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Locked: this roster never changes."))
        return snapshot_url(locked)


def snapshot_url(snapshot: Snapshot) -> str:
    return reverse("budgets:snapshot", args=[f"{snapshot.month:%Y%m}"])


class SnapshotPage(LoginRequiredMixin, View):
    """A locked month: streets, heads × standard, the hash, and what later corrections say."""

    def get(self, request, yyyymm: int):
        access.require(request.user, "read_declarations")
        month = monthly.read(f"{yyyymm // 100:04d}-{yyyymm % 100:02d}")
        if month is None:
            raise Http404
        snapshot = get_object_or_404(Snapshot.objects.visible_to(request.user), month=month)
        lines = _streets(snapshot, request.user)
        sheet = corrections(snapshot, request.user)
        people = Person.objects.visible_to(request.user, "read_staff").in_bulk(
            {one.row.person_id for one in sheet}
        )
        units = {line["unit"].unit_id: line["unit"].unit.name for line in lines}
        context = {
            "title": _("Locked month %(month)s") % {"month": monthly.written(month)},
            "subtitle": _("roster of %(day)s") % {"day": snapshot.on},
            "snapshot": snapshot,
            "lines": lines,
            "amount": _sum([line["amount"] for line in lines]),
            "sheet": [(one, units.get(one.row.unit_id, ""), people.get(one.row.person_id)) for one in sheet],
            "off": sum(one.heads for one in sheet),
        }
        return TemplateResponse(request, "budgets/snapshot.html", context)


def _streets(snapshot: Snapshot, user) -> list[dict]:
    """Each street in sight with its heads × standard of the month."""
    amounts: dict[int, list[int | None]] = {}
    for row in SnapshotHeads.objects.visible_to(user).filter(snapshot=snapshot):
        amounts.setdefault(row.unit_id, []).append(row.month_fen)
    units = SnapshotUnit.objects.visible_to(user).filter(snapshot=snapshot).select_related("unit")
    return [
        {
            "unit": unit,
            "tone": TONES.get(unit.declared, "red"),
            "word": unit.get_declared_display() or _("not confirmed"),
            "amount": _sum(amounts.get(unit.unit_id, [])),
        }
        for unit in units.order_by("unit__code")
    ]


def _sum(amounts: list[int | None]) -> int | None:
    """Their sum; nothing where one of them is not known."""
    return None if None in amounts else sum(amounts)


class SnapshotLinesPage(ListPage):
    """The people of one locked month."""

    model = SnapshotLine
    act = "read_declarations"
    title = gettext_lazy("People of the locked month")
    filterset_class = SnapshotLineFilter
    order = ("unit__code", "number")
    export_name = "locked-month"
    columns = [
        Column("unit", gettext_lazy("Street or town"), value="unit__name", sort="unit__code"),
        Column(
            "number",
            gettext_lazy("person number"),
            link=lambda row: reverse("staffing:person", args=[row["number"]]),
        ),
        coded("post_category", gettext_lazy("post category"), PostCategory.choices),
        coded("mode", gettext_lazy("employment mode"), Mode.choices),
        coded("standing", gettext_lazy("standing"), Engagement.Standing.choices),
        Column("is_filed", gettext_lazy("filed")),
    ]

    @cached_property
    def snapshot(self) -> Snapshot:
        return get_object_or_404(Snapshot.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @property
    def subtitle(self) -> str:
        return monthly.written(self.snapshot.month)

    def get_queryset(self):
        return super().get_queryset().filter(snapshot=self.snapshot)
