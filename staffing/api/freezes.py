"""Freezes over REST: proposed on a document, put in force or refused, lifted."""

from quota_pool.api.fields import Code, Day, Facts, Row, Text
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape
from quota_pool.models import Document, Unit
from staffing.api.remarked import remarked, warnings_of
from staffing.filters import FreezeFilter
from staffing.models import Freeze
from staffing.services import freezes

FREEZE = Shape(
    Freeze,
    "id",
    "kind",
    "cause",
    "reason",
    "from_day",
    "state",
    "proposed_at",
    "decided_at",
    "decision_note",
    "lifted_on",
    "lift_reason",
    "version",
    "updated_at",
    unit="unit_id",
    document="document_id",
    document_number="document__number",
)


class FreezeFacts(Facts):
    """A freeze to propose."""

    words_of = (Freeze,)
    unit = Row(Unit, "district")
    kind = Code(Freeze.Kind.choices)
    cause = Code(Freeze.Cause.choices)
    reason = Text(300)
    document = Row(Document)
    from_day = Day()


class FreezeRefusalFacts(Facts):
    """The words that say why."""

    words_of = (Freeze,)
    note = Text(300)


class FreezeLiftFacts(Facts):
    """What was put right."""

    words_of = (Freeze,)
    reason = Text(300)


class Freezes(RowResource):
    """Units that take nobody in for a while."""

    model = Freeze
    shape = FREEZE
    filterset_class = FreezeFilter
    related = ("unit", "document")
    acts = {
        "list": "read_pool",
        "retrieve": "read_pool",
        "create": "propose_freeze",
        "approve": "decide_freeze",
        "refuse": "decide_freeze",
        "lift": "decide_freeze",
    }

    @write(FreezeFacts, status=201, answer=remarked(FREEZE))
    def create(self, deed: Deed) -> dict:
        """Propose a freeze; nothing is frozen before a leader decides."""
        proposed = freezes.propose_freeze(actor=deed.actor, **deed.facts)
        return FREEZE.of(proposed) | warnings_of(proposed)

    @act("approve")
    def approve(self, deed: Deed) -> dict:
        """Put the freeze in force from its day, today at the earliest."""
        return FREEZE.of(freezes.approve_freeze(freeze=deed.row, actor=deed.actor, seen=deed.seen))

    @act("refuse", FreezeRefusalFacts)
    def refuse(self, deed: Deed) -> dict:
        """Leave the unit open."""
        note = deed.facts["note"]
        return FREEZE.of(freezes.refuse_freeze(freeze=deed.row, actor=deed.actor, note=note, seen=deed.seen))

    @act("lift", FreezeLiftFacts)
    def lift(self, deed: Deed) -> dict:
        """End the freeze today."""
        reason = deed.facts["reason"]
        lifted = freezes.lift_freeze(freeze=deed.row, actor=deed.actor, reason=reason, seen=deed.seen)
        return FREEZE.of(lifted)
