"""Moved deadlines over REST: what a change of the calendar did to which open filing."""

from quota_pool.api.resources import ListedResource
from quota_pool.api.shapes import Shape
from staffing.filters import DeadlineMoveFilter
from staffing.models import DeadlineMove


class DeadlineMoves(ListedResource):
    """Deadlines a change of the calendar has moved, oldest first; of a submitted filing the check's."""

    model = DeadlineMove
    shape = Shape(
        DeadlineMove,
        "id",
        "state",
        "was",
        "due",
        "recorded_at",
        filing="filing_id",
        unit="filing__unit_id",
        act="change__act",
        day="change__day",
        year="change__year",
        reason="change__reason",
    )
    filterset_class = DeadlineMoveFilter
    acts = {"list": "read_filings"}
