"""Standards per head over REST: proposed by finance on a document, approved by its leader."""

from budgets.filters import StandardFilter
from budgets.models import Standard
from budgets.services import standards
from quota_pool.api.fields import Code, Day, Facts, Line, Money, Row, Text
from quota_pool.api.resources import Deed, RowResource, act, own_district, write
from quota_pool.api.shapes import Shape, fen
from quota_pool.models import Document
from staffing.dictionaries import PostCategory

STANDARD = Shape(
    Standard,
    "id",
    "post_category",
    "valid_from",
    "note",
    "state",
    "proposed_at",
    "decided_at",
    "decision_note",
    "version",
    "updated_at",
    amount=fen("amount_fen"),
    document="document_id",
    document_number="document__number",
)


class StandardFacts(Facts):
    """What one head of a post category may cost in a year."""

    words_of = (Standard,)
    post_category = Code(PostCategory.choices)
    amount = Money()
    valid_from = Day()
    document = Row(Document)
    note = Line(300)


class WhyNotFacts(Facts):
    """The words that say why."""

    words_of = (Standard,)
    note = Text(300)


class Standards(RowResource):
    """Standards per head by post category, dated."""

    model = Standard
    shape = STANDARD
    filterset_class = StandardFilter
    related = ("document", "district")
    acts = {
        "list": "read_money",
        "retrieve": "read_money",
        "create": "set_standards",
        "approve": "approve_standards",
        "refuse": "approve_standards",
    }

    def unit_of(self, row):
        """Standards are the district's."""

    @write(StandardFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Propose a standard; cost sheets do not know it before a leader approves."""
        facts = dict(deed.facts)
        what = {"district": own_district(deed.actor), "amount_fen": facts.pop("amount")}
        return STANDARD.of(standards.propose_standard(actor=deed.actor, **what, **facts))

    @act("approve")
    def approve(self, deed: Deed) -> dict:
        """Put it in force from its day on."""
        what = {"standard": deed.row, "actor": deed.actor, "seen": deed.seen}
        return STANDARD.of(standards.approve_standard(**what))

    @act("refuse", WhyNotFacts)
    def refuse(self, deed: Deed) -> dict:
        """Turn it down."""
        what = {"standard": deed.row, "actor": deed.actor, "seen": deed.seen}
        return STANDARD.of(standards.refuse_standard(**what, note=deed.facts["note"]))
