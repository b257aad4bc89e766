"""备案表 and 备案台账: one filing on one sheet with a mark to its record, and all filings of a time."""

from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import figures, sealed
from quota_pool.calendar import SHANGHAI, working_days_between
from quota_pool.models import District
from quota_pool.papers import Ask, Cell, Heading, Paper, PaperColumn
from staffing import then
from staffing.dictionaries import label
from staffing.examination import examine, position_of
from staffing.models import Filing, FilingEvent

State = Filing.State
PAIRS = ("label", "value", "label_2", "value_2")


def find(user, pk: int | None) -> Filing | None:
    """The filing, for whoever may see it."""
    rows = Filing.objects.visible_to(user).select_related(
        "unit__district", "engagement__person", "engagement__pool", "decided_by", "submitted_by"
    )
    return rows.filter(pk=pk).first()


def _form_rows(ask: Ask):
    """The single form: who, what work, on which head, what was checked, who decided."""
    filing = find(ask.user, ask.record)
    engagement, person = filing.engagement, filing.engagement.person
    term = engagement.terms.filter(replaced_at=None).order_by("from_day", "pk").first()
    yield Heading(_("Person"))
    yield from _pairs(_person(person))
    yield Heading(_("Work"))
    yield from _pairs(_work(engagement, term))
    if filing.kind == Filing.Kind.EXIT:
        yield Heading(_("Exit"))
        yield from _pairs(_exit(engagement))
    position = position_of(filing)
    yield Heading(_("Heads of the unit on the day of the event"))
    yield from _pairs(_heads(position))
    if lines := examine(filing, position):
        yield Heading(_("Rules checked"))
        yield from _pairs([(line.label, RESULTS[line.result]) for line in lines])
    yield Heading(_("Filing"))
    yield from _pairs(_decision(filing))


RESULTS = {
    "passed": gettext_lazy("✓ passed"),
    "idle": gettext_lazy("does not apply"),
    "warned": gettext_lazy("▲ look"),
    "blocked": gettext_lazy("● blocked"),
}


def _pairs(told: list[tuple]):
    """Two pairs a line."""
    each = iter(told)
    while part := list(islice(each, 2)):
        cells = [str(cell) for pair in part for cell in pair]
        yield dict(zip(PAIRS, (*cells, "", ""), strict=False))


def _person(person) -> list[tuple]:
    return [
        (_("full name"), person.name),
        (_("sex"), label("sex", person.sex)),
        (_("ID number"), sealed.shown_of(person, "id_no")),
        (_("date of birth"), figures.paper_day(person.birth_date)),
        (_("education"), label("education", person.education) if person.education else ""),
        (_("political status"), label("political", person.political) if person.political else ""),
    ]


def _work(engagement, term) -> list[tuple]:
    contract = ""
    if term is not None and term.contract_start:
        days = (figures.paper_day(term.contract_start), figures.paper_day(term.contract_end))
        contract = " – ".join(days)
    return [
        (_("unit"), engagement.unit.name),
        (_("department"), engagement.department),
        (_("post"), engagement.primary_post),
        (_("post category"), label("post_category", engagement.post_category)),
        (_("employment mode"), label("employment_mode", engagement.mode)),
        (_("grant used"), engagement.pool or engagement.get_standing_display()),
        (_("started"), figures.paper_day(engagement.start_date)),
        (_("contract"), contract),
        (_("way of entry"), _word("entry_channel", engagement.entry_channel)),
        (_("funding source"), _word("funding_source", engagement.funding_source)),
    ]


def _word(list_name: str, code: str):
    return label(list_name, code) if code else ""


def _exit(engagement) -> list[tuple]:
    return [
        (_("last day"), figures.paper_day(engagement.end_date)),
        (_("reason for leaving"), _word("exit_reason", engagement.exit_reason)),
    ]


def _heads(position: dict) -> list[tuple]:
    used = position["held"] + position["occupied"]
    return [
        (_("granted"), position["granted"]),
        (_("used"), used),
        (_("free"), position["free"]),
        (_("over quota"), position["over"]),
    ]


def _decision(filing: Filing) -> list[tuple]:
    return [
        (_("kind"), filing.get_kind_display()),
        (_("state"), filing.get_state_display()),
        (_("date of the event"), figures.paper_day(filing.event_date)),
        (_("due"), figures.paper_day(filing.deadline)),
        (_("first submitted"), _day(filing.first_submitted_on)),
        (_("submitted by"), filing.submitted_by or ""),
        (_("filing number"), filing.number),
        (_("working days late"), filing.late_days or ""),
        (_("decided"), _day(filing.decided_at and filing.decided_at.astimezone(SHANGHAI).date())),
        (_("Checked by"), filing.decided_by or ""),
    ]


def _day(day) -> str:
    return figures.paper_day(day) if day else ""


def _form_columns(ask: Ask) -> list[PaperColumn]:
    return [
        PaperColumn("label", "", kind=Cell.NAME, width=16),
        PaperColumn("value", "", width=28),
        PaperColumn("label_2", "", kind=Cell.NAME, width=16),
        PaperColumn("value_2", "", width=28),
    ]


def _mark(ask: Ask) -> str:
    """The address of the record; it says nothing about the person."""
    return ask.base + reverse("staffing:filing", args=[ask.record])


# --- 备案台账 ----------------------------------------------------------------------------------------------


def _filings(ask: Ask):
    """Filings whose event lies in the time asked for, as they were known."""
    rows = Filing.objects.visible_to(ask.user).exclude(state=State.VOIDED)
    return then.there(ask.narrowed(rows), ask.as_of).filter(event_date__gte=ask.since)


def _ledger_rows(ask: Ask):
    rows = _filings(ask).select_related("unit__district", "engagement__person")
    each = rows.order_by("event_date", "unit__code", "pk").iterator(chunk_size=1_000)
    while part := list(islice(each, 1_000)):
        yield from then.filings_retold(part, ask.as_of)


def _used(row: Filing) -> int | None:
    """Working days from the event to the first submission."""
    if row.first_submitted_on is None:
        return None
    district = District(pk=row.district_id, config_version=row.unit.district.config_version)
    return working_days_between(district, row.event_date, row.first_submitted_on)


def _ledger_facts(ask: Ask) -> list[tuple]:
    rows = _filings(ask)
    count = rows.count()
    filed = then.with_state(rows, ask.as_of).filter(state_then=State.FILED).count()
    returned = FilingEvent.objects.filter(
        ask.as_of.recorded(), filing__in=rows.values("pk"), step=FilingEvent.Step.RETURNED
    )
    once = returned.values("filing").distinct().count()
    late = rows.filter(late_days__gt=0).count()
    return [
        (_("Filings"), count),
        (_("On record"), filed),
        (_("Submitted late"), late),
        (_("Returned at least once"), f"{once} ({figures.percent(once, count)})"),
    ]


def _ledger_columns(ask: Ask) -> list[PaperColumn]:
    return [
        *(
            []
            if ask.unit
            else [PaperColumn("unit", gettext_lazy("unit"), lambda row: row.unit.name, width=16)]
        ),
        PaperColumn("name", gettext_lazy("full name"), lambda row: row.engagement.person.name, width=10),
        PaperColumn("kind", gettext_lazy("kind"), lambda row: row.get_kind_display(), width=11),
        PaperColumn("event", gettext_lazy("date of the event"), lambda row: row.event_date, Cell.DAY, 15),
        PaperColumn("due", gettext_lazy("due"), lambda row: row.deadline, Cell.DAY, 15),
        PaperColumn(
            "submitted", gettext_lazy("first submitted"), lambda row: row.first_submitted_on, Cell.DAY, 15
        ),
        PaperColumn("used", gettext_lazy("working days used"), _used, Cell.NUMBER, 9),
        PaperColumn(
            "late", gettext_lazy("working days late"), lambda row: row.late_days or None, Cell.NUMBER, 9
        ),
        PaperColumn("state", gettext_lazy("state"), lambda row: row.get_state_display(), width=11),
        PaperColumn("number", gettext_lazy("filing number"), lambda row: row.number, width=22),
        PaperColumn("decided", gettext_lazy("decided"), _decided, Cell.DAY, 15),
    ]


def _decided(row: Filing):
    return row.decided_at.astimezone(SHANGHAI).date() if row.decided_at else None


PAPERS = (
    Paper(
        key="filing-form",
        title=gettext_lazy("Filing form of contract staff"),
        purpose=gettext_lazy(
            "One filing on one sheet, with a mark that leads to its record; from the filing."
        ),
        act="read_filings",
        rows=_form_rows,
        columns=_form_columns,
        asks=("record",),
        mark=_mark,
        find=find,
        is_upright=True,
        is_form=True,
    ),
    Paper(
        key="filing-ledger",
        title=gettext_lazy("Filing ledger"),
        purpose=gettext_lazy("Hires and exits of a time with the working days used, late ones and returns."),
        act="read_filings",
        rows=_ledger_rows,
        columns=_ledger_columns,
        asks=("unit", "since", "on", "known_on"),
        measure=gettext_lazy("filings"),
        facts=_ledger_facts,
    ),
)
