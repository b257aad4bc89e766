"""One street: its two ceilings side by side, what is free, what is late, what runs out, what moved last."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q, Sum
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access, ledger
from quota_pool.as_of import NOW, AsOf
from quota_pool.calendar import today
from quota_pool.models import Entry, Measure, Pool, ScheduledAct, Unit, UnitRevenue
from quota_pool.navigation import address
from staffing import movements, then
from staffing.forms.positions import AsOfForm
from staffing.links import list_url
from staffing.models import Engagement, Filing, QuotaGrant
from staffing.positions_table import FIGURES, PEOPLE, Cell, Line, behind, ends_soon
from staffing.selectors import PoolRow, unit_position
from staffing.views.analysis import small_chart
from staffing.workload import waiting

State = Filing.State
FEW = 6
LAST = 10
CONTRACT_DAYS = timedelta(days=60)


@dataclass(frozen=True)
class GrantLine:
    """One pool of the street with its paper, its term and the people on it."""

    row: PoolRow
    papers: list[QuotaGrant]
    line: Line

    @property
    def grant(self) -> QuotaGrant | None:
        """The paper it stands on that day."""
        return self.papers[-1] if self.papers else None

    @property
    def requested(self) -> int | None:
        """How many heads the street asked for, where it asked."""
        return self.papers[0].requested if self.papers else None

    @property
    def url(self) -> str:
        """The page of a mobile grant, on the same days."""
        if self.row.pool.kind != Pool.Kind.MOBILE:
            return ""
        days = AsOf.asked(self.line.row.on, self.line.row.known_on).query
        return reverse("staffing:mobile", args=[self.row.pool.pk]) + days

    @property
    def cells(self) -> list[Cell]:
        names = ("granted", "reserved", "held", "occupied", "free", "frozen", "over")
        return [Cell(name, getattr(self.row, name), self._behind(name)) for name in names]

    @property
    def ends_soon(self) -> bool:
        return ends_soon(self.row, self.line.row)

    def _behind(self, name: str) -> str:
        if not getattr(self.row, name):
            return ""
        as_of = {"pool": self.row.pool.pk, "on": self.line.row.on, "known_on": self.line.row.known_on}
        if name in ("granted", "reserved"):
            return list_url("grants" if name == "granted" else name, **as_of)
        return list_url("roster", heads=name, **as_of) if name in PEOPLE else ""


class StreetPage(LoginRequiredMixin, View):
    """A street on a day as known on a day; without days, now."""

    is_dated = True

    def get(self, request, pk: int):
        units = Unit.objects.visible_to(request.user, "read_pool").select_related("district")
        self.unit = get_object_or_404(units, pk=pk)
        access.require(request.user, "read_pool", self.unit)
        form = AsOfForm(request.GET)
        is_asked = form.is_valid()
        self.as_of = form.as_of if is_asked else NOW
        day, known_on, is_now = self.as_of.day, self.as_of.known_on, self.as_of.is_now
        context = {"form": form, **self.position(day, known_on, is_now), **self.around()}
        return TemplateResponse(request, "staffing/street.html", context, status=200 if is_asked else 400)

    def position(self, on, known_on, is_now: bool) -> dict:
        """The heads of the street, altogether and by grant."""
        here = waiting(self.request.user).get(self.unit.pk) if is_now else None
        line = Line(unit_position(self.unit, on=on, known_on=known_on), here)
        papers = self.papers(on)
        lines = [GrantLine(row, papers[row.pool.pk], line) for row in line.row.pools]
        shown = [
            one for one in lines if one.row.granted or one.row.used or one.row.pool.kind == Pool.Kind.LUMP_SUM
        ]
        labels = {**FIGURES, "granted": _("Granted")}
        return {
            "line": line,
            "waiting": here,
            "grants": shown,
            "grant_heads": [labels[cell.key] for cell in shown[0].cells] if shown else [],
            "cells": [(FIGURES[cell.key], cell) for cell in line.cells],
            "unseated": Cell(
                "unseated",
                line.row.unseated,
                behind("unseated", on, known_on, self.unit.pk),
            ),
        }

    def papers(self, on) -> dict[int, list[QuotaGrant]]:
        """The papers each pool stands on that day, the newest last."""
        rows = QuotaGrant.objects.filter(self.as_of.recorded("decided_at"), unit=self.unit)
        rows = rows.filter(state=QuotaGrant.State.GRANTED, valid_from__lte=on)
        found = defaultdict(list)
        for row in rows.select_related("document").order_by("valid_from", "id"):
            found[row.pool_id].append(row)
        return found

    def around(self) -> dict:
        """What else a street's page says, on the same days."""
        user, unit, day = self.request.user, self.unit, self.as_of.day
        return {
            "title": unit.name,
            "unit": unit,
            "money": self.money(),
            "late": self.late_filings(),
            "late_url": self.rows_url("filings", overdue=True, **self.days()),
            "contracts": self.ending_contracts(),
            "contracts_url": self.rows_url(
                "roster", contract_end_to=day + CONTRACT_DAYS, **{"on": day, **self.days()}
            ),
            "coming": self.coming(),
            "moves": self.last_moves(),
            "ledger_url": self.rows_url("ledger", **self.days()),
            **(small_chart(user, unit) if self.as_of.is_now else {"columns": ()}),
            "revenues": UnitRevenue.objects.filter(unit=unit).order_by("-year")[:3],
            "may_hire": self.as_of.is_now and access.can(user, "hire", unit),
            "may_edit": self.as_of.is_now and access.can(user, "edit_units", unit),
        }

    def days(self) -> dict:
        """The two days as conditions of a list; none while it is now."""
        return {} if self.as_of.is_now else {"on": self.as_of.day, "known_on": self.as_of.known_on}

    def rows_url(self, page: str, **conditions) -> str:
        """A list narrowed to this street."""
        return list_url(page, unit=self.unit.pk, **conditions)

    def people(self):
        """Who was on post in this street, in sight of the reader."""
        rows = Engagement.objects.visible_to(self.request.user, "read_staff").filter(unit=self.unit)
        return then.on_post(rows, self.as_of)

    def money(self) -> dict:
        """The second ceiling: what the money books hold, and what the people on post are paid a month."""
        year, rows, pay = self.as_of.day.year, self.people(), "monthly_pay_fen"
        if not self.as_of.is_now:
            rows, pay = then.with_terms(rows, self.as_of), "held__monthly_pay_fen"
        may_read = access.can(self.request.user, "read_money", self.unit)
        found = ledger.unit_money([self.unit.pk], year).get(self.unit.pk) if may_read else None
        return {
            "year": year,
            "may_read": may_read,
            "books": found,
            "url": f"{address('envelopes')}?unit={self.unit.pk}&year={year}",
            "pay": rows.aggregate(sum=Sum(pay))["sum"],
        }

    def late_filings(self) -> list[Filing]:
        rows = Filing.objects.visible_to(self.request.user).filter(unit=self.unit)
        if self.as_of.is_now:
            rows = rows.filter(state__in=(State.TO_SUBMIT, State.RETURNED), deadline__lt=today())
        else:
            rows = then.with_state(then.there(rows, self.as_of), self.as_of)
            rows = rows.filter(then.late_then(rows, self.as_of))
        rows = rows.select_related("engagement__person").order_by("deadline", "id")[:FEW]
        return then.filings_retold(rows, self.as_of)

    def ending_contracts(self) -> list[Engagement]:
        rows, day, held = self.people(), self.as_of.day, ""
        if not self.as_of.is_now:
            rows, held = then.with_terms(rows, self.as_of), "held__"
        ends = f"{held}contract_end"
        rows = rows.filter(**{f"{ends}__lte": day + CONTRACT_DAYS})
        rows = rows.select_related("person", "pool").order_by(ends, "id")[:FEW]
        return then.retold(rows, self.as_of)

    def coming(self) -> list[ScheduledAct]:
        """Recorded and still to come: starts, exits, grants, cuts, expiries."""
        rows = ScheduledAct.objects.visible_to(self.request.user).filter(unit=self.unit)
        if self.as_of.is_now:
            rows = rows.filter(settled_at=None)
        else:
            unsettled = Q(settled_at=None)
            if self.as_of.moment:
                unsettled |= Q(settled_at__gt=self.as_of.moment)
            rows = rows.filter(self.as_of.recorded(), unsettled, due__gt=self.as_of.day)
        acts = list(rows.select_related("pool", "document").order_by("due", "id")[:FEW])
        people = Engagement.objects.visible_to(self.request.user, "read_staff").select_related("person")
        about = people.in_bulk([act.subject_id for act in acts if act.subject_id])
        for act in acts:
            act.person = about[act.subject_id].person if act.subject_id in about else None
        return acts

    def last_moves(self) -> list[dict]:
        rows = Entry.objects.visible_to(self.request.user).filter(unit=self.unit)
        rows = rows.filter(source__measure=Measure.HEADS).order_by("-id")
        if not self.as_of.is_now:
            rows = rows.filter(self.as_of.recorded(), effective__lte=self.as_of.day)
        return movements.read(rows[:LAST], self.request.user)
