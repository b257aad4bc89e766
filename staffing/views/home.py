"""今天要办: at most ten rows in order of deadline, and below them what is due, returned and waited for."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access, figures
from quota_pool.calendar import SHANGHAI, today
from quota_pool.context import unit_name
from quota_pool.models import Book, Role, Unit
from staffing import agenda
from staffing.agenda import MOST, Task
from staffing.links import list_url
from staffing.models import Filing, QuotaGrant
from staffing.positions_table import FIGURES, Cell, Table, table
from staffing.selectors import unit_positions
from staffing.services.grant_effects import reserve_of
from staffing.workload import THIS_WEEK, WITH_STREET, total, waiting

State = Filing.State


class HomePage(LoginRequiredMixin, View):
    """Every role's first page; the number of queries is the role's own and grows with nothing."""

    def get(self, request):
        tasks = agenda.in_order(self.tasks())
        context = {
            "title": _("To do today"),
            "subtitle": self.subtitle(),
            "tasks": tasks[:MOST],
            "more": max(0, len(tasks) - MOST),
            "more_url": list_url("filings"),
            "next": self.next_date(),
            "panels": [
                panel for panel in (self.due_panel(), self.returned_panel(), self.waiting_panel()) if panel
            ],
            "heads": self.heads if access.can(request.user, "read_pool") else None,
            "alone": len(self.heads.lines) == 1 and self.heads.lines[0],
            "figures": self.figures(),
        }
        return TemplateResponse(request, "staffing/home.html", context)

    def subtitle(self) -> str:
        """The day, the place and the role."""
        day, roles = today(), {grip.role for grip in access.grips(self.request.user)}
        words = [figures.paper_day(day), date_format(day, "l"), unit_name(self.request.user)]
        return " · ".join(
            [*(word for word in words if word), *(str(Role(role).label) for role in sorted(roles))]
        )

    def can(self, act: str) -> bool:
        return access.can(self.request.user, act)

    @cached_property
    def waiting(self):
        return waiting(self.request.user)

    @cached_property
    def heads(self) -> Table:
        """Positions of the streets in sight, as of now."""
        units = (
            Unit.objects.visible_to(self.request.user, "read_pool").pool_owners().select_related("district")
        )
        return table(unit_positions(units), self.waiting, today(), None)

    @cached_property
    def proposed(self) -> list[QuotaGrant]:
        """Grants that somebody has proposed and nobody has decided on."""
        rows = QuotaGrant.objects.visible_to(self.request.user).filter(state=QuotaGrant.State.PROPOSED)
        return list(rows.select_related("unit", "document").order_by("valid_from", "id")[: agenda.READ])

    @cached_property
    def contracts(self):
        return agenda.contracts_ending(self.request.user) if self.can("hire") else []

    def tasks(self) -> list[Task]:
        user, rows = self.request.user, [line.row for line in self.heads.lines]
        found: list[Task] = []
        if self.can("submit_filing"):
            found += agenda.filing_tasks(user)
        if self.can("hire"):
            found += [*agenda.contract_tasks(self.contracts), *agenda.refused_tasks(user)]
        if self.can("hire") or self.can("propose_grant"):
            found += [*agenda.expiry_tasks(rows), *agenda.over_tasks(rows)]
        if self.can("decide_filing"):
            units = {row.unit.pk: row.unit for row in rows}
            found += [*agenda.review_tasks(self.waiting, units), *agenda.overdue_task(self.waiting)]
        if self.can("approve_grant"):
            found += agenda.grant_tasks(self.proposed, user)
        district = rows[0].unit.district if rows else None
        return [*found, *agenda.calendar_tasks(user, district)]

    def next_date(self) -> str:
        """What comes next, for a day on which nothing is to be done."""
        if not self.contracts:
            return ""
        said = {"day": figures.day(self.contracts[0].contract_end)}
        return _("Next: a contract ends on %(day)s.") % said

    def due_panel(self) -> dict | None:
        """What falls due within a week."""
        if not self.can("submit_filing"):
            return None
        user, day = self.request.user, today()
        week = day + THIS_WEEK
        days = {"deadline_from": day, "deadline_to": week}
        contracts = sum(one.contract_end <= week for one in self.contracts)
        url = list_url("roster", contract_end_from=day, contract_end_to=week, on=day)
        lines = [
            (
                _("filings due"),
                figures.number(total(user, "due_soon")),
                list_url("filings", state=list(WITH_STREET), **days),
            ),
            (_("contracts ending"), figures.number(contracts), url),
        ]
        return {"title": _("Due this week"), "lines": lines}

    def returned_panel(self) -> dict | None:
        """What came back, to the street that must mend it."""
        if not self.can("submit_filing"):
            return None
        count = total(self.request.user, "returned")
        lines = [(_("filings to correct"), figures.number(count), list_url("filings", state=State.RETURNED))]
        return {"title": _("Returned to me"), "lines": lines if count else []}

    def waiting_panel(self) -> dict | None:
        """What others have to do before it goes on."""
        user = self.request.user
        lines = []
        sent = total(user, "with_bureau")
        if sent and self.can("submit_filing"):
            lines.append(
                (_("filings with the bureau"), self.since(sent), list_url("filings", state=State.SUBMITTED))
            )
        mine = (
            [grant for grant in self.proposed if grant.proposed_by_id == user.pk]
            if self.can("propose_grant")
            else []
        )
        if mine:
            url = list_url("grants", state=[QuotaGrant.State.PROPOSED])
            lines.append((_("grants with the leader"), figures.number(len(mine)), url))
        late = total(user, "with_street") if self.can("decide_filing") else 0
        if late:
            lines.append(
                (
                    _("filings with the streets"),
                    figures.number(late),
                    list_url("filings", state=list(WITH_STREET)),
                )
            )
        return {"title": _("Waiting for others"), "lines": lines}

    def since(self, count: int) -> str:
        """How many, and since when the oldest of them waits."""
        oldest = min(row.earliest for row in self.waiting.values() if row.earliest)
        day = figures.short_day(oldest.astimezone(SHANGHAI).date())
        return _("%(n)s · oldest %(day)s") % {"n": count, "day": day}

    def figures(self) -> list[tuple]:
        """The figures of the street, or of all streets together."""
        if not self.can("read_pool"):
            return []
        cells = self.heads.lines[0].cells if len(self.heads.lines) == 1 else self.heads.totals
        shown = [(FIGURES[cell.key], cell) for cell in cells]
        district = access.district_of(self.request.user)
        if access.unit_of(self.request.user) is None and district:
            shown.append(
                (
                    _("In the reserve"),
                    Cell("reserve", reserve_of(district), list_url("ledger", book=Book.RESERVE)),
                )
            )
        return shown
