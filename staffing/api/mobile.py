"""Mobile pools over REST (机动指标台账): asked, granted, used; extended, given back, reclaimed."""

from quota_pool.api import pages
from quota_pool.api.fields import Day, Facts, Line, Row, Text, Whole
from quota_pool.api.resources import Deed, RowResource, Rows, act
from quota_pool.api.shapes import Shape, as_serializer
from quota_pool.models import Document, Pool
from staffing.filters import MobileFilter
from staffing.mobile import mobile_rows, papers_then
from staffing.models import QuotaGrant
from staffing.services import mobile

from .dated import DAYS
from .grants import GRANT, MOST_HEADS

POOL = Shape(Pool, "id", "label", "valid_from", "valid_to", unit="unit_id", document="document_id")
PAPER = as_serializer("MobilePaper", GRANT.described())


class ExtendFacts(Facts):
    """A later last day, on a document of its own."""

    words_of = (QuotaGrant,)
    valid_to = Day()
    document = Row(Document)
    note = Line(300)


class HeadsFacts(Facts):
    """Fewer heads; without a document they rest on that of the grant."""

    words_of = (QuotaGrant,)
    heads = Whole(min_value=1, max_value=MOST_HEADS)
    document = Row(Document, required=False)
    note = Text(300)


class MobilePools(RowResource):
    """Mobile pools with their figures on a day and, one by one, the papers they stand on."""

    model = Pool
    shape = POOL
    filterset_class = MobileFilter
    order = ("valid_to", "id")
    related = ("unit__district", "document")
    adds = {"papers": GRANT}
    asks_of_one = DAYS
    acts = {
        "list": "read_pool",
        "retrieve": "read_pool",
        "extend": "propose_grant",
        "give_back": "return_heads",
        "reclaim": "propose_grant",
    }

    def visible(self):
        """Mobile pools only; a lump-sum is read from the positions."""
        return super().visible().filter(kind=Pool.Kind.MOBILE)

    def completed(self, rows: Rows) -> Rows:
        """What was asked, granted and used, and how idle the heads stand."""
        found = mobile_rows((row["id"] for row in rows), pages.as_of(self.request.query_params))
        return [row | {"figures": found[row["id"]].figures()} for row in rows]

    def completed_one(self, row: dict) -> dict:
        """The same with the chain of papers."""
        as_of = pages.as_of(self.request.query_params)
        papers = QuotaGrant.objects.filter(pool_id=row["id"]).order_by("id")
        if not as_of.is_now:
            papers = papers.filter(papers_then(as_of))
        return super().completed_one(row) | {"papers": GRANT.rows(papers)}

    @act("extend", ExtendFacts, status=201, answer=PAPER)
    def extend(self, deed: Deed) -> dict:
        """Propose a later last day, once; the leader approves the paper as any grant."""
        return GRANT.of(mobile.propose_extension(pool=deed.row, actor=deed.actor, **deed.facts))

    @act("return", HeadsFacts, status=201, answer=PAPER)
    def give_back(self, deed: Deed) -> dict:
        """Give free heads back to the district before the term is over."""
        done = mobile.return_heads(pool=deed.row, actor=deed.actor, key=deed.key, **deed.facts)
        return GRANT.of(done)

    @act("reclaim", HeadsFacts, status=201, answer=PAPER)
    def reclaim(self, deed: Deed) -> dict:
        """Propose to take unused heads back, with the evidence; the leader decides."""
        return GRANT.of(mobile.propose_reclaim(pool=deed.row, actor=deed.actor, **deed.facts))
