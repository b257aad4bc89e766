"""Tables of the floor of money; the ledger that counts the fen is the ground floor's."""

from .cost_sheets import CostLine, CostSheet
from .declarations import Declaration, Snapshot, SnapshotHeads, SnapshotLine, SnapshotUnit
from .differences import Difference
from .envelopes import Appropriation, Envelope, EnvelopeChange, EnvelopeLine
from .pay_runs import PayCharge, PayItem, PayLine, PayRun
from .pay_schemes import PayMark, PayScheme
from .payroll_actuals import ActualsBatch, Component, FinanceMonth, PayrollActual
from .post_demands import PostDemand
from .recoveries import Recovery
from .savings import SavingsLine, SavingsPlan
from .standards import Standard
from .task_transfers import HandOver, TaskEvent, TaskMoney, TaskTransfer

__all__ = [
    "ActualsBatch",
    "Appropriation",
    "Component",
    "CostLine",
    "CostSheet",
    "Declaration",
    "Difference",
    "Envelope",
    "EnvelopeChange",
    "EnvelopeLine",
    "FinanceMonth",
    "HandOver",
    "PayCharge",
    "PayItem",
    "PayLine",
    "PayMark",
    "PayRun",
    "PayScheme",
    "PayrollActual",
    "PostDemand",
    "Recovery",
    "SavingsLine",
    "SavingsPlan",
    "Snapshot",
    "SnapshotHeads",
    "SnapshotLine",
    "SnapshotUnit",
    "Standard",
    "TaskEvent",
    "TaskMoney",
    "TaskTransfer",
]
