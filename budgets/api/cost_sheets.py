"""Cost sheets over REST: made from the roster or the granted heads, and read with their lines."""

from rest_framework import serializers

from budgets.filters import CostSheetFilter
from budgets.models import CostLine, CostSheet
from budgets.services import cost_sheets
from quota_pool.api.fields import Code, Facts, Line, Money, UnitToActIn, Whole
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape, as_serializer, fen
from staffing.dictionaries import PostCategory

from .envelopes import ENVELOPE

SHEET = Shape(
    CostSheet,
    "id",
    "year",
    "heads_from",
    "on",
    "months",
    "heads",
    "on_cost_rate",
    "reduction",
    "note",
    "created_at",
    unit="unit_id",
    asked=fen("asked_fen"),
    base=fen("base_fen"),
    total=fen("total_fen"),
)
LINE = Shape(
    CostLine,
    "post_category",
    "heads",
    "people",
    "months",
    standard="standard_id",
    standard_amount=fen("standard_fen"),
    amount=fen("amount_fen"),
    pay=fen("pay_fen"),
    pay_cost=fen("pay_cost_fen"),
)


class ByCategory(serializers.DictField):
    """Heads by post category."""

    child = Whole(min_value=0, max_value=99_999)
    default_error_messages = {"invalid_choice": "“{input}”"}

    def to_internal_value(self, data):
        named = super().to_internal_value(data)
        for code in named:
            if code not in PostCategory.values:
                self.fail("invalid_choice", input="…")
        return named


class CostSheetFacts(Facts):
    """Which unit, which year, which heads, and the base where there is one."""

    words_of = (CostSheet,)
    unit = UnitToActIn()
    year = Whole(min_value=2000, max_value=2199)
    heads_from = Code(CostSheet.HeadsFrom.choices)
    heads = ByCategory(required=False)
    months = Whole(required=False, min_value=1, max_value=12)
    base = Money(required=False, allow_null=True)
    note = Line(300)


class CostSheets(RowResource):
    """What heads cost in a year, each with the lines it was reckoned from."""

    model = CostSheet
    shape = SHEET
    filterset_class = CostSheetFilter
    order = ("-id",)
    adds = {"lines": LINE}
    related = ("unit__district",)
    acts = {
        "list": "read_money",
        "retrieve": "read_money",
        "create": "make_cost_sheet",
        "into_envelope": "draft_envelope",
    }

    def completed_one(self, row: dict) -> dict:
        """The lines it was reckoned from."""
        lines = CostLine.objects.filter(sheet_id=row["id"]).order_by("post_category")
        return row | {"lines": LINE.rows(lines)}

    @write(CostSheetFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Reckon what the heads of a unit cost in a year, and keep the sheet."""
        facts = dict(deed.facts)
        facts["base_fen"] = facts.pop("base", None)
        return SHEET.of(cost_sheets.make_cost_sheet(actor=deed.actor, **facts))

    @act("into-envelope", answer=as_serializer("CalculatedEnvelope", ENVELOPE.described()))
    def into_envelope(self, deed: Deed) -> dict:
        """Work the unit's envelope of that year out from the sheet."""
        return ENVELOPE.of(cost_sheets.into_envelope(sheet=deed.row, actor=deed.actor))
