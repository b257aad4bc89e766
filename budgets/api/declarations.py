"""Monthly declarations over REST: confirmed by the street, checked or returned by the bureau."""

from budgets.filters import DeclarationFilter
from budgets.models import Declaration
from budgets.services import declarations
from quota_pool.api.fields import Facts, Line, Row, Text, Truth
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape
from quota_pool.models import Unit

from .fields import Month
from .shapes import month

DECLARATION = Shape(
    Declaration,
    "id",
    "state",
    "is_nil",
    "heads",
    "joined",
    "left",
    "changed",
    "note",
    "confirmed_at",
    "is_late",
    "checked_at",
    "check_note",
    "version",
    "updated_at",
    unit="unit_id",
    month=month("month"),
)


class ConfirmMonthFacts(Facts):
    """A unit's word about its roster of a month."""

    words_of = (Declaration,)
    unit = Row(Unit, "district")
    month = Month()
    nil = Truth()
    note = Line(300)


class CheckMonthFacts(Facts):
    """What the bureau remarks."""

    note = Line(300)


class ReturnMonthFacts(Facts):
    """Why it goes back."""

    note = Text(300)


class Declarations(RowResource):
    """What each street confirmed about a month's roster."""

    model = Declaration
    shape = DECLARATION
    filterset_class = DeclarationFilter
    related = ("unit__district",)
    acts = {
        "list": "read_declarations",
        "retrieve": "read_declarations",
        "create": "declare_month",
        "check": "check_declaration",
        "return_": "check_declaration",
    }

    @write(ConfirmMonthFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Confirm the roster of a month; `nil` says that nothing changed, and must be right."""
        return DECLARATION.of(declarations.confirm_month(actor=deed.actor, **deed.facts))

    @act("check", CheckMonthFacts)
    def check(self, deed: Deed) -> dict:
        """Check what the street confirmed."""
        return self.answered(declarations.check_month, deed)

    @act("return", ReturnMonthFacts)
    def return_(self, deed: Deed) -> dict:
        """Give it back to the street, with the words that say why."""
        return self.answered(declarations.return_month, deed)

    def answered(self, service, deed: Deed) -> dict:
        what = {"unit": deed.row.unit, "month": deed.row.month, "actor": deed.actor, "seen": deed.seen}
        return DECLARATION.of(service(**what, **deed.facts))
