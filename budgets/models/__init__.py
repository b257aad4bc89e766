"""Tables of the floor of money; the ledger that counts the fen is the ground floor's."""

from .cost_sheets import CostLine, CostSheet
from .recoveries import Recovery
from .savings import SavingsLine, SavingsPlan
from .standards import Standard

__all__ = [
    "CostLine",
    "CostSheet",
    "Recovery",
    "SavingsLine",
    "SavingsPlan",
    "Standard",
]
