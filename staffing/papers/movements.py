"""增减员表: who came and who went in a month, with reasons, and what that makes of the number of people."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool.papers import Ask, Cell, Heading, Paper, PaperColumn
from staffing.checks import add_months
from staffing.dictionaries import label
from staffing.models import Engagement
from staffing.papers import people


def month_of(ask: Ask) -> tuple[date, date]:
    """The first and the last day of the month asked for."""
    first = ask.month
    return first, add_months(first, 1) - timedelta(days=1)


def standing(ask: Ask):
    """Every engagement that was not called off."""
    rows = Engagement.objects.visible_to(ask.user, "read_staff").filter(voided_at=None)
    return ask.narrowed(rows)


def came(ask: Ask):
    first, last = month_of(ask)
    return standing(ask).filter(start_date__gte=first, start_date__lte=last)


def went(ask: Ask):
    first, last = month_of(ask)
    return standing(ask).filter(end_date__gte=first, end_date__lte=last)


def _facts(ask: Ask) -> list[tuple]:
    """People before and after; whoever leaves is on post on the last day and gone on the next."""
    first, last = month_of(ask)
    rows = standing(ask)
    before = rows.on_post(first).exclude(start_date=first).count()
    joined, left = came(ask).count(), went(ask).count()
    return [
        (_("At the end of the month before"), before),
        (_("Joined"), joined),
        (_("Left"), left),
        (_("Net change"), f"{joined - left:+d}"),
        (_("At the end of the month"), before + joined - left),
    ]


def _rows(ask: Ask):
    yield Heading(_("Joined"))
    for row in people.read(ask, came(ask), "start_date", "unit__code", "person__name_key", "pk"):
        yield row | {"change": "+1", "day": row["start_date"], "why": _channel(row)}
    yield Heading(_("Left"))
    for row in people.read(ask, went(ask), "end_date", "unit__code", "person__name_key", "pk"):
        yield row | {"change": "-1", "day": row["end_date"], "why": _reason(row)}


def _channel(row: dict) -> str:
    return str(label("entry_channel", row["entry_channel"])) if row["entry_channel"] else ""


def _reason(row: dict) -> str:
    return str(label("exit_reason", row["exit_reason"])) if row["exit_reason"] else ""


def _columns(ask: Ask) -> list[PaperColumn]:
    return [
        PaperColumn("unit", gettext_lazy("unit"), "unit__name", width=14),
        PaperColumn("name", gettext_lazy("full name"), "person__name", width=10),
        PaperColumn("sex", gettext_lazy("sex"), people.word("sex", "person__sex"), width=6),
        PaperColumn("post", gettext_lazy("post"), "primary_post", width=16),
        PaperColumn(
            "mode", gettext_lazy("employment mode"), people.word("employment_mode", "mode"), width=12
        ),
        PaperColumn("seat", gettext_lazy("grant used"), people.seat, width=20),
        PaperColumn("change", gettext_lazy("change"), width=8),
        PaperColumn("day", gettext_lazy("day"), kind=Cell.DAY, width=15),
        PaperColumn("why", gettext_lazy("way of entry or reason for leaving"), width=24),
    ]


PAPERS = (
    Paper(
        key="changes-of-month",
        title=gettext_lazy("Staff changes of the month"),
        purpose=gettext_lazy("Who came and who went in a month, with reasons and the net change."),
        act="read_staff",
        rows=_rows,
        columns=_columns,
        asks=("unit", "month"),
        measure=gettext_lazy("persons"),
        facts=_facts,
    ),
)
