"""Pages of pay: schemes, marks, runs and their lines."""

from budgets.models import PayMark, PayRun, PayScheme
from tests.journeys.addresses import at, listed, of, plain
from tests.journeys.plan_pages import each_state


def scheme(_world) -> int:
    """One that can still be changed."""
    return PayScheme.objects.filter(state=PayScheme.State.SIMULATED).order_by("pk").first().pk


def item(_world) -> tuple[int, int]:
    """Somebody of a run in which pay can still be entered by hand."""
    run = PayRun.objects.exclude(calculated_at=None).order_by("-month").first()
    return run.pk, run.lines.first().engagement_id


PAGES = {
    "budgets:pay-item": lambda world: [at("budgets:pay-item", *item(world))],
    "budgets:pay-lines": listed("budgets:pay-lines", "?standing=blocked"),
    "budgets:pay-mark-new": of("budgets:pay-mark-new", lambda world: world.on_post.pk),
    "budgets:pay-mark-strike": of("budgets:pay-mark-strike", lambda _world: PayMark.objects.first().pk),
    "budgets:pay-marks": listed("budgets:pay-marks"),
    "budgets:pay-run": each_state("budgets:pay-run", PayRun),
    "budgets:pay-run-open": plain("budgets:pay-run-open"),
    "budgets:pay-runs": listed("budgets:pay-runs", "?state=cancelled"),
    "budgets:pay-scheme": each_state("budgets:pay-scheme", PayScheme),
    "budgets:pay-scheme-edit": of("budgets:pay-scheme-edit", scheme),
    "budgets:pay-scheme-new": plain("budgets:pay-scheme-new"),
    "budgets:pay-scheme-people": of("budgets:pay-scheme-people", scheme),
    "budgets:pay-schemes": listed("budgets:pay-schemes", "?state=withdrawn"),
}
# Answered to a form: no page of their own.
NO_PAGES = {
    *(
        f"budgets:pay-run-{step}"
        for step in ("calculate", "check", "approve", "post", "reverse", "return", "cancel")
    ),
    *(f"budgets:pay-scheme-{step}" for step in ("simulate", "adopt", "file", "return", "withdraw")),
}
