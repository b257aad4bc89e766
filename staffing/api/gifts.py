"""Heads given from unit to unit over REST: proposed on a document, approved or turned down."""

from quota_pool import access
from quota_pool.api.fields import Facts, Line, Row, Text, Whole
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape
from quota_pool.models import Document, Unit
from staffing.api.remarked import remarked, warnings_of
from staffing.filters import GiftFilter
from staffing.models import HeadGift
from staffing.services import gifts

GIFT = Shape(
    HeadGift,
    "id",
    "heads",
    "note",
    "state",
    "proposed_at",
    "decided_at",
    "decision_note",
    "version",
    "updated_at",
    unit="unit_id",
    to_unit="to_unit_id",
    document="document_id",
    document_number="document__number",
)


class GiftFacts(Facts):
    """Heads to give."""

    words_of = (HeadGift,)
    unit = Row(Unit, "district")
    to_unit = Row(Unit, "district")
    heads = Whole(min_value=1, max_value=99_999)
    document = Row(Document)
    note = Line(300)


class GiftRefusalFacts(Facts):
    """The words that say why."""

    words_of = (HeadGift,)
    note = Text(300)


class HeadGifts(RowResource):
    """Free heads moved between units by the bureau."""

    model = HeadGift
    shape = GIFT
    filterset_class = GiftFilter
    related = ("unit__district", "to_unit__district", "document")
    acts = {
        "list": "read_pool",
        "retrieve": "read_pool",
        "create": "propose_grant",
        "approve": "approve_grant",
        "refuse": "approve_grant",
    }

    def unit_of(self, row):
        """Whichever of the two units is the asker's."""
        return row.unit if access.can(self.request.user, self.acts[self.action], row.unit) else row.to_unit

    @write(GiftFacts, status=201, answer=remarked(GIFT))
    def create(self, deed: Deed) -> dict:
        """Propose to give heads; nothing moves before a leader approves."""
        proposed = gifts.propose_gift(actor=deed.actor, **deed.facts)
        return GIFT.of(proposed) | warnings_of(proposed)

    @act("approve", answer=remarked(GIFT))
    def approve(self, deed: Deed) -> dict:
        """Move the heads today; both lump-sum numbers are amended."""
        what = {"gift": deed.row, "actor": deed.actor, "key": deed.key, "seen": deed.seen}
        given = gifts.approve_gift(**what)
        return GIFT.of(given) | warnings_of(given)

    @act("refuse", GiftRefusalFacts)
    def refuse(self, deed: Deed) -> dict:
        """Turn it down."""
        note = deed.facts["note"]
        return GIFT.of(gifts.refuse_gift(gift=deed.row, actor=deed.actor, note=note, seen=deed.seen))
