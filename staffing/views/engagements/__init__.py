"""Pages of work: coming in, and what happens until a person leaves."""

from .changes import CancelStart, ChangeTerms, ExitWork, TakeSeat
from .corrections import ChangeLastDay, CorrectEntry, TakeBackExit
from .entry import FilingClock, IdCheck, RegisterUnseated, StartWork

__all__ = [
    "CancelStart",
    "ChangeLastDay",
    "ChangeTerms",
    "CorrectEntry",
    "ExitWork",
    "FilingClock",
    "IdCheck",
    "RegisterUnseated",
    "StartWork",
    "TakeBackExit",
    "TakeSeat",
]
