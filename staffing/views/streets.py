"""One street: its two ceilings side by side, what is free, what is late, what runs out, what moved last."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Sum
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access
from quota_pool.calendar import today
from quota_pool.models import Entry, Fund, Pool, ScheduledAct, Unit, UnitRevenue
from staffing import movements
from staffing.forms.positions import AsOfForm
from staffing.links import list_url
from staffing.models import Engagement, Filing, QuotaGrant
from staffing.positions_table import FIGURES, PEOPLE, Cell, Line, ends_soon
from staffing.selectors import PoolRow, unit_position
from staffing.workload import waiting

State = Filing.State
FEW = 6
LAST = 10
CONTRACT_DAYS = timedelta(days=60)


@dataclass(frozen=True)
class GrantLine:
    """One pool of the street with its paper, its term and the people on it."""

    row: PoolRow
    grant: QuotaGrant | None
    line: Line

    @property
    def cells(self) -> list[Cell]:
        names = ("granted", "reserved", "held", "occupied", "free", "over")
        return [Cell(name, getattr(self.row, name), self._behind(name)) for name in names]

    @property
    def ends_soon(self) -> bool:
        return ends_soon(self.row, self.line.row.on)

    def _behind(self, name: str) -> str:
        if not getattr(self.row, name):
            return ""
        as_of = {"pool": self.row.pool.pk, "on": self.line.row.on, "known_on": self.line.row.known_on}
        if name == "granted":
            return list_url("grants", **as_of)
        return list_url("roster", heads=name, **as_of) if name in PEOPLE else ""


class StreetPage(LoginRequiredMixin, View):
    """A street on a day as known on a day; without days, now."""

    def get(self, request, pk: int):
        units = Unit.objects.visible_to(request.user, "read_pool").select_related("district")
        self.unit = get_object_or_404(units, pk=pk)
        access.require(request.user, "read_pool", self.unit)
        form = AsOfForm(request.GET)
        is_asked = form.is_valid()
        on = form.cleaned_data["on"] if is_asked else today()
        known_on = form.cleaned_data["known_on"] if is_asked else None
        is_now = known_on is None and on == today()
        context = {"form": form, "is_now": is_now, **self.position(on, known_on, is_now), **self.around()}
        return TemplateResponse(request, "staffing/street.html", context, status=200 if is_asked else 400)

    def position(self, on, known_on, is_now: bool) -> dict:
        """The heads of the street, altogether and by grant."""
        here = waiting(self.request.user).get(self.unit.pk) if is_now else None
        line = Line(unit_position(self.unit, on=on, known_on=known_on), here)
        grants = self.newest_grants(on)
        lines = [GrantLine(row, grants.get(row.pool.pk), line) for row in line.row.pools]
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
            "unseated": Cell("unseated", line.row.unseated, self.rows_url("roster", heads="unseated", on=on)),
        }

    def newest_grants(self, on) -> dict[int, QuotaGrant]:
        """The paper each pool stands on that day."""
        rows = QuotaGrant.objects.filter(unit=self.unit, state=QuotaGrant.State.GRANTED, valid_from__lte=on)
        return {row.pool_id: row for row in rows.select_related("document").order_by("valid_from", "id")}

    def around(self) -> dict:
        """What else a street's page says, always as of now."""
        user, unit = self.request.user, self.unit
        return {
            "title": unit.name,
            "unit": unit,
            "money": self.money(),
            "late": self.late_filings(),
            "late_url": self.rows_url("filings", overdue=True),
            "contracts": self.ending_contracts(),
            "contracts_url": self.rows_url(
                "roster", contract_end_from=today(), contract_end_to=today() + CONTRACT_DAYS
            ),
            "coming": self.coming(),
            "moves": self.last_moves(),
            "ledger_url": self.rows_url("ledger"),
            "revenues": UnitRevenue.objects.filter(unit=unit).order_by("-year")[:3],
            "may_hire": access.can(user, "hire", unit),
            "may_edit": access.can(user, "edit_units", unit),
        }

    def rows_url(self, page: str, **conditions) -> str:
        """A list narrowed to this street."""
        return list_url(page, unit=self.unit.pk, **conditions)

    def money(self) -> dict:
        """The second ceiling: what the money books hold, and what the people on post are paid a month."""
        funds = Fund.objects.filter(unit=self.unit, year=today().year)
        people = Engagement.objects.visible_to(self.request.user, "read_staff").filter(unit=self.unit)
        pay = people.on_post(today()).aggregate(sum=Sum("monthly_pay_fen"))["sum"]
        return {"year": today().year, "is_entered": funds.exists(), "pay": pay}

    def late_filings(self) -> list[Filing]:
        rows = Filing.objects.visible_to(self.request.user).filter(
            unit=self.unit, state__in=(State.TO_SUBMIT, State.RETURNED), deadline__lt=today()
        )
        return list(rows.select_related("engagement__person").order_by("deadline", "id")[:FEW])

    def ending_contracts(self) -> list[Engagement]:
        rows = Engagement.objects.visible_to(self.request.user).filter(unit=self.unit).on_post(today())
        rows = rows.filter(contract_end__gte=today(), contract_end__lte=today() + CONTRACT_DAYS)
        return list(rows.select_related("person").order_by("contract_end", "id")[:FEW])

    def coming(self) -> list[ScheduledAct]:
        """Recorded and still to come: starts, exits, grants, cuts, expiries."""
        rows = ScheduledAct.objects.visible_to(self.request.user).filter(unit=self.unit, settled_at=None)
        return list(rows.select_related("pool", "document").order_by("due", "id")[:FEW])

    def last_moves(self) -> list[dict]:
        rows = Entry.objects.visible_to(self.request.user).filter(unit=self.unit).order_by("-id")
        return movements.read(rows[:LAST], self.request.user)
