"""花名册 and 离职花名册: who works here on a day, and who has left since when."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from quota_pool.papers import Ask, Cell, Paper, PaperColumn
from staffing.models import Engagement
from staffing.papers import people


def _who(ask: Ask) -> list[PaperColumn]:
    """The columns that say who somebody is; the unit where the paper is about more than one."""
    id_no = partial(people.opened, name="id_no", kind="id", is_full=ask.is_full)
    return [
        *([] if ask.unit else [PaperColumn("unit", _("unit"), "unit__name", width=14)]),
        PaperColumn("name", _("full name"), "person__name", width=10),
        PaperColumn("sex", _("sex"), people.word("sex", "person__sex"), width=6),
        PaperColumn("id_no", _("ID number"), lambda row: id_no(row), width=21),
        PaperColumn("birth", _("born"), lambda row: people.year_month(row["person__birth_date"]), width=9),
        PaperColumn("education", _("education"), people.word("education", "person__education"), width=10),
    ]


WORK = [
    PaperColumn("department", _("department"), width=14),
    PaperColumn("post", _("post"), "primary_post", width=14),
    PaperColumn("category", _("post category"), people.word("post_category", "post_category"), width=14),
    PaperColumn("mode", _("employment mode"), people.word("employment_mode", "mode"), width=11),
]


def _filed(row: dict) -> str:
    return str(Engagement.FilingState(row["filing_state"]).label)


def roster_columns(ask: Ask) -> list[PaperColumn]:
    phone = partial(people.opened, name="phone", kind="phone", is_full=ask.is_full)
    return [
        *_who(ask),
        PaperColumn(
            "political", _("political status"), people.word("political", "person__political"), width=10
        ),
        *WORK,
        PaperColumn("seat", _("grant used"), people.seat, width=18),
        PaperColumn("start", _("started"), "start_date", Cell.DAY, 14),
        PaperColumn("contract_end", _("contract ends"), kind=Cell.DAY, width=14),
        PaperColumn("filing", _("filing"), _filed, width=9),
        PaperColumn("phone", _("mobile phone"), lambda row: phone(row), width=13),
    ]


def roster_rows(ask: Ask):
    return people.read(ask, people.on_post(ask))


def leavers_columns(ask: Ask) -> list[PaperColumn]:
    return [
        *_who(ask),
        *WORK,
        PaperColumn("start", _("started"), "start_date", Cell.DAY, 14),
        PaperColumn("end", _("last day"), "end_date", Cell.DAY, 14),
        PaperColumn("reason", _("reason for leaving"), people.word("exit_reason", "exit_reason"), width=18),
        PaperColumn("note", _("remark"), "exit_note", width=14),
    ]


def leavers(ask: Ask):
    """Who had their last day in the time asked for."""
    rows = Engagement.objects.visible_to(ask.user, "read_staff").filter(voided_at=None)
    return ask.narrowed(rows).filter(end_date__gte=ask.since, end_date__lte=ask.day)


def leavers_rows(ask: Ask):
    return people.read(ask, leavers(ask), "end_date", "unit__code", "person__name_key", "pk")


PAPERS = (
    Paper(
        key="roster",
        title=_("Roster of contract staff"),
        purpose=_("Who works here on contract on a day: for the file, for the bureau, for the auditor."),
        act="read_staff",
        rows=roster_rows,
        columns=roster_columns,
        asks=("unit", "on", "known_on"),
        measure=_("persons"),
        may_be_full=True,
    ),
    Paper(
        key="leavers",
        title=_("Roster of leavers"),
        purpose=_("Who has left in a time, on which day and why."),
        act="read_staff",
        rows=leavers_rows,
        columns=leavers_columns,
        asks=("unit", "since", "on"),
        measure=_("persons"),
        may_be_full=True,
    ),
)
