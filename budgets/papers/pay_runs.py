"""薪酬发放表: a unit's pay of a month in the columns of a real pay sheet, to be signed and sent."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models import PayLine, PayRun
from budgets.pay_columns import amounts
from budgets.services.pay_runs import PAYS, lines_of
from quota_pool import figures
from quota_pool.papers import Ask, Cell, Paper, PaperColumn
from staffing.dictionaries import label


def find(user, number: int) -> PayRun | None:
    """The run, where the asker sees it and it has lines."""
    rows = PayRun.objects.visible_to(user).select_related("unit").exclude(calculated_at=None)
    return rows.filter(pk=number).first()


def _rows(ask: Ask):
    names = [name for name, _words, _shown in amounts()]
    told = ("engagement__person__name", "department", "primary_post", "mode", "grade", "days", "standing")
    rows = lines_of(find(ask.user, ask.record)).filter(standing__in=PAYS)
    rows = rows.order_by("department", "name_key", "pk")
    return rows.values(*told, *names).iterator(chunk_size=2_000)


def _standing(row: dict) -> str:
    return str(PayLine.Standing(row["standing"]).label)


def _columns(_ask: Ask) -> list[PaperColumn]:
    return [
        PaperColumn("name", gettext_lazy("full name"), "engagement__person__name", width=10),
        PaperColumn("department", gettext_lazy("department"), width=14),
        PaperColumn("primary_post", gettext_lazy("post"), width=14),
        PaperColumn("mode", gettext_lazy("employment mode"), _mode, width=11),
        PaperColumn("grade", gettext_lazy("pay grade"), width=12),
        PaperColumn("days", gettext_lazy("days on post"), kind=Cell.NUMBER, width=8),
        *(PaperColumn(name, words, kind=Cell.MONEY, width=11, summed=True) for name, words, _ in amounts()),
        PaperColumn("standing", gettext_lazy("borne by"), _standing, width=14),
    ]


def _mode(row: dict) -> str:
    return str(label("employment_mode", row["mode"]))


def _facts(ask: Ask) -> list[tuple]:
    run = find(ask.user, ask.record)
    found = [
        (_("Month"), f"{run.month:%Y-%m}"),
        (_("State"), run.get_state_display()),
        (_("people"), figures.number(run.lines_count)),
        (_("gross pay"), figures.money(run.gross_fen)),
        (_("net pay"), figures.money(run.net_fen)),
        (_("total employer cost"), figures.money(run.total_fen)),
    ]
    held = (
        ("unfiled", _("unfiled cost")),
        ("blocked", _("blocked amount")),
        ("personal", _("personal liability")),
    )
    return [
        *found,
        *(
            (words, figures.money(getattr(run, f"{name}_fen")))
            for name, words in held
            if getattr(run, f"{name}_count")
        ),
    ]


PAPERS = (
    Paper(
        key="pay-sheet",
        title=gettext_lazy("Pay sheet of contract staff"),
        purpose=gettext_lazy(
            "A month's pay line by line, to be signed and sent to the agency; from the run."
        ),
        act="read_pay",
        rows=_rows,
        columns=_columns,
        asks=("record",),
        measure=gettext_lazy("yuan"),
        facts=_facts,
        find=find,
    ),
)
