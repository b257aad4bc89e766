"""Pages of what is planned with money: standards, cost sheets, tasks, demands, savings, recoveries."""

from budgets.models import CostSheet, PostDemand, Recovery, SavingsPlan, Standard, TaskTransfer
from tests.journeys.addresses import at, listed, of, plain
from tests.journeys.world import World


def each_state(name: str, model):
    """The page of one row of every state there is."""
    return lambda _world: [
        at(name, pk) for pk in {row.state: row.pk for row in model.objects.order_by("pk")}.values()
    ]


def solved(world: World) -> str:
    """The solver, asked about the street."""
    query = f"?unit={world.street.pk}&year=2026&count=2&paid_until=6&raise_from=7&step=100"
    weights = "".join(f"&weight_{code}=1" for code in ("10", "20", "30", "40", "50", "60", "70", "90"))
    return at("budgets:savings-solve", query=f"{query}&free_fen=100000&next_fen=9000000{weights}")


PAGES = {
    "budgets:standards": listed("budgets:standards", "?state=refused"),
    "budgets:standard": each_state("budgets:standard", Standard),
    "budgets:standard-propose": plain("budgets:standard-propose"),
    "budgets:cost-sheets": listed("budgets:cost-sheets", "?year=2001"),
    "budgets:cost-sheet": of("budgets:cost-sheet", lambda _world: CostSheet.objects.order_by("-pk")[0].pk),
    "budgets:cost-sheet-make": plain("budgets:cost-sheet-make"),
    "budgets:task-transfers": listed("budgets:task-transfers", "?state=ended"),
    "budgets:task": each_state("budgets:task", TaskTransfer),
    "budgets:task-propose": plain("budgets:task-propose"),
    "budgets:post-demands": listed("budgets:post-demands"),
    "budgets:demand": each_state("budgets:demand", PostDemand),
    "budgets:demand-register": plain("budgets:demand-register"),
    "budgets:savings": listed("budgets:savings"),
    "budgets:saving": each_state("budgets:saving", SavingsPlan),
    "budgets:savings-solve": lambda world: [at("budgets:savings-solve"), solved(world)],
    "budgets:savings-amount": plain("budgets:savings-amount"),
    "budgets:recoveries": listed("budgets:recoveries", "?priced_by=heads"),
    "budgets:recovery": lambda _world: [at("budgets:recovery", row.pk) for row in Recovery.objects.all()],
    "budgets:recovery-plan": plain("budgets:recovery-plan"),
}
# Answered to a form: no page of their own.
NO_PAGES = {
    "budgets:cost-sheet-envelope",
    "budgets:standard-approve",
    "budgets:standard-refuse",
    *(
        f"budgets:task-{step}"
        for step in ("review", "refuse", "fund", "accept", "post", "heads", "end", "withdraw")
    ),
    "budgets:demand-settle",
    *(
        f"budgets:saving-{step}"
        for step in ("submit", "check", "approve", "refuse", "reject", "use", "withdraw")
    ),
    *(
        f"budgets:recovery-{step}"
        for step in ("submit", "advise", "check", "refuse", "contract", "recover", "verify", "withdraw")
    ),
}
