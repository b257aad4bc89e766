"""花名册: who works where, as what, on whose head, filed or not; for any day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quota_pool import access, figures, marks, sealed
from quota_pool.calendar import today
from quota_pool.listing import BulkAct, Column, address, coded, day_of, fen
from quota_pool.listing.conditions import changed
from quota_pool.models import District, Pool
from staffing import then
from staffing.checks import age_on, retirement_month
from staffing.dictionaries import Education, Mode, PostCategory, Sex
from staffing.filters import RosterFilter
from staffing.models import Engagement
from staffing.views.dated import DatedList

FilingState, Standing = Engagement.FilingState, Engagement.Standing
GRANTS = dict(Pool.Kind.choices)
FILING_TONES = {
    FilingState.TO_SUBMIT: "amber",
    FilingState.SUBMITTED: "blue",
    FilingState.RETURNED: "red",
    FilingState.FILED: "green",
    FilingState.REFUSED: "red",
    FilingState.NONE: "grey",
}


def masked(field: str, kind: str):
    """A sealed field of the person as it may be shown."""

    def read(row: Mapping) -> str:
        held = row[f"person__{field}"]
        return sealed.shown(kind, lambda: held.open(row["person__uid"])) if held else ""

    return read


def day_read(row: Mapping) -> date:
    """The day a row is told of: the one asked for, or today."""
    return row.get("day") or today()


def person_link(row: Mapping) -> str:
    """The person's page, on the same days."""
    return address("staffing:person", row["person__number"]) + row.get("days", "")


def filing_mark(row: Mapping) -> SafeString:
    state = row["filing_state"]
    late = state in (FilingState.TO_SUBMIT, FilingState.RETURNED) and row["filing_deadline"] < day_read(row)
    pairs = [(FilingState(state).label, FILING_TONES[state])]
    if late:
        pairs.append((_("overdue"), "red"))
    if row["end_date"] and row["end_date"] < day_read(row):
        pairs.append((_("left %(day)s") % {"day": figures.day(row["end_date"])}, "grey"))
    return marks.badges(pairs)


def grant_word(row: Mapping) -> str:
    """The grant whose head is sat on, or that there is none."""
    return _grant_said(row["standing"], row["pool__kind"], row["pool__label"], get_language())


@lru_cache(maxsize=4096)
def _grant_said(standing: str, kind: str, label: str, _language: str) -> str:
    if standing != Standing.SEATED:
        return str(Standing(standing).label)
    return f"{GRANTS[kind]} {label}".strip()


def origin_link(row: Mapping) -> str:
    """From a head to the documents it stands on; nowhere where none is sat on."""
    seated = row["standing"] == Standing.SEATED
    return address("staffing:origin", row["pk"]) if seated else ""


def age_word(row: Mapping) -> int:
    return age_on(row["person__birth_date"], day_read(row))


def retirement_word(row: Mapping) -> str:
    district = District(pk=row["district_id"], config_version=row["district__config_version"])
    facts = (row["person__sex"], row["person__birth_date"], row["post_category"])
    reached = retirement_month(*facts, district, day_read(row), row["unit_id"])
    return f"{reached.year}-{reached.month:02d}"


PERSON = (
    Column(
        "name",
        _("full name"),
        value="person__name",
        link=person_link,
        fields=("person__number",),
        sort="name_key",
        any_length=True,
    ),
    Column("id_no", _("ID number"), value=masked("id_no", "id"), fields=("person__id_no", "person__uid")),
    coded("sex", _("sex"), Sex.choices, value="person__sex"),
    Column("unit", _("unit"), value="unit__name", sort="unit__code"),
)
SEAT = (
    day_of("start_date", _("started"), sort="start_date", any_length=True),
    Column(
        "grant",
        _("grant used"),
        value=grant_word,
        fields=("standing", "pool__kind", "pool__label"),
        link=origin_link,
    ),
    Column(
        "filing",
        _("filing"),
        value=filing_mark,
        fields=("filing_state", "filing_deadline", "end_date"),
        words=dict(FilingState.choices),
        sort="filing_state",
    ),
    day_of("filing_deadline", _("file by"), sort="filing_deadline", optional=True),
    day_of("end_date", _("last day"), sort="end_date", optional=True, any_length=True),
)
MORE = (
    day_of("birth", _("date of birth"), value="person__birth_date", sort="person__birth_date", optional=True),
    Column("age", _("age"), value=age_word, fields=("person__birth_date",), numeric=True, optional=True),
    Column(
        "retirement",
        _("retirement age reached"),
        value=retirement_word,
        fields=(
            "district_id",
            "district__config_version",
            "unit_id",
            "person__sex",
            "person__birth_date",
            "post_category",
        ),
        optional=True,
    ),
    coded("education", _("education"), Education.choices, value="person__education", optional=True),
    Column(
        "phone",
        _("mobile phone"),
        value=masked("phone", "phone"),
        fields=("person__phone", "person__uid"),
        optional=True,
    ),
    Column("number", _("person number"), value="person__number", optional=True),
)


def roster_columns(held: str = "") -> tuple[Column, ...]:
    """The columns; `held` leads to the dated terms of a day, without it the terms of today are read."""

    def dated(name: str) -> dict:
        return {"value": held + name, "sort": held + name}

    # Where people sat and what was filed on another day is read a page at a time, so it sorts no list.
    seat = [replace(column, sort=THEN_SORTS.get(column.key, "")) for column in SEAT] if held else SEAT
    return (
        *PERSON,
        Column("primary_post", _("post"), **dated("primary_post")),
        coded(
            "post_category",
            _("post category"),
            PostCategory.choices,
            any_length=not held,
            **dated("post_category"),
        ),
        coded("mode", _("employment mode"), Mode.choices, any_length=not held, **dated("mode")),
        Column("department", _("department"), **dated("department")),
        Column("community", _("community"), **dated("community"), optional=True),
        Column("supervisor", _("supervisor"), **dated("supervisor"), optional=True),
        *seat,
        day_of("contract_end", _("contract ends"), any_length=not held, **dated("contract_end")),
        fen("monthly_pay_fen", _("monthly pay"), **dated("monthly_pay_fen"), optional=True),
        *MORE,
    )


THEN_SORTS = {"start_date": "start_date", "filing": "filing_then"}


class RosterPage(DatedList):
    """The roster. Without any condition it shows who is on post today; a search finds leavers too."""

    model = Engagement
    act = "read_staff"
    title = _("Roster")
    filterset_class = RosterFilter
    conditions_in_front = ("q", "unit", "post_category", "filing_state")
    order = ("name_key",)
    template_name = "staffing/roster.html"
    fields = ("person__name",)
    columns = roster_columns()
    purpose = _("Everybody who works here on contract. Register a start, or import the roster you have.")
    export_name = "roster"
    paper_key = "roster"
    whole = "voided=false"
    says_today = True
    bulk_acts = (BulkAct(_("Change terms"), "staffing:bulk-change-new", act="hire"),)

    def opens_with(self) -> str:
        return super().opens_with() or f"on={today():%Y-%m-%d}"

    @property
    def first_step(self):
        if access.can(self.request.user, "hire"):
            return (_("Start work"), "staffing:start-work")
        if access.can(self.request.user, "register_unseated"):
            return (_("Register without a head"), "staffing:register-unseated")
        return None

    def get_columns(self):
        """On another day than today, what is kept in dated terms is read from the term of that day."""
        if not self.as_of.is_now:
            self.columns = roster_columns("held__")
        return super().get_columns()

    def told(self, ids: list[int]) -> dict[int, dict]:
        return then.people_then(ids, self.as_of)

    def row_label(self, row) -> str:
        return row["person__name"]

    def more_context(self) -> dict:
        """Each tab keeps the other conditions, and the one whose rows are shown is marked."""
        query, day = self.request.GET, f"{today():%Y-%m-%d}"
        here = query.get("on") or None
        return {
            "tabs": [
                (_("on post today"), changed(query, on=day, voided=None), here == day),
                (
                    _("everybody, also who left"),
                    changed(query, on=None, voided="false"),
                    here is None and query.get("voided") != "true",
                ),
                (_("Find by ID number"), reverse("staffing:person-find"), False),
            ]
        }
