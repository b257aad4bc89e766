"""Tables of the floor of money; the ledger that counts the fen is the ground floor's."""

from .cost_sheets import CostLine, CostSheet
from .envelopes import Appropriation, Envelope, EnvelopeChange, EnvelopeLine
from .pay_runs import PayCharge, PayItem, PayLine, PayRun
from .pay_schemes import PayMark, PayScheme
from .post_demands import PostDemand
from .recoveries import Recovery
from .savings import SavingsLine, SavingsPlan
from .standards import Standard
from .task_transfers import HandOver, TaskEvent, TaskMoney, TaskTransfer

__all__ = [
    "Appropriation",
    "CostLine",
    "CostSheet",
    "Envelope",
    "EnvelopeChange",
    "EnvelopeLine",
    "HandOver",
    "PayCharge",
    "PayItem",
    "PayLine",
    "PayMark",
    "PayRun",
    "PayScheme",
    "PostDemand",
    "Recovery",
    "SavingsLine",
    "SavingsPlan",
    "Standard",
    "TaskEvent",
    "TaskMoney",
    "TaskTransfer",
]
