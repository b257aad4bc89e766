"""Pages of envelopes, their changes and movements."""

from budgets.models import Envelope, EnvelopeChange
from tests.journeys.addresses import at, listed, of, plain
from tests.journeys.plan_pages import each_state


def drafted() -> Envelope:
    """An envelope that is still worked on."""
    return Envelope.objects.filter(state__in=("draft", "calculated")).latest("pk")


def in_force() -> Envelope:
    return Envelope.objects.filter(state="in_force").earliest("pk")


PAGES = {
    "budgets:envelopes": listed("budgets:envelopes", "?year=2001"),
    "budgets:envelope": each_state("budgets:envelope", Envelope),
    "budgets:envelope-draft": plain("budgets:envelope-draft"),
    "budgets:appropriation-enter": plain("budgets:appropriation-enter"),
    "budgets:envelope-calculate": of("budgets:envelope-calculate", lambda _world: drafted().pk),
    "budgets:envelope-entries": listed("budgets:envelope-entries", "?year=2001"),
    "budgets:envelope-changes": listed("budgets:envelope-changes", "?state=refused"),
    "budgets:envelope-change": each_state("budgets:envelope-change", EnvelopeChange),
    "budgets:envelope-change-propose": lambda _world: [at("budgets:envelope-change-propose", in_force().pk)],
}
# Answered to a form: no page of their own.
NO_PAGES = {
    *(f"budgets:envelope-{step}" for step in ("approve", "in-force", "withdraw", "begin-close", "close")),
    "budgets:envelope-change-approve",
    "budgets:envelope-change-refuse",
}
