"""Pay runs and their lines over REST."""

from django.db.models import F
from rest_framework import serializers

from budgets.filters.pay_runs import LineFilter, RunFilter
from budgets.models import PayItem, PayLine, PayRun
from budgets.pay_columns import AMOUNTS
from budgets.services import pay_runs
from quota_pool.api.fields import Code, Day, Facts, Line, Money, Row, Text, UnitToActIn
from quota_pool.api.resources import Deed, ListedResource, RowResource, act, write
from quota_pool.api.shapes import Piece, Shape, fen
from quota_pool.refusals import restore
from staffing.models import Engagement


def _told(remarks: list) -> list:
    return [restore(one).as_dict() for one in remarks]


RUN = Shape(
    PayRun,
    "id",
    "month",
    "state",
    "calculation",
    "lines_count",
    "unfiled_count",
    "blocked_count",
    "personal_count",
    "note",
    "calculated_at",
    "checked_at",
    "approved_at",
    "posted_at",
    "reversed_at",
    "version",
    "updated_at",
    unit="unit_id",
    scheme="scheme_id",
    job="job_id",
    gross=fen("gross_fen"),
    net=fen("net_fen"),
    total=fen("total_fen"),
    unfiled=fen("unfiled_fen"),
    blocked=fen("blocked_fen"),
    personal=fen("personal_fen"),
    remarks=Piece(("remarks",), _told, serializers.JSONField),
)
LINE = Shape(
    PayLine,
    "id",
    "month",
    "standing",
    "department",
    "mode",
    "post_category",
    "primary_post",
    "grade",
    "days",
    run="run_id",
    unit="unit_id",
    engagement="engagement_id",
    person_number="engagement__person__number",
    releases="releases_id",
    **{name: fen(f"{name}_fen") for name in AMOUNTS},
)


class OpenRunFacts(Facts):
    """A month of a unit; any day of it."""

    words_of = (PayRun,)
    unit = UnitToActIn()
    month = Day()
    note = Line(300)


class PayItemFacts(Facts):
    """What is entered by hand for one person; an amount of 0.00 takes away what was entered before."""

    words_of = (PayItem,)
    engagement = Row(Engagement)
    component = Code(PayItem.Component.choices)
    amount = Money()
    note = Line(200)


class ReturnRunFacts(Facts):
    """The words that say why."""

    words_of = (PayRun,)
    note = Text(300)


class CancelRunFacts(Facts):
    """Why the run is given up or reversed."""

    reason = Text(300)


class PayRuns(RowResource):
    """A unit's pay of a month: opened, calculated, checked, approved by another, posted."""

    model = PayRun
    shape = RUN
    filterset_class = RunFilter
    related = ("unit__district", "scheme", "job")
    acts = {
        "list": "read_pay",
        "retrieve": "read_pay",
        "create": "make_pay_run",
        "enter": "make_pay_run",
        "calculate": "make_pay_run",
        "check": "make_pay_run",
        "approve": "approve_pay_run",
        "return_": "approve_pay_run",
        "cancel": "make_pay_run",
        "post_": "make_pay_run",
        "reverse": "approve_pay_run",
    }

    @write(OpenRunFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Open a month."""
        return RUN.of(pay_runs.open_run(actor=deed.actor, key=deed.key, **deed.facts))

    @act("enter", PayItemFacts)
    def enter(self, deed: Deed) -> dict:
        """Enter overtime, leave or severance of one person; calculate again afterwards."""
        facts = dict(deed.facts)
        amount = facts.pop("amount")
        pay_runs.enter_item(run=deed.row, actor=deed.actor, seen=deed.seen, amount_fen=amount, **facts)
        deed.row.refresh_from_db()
        return RUN.of(deed.row)

    @act("calculate")
    def calculate(self, deed: Deed) -> dict:
        """Work the lines out anew; a job does it, its number stands in the answer."""
        pay_runs.calculate_run(run=deed.row, actor=deed.actor, seen=deed.seen)
        deed.row.refresh_from_db()
        return RUN.of(deed.row)

    @act("check")
    def check(self, deed: Deed) -> dict:
        """Hold the lines against roster, rules and money."""
        return RUN.of(pay_runs.check_run(run=deed.row, actor=deed.actor, seen=deed.seen))

    @act("approve")
    def approve(self, deed: Deed) -> dict:
        """The street's leader says yes."""
        return RUN.of(pay_runs.approve_run(run=deed.row, actor=deed.actor, seen=deed.seen))

    @act("return", ReturnRunFacts)
    def return_(self, deed: Deed) -> dict:
        """The street's leader sends it back."""
        what = {"run": deed.row, "actor": deed.actor, "seen": deed.seen}
        return RUN.of(pay_runs.return_run(**what, **deed.facts))

    @act("post")
    def post_(self, deed: Deed) -> dict:
        """Charge an approved run; a job draws line by line, its number stands in the answer."""
        pay_runs.post_run(run=deed.row, actor=deed.actor, seen=deed.seen)
        deed.row.refresh_from_db()
        return RUN.of(deed.row)

    @act("reverse", CancelRunFacts)
    def reverse(self, deed: Deed) -> dict:
        """Mirror every charge of a posted run; a job does it."""
        what = {"run": deed.row, "actor": deed.actor, "seen": deed.seen}
        pay_runs.reverse_run(**what, **deed.facts)
        deed.row.refresh_from_db()
        return RUN.of(deed.row)

    @act("cancel", CancelRunFacts)
    def cancel(self, deed: Deed) -> dict:
        """Give the run up; the month can be opened again."""
        what = {"run": deed.row, "actor": deed.actor, "seen": deed.seen}
        return RUN.of(pay_runs.cancel_run(**what, **deed.facts))


class PayLines(ListedResource):
    """The lines of pay runs as they were calculated last."""

    model = PayLine
    shape = LINE
    filterset_class = LineFilter
    acts = {"list": "read_pay"}

    def visible(self):
        return super().visible().filter(calculation=F("run__calculation"))
