"""The register of dedicated posts demanded by departments, over REST."""

from budgets.filters import PostDemandFilter
from budgets.models import PostDemand
from budgets.services import post_demands
from quota_pool.api.fields import Code, Facts, Line, Text
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape
from quota_pool.models import Unit

from .task_transfers import DistrictUnit

DEMAND = Shape(
    PostDemand,
    "id",
    "paper",
    "demand",
    "found_on",
    "state",
    "legal_basis",
    "note",
    "settled_on",
    "version",
    "updated_at",
    department="department_id",
    department_name="department__name",
    task="task_id",
)


class DemandFacts(Facts):
    """Whose paper demands what."""

    words_of = (PostDemand,)
    department = DistrictUnit(Unit)
    paper = Text(120)
    demand = Text(300)
    note = Line(300)


class SettleFacts(Facts):
    """How a demand ended."""

    words_of = (PostDemand,)
    outcome = Code(PostDemand.State.choices[1:])
    legal_basis = Line(300)
    note = Line(300)


class PostDemands(RowResource):
    """Dedicated posts demanded by departments; every street reads them."""

    model = PostDemand
    shape = DEMAND
    filterset_class = PostDemandFilter
    order = ("-id",)
    related = ("department__district",)
    acts = {
        "list": "read_tasks",
        "retrieve": "read_tasks",
        "create": "register_demand",
        "settle": "register_demand",
    }

    def unit_of(self, row):
        """The department it is about."""
        return row.department

    @write(DemandFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Register a demand; the streets can read it."""
        return DEMAND.of(post_demands.register_demand(actor=deed.actor, **deed.facts))

    @act("settle", SettleFacts)
    def settle(self, deed: Deed) -> dict:
        """Withdrawn by the department, or allowed by a superior law."""
        what = {"demand": deed.row, "actor": deed.actor, "seen": deed.seen}
        return DEMAND.of(post_demands.settle_demand(**what, **deed.facts))
