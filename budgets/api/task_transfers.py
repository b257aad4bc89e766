"""Tasks handed down over REST: proposed, reviewed, funded, taken over, their money posted, ended."""

from django.utils.translation import gettext_lazy as _

from budgets.filters import TaskTransferFilter
from budgets.models import HandOver, TaskMoney, TaskTransfer
from budgets.services import task_money, task_transfers
from quota_pool import access
from quota_pool.api.fields import Code, Day, Facts, Line, Money, Row, Text, Truth, Whole
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape, fen
from quota_pool.models import Document, Unit

MOST_LINES = 100
TASK = Shape(
    TaskTransfer,
    "id",
    "name",
    "basis",
    "route",
    "volume",
    "volume_unit",
    "start",
    "end",
    "is_recurring",
    "source_line",
    "heads_asked",
    "demands_post",
    "state",
    "review_note",
    "decision_note",
    "proposed_at",
    "accepted_on",
    "ended_on",
    "version",
    "updated_at",
    department="department_id",
    unit="unit_id",
    year_amount=fen("year_fen"),
    mobile_request="mobile_request_id",
)
LINE = Shape(HandOver, "kind", "what", "quantity")
MONEY = Shape(
    TaskMoney,
    "year",
    "months",
    "posted_at",
    amount=fen("amount_fen"),
    fund="fund_id",
    act="act_id",
    document="document_id",
)


class DistrictUnit(Row):
    """A unit of the asker's district, seen or not: only its number is named."""

    def get_queryset(self):
        district = access.district_of(self.context["request"].user)
        return Unit.objects.filter(district_id=district).select_related("district")


class HandOverFacts(Facts):
    """One line of the hand-over list."""

    words_of = (HandOver,)
    kind = Code(HandOver.Kind.choices)
    what = Text(200)
    quantity = Line(40)


class TaskFacts(Facts):
    """A task with its money; a demanded dedicated post has it refused."""

    words_of = (TaskTransfer,)
    department = DistrictUnit(Unit)
    to_unit = DistrictUnit(Unit)
    name = Text(120)
    basis = Text(300)
    route = Code(TaskTransfer.Route.choices, required=False)
    volume = Whole(required=False, allow_null=True, min_value=1, max_value=10**9)
    volume_unit = Line(30)
    year_amount = Money()
    start = Day()
    end = Day(required=False, allow_null=True)
    is_recurring = Truth(required=False)
    source_line = Line(120)
    heads_asked = Whole(required=False, min_value=0, max_value=99_999)
    demands_post = Truth(required=False)
    hand_over = HandOverFacts(many=True, required=False, max_length=MOST_LINES)

    def validate(self, facts):
        if facts.get("end") and facts["end"] < facts["start"]:
            self.fail_at("end", "ends_before_it_begins", _("A task ends after it begins."))
        return facts


class ReviewFacts(Facts):
    """The bureau's review; a `demand` found in the task has it refused."""

    words_of = (TaskTransfer,)
    note = Line(300)
    demand = Line(300)


class FundFacts(Facts):
    """From which budget line, and how much a year."""

    words_of = (TaskTransfer,)
    source_line = Text(120)
    year_amount = Money(required=False)
    note = Line(300)


class AcceptTaskFacts(Facts):
    """Lines that complete the hand-over list."""

    words_of = (TaskTransfer,)
    hand_over = HandOverFacts(many=True, required=False, max_length=MOST_LINES)
    note = Line(300)


class PostMoneyFacts(Facts):
    """On which document, for which year."""

    words_of = (TaskMoney,)
    document = Row(Document)
    year = Whole(required=False, min_value=2000, max_value=2199)


class TaskWhyFacts(Facts):
    """The words that say why."""

    words_of = (TaskTransfer,)
    note = Text(300)


class TaskTransfers(RowResource):
    """Tasks handed down by departments, each with its hand-over list and its money."""

    model = TaskTransfer
    shape = TASK
    filterset_class = TaskTransferFilter
    order = ("-id",)
    related = ("unit__district", "department__district")
    adds = {"hand_over": LINE, "money": MONEY}
    acts = {
        "list": "read_tasks",
        "retrieve": "read_tasks",
        "create": "propose_task",
        "review": "review_task",
        "refuse": "review_task",
        "fund": "fund_task",
        "accept": "accept_task",
        "post_money": "post_task",
        "ask_heads": "draft_request",
        "end": "fund_task",
        "withdraw": "propose_task",
    }

    def unit_of(self, row):
        """Whichever of the two sides is the asker's; the service tells whose step it is."""
        act = self.acts[self.action]
        return row.unit if access.can(self.request.user, act, row.unit) else row.department

    def completed_one(self, row: dict) -> dict:
        """What is handed over, and what has been paid."""
        lines = HandOver.objects.filter(task_id=row["id"]).order_by("id")
        money = TaskMoney.objects.filter(task_id=row["id"]).order_by("year")
        return row | {"hand_over": LINE.rows(lines), "money": MONEY.rows(money)}

    @write(TaskFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Propose a task for a street; one that demands a dedicated post is refused and registered."""
        facts = dict(deed.facts)
        facts["unit"], facts["year_fen"] = facts.pop("to_unit"), facts.pop("year_amount")
        return TASK.of(task_transfers.propose_task(actor=deed.actor, key=deed.key, **facts))

    @act("review", ReviewFacts)
    def review(self, deed: Deed) -> dict:
        """Pass the task on to finance, or refuse it for the post it demands."""
        return self.done(task_transfers.review_task, deed)

    @act("refuse", TaskWhyFacts)
    def refuse(self, deed: Deed) -> dict:
        """Turn the task down."""
        return self.done(task_transfers.refuse_task, deed)

    @act("fund", FundFacts)
    def fund(self, deed: Deed) -> dict:
        """Confirm the budget line and the amount."""
        facts = dict(deed.facts)
        if "year_amount" in facts:
            facts["year_fen"] = facts.pop("year_amount")
        return self.done(task_transfers.fund_task, deed, facts)

    @act("accept", AcceptTaskFacts)
    def accept(self, deed: Deed) -> dict:
        """Take the task over with its hand-over list."""
        return self.done(task_transfers.accept_task, deed)

    @act("post-money", PostMoneyFacts)
    def post_money(self, deed: Deed) -> dict:
        """Post a year's money into the task's own book."""
        what = {"task": deed.row, "actor": deed.actor, "seen": deed.seen}
        return TASK.of(task_money.post_money(**what, **deed.facts).task)

    @act("ask-heads")
    def ask_heads(self, deed: Deed) -> dict:
        """Draft a request for mobile heads out of the task."""
        return self.done(task_transfers.ask_heads, deed)

    @act("end", TaskWhyFacts)
    def end(self, deed: Deed) -> dict:
        """End the task; money that recurred lapses."""
        return self.done(task_transfers.end_task, deed)

    @act("withdraw")
    def withdraw(self, deed: Deed) -> dict:
        """Take the proposal back."""
        return self.done(task_transfers.withdraw_task, deed)

    def done(self, service, deed: Deed, facts: dict | None = None) -> dict:
        """Do one step of the task and answer with it."""
        what = {"task": deed.row, "actor": deed.actor, "seen": deed.seen}
        return TASK.of(service(**what, **(deed.facts if facts is None else facts)))
