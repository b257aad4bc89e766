"""今天要办: at most ten rows in order of deadline, and below them what is due, returned and waited for."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access, figures
from quota_pool.calendar import today
from quota_pool.context import unit_name
from quota_pool.models import Book, Role
from staffing.agenda import MOST, Desk
from staffing.links import list_url
from staffing.positions_table import FIGURES, Cell
from staffing.services.grant_effects import reserve_of


class HomePage(LoginRequiredMixin, View):
    """Every role's first page, `?all` with every row; its queries are the role's own and never grow."""

    def get(self, request):
        self.desk = Desk(request.user)
        tasks = self.desk.tasks()
        most = len(tasks) if "all" in request.GET else MOST
        context = {
            "title": _("To do today"),
            "subtitle": self.subtitle(),
            "tasks": tasks[:most],
            "more": len(tasks[most:]),
            "next": "" if tasks else self.desk.next(),
            "panels": self.desk.panels(),
            "alone": len(self.desk.heads.lines) == 1 and self.desk.heads.lines[0],
            "figures": self.figures(),
        }
        return TemplateResponse(request, "staffing/home.html", context)

    def subtitle(self) -> str:
        """The day, the place and the role."""
        day, grips = today(), access.grips(self.request.user)
        roles = {grip.role for grip in grips if not grip.stands_in_for}
        lent = {(grip.role, grip.stands_in_for) for grip in grips if grip.stands_in_for}
        words_of = _("%(role)s for %(name)s")
        standing_in = [words_of % {"role": Role(role).label, "name": name} for role, name in sorted(lent)]
        words = [figures.paper_day(day), date_format(day, "l"), unit_name(self.request.user)]
        return " · ".join(
            [
                *(word for word in words if word),
                *(str(Role(role).label) for role in sorted(roles)),
                *standing_in,
            ]
        )

    def figures(self) -> list[tuple]:
        """The figures of the street, or of all streets together."""
        if not self.desk.can("read_pool"):
            return []
        cells = self.desk.heads.lines[0].cells if len(self.desk.heads.lines) == 1 else self.desk.heads.totals
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
