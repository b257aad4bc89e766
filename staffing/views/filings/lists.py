"""The list of filings: tabs with counts, the clock in working days, what was decided."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quota_pool import access, marks
from quota_pool.as_of import AsOf
from quota_pool.calendar import today, working_days_between
from quota_pool.listing import BulkAct, Column, coded, counts, day_of, opens
from quota_pool.listing.conditions import changed
from quota_pool.models import District
from staffing import clocks, then
from staffing.dictionaries import PostCategory, label
from staffing.filters import FilingFilter
from staffing.models import Filing
from staffing.views.dated import DatedList

State = Filing.State
OPEN = (State.TO_SUBMIT, State.RETURNED)
NEAR_REVIEW = 2
NEAR_WORKING_DAYS = 5  # domain.md section 10: the warning comes five working days before
TONES = {
    State.TO_SUBMIT: "amber",
    State.SUBMITTED: "blue",
    State.RETURNED: "red",
    State.FILED: "green",
    State.REFUSED: "red",
    State.VOIDED: "grey",
}


class Tab(NamedTuple):
    """One tab: its words and the conditions it stands for."""

    key: str
    label: str
    conditions: dict[str, list[str]]


WITH_STREET = Tab("with_street", _("with the street"), {"state": [State.TO_SUBMIT, State.RETURNED]})
WITH_BUREAU = Tab("submitted", _("submitted"), {"state": [State.SUBMITTED]})
TABS = (
    WITH_STREET,
    Tab("to_submit", _("to submit"), {"state": [State.TO_SUBMIT]}),
    Tab("returned", _("returned"), {"state": [State.RETURNED]}),
    WITH_BUREAU,
    Tab("overdue", _("overdue"), {"overdue": ["true"]}),
    Tab("filed", _("filed"), {"state": [State.FILED]}),
    Tab("voided", _("voided"), {"state": [State.VOIDED]}),
    Tab("all", _("all"), {}),
)
# The list opens on the rows that wait for the reader's own act.
OPENS_ON = {"submit_filing": WITH_STREET, "decide_filing": WITH_BUREAU}


def rows_of(tab: Tab, rows, as_of: AsOf) -> Q:
    """How the rows of a tab are counted, now or as of another day."""
    if "overdue" in tab.conditions:
        return Q(state__in=OPEN, deadline__lt=today()) if as_of.is_now else then.late_then(rows, as_of)
    if "state" in tab.conditions:
        return Q(**{"state__in" if as_of.is_now else "state_then__in": tab.conditions["state"]})
    return ~Q(pk=None)


def district_of(row: Mapping) -> District:
    """The district as far as its calendar and rules need it: no query a row."""
    return District(pk=row["district_id"], config_version=row["district__config_version"])


def state_mark(row: Mapping) -> SafeString:
    """The state in a word and a colour; lateness stays with it for good."""
    pairs = [(State(row["state"]).label, TONES[row["state"]])]
    if row["late_days"]:
        pairs.append((_("%(days)s working days late") % {"days": row["late_days"]}, "amber"))
    return marks.badges(pairs)


def days_left(row: Mapping) -> int | None:
    """Working days on the clock that runs: the street's until it has filed, then the bureau's own."""
    if row["state"] not in (*OPEN, State.SUBMITTED):
        return None
    if day := row.get("day"):
        return working_days_between(district_of(row), day, due_of(row))
    return clocks.working_days_left(district_of(row), due_of(row))


def due_of(row: Mapping) -> date:
    if row["state"] == State.SUBMITTED:
        return clocks.review_due(district_of(row), row["submitted_at"], row["unit_id"])
    return row["deadline"]


def clock_mark(row: Mapping) -> SafeString:
    """The clock in a word, an icon and a colour."""
    left = days_left(row)
    if left is None:
        return marks.deadline(None)
    if row["state"] == State.SUBMITTED:
        drawn = marks.deadline(left, due_of(row), near=NEAR_REVIEW, working=True)
        return format_html("{} <small>{}</small>", drawn, _("check"))
    return marks.deadline(left, due_of(row), near=NEAR_WORKING_DAYS, working=True)


def _reasons(row: Mapping) -> str:
    return "、".join(str(label("return_reason", code)) for code in row["reasons"])


class FilingsPage(DatedList):
    """备案: what is to be sent in, what is with the bureau, what came back, what is on record."""

    model = Filing
    act = "read_filings"
    title = _("Filings")
    filterset_class = FilingFilter
    conditions_in_front = ("q", "unit", "state", "kind")
    order = ("deadline",)
    template_name = "staffing/filings.html"
    fields = (
        "district_id",
        "district__config_version",
        "state",
        "deadline",
        "submitted_at",
        "unit_id",
        "late_days",
        "engagement__person__name",
    )
    columns = (
        Column(
            "clock",
            _("time left"),
            value=clock_mark,
            export=days_left,
            sort="deadline",
            css="day",
            any_length=True,
        ),
        Column(
            "name",
            _("full name"),
            value="engagement__person__name",
            link=opens("staffing:filing"),
            sort="engagement__name_key",
        ),
        Column("unit", _("unit"), value="unit__name", sort="unit__code"),
        coded("kind", _("kind"), Filing.Kind.choices, sort="kind"),
        Column("state", _("state"), value=state_mark, words=dict(State.choices)),
        day_of("event_date", _("date of the event"), sort="event_date"),
        day_of("deadline", _("due"), sort="deadline", any_length=True),
        Column("post", _("post"), value="engagement__primary_post"),
        coded(
            "category",
            _("post category"),
            PostCategory.choices,
            value="engagement__post_category",
            optional=True,
        ),
        day_of("first_submitted_on", _("first submitted"), sort="first_submitted_on"),
        Column("reasons", _("reasons"), value=_reasons, fields=("reasons",), css="wrap"),
        Column("number", _("filing number"), sort="number"),
        Column("late_days", _("working days late"), numeric=True, sort="late_days", optional=True),
        Column("note", _("note"), css="wrap", optional=True),
    )
    bulk_acts = (
        BulkAct(_("Submit"), "staffing:filings-submit", act="submit_filing", primary=True),
        BulkAct(_("Accept"), "staffing:filings-accept", act="decide_filing", primary=True),
        BulkAct(_("Return"), "staffing:filings-return", act="decide_filing"),
        BulkAct(_("Remind"), "staffing:filings-urge", act="urge_filing"),
    )
    purpose = _("Whoever starts or leaves is filed in time. Registering a start opens the filing by itself.")
    export_name = "filings"
    whole = "state="
    paper_key = "filing-ledger"

    def opens_with(self) -> str:
        """A view of one's own first; then the tab of one's own act; whoever only reads sees them all."""
        tabs = (tab for act, tab in OPENS_ON.items() if access.can(self.request.user, act))
        tab = None if self.request.htmx else next(tabs, None)
        return super().opens_with() or (urlencode(tab.conditions, doseq=True) if tab else "")

    def row_class(self, row) -> str:
        day = row.get("day") or today()
        return "is-late" if row["state"] in OPEN and row["deadline"] < day else ""

    def told(self, ids: list[int]) -> dict[int, dict]:
        return {pk: vars(one) for pk, one in then.filings_then(ids, self.as_of).items()}

    def row_label(self, row) -> str:
        return row["engagement__person__name"]

    def more_context(self) -> dict:
        return {"tabs": [] if self.request.htmx else self.tabs()}

    def tabs(self) -> list[dict]:
        """Each tab with its count under the other conditions, its address, and whether it is shown."""
        query = self.request.GET.copy()
        here = {name: query.getlist(name) for name in ("state", "overdue") if any(query.getlist(name))}
        for name in here:
            del query[name]
        others = self.make_filterset(query)
        rows = others.qs if others.form.is_valid() else self.get_queryset()
        parts = {tab.key: rows.filter(rows_of(tab, rows, self.as_of)) for tab in TABS}
        found = counts(parts, self.count_cap)
        return [
            {
                "label": tab.label,
                "count": min(found[tab.key], self.count_cap),
                "more": found[tab.key] > self.count_cap,
                "url": self.everything(changed(query, **tab.conditions)),
                "current": here == tab.conditions,
            }
            for tab in TABS
        ]
