"""Tables of the floor of money; the ledger that counts the fen is the ground floor's."""

from .cost_sheets import CostLine, CostSheet
from .envelopes import Appropriation, Envelope, EnvelopeChange, EnvelopeLine
from .pay_runs import PayCharge, PayItem, PayLine, PayRun
from .pay_schemes import PayMark, PayScheme
from .recoveries import Recovery
from .savings import SavingsLine, SavingsPlan
from .standards import Standard

__all__ = [
    "Appropriation",
    "CostLine",
    "CostSheet",
    "Envelope",
    "EnvelopeChange",
    "EnvelopeLine",
    "PayCharge",
    "PayItem",
    "PayLine",
    "PayMark",
    "PayRun",
    "PayScheme",
    "Recovery",
    "SavingsLine",
    "SavingsPlan",
    "Standard",
]
