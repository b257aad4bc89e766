"""What lists of the floor of money are narrowed by."""

from .savings import RecoveryFilter, SavingsFilter
from .standards import CostSheetFilter, StandardFilter
from .task_transfers import PostDemandFilter, TaskTransferFilter

__all__ = [
    "CostSheetFilter",
    "PostDemandFilter",
    "RecoveryFilter",
    "SavingsFilter",
    "StandardFilter",
    "TaskTransferFilter",
]
