"""Pages of work: coming in, and what happens until a person leaves."""

from .changes import CancelStart, ChangeTerms, ExitWork, TakeSeat
from .entry import FilingClock, IdCheck, RegisterUnseated, StartWork

__all__ = [
    "CancelStart",
    "ChangeTerms",
    "ExitWork",
    "FilingClock",
    "IdCheck",
    "RegisterUnseated",
    "StartWork",
    "TakeSeat",
]
