"""What lists of the floor of money are narrowed by."""

from .declarations import DeclarationFilter, SnapshotLineFilter
from .differences import DifferenceFilter
from .payroll_actuals import PayrollActualFilter
from .savings import RecoveryFilter, SavingsFilter
from .standards import CostSheetFilter, StandardFilter
from .task_transfers import PostDemandFilter, TaskTransferFilter

__all__ = [
    "CostSheetFilter",
    "DeclarationFilter",
    "DifferenceFilter",
    "PayrollActualFilter",
    "PostDemandFilter",
    "RecoveryFilter",
    "SavingsFilter",
    "SnapshotLineFilter",
    "StandardFilter",
    "TaskTransferFilter",
]
