"""Envelopes over REST: what each unit is given for a year, holds, has spent and has free, and every movement.

Amounts are strings with two decimals.
"""

from rest_framework import serializers

from budgets import selectors
from budgets.filters.envelopes import EnvelopeChangeFilter, EnvelopeEntryFilter, EnvelopeFilter
from budgets.models import Envelope, EnvelopeChange
from budgets.services import envelopes
from budgets.services.envelopes.changes import PROPOSED_BY_HAND
from quota_pool.api.fields import Code, Day, Facts, Line, Money, Row, Text, Truth, Whole
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Piece, Shape, fen, yuan
from quota_pool.models import Document, Entry, Measure, Pool, Unit
from staffing.dictionaries import EconomicSubject, PostCategory

FIGURES = ("adjusted", "held", "spent", "free", "short", "overspent")


def _figure() -> Piece:
    """A figure of the envelope's books; `completed` reads them for a whole page."""
    return Piece(("total_fen",), yuan, lambda: serializers.DecimalField(14, 2))


ENVELOPE = Shape(
    Envelope,
    "id",
    "year",
    "basis",
    "state",
    "budget_subject",
    "reduction_plan",
    "pays_from",
    "balance_policy",
    "note",
    "in_force_at",
    "closed_at",
    "version",
    "updated_at",
    unit="unit_id",
    unit_code="unit__code",
    fund="fund_id",
    document="document_id",
    document_number="document__number",
    total=fen("total_fen"),
    base=fen("base_fen"),
    **{name: _figure() for name in FIGURES},
)
CHANGE = Shape(
    EnvelopeChange,
    "id",
    "kind",
    "label",
    "valid_from",
    "valid_to",
    "reason",
    "state",
    "proposed_at",
    "decided_at",
    "decision_note",
    "version",
    "updated_at",
    envelope="envelope_id",
    unit="envelope__unit_id",
    year="envelope__year",
    amount=fen("amount_fen"),
    fund="fund_id",
    pool="pool_id",
    document="document_id",
    document_number="document__number",
    act="act_id",
)


class EnvelopeLineFacts(Facts):
    """One line of a calculation."""

    post_category = Code(PostCategory.choices, required=False, allow_blank=True)
    heads = Whole(min_value=0, max_value=99_999)
    standard = Money()
    months = Whole(min_value=1, max_value=12, required=False)
    source = Line(200)


class EnvelopeFacts(Facts):
    """An envelope to draft."""

    words_of = (Envelope,)
    unit = Row(Unit, "district")
    year = Whole(min_value=2000, max_value=2199)
    basis = Code(Envelope.Basis.choices)
    base = Money(required=False, allow_null=True)
    reduction_plan = Text(2000, required=False, allow_blank=True)
    pays_from = Day(required=False, allow_null=True)
    budget_subject = Code(EconomicSubject.choices, required=False)
    note = Line(300)


class EnvelopeCalculationFacts(Facts):
    """The lines of a calculation; they replace those that were there."""

    words_of = (Envelope,)
    lines = EnvelopeLineFacts(many=True)


class EnvelopeApprovalFacts(Facts):
    """The paper of an approval."""

    words_of = (Envelope,)
    document = Row(Document)


class EnvelopeForceFacts(Facts):
    """How an envelope comes into force."""

    words_of = (Envelope,)
    is_provisional = Truth(required=False)


class EnvelopeChangeFacts(Facts):
    """A change of an envelope in force."""

    words_of = (EnvelopeChange,)
    envelope = Row(Envelope, "unit__district")
    kind = Code([(kind.value, kind.label) for kind in PROPOSED_BY_HAND])
    amount = Money()
    takes = Truth(required=False, help_text="true: the amount is taken away")
    document = Row(Document)
    reason = Text(300)
    pool = Row(Pool, required=False, allow_null=True)
    label = Line(80)
    valid_from = Day(required=False, allow_null=True)
    valid_to = Day(required=False, allow_null=True)


class EnvelopeChangeRefusalFacts(Facts):
    """The words that say why."""

    words_of = (EnvelopeChange,)
    note = Text(300)


class Envelopes(RowResource):
    """Envelopes with their position."""

    model = Envelope
    shape = ENVELOPE
    filterset_class = EnvelopeFilter
    related = ("unit__district", "document", "fund")
    acts = {
        "list": "read_money",
        "retrieve": "read_money",
        "create": "draft_envelope",
        "calculate": "draft_envelope",
        "approve": "approve_envelope",
        "put_in_force": "approve_envelope",
    }

    def completed(self, rows):
        found = selectors.money_of_envelopes([row["id"] for row in rows])
        for row in rows:
            row.update({name: yuan(getattr(found[row["id"]], name)) for name in FIGURES})
        return rows

    def told(self, envelope: Envelope) -> dict:
        """One envelope with its position, as an act leaves it."""
        return self.completed([ENVELOPE.of(envelope)])[0]

    @write(EnvelopeFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Draft an envelope; its calculation comes next."""
        facts = dict(deed.facts)
        if "base" in facts:
            facts["base_fen"] = facts.pop("base")
        return self.told(envelopes.draft(actor=deed.actor, **facts))

    @act("calculate", EnvelopeCalculationFacts)
    def calculate(self, deed: Deed) -> dict:
        """Work the total out; every line is kept."""
        lines = [{**line, "standard_fen": line.pop("standard")} for line in map(dict, deed.facts["lines"])]
        done = envelopes.calculate(envelope=deed.row, lines=lines, actor=deed.actor, seen=deed.seen)
        return self.told(done)

    @act("approve", EnvelopeApprovalFacts)
    def approve(self, deed: Deed) -> dict:
        """Approve on a document; the sum over units stays within the appropriation."""
        paper = deed.facts["document"]
        done = envelopes.approve(envelope=deed.row, document=paper, actor=deed.actor, seen=deed.seen)
        return self.told(done)

    @act("put-in-force", EnvelopeForceFacts)
    def put_in_force(self, deed: Deed) -> dict:
        """Open the year's money and hold what everybody on post costs."""
        done = envelopes.put_in_force(
            envelope=deed.row, actor=deed.actor, key=deed.key, seen=deed.seen, **deed.facts
        )
        return self.told(done)


class EnvelopeChanges(RowResource):
    """Changes of envelopes: proposed on a document, posted when another approves."""

    model = EnvelopeChange
    shape = CHANGE
    filterset_class = EnvelopeChangeFilter
    related = ("envelope__unit__district", "document", "pool", "fund")
    acts = {
        "list": "read_money",
        "retrieve": "read_money",
        "create": "propose_adjustment",
        "approve": "approve_adjustment",
        "refuse": "approve_adjustment",
    }

    def unit_of(self, row):
        return row.envelope.unit

    @write(EnvelopeChangeFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Propose a change; no fen moves before a leader decides."""
        facts = dict(deed.facts)
        amount = facts.pop("amount") * (-1 if facts.pop("takes", False) else 1)
        return CHANGE.of(envelopes.propose_change(actor=deed.actor, amount_fen=amount, **facts))

    @act("approve")
    def approve(self, deed: Deed) -> dict:
        """Move the fen; what was short is covered first."""
        done = envelopes.approve_change(change=deed.row, actor=deed.actor, key=deed.key, seen=deed.seen)
        return CHANGE.of(done)

    @act("refuse", EnvelopeChangeRefusalFacts)
    def refuse(self, deed: Deed) -> dict:
        """Leave the envelope as it is."""
        note = deed.facts["note"]
        done = envelopes.refuse_change(change=deed.row, actor=deed.actor, note=note, seen=deed.seen)
        return CHANGE.of(done)


class EnvelopeEntries(RowResource):
    """Movements of fen, oldest first; nothing here is ever edited."""

    model = Entry
    shape = Shape(
        Entry,
        "id",
        "effective",
        "recorded_at",
        amount=fen("amount"),
        source_after=fen("source_after"),
        target_after=fen("target_after"),
        unit="unit_id",
        act="act_id",
        kind="act__kind",
        reverses="act__reverses_id",
        reason="act__reason",
        document="act__document_id",
        document_number="act__document__number",
        source_book="source__book",
        source_fund="source__fund_id",
        target_book="target__book",
        target_fund="target__fund_id",
        engagement="hold__subject_id",
    ).called("EnvelopeEntry")
    filterset_class = EnvelopeEntryFilter
    acts = {"list": "read_money", "retrieve": "read_money"}

    def visible(self):
        rows = self.model.objects.visible_to(self.request.user, "read_money")
        return rows.filter(source__measure=Measure.FEN)
