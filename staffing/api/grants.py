"""Quota grants over REST: proposed on a document, decided by another; heads brought into the reserve."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from quota_pool.api.fields import Code, Day, Facts, Line, Row, Text, Whole
from quota_pool.api.resources import Deed, Resource, RowResource, act, check_query, write
from quota_pool.api.shapes import Shape, as_serializer
from quota_pool.calendar import today
from quota_pool.models import Account, Act, Book, Document, Measure, Pool, Unit
from quota_pool.refusals import restore
from staffing.api.remarked import remarked, warnings_of
from staffing.filters import GrantFilter
from staffing.models import GrantOrigin, QuotaGrant
from staffing.services import grants
from staffing.services.grant_effects import reserve_of

MOST_HEADS = 100_000
GRANT = Shape(
    QuotaGrant,
    "id",
    "kind",
    "purpose",
    "year",
    "heads",
    "requested",
    "valid_from",
    "valid_to",
    "reason_code",
    "funding_source",
    "entry_mode",
    "note",
    "state",
    "change",
    "evidence",
    "proposed_at",
    "decided_at",
    "version",
    "updated_at",
    unit="unit_id",
    document="document_id",
    document_number="document__number",
    pool="pool_id",
    amends="amends_id",
)
FULL = Shape(QuotaGrant, "checks", decision_level="document__decision_level", **GRANT.pieces)
ORIGIN = Shape(GrantOrigin, "assistant_kind", "department", "heads")
ISSUE = Shape(Act, "id", "kind", "recorded_at", document="document_id", document_number="document__number")


def in_words(check: dict) -> dict:
    """A stored check with its words in the reader's language."""
    reason = check["reason"]
    return check | {"reason": restore(reason).as_dict() if reason else None}


class OriginFacts(Facts):
    """An old line of merged assistants the grant was made from."""

    words_of = (GrantOrigin,)
    assistant_kind = Text(60)
    department = Line(60)
    heads = Whole(min_value=1, max_value=MOST_HEADS)


class OnPaper(Facts):
    """A number that rests on a document of the same district."""

    words_of = (QuotaGrant,)
    document = Row(Document)
    heads = Whole(min_value=0, max_value=MOST_HEADS)

    def validate(self, facts):
        unit = facts.get("unit")
        if unit is not None and unit.district_id != facts["document"].district_id:
            self.fail_at("document", "does_not_exist", _("There is no such row that you may see."))
        return facts


class GrantFacts(OnPaper):
    """A grant to propose; `heads` is the whole number from `valid_from` on."""

    unit = Row(Unit, "district")
    kind = Code(Pool.Kind.choices)
    valid_from = Day()
    valid_to = Day(required=False, allow_null=True)
    requested = Whole(required=False, allow_null=True, min_value=0, max_value=MOST_HEADS)
    reason_code = Code(QuotaGrant.Reason.choices, required=False, allow_blank=True)
    funding_source = Code(QuotaGrant.Funding.choices, required=False, allow_blank=True)
    entry_mode = Code(Pool.EntryMode.choices, required=False, allow_blank=True)
    note = Line(300)
    origins = OriginFacts(many=True, required=False)

    def validate(self, facts):
        facts = super().validate(facts)
        end = facts.get("valid_to")
        if end is not None and end < facts["valid_from"]:
            self.fail_at("valid_to", "ends_before_it_begins", _("A grant ends after it begins."))
        if end is not None and facts["kind"] == Pool.Kind.LUMP_SUM:
            self.fail_at("valid_to", "lump_sum_has_no_end", _("A lump-sum quota has no end."))
        return facts


class IssueFacts(OnPaper):
    """Heads brought into the district's reserve."""

    heads = Whole(min_value=1, max_value=MOST_HEADS)
    on = Day(required=False)

    def validate(self, facts):
        if facts.get("on") and facts["on"] > today():
            self.fail_at("on", "still_to_come", _("The day is still to come."))
        return super().validate(facts)


class RefuseFacts(Facts):
    """The words that say why."""

    words_of = (QuotaGrant,)
    note = Text(300)


class QuotaGrants(RowResource):
    """What each document granted to which unit."""

    model = QuotaGrant
    shape = GRANT
    filterset_class = GrantFilter
    related = ("unit", "document")
    full = FULL
    adds = {"origins": ORIGIN}
    acts = {
        "list": "read_pool",
        "retrieve": "read_pool",
        "create": "propose_grant",
        "approve": "approve_grant",
        "refuse": "approve_grant",
    }

    def completed_one(self, row: dict) -> dict:
        """The old lines merged into it, and what the rules said when it was decided."""
        origins = GrantOrigin.objects.filter(grant_id=row["id"]).order_by("id")
        checks = [in_words(check) for check in row["checks"]]
        return row | {"origins": ORIGIN.rows(origins), "checks": checks}

    @write(GrantFacts, status=201, answer=remarked(GRANT))
    def create(self, deed: Deed) -> dict:
        """Propose a grant; nothing moves before a leader approves it."""
        proposed = grants.propose_grant(actor=deed.actor, **deed.facts)
        return GRANT.of(proposed) | warnings_of(proposed)

    @act("approve", answer=remarked(GRANT))
    def approve(self, deed: Deed) -> dict:
        """Put the grant in force: heads move on its day, or are scheduled for it."""
        approved = grants.approve_grant(grant=deed.row, actor=deed.actor, key=deed.key, seen=deed.seen)
        return GRANT.of(approved) | warnings_of(approved)

    @act("refuse", RefuseFacts)
    def refuse(self, deed: Deed) -> dict:
        """Turn the grant down."""
        note = deed.facts["note"]
        return GRANT.of(grants.refuse_grant(grant=deed.row, actor=deed.actor, note=note, seen=deed.seen))


class QuotaReserve(Resource):
    """The district's own heads, not yet granted to anybody."""

    model = Account
    acts = {"list": "read_pool", "issue": "issue_heads"}
    may_be_absent = True
    answer = as_serializer("QuotaReserve", {"reserve": serializers.IntegerField()})

    def list(self, request):
        """How many heads the district can still grant."""
        check_query(request.query_params, set())
        accounts = self.visible().filter(unit=None, measure=Measure.HEADS, book=Book.RESERVE)
        account = accounts.first()
        if account is None:
            raise Http404
        return Response({"reserve": reserve_of(account.district_id)})

    @act("issue", IssueFacts, on_row=False, status=201, answer=remarked(ISSUE))
    def issue(self, deed: Deed) -> dict:
        """Bring heads into the reserve on a document of the level above."""
        facts = deed.facts
        document = facts["document"]
        issued = grants.issue_heads(
            district=document.district,
            heads=facts["heads"],
            document=document,
            on=facts.get("on"),
            actor=deed.actor,
            key=deed.key,
        )
        return ISSUE.of(issued) | warnings_of(issued)
