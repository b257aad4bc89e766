"""经费测算表 on official paper: one sheet with its lines and its total."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models import CostLine, CostSheet
from budgets.services import cost_sheets
from quota_pool import figures
from quota_pool.papers import Ask, Cell, Paper, PaperColumn


def find(user, pk: int | None) -> CostSheet | None:
    """The sheet, for whoever may see it."""
    return CostSheet.objects.visible_to(user).select_related("unit__district").filter(pk=pk).first()


def _rows(ask: Ask):
    return CostLine.objects.visible_to(ask.user).filter(sheet=ask.record).select_related("standard__document")


def _facts(ask: Ask) -> list[tuple]:
    sheet = find(ask.user, ask.record)
    told = [
        (_("year"), sheet.year),
        (_("heads from"), sheet.get_heads_from_display()),
        (_("as on"), figures.day(sheet.on)),
        (_("average standard (yuan)"), figures.money(cost_sheets.average_fen(sheet))),
        (_("total (yuan)"), figures.money(sheet.total_fen)),
    ]
    if sheet.base_fen is not None:
        told.append((_("base (yuan)"), figures.money(sheet.base_fen)))
        told.append((_("Reduction plan"), " → ".join(str(heads) for heads in sheet.reduction)))
    return told


def _columns(ask: Ask) -> list[PaperColumn]:
    def number(key: str, words, **more) -> PaperColumn:
        return PaperColumn(key, words, lambda row: getattr(row, key), Cell.NUMBER, 9, **more)

    def money(key: str, words, **more) -> PaperColumn:
        return PaperColumn(key, words, lambda row: getattr(row, key), Cell.MONEY, 16, **more)

    return [
        PaperColumn(
            "category", gettext_lazy("post category"), lambda row: row.get_post_category_display(), width=18
        ),
        number("heads", gettext_lazy("heads reckoned"), summed=True),
        number("people", gettext_lazy("people on post"), summed=True),
        number("months", gettext_lazy("months reckoned")),
        money("standard_fen", gettext_lazy("standard (yuan)")),
        PaperColumn("document", gettext_lazy("Document"), lambda row: row.standard.document.number, width=20),
        money("amount_fen", gettext_lazy("subtotal (yuan)"), summed=True),
        money("pay_cost_fen", gettext_lazy("cost at today's pay (yuan)"), summed=True),
    ]


PAPERS = (
    Paper(
        key="cost-sheet",
        title=gettext_lazy("Cost sheet of contract staff"),
        purpose=gettext_lazy("Heads × standard by post category for one year; from the cost sheet."),
        act="read_money",
        rows=_rows,
        columns=_columns,
        asks=("record",),
        measure=gettext_lazy("yuan"),
        facts=_facts,
        find=find,
    ),
)
