"""Transfers over REST: a person offered by one unit, taken over by another, with or without the head."""

from quota_pool import access
from quota_pool.api.fields import Day, Facts, Line, Row, Text, Truth
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape
from quota_pool.models import Document, Pool, Unit
from staffing.api.remarked import remarked, warnings_of
from staffing.filters import TransferFilter
from staffing.models import Engagement, Recruitment, Transfer
from staffing.services import transfers

TRANSFER = Shape(
    Transfer,
    "id",
    "with_head",
    "from_day",
    "expires_on",
    "note",
    "state",
    "offered_at",
    "answered_at",
    "answer_note",
    "done_on",
    "version",
    "updated_at",
    unit="unit_id",
    to_unit="to_unit_id",
    engagement="engagement_id",
    name="engagement__person__name",
    primary_post="engagement__primary_post",
    document="document_id",
    new_engagement="new_engagement_id",
)


class OtherUnit(Row):
    """A unit of the asker's district, seen or not: only its number is named."""

    def get_queryset(self):
        district = access.district_of(self.context["request"].user)
        return Unit.objects.filter(district_id=district).pool_owners().select_related("district")


class OfferFacts(Facts):
    """A person to offer to another unit."""

    words_of = (Transfer,)
    engagement = Row(Engagement, "unit", "person", "pool")
    to_unit = OtherUnit(Unit)
    from_day = Day()
    with_head = Truth(required=False)
    note = Line(300)


class AcceptTransferFacts(Facts):
    """From when, and on which grant."""

    words_of = (Transfer, Engagement)
    on = Day(required=False)
    pool = Row(Pool, required=False, allow_null=True)
    recruitment = Row(Recruitment, required=False, allow_null=True)


class DeclineFacts(Facts):
    """Why the person is not taken over."""

    words_of = (Transfer,)
    note = Text(300)


class ApproveTransferFacts(Facts):
    """The document on which the head goes along, and the first day there."""

    words_of = (Transfer,)
    on = Day(required=False)
    document = Row(Document)


class Transfers(RowResource):
    """People who move from unit to unit."""

    model = Transfer
    personal = True
    shape = TRANSFER
    filterset_class = TransferFilter
    related = ("unit__district", "to_unit__district")
    acts = {
        "list": "read_staff",
        "retrieve": "read_staff",
        "create": "transfer",
        "accept": "transfer",
        "approve": "approve_grant",
        "decline": "transfer",
        "withdraw": "transfer",
    }

    def unit_of(self, row):
        """Whichever of the two units is the asker's; the service tells whose step it is."""
        return row.unit if access.can(self.request.user, self.acts[self.action], row.unit) else row.to_unit

    @write(OfferFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Offer a person to another unit; nothing moves before it accepts."""
        return TRANSFER.of(transfers.offer_transfer(actor=deed.actor, **deed.facts))

    @act("accept", AcceptTransferFacts, answer=remarked(TRANSFER))
    def accept(self, deed: Deed) -> dict:
        """Take the person over; with the head the bureau still has to agree."""
        what = {"transfer": deed.row, "actor": deed.actor, "key": deed.key, "seen": deed.seen}
        accepted = transfers.accept_transfer(**what, **deed.facts)
        return TRANSFER.of(accepted) | warnings_of(accepted)

    @act("approve", ApproveTransferFacts, answer=remarked(TRANSFER))
    def approve(self, deed: Deed) -> dict:
        """Let the head go along, on a document."""
        what = {"transfer": deed.row, "actor": deed.actor, "key": deed.key, "seen": deed.seen}
        approved = transfers.approve_transfer(**what, **deed.facts)
        return TRANSFER.of(approved) | warnings_of(approved)

    @act("decline", DeclineFacts)
    def decline(self, deed: Deed) -> dict:
        """Do not take the person over."""
        what = {"transfer": deed.row, "actor": deed.actor, "seen": deed.seen}
        return TRANSFER.of(transfers.decline_transfer(**what, note=deed.facts["note"]))

    @act("withdraw")
    def withdraw(self, deed: Deed) -> dict:
        """Take the offer back."""
        what = {"transfer": deed.row, "actor": deed.actor, "seen": deed.seen}
        return TRANSFER.of(transfers.withdraw_transfer(**what))
