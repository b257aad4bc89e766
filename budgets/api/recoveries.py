"""Recoveries by purchased service over REST: planned, checked, contracted, the heads taken for good."""

from django.utils.translation import gettext_lazy as _

from budgets.filters import RecoveryFilter
from budgets.models import Recovery
from budgets.services import recoveries
from quota_pool.api.fields import Code, Day, Facts, Line, Money, Row, Text, Whole
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape, fen
from quota_pool.models import Document, Unit
from staffing.dictionaries import PostCategory

RECOVERY = Shape(
    Recovery,
    "id",
    "service",
    "catalogue",
    "post_category",
    "heads",
    "state",
    "provider",
    "contract_no",
    "contract_from",
    "contract_to",
    "outcome",
    "priced_by",
    "finance_note",
    "note",
    "recovered_on",
    "verified_on",
    "planned_at",
    "version",
    "updated_at",
    unit="unit_id",
    average=fen("average_fen"),
    year_price=fen("year_fen"),
    document="document_id",
    act="act_id",
)


class RecoveryFacts(Facts):
    """What is bought instead of which posts."""

    words_of = (Recovery,)
    unit = Row(Unit, "district")
    service = Text(200)
    catalogue = Line(120)
    post_category = Code(PostCategory.choices)
    heads = Whole(min_value=1, max_value=99_999)
    average = Money(required=False)
    note = Line(300)


class ContractFacts(Facts):
    """The service contract; one priced by heads is entered, and flagged."""

    words_of = (Recovery,)
    provider = Text(120)
    contract_no = Text(60)
    contract_from = Day()
    contract_to = Day()
    outcome = Text(300)
    year_price = Money()
    priced_by = Code(Recovery.PricedBy.choices)

    def validate(self, facts):
        if facts["contract_to"] < facts["contract_from"]:
            self.fail_at("contract_to", "ends_before_it_begins", _("A contract ends after it begins."))
        return facts


class RecoverFacts(Facts):
    """The document on which the heads go."""

    words_of = (Recovery,)
    document = Row(Document)


class RecoveryRemark(Facts):
    """A word to go with it."""

    words_of = (Recovery,)
    note = Line(300)


class RecoveryWhy(Facts):
    """The words that say why."""

    words_of = (Recovery,)
    note = Text(300)


class Recoveries(RowResource):
    """Heads given up for good because a service is bought instead."""

    model = Recovery
    shape = RECOVERY
    filterset_class = RecoveryFilter
    order = ("-id",)
    related = ("unit__district",)
    acts = {
        "list": "read_money",
        "retrieve": "read_money",
        "create": "plan_recovery",
        "submit": "submit_recovery",
        "advise": "advise_recovery",
        "check": "check_recovery",
        "refuse": "check_recovery",
        "contract": "plan_recovery",
        "recover": "approve_recovery",
        "verify": "check_recovery",
        "withdraw": "plan_recovery",
    }

    @write(RecoveryFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Plan to buy a service and to give heads up."""
        facts = dict(deed.facts)
        facts["average_fen"] = facts.pop("average", None)
        return RECOVERY.of(recoveries.plan_recovery(actor=deed.actor, **facts))

    @act("submit")
    def submit(self, deed: Deed) -> dict:
        """Send the plan to the bureau and to finance."""
        return self.done(recoveries.submit_recovery, deed)

    @act("advise", RecoveryWhy)
    def advise(self, deed: Deed) -> dict:
        """Give finance's opinion on the price and on the money freed."""
        return self.done(recoveries.advise_recovery, deed)

    @act("check", RecoveryRemark)
    def check(self, deed: Deed) -> dict:
        """Say that the service stands in the catalogue and is none of people."""
        return self.done(recoveries.check_recovery, deed)

    @act("refuse", RecoveryWhy)
    def refuse(self, deed: Deed) -> dict:
        """Turn the plan of a recovery down."""
        return self.done(recoveries.refuse_recovery, deed)

    @act("contract", ContractFacts)
    def contract(self, deed: Deed) -> dict:
        """Enter the service contract."""
        facts = dict(deed.facts)
        facts["year_fen"] = facts.pop("year_price")
        return self.done(recoveries.contract_service, deed, facts)

    @act("recover", RecoverFacts)
    def recover(self, deed: Deed) -> dict:
        """Take the free heads out of the unit's number and out of the district, for good."""
        facts = {**deed.facts, "key": deed.key}
        return self.done(recoveries.recover_heads, deed, facts)

    @act("verify", RecoveryRemark)
    def verify(self, deed: Deed) -> dict:
        """Say that the service is delivered and nobody was hired in disguise."""
        return self.done(recoveries.verify_recovery, deed)

    @act("withdraw", RecoveryRemark)
    def withdraw(self, deed: Deed) -> dict:
        """Give the plan of a recovery up."""
        return self.done(recoveries.withdraw_recovery, deed)

    def done(self, service, deed: Deed, facts: dict | None = None) -> dict:
        """Do one step of the recovery and answer with it."""
        what = {"recovery": deed.row, "actor": deed.actor, "seen": deed.seen}
        return RECOVERY.of(service(**what, **(deed.facts if facts is None else facts)))
