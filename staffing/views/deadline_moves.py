"""Deadlines moved by changes of the calendar: which, from which day to which, and why."""

from django.utils.translation import gettext_lazy as _

from quota_pool import figures
from quota_pool.listing import Column, ListPage, coded, day_of, opens
from quota_pool.models import CalendarChange
from staffing.filters import DeadlineMoveFilter
from staffing.models import DeadlineMove, Filing


class DeadlineMovesPage(ListPage):
    """Every deadline that a change of the calendar has moved; nothing moves without a row here."""

    model = DeadlineMove
    act = "read_filings"
    title = _("Moved deadlines")
    filterset_class = DeadlineMoveFilter
    conditions_in_front = ("unit", "change")
    order = ("-id",)
    fields = ("filing_id",)
    columns = (
        Column("recorded_at", _("recorded"), show=figures.moment, sort="recorded_at", css="day"),
        coded("act", _("change"), CalendarChange.Act.choices, value="change__act"),
        day_of("day", _("day"), value="change__day"),
        Column("year", _("year"), value="change__year"),
        Column("unit", _("unit"), value="filing__unit__name", sort="filing__unit__code"),
        Column(
            "name",
            _("full name"),
            value="filing__engagement__person__name",
            link=opens("staffing:filing", "filing_id"),
        ),
        coded("kind", _("kind"), Filing.Kind.choices, value="filing__kind"),
        coded("state", _("state then"), Filing.State.choices),
        day_of("was", _("was due"), sort="was"),
        day_of("due", _("due now"), sort="due"),
        Column("reason", _("reason"), value="change__reason", css="wrap"),
    )
    purpose = _("When a working day changes, open deadlines move with it, and each move is listed here.")
    export_name = "moved-deadlines"
