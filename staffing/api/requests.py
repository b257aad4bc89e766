"""Requests for mobile heads over REST: drafted, submitted, opined on, granted or refused, withdrawn."""

from django.utils.translation import gettext_lazy as _

from quota_pool.api.fields import Code, Day, Facts, Line, Row, Text, Whole
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape
from quota_pool.models import Document, Pool, Unit
from staffing.api.remarked import remarked, warnings_of
from staffing.filters import RequestFilter
from staffing.models import Emergency, MobileRequest, QuotaGrant, RequestEvent
from staffing.services import requests

MOST_HEADS = 100_000
REQUEST = Shape(
    MobileRequest,
    "id",
    "state",
    "reason_code",
    "task",
    "workload",
    "why_not_within",
    "heads",
    "valid_from",
    "valid_to",
    "funding_source",
    "bureau_opinion",
    "bureau_heads",
    "bureau_note",
    "finance_opinion",
    "finance_note",
    "note",
    "created_at",
    "submitted_at",
    "decided_at",
    "version",
    "updated_at",
    unit="unit_id",
    emergency="emergency_id",
    extends="extends_id",
    grant="grant_id",
    granted="grant__heads",
    pool="grant__pool_id",
    document_number="grant__document__number",
)
STEP = Shape(RequestEvent, "step", "effective", "recorded_at", "heads", "opinion", "note")


class AskedFacts(Facts):
    """What a street asks for; a draft may be unfinished."""

    words_of = (MobileRequest,)
    reason_code = Code(QuotaGrant.Reason.choices, required=False, allow_blank=True)
    task = Line(500)
    workload = Line(500)
    why_not_within = Line(500)
    heads = Whole(required=False, allow_null=True, min_value=1, max_value=MOST_HEADS)
    valid_from = Day(required=False, allow_null=True)
    valid_to = Day(required=False, allow_null=True)
    funding_source = Code(QuotaGrant.Funding.choices, required=False, allow_blank=True)

    def validate(self, facts):
        start, end = facts.get("valid_from"), facts.get("valid_to")
        if start and end and end < start:
            self.fail_at("valid_to", "ends_before_it_begins", _("A grant ends after it begins."))
        return facts


class DraftFacts(AskedFacts):
    """A new request, perhaps because of an emergency, or for a grant to end later."""

    unit = Row(Unit, "district")
    emergency = Row(Emergency, required=False, allow_null=True)
    extends = Row(Pool, required=False, allow_null=True)


class OpinionFacts(Facts):
    """An opinion, with its words."""

    words_of = (MobileRequest, RequestEvent)
    opinion = Code(MobileRequest.Opinion.choices)
    note = Line(300)


class CheckFacts(OpinionFacts):
    """The bureau's opinion, with the number it would grant."""

    heads = Whole(required=False, allow_null=True, min_value=1, max_value=MOST_HEADS)


class WhyFacts(Facts):
    """The words that say why."""

    words_of = (MobileRequest,)
    note = Text(300)


class WithdrawFacts(Facts):
    """A word to go with it."""

    words_of = (MobileRequest,)
    note = Line(300)


class GrantRequestFacts(Facts):
    """How many heads, on which document, for which time; without days, those requested."""

    words_of = (QuotaGrant,)
    document = Row(Document)
    heads = Whole(min_value=1, max_value=MOST_HEADS)
    valid_from = Day(required=False)
    valid_to = Day(required=False)
    note = Line(300)


class MobileRequests(RowResource):
    """Requests for mobile heads, each with its steps."""

    model = MobileRequest
    shape = REQUEST
    filterset_class = RequestFilter
    order = ("-id",)
    related = ("unit__district", "grant__document")
    adds = {"steps": STEP}
    acts = {
        "list": "read_requests",
        "retrieve": "read_requests",
        "create": "draft_request",
        "partial_update": "draft_request",
        "submit": "submit_request",
        "check": "check_request",
        "advise": "advise_request",
        "send_back": "check_request",
        "grant": "decide_request",
        "refuse": "decide_request",
        "withdraw": "withdraw_request",
    }

    def completed_one(self, row: dict) -> dict:
        """Each step the request took."""
        steps = RequestEvent.objects.filter(request_id=row["id"]).order_by("id")
        return row | {"steps": STEP.rows(steps)}

    @write(DraftFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Draft a request; nothing is sent before the street's leader submits it."""
        return REQUEST.of(requests.draft(actor=deed.actor, key=deed.key, **deed.facts))

    @write(AskedFacts, needs_key=False, needs_version=True)
    def partial_update(self, deed: Deed) -> dict:
        """Change what is asked for while it lies with the street."""
        return REQUEST.of(requests.edit(request=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))

    @act("submit")
    def submit(self, deed: Deed) -> dict:
        """Send the request to the bureau and to finance; it must be complete."""
        return self.done(requests.submit, deed)

    @act("check", CheckFacts)
    def check(self, deed: Deed) -> dict:
        """Give the bureau's opinion."""
        return self.done(requests.check, deed)

    @act("advise", OpinionFacts)
    def advise(self, deed: Deed) -> dict:
        """Give finance's opinion."""
        return self.done(requests.advise, deed)

    @act("return", WhyFacts)
    def send_back(self, deed: Deed) -> dict:
        """Send the request back for correction (退回补正)."""
        return self.done(requests.return_, deed)

    @act("grant", GrantRequestFacts, answer=remarked(REQUEST))
    def grant(self, deed: Deed) -> dict:
        """Grant the heads on a document; a mobile pool is opened. `warnings`: what the rules say of it."""
        what = {"actor": deed.actor, "seen": deed.seen, "key": deed.key, **deed.facts}
        granted = requests.grant(request=deed.row, **what)
        return REQUEST.of(granted) | warnings_of(granted.grant)

    @act("refuse", WhyFacts)
    def refuse(self, deed: Deed) -> dict:
        """Turn the request down."""
        return self.done(requests.refuse, deed)

    @act("withdraw", WithdrawFacts)
    def withdraw(self, deed: Deed) -> dict:
        """Take the request back as long as nobody has decided on it."""
        return self.done(requests.withdraw, deed)

    def done(self, service, deed: Deed, **more) -> dict:
        """Do one act on the row and answer with it."""
        return REQUEST.of(service(request=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts, **more))
