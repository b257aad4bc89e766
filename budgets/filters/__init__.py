"""What lists of the floor of money are narrowed by."""

from .savings import RecoveryFilter, SavingsFilter
from .standards import CostSheetFilter, StandardFilter

__all__ = [
    "CostSheetFilter",
    "RecoveryFilter",
    "SavingsFilter",
    "StandardFilter",
]
