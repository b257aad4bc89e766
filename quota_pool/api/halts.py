"""Halted books over REST: which they are, what disagrees, and the way to lift a halt."""

from quota_pool import halts
from quota_pool.models import Halt

from .fields import Facts, Text
from .jobs import JOB
from .resources import Deed, RowResource, act
from .shapes import Shape

HALT = Shape(
    Halt,
    "id",
    "source",
    "found",
    "halted_at",
    "lifted_at",
    "lift_reason",
    unit="unit_id",
)


class LiftFacts(Facts):
    """What was put right."""

    reason = Text(300)


class Halts(RowResource):
    """Books that disagree: nothing is written to them until the halt is lifted."""

    model = Halt
    shape = HALT
    order = ("-id",)
    related = ("unit", "district")
    acts = {"list": "read_rules", "retrieve": "read_rules", "lift": "lift_halt"}

    @act("lift", LiftFacts, status=202, answer=JOB, rehearsable=False)
    def lift(self, deed: Deed) -> dict:
        """Ask for the lifting: a job proves the books, and lifts the halt when nothing disagrees."""
        return JOB.of(halts.ask_to_lift(halt=deed.row, reason=deed.facts["reason"], actor=deed.actor))
