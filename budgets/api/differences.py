"""Differences between heads and pay over REST: by person and month, explained or handed on."""

from rest_framework import serializers

from budgets.filters import DifferenceFilter
from budgets.models import Difference
from budgets.models.differences import age
from budgets.services import differences
from quota_pool.api.fields import Code, Facts, Line, Text
from quota_pool.api.resources import Deed, RowResource, act
from quota_pool.api.shapes import Piece, Shape, fen

from .shapes import month

DIFFERENCE = Shape(
    Difference,
    "id",
    "kind",
    "owner",
    "state",
    "reason",
    "note",
    "opened_at",
    "closed_at",
    "version",
    "updated_at",
    unit="unit_id",
    works_in="other_unit_id",
    person="person__number",
    month=month("month"),
    paid=fen("paid_fen"),
    pay_run=fen("run_fen"),
    age_days=Piece(("opened_at", "closed_at"), age, serializers.IntegerField),
).called("PayDifference")


class ExplainDifferenceFacts(Facts):
    """Why it differs."""

    words_of = (Difference,)
    reason = Code(Difference.Reason.choices)
    note = Line(300)


class HandDifferenceFacts(Facts):
    """Who can mend it."""

    words_of = (Difference,)
    owner = Code(Difference.Owner.choices)
    note = Text(300)


class Differences(RowResource):
    """Who is paid and not filed, filed and not paid, paid above the run, gone and paid, paid elsewhere."""

    model = Difference
    personal = True
    shape = DIFFERENCE
    filterset_class = DifferenceFilter
    related = ("unit__district", "person")
    acts = {
        "list": "read_differences",
        "retrieve": "read_differences",
        "explain": "settle_difference",
        "hand": "settle_difference",
    }

    @act("explain", ExplainDifferenceFacts)
    def explain(self, deed: Deed) -> dict:
        """End a difference with its reason."""
        what = {"difference": deed.row, "actor": deed.actor, "seen": deed.seen}
        return DIFFERENCE.of(differences.explain_difference(**what, **deed.facts))

    @act("hand", HandDifferenceFacts)
    def hand(self, deed: Deed) -> dict:
        """Hand a difference to whoever can mend it."""
        what = {"difference": deed.row, "actor": deed.actor, "seen": deed.seen}
        return DIFFERENCE.of(differences.hand_difference(**what, **deed.facts))
