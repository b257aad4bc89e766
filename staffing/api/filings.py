"""Filings over REST: submit, accept, return, refuse, one by one or many at once."""

from functools import partial

from rest_framework import serializers

from quota_pool.api.fields import Code, Facts, Line, Whole
from quota_pool.api.resources import Deed, act
from quota_pool.api.shapes import Shape, as_serializer
from staffing import then
from staffing.dictionaries import ReturnReason
from staffing.filters import FilingFilter
from staffing.models import Filing, FilingEvent, Urge
from staffing.services import filings, urges

from .dated import Dated
from .grants import in_words

FILING = Shape(
    Filing,
    "id",
    "kind",
    "state",
    "number",
    "event_date",
    "deadline",
    "limit_days",
    "first_submitted_on",
    "late_days",
    "submitted_at",
    "decided_at",
    "reasons",
    "note",
    "version",
    "updated_at",
    unit="unit_id",
    engagement="engagement_id",
    person="engagement__person__number",
    name="engagement__person__name",
)
FULL = Shape(Filing, "position", "checks", **FILING.pieces)
URGE = Shape(Urge, "id", "towards", "due", "recorded_at", "note", filing="filing_id")
URGED = as_serializer("Urge", URGE.described())
STEP = Shape(FilingEvent, "step", "effective", "recorded_at", "reasons", "note")
MOST_AT_ONCE = 200
SKIPPED = as_serializer(
    "SkippedFiling",
    {"id": serializers.IntegerField(), "reasons": serializers.ListField(child=serializers.DictField())},
)
MANY = as_serializer(
    "ManyFilings",
    {
        "done": as_serializer("DoneFiling", FILING.described())(many=True),
        "skipped": SKIPPED(many=True),
        "absent": serializers.ListField(child=serializers.IntegerField()),
    },
)


class NoteFacts(Facts):
    """A word to go with it."""

    words_of = (Filing,)
    note = Line(300)


class ReasonFacts(Facts):
    """What is wrong, in codes, and in words."""

    words_of = (Filing,)
    reasons = serializers.ListField(child=Code(ReturnReason.choices), min_length=1, max_length=20)
    note = Line(300)


class ManyFacts(Facts):
    """The filings to act on."""

    ids = serializers.ListField(
        child=Whole(min_value=1, max_value=10**17), min_length=1, max_length=MOST_AT_ONCE
    )
    note = Line(300)


class ManyReturnFacts(ManyFacts):
    """The filings to send back, and what is wrong with them."""

    reasons = serializers.ListField(child=Code(ReturnReason.choices), min_length=1, max_length=20)


class Filings(Dated):
    """The papers that follow a hire or an exit, with their clock in working days."""

    model = Filing
    personal = True
    shape = FILING
    full = FULL
    filterset_class = FilingFilter
    order = ("deadline", "id")
    related = ("unit", "engagement__person")
    adds = {"steps": STEP}
    acts = {
        "list": "read_filings",
        "retrieve": "read_filings",
        "submit": "submit_filing",
        "accept": "decide_filing",
        "send_back": "decide_filing",
        "refuse": "refuse_filing",
        "withdraw": "submit_filing",
        "urge": "urge_filing",
        "bulk_submit": "submit_filing",
        "bulk_accept": "decide_filing",
        "bulk_return": "decide_filing",
        "bulk_urge": "urge_filing",
    }

    def completed_one(self, row: dict) -> dict:
        """Each step the filing took."""
        steps = FilingEvent.objects.filter(filing_id=row["id"]).order_by("id")
        if not self.as_of.is_now:
            steps = steps.filter(self.as_of.recorded(), effective__lte=self.as_of.day)
        return self.completed([row])[0] | {
            "checks": [in_words(check) for check in row["checks"]],
            "steps": STEP.rows(steps),
        }

    def completed(self, rows):
        """On another day, the state and the clock of that day."""
        if self.as_of.is_now:
            return rows
        told = then.filings_then([row["id"] for row in rows], self.as_of)
        return [row | vars(told[row["id"]]) for row in rows]

    @act("submit", NoteFacts)
    def submit(self, deed: Deed) -> dict:
        """Send the filing to the bureau."""
        return _shown(filings.submit(filing=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))

    @act("withdraw", NoteFacts)
    def withdraw(self, deed: Deed) -> dict:
        """Take the filing back before the bureau has decided (撤回); the clock goes on."""
        return _shown(filings.withdraw(filing=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))

    @act("urge", NoteFacts, answer=URGED)
    def urge(self, deed: Deed) -> dict:
        """Remind the other side that its time is over (催办)."""
        return URGE.of(urges.urge(filing=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))

    @act("accept", NoteFacts)
    def accept(self, deed: Deed) -> dict:
        """Enter the filing on the record."""
        return _shown(filings.accept(filing=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))

    @act("return", ReasonFacts)
    def send_back(self, deed: Deed) -> dict:
        """Send the filing back with coded reasons (退回补正)."""
        return _shown(filings.return_(filing=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))

    @act("refuse", ReasonFacts)
    def refuse(self, deed: Deed) -> dict:
        """Refuse the filing for what cannot be mended (不予备案)."""
        return _shown(filings.refuse(filing=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))

    @act("bulk-submit", ManyFacts, on_row=False, answer=MANY)
    def bulk_submit(self, deed: Deed) -> dict:
        """Send in what can be sent in; the rest says why not."""
        return self.many(filings.submit_many, deed)

    @act("bulk-accept", ManyFacts, on_row=False, answer=MANY)
    def bulk_accept(self, deed: Deed) -> dict:
        """Enter on the record what can be; the rest says why not."""
        return self.many(filings.accept_many, deed)

    @act("bulk-return", ManyReturnFacts, on_row=False, answer=MANY)
    def bulk_return(self, deed: Deed) -> dict:
        """Send back what can be, all for the same coded reasons; the rest says why not."""
        return self.many(partial(filings.return_many, reasons=deed.facts["reasons"]), deed)

    @act("bulk-urge", ManyFacts, on_row=False, answer=MANY)
    def bulk_urge(self, deed: Deed) -> dict:
        """Remind of what is overdue in the other side's hands; the rest says why not."""
        return self.many(urges.urge_many, deed)

    def many(self, service, deed: Deed) -> dict:
        """Act on the filings that may be seen; those out of sight are answered as absent."""
        ids = deed.facts["ids"]
        rows = self.visible().select_related(*self.related).filter(pk__in=ids).order_by("pk")
        outcome = service(filings=list(rows), actor=deed.actor, note=deed.facts.get("note", ""))
        seen = {filing.pk for filing in outcome.done} | {filing.pk for filing, _reasons in outcome.skipped}
        return {
            "done": [FILING.of(filing) for filing in outcome.done],
            "skipped": [
                {"id": filing.pk, "reasons": [reason.as_dict() for reason in reasons]}
                for filing, reasons in outcome.skipped
            ],
            "absent": [wanted for wanted in dict.fromkeys(ids) if wanted not in seen],
        }


def _shown(filing: Filing) -> dict:
    return FILING.of(filing)
