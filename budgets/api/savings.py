"""Plans of savings over REST: drafted out of the solver or as an amount, submitted, filed, carried out."""

from rest_framework import serializers

from budgets.filters import SavingsFilter
from budgets.models import SavingsPlan
from budgets.savings import Terms
from budgets.services import savings
from quota_pool.api.fields import Code, Facts, Line, Money, Row, Text, Truth, Whole
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape, fen
from quota_pool.models import Unit

PLAN = Shape(
    SavingsPlan,
    "id",
    "year",
    "kind",
    "share",
    "state",
    "heads_before",
    "heads_after",
    "raise_from",
    "pays_off",
    "note",
    "planned_at",
    "used_on",
    "version",
    "updated_at",
    unit="unit_id",
    free=fen("free_fen"),
    next_year_money=fen("next_fen"),
    saved_now=fen("saved_now_fen"),
    saved_year=fen("saved_year_fen"),
    severance=fen("severance_fen"),
    month=fen("month_fen"),
    cost_now=fen("now_fen"),
    cost_next_year=fen("next_year_fen"),
    average_before=fen("average_before_fen"),
    average_after=fen("average_after_fen"),
)


class RaiseFacts(Facts):
    """What the solver is asked, and which of its variants becomes the plan."""

    words_of = (SavingsPlan,)
    unit = Row(Unit, "district")
    year = Whole(min_value=2000, max_value=2199)
    share = Code(SavingsPlan.Share.choices)
    count = Whole(required=False, min_value=0, max_value=99_999)
    people = serializers.ListField(
        child=Whole(min_value=1, max_value=10**18 - 1), required=False, max_length=500
    )
    paid_until = Whole(min_value=0, max_value=12)
    raise_from = Whole(min_value=1, max_value=13)
    step = Money(required=False)
    with_severance = Truth(required=False)
    free = Money(required=False, allow_null=True)
    next_year_money = Money(required=False, allow_null=True)
    note = Line(300)


class AmountFacts(Facts):
    """A one-off bonus, or money kept in hand."""

    words_of = (SavingsPlan,)
    unit = Row(Unit, "district")
    year = Whole(min_value=2000, max_value=2199)
    kind = Code(SavingsPlan.Kind.choices[1:])
    amount = Money()
    note = Line(300)


class SavingRemark(Facts):
    """A word to go with it."""

    words_of = (SavingsPlan,)
    note = Line(300)


class SavingWhy(Facts):
    """The words that say why."""

    words_of = (SavingsPlan,)
    note = Text(300)


class SavingsPlans(RowResource):
    """What streets mean to do with money that fewer heads leave over."""

    model = SavingsPlan
    shape = PLAN
    filterset_class = SavingsFilter
    order = ("-id",)
    related = ("unit__district",)
    acts = {
        "list": "read_money",
        "retrieve": "read_money",
        "create": "plan_savings",
        "amount": "plan_savings",
        "submit": "submit_savings",
        "check": "check_savings",
        "approve": "approve_savings",
        "refuse": "check_savings",
        "reject": "approve_savings",
        "use": "plan_savings",
        "withdraw": "plan_savings",
    }

    @write(RaiseFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Draft a plan of the largest raise that fits this year and a whole next year."""
        facts = dict(deed.facts)
        terms = Terms(
            year=facts["year"],
            count=facts.get("count", 0),
            people=tuple(facts.get("people", ())),
            paid_until=facts["paid_until"],
            raise_from=facts["raise_from"],
            step_fen=max(1, facts.get("step", 1)),
            with_severance=facts.get("with_severance", True),
            free_fen=facts.get("free"),
            next_fen=facts.get("next_year_money"),
        )
        what = {"unit": facts["unit"], "share": facts["share"], "note": facts.get("note", "")}
        return PLAN.of(savings.plan_raise(terms=terms, actor=deed.actor, **what))

    @act("amount", AmountFacts, on_row=False, status=201)
    def amount(self, deed: Deed) -> dict:
        """Draft a bonus, or money kept in hand, within what is free this year."""
        facts = dict(deed.facts)
        facts["amount_fen"] = facts.pop("amount")
        return PLAN.of(savings.plan_amount(actor=deed.actor, **facts))

    @act("submit")
    def submit(self, deed: Deed) -> dict:
        """Send the plan to finance; it must still fit."""
        return self.done(savings.submit_plan, deed)

    @act("check", SavingRemark)
    def check(self, deed: Deed) -> dict:
        """File the plan; above the pay ceiling it goes on to the leader."""
        return self.done(savings.check_plan, deed)

    @act("approve")
    def approve(self, deed: Deed) -> dict:
        """Let pay go above the ceiling."""
        return self.done(savings.approve_plan, deed)

    @act("refuse", SavingWhy)
    def refuse(self, deed: Deed) -> dict:
        """Turn the plan down before it is filed."""
        return self.done(savings.refuse_plan, deed)

    @act("reject", SavingWhy)
    def reject(self, deed: Deed) -> dict:
        """Do not let pay go above the ceiling."""
        return self.done(savings.refuse_plan, deed)

    @act("use", SavingRemark)
    def use(self, deed: Deed) -> dict:
        """Say that the plan has been carried out."""
        return self.done(savings.use_plan, deed)

    @act("withdraw", SavingRemark)
    def withdraw(self, deed: Deed) -> dict:
        """Give the plan up."""
        return self.done(savings.withdraw_plan, deed)

    def done(self, service, deed: Deed) -> dict:
        """Do one step of the plan and answer with it."""
        return PLAN.of(service(saving=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts))
