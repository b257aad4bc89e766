"""机动指标台账: all mobile pools, and one with its papers, its people and what may be done about it."""

from .ledger import MobileLedger
from .sheet import ExtendMobile, MobilePage, ReclaimMobile, ReturnMobile
from .streets import MobileStreets

__all__ = ["ExtendMobile", "MobileLedger", "MobilePage", "MobileStreets", "ReclaimMobile", "ReturnMobile"]
