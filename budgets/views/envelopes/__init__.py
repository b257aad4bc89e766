"""包干经费: each unit's money of a year, how it was worked out, where it lands, and every fen's movement."""

from .entry import CalculateEnvelope, DraftEnvelope, EnterAppropriation, OfEnvelope
from .lists import EnvelopeEntriesPage, EnvelopesPage
from .sheet import (
    ApproveEnvelope,
    BeginClose,
    CloseYear,
    EnvelopePage,
    PutInForce,
    WithdrawEnvelope,
)

__all__ = [
    "ApproveEnvelope",
    "BeginClose",
    "CalculateEnvelope",
    "CloseYear",
    "DraftEnvelope",
    "EnterAppropriation",
    "EnvelopeEntriesPage",
    "EnvelopePage",
    "EnvelopesPage",
    "OfEnvelope",
    "PutInForce",
    "WithdrawEnvelope",
]
