"""Envelopes from draft to close: one module a stretch of an envelope's life (P3, P19)."""

from .appropriations import appropriate
from .changes import approve_change, post_change, propose_change, refuse_change
from .closing import begin_close, close_year
from .drafting import approve, calculate, draft, put_in_force, withdraw
from .paying import draw_lines, month_is_paid

__all__ = [
    "appropriate",
    "approve",
    "approve_change",
    "begin_close",
    "calculate",
    "close_year",
    "draft",
    "draw_lines",
    "month_is_paid",
    "post_change",
    "propose_change",
    "put_in_force",
    "refuse_change",
    "withdraw",
]
