"""The only writer of balances and entries: lock, post, schedule, mirror, position, verify (ledger.md).

One write goes: permission, `lock` (which posts what is due), rules, other inserts, `post`, audit. A head
is never counted here, it is moved; what a screen shows is a balance, and every balance opens its entries.
"""

from .books import (
    Books,
    FundBooks,
    PoolBooks,
    close_fund,
    lock,
    open_district,
    open_fund,
    open_pool,
    open_unit,
)
from .differences import Differences
from .money import Money, money_of, unit_money
from .positions import PoolPosition, Reading, UnitPosition, ahead, positions
from .posting import Move, begin, fits, mirrored, move, post, standing
from .purse import Purse, cost_holds, new_hold
from .scheduled import call_off, catch_up, extend, schedule, units_behind, unschedule, when_settled

__all__ = [
    "Books",
    "Differences",
    "FundBooks",
    "Money",
    "Move",
    "PoolBooks",
    "PoolPosition",
    "Purse",
    "Reading",
    "UnitPosition",
    "begin",
    "call_off",
    "catch_up",
    "close_fund",
    "cost_holds",
    "extend",
    "fits",
    "lock",
    "mirrored",
    "money_of",
    "move",
    "new_hold",
    "open_district",
    "open_fund",
    "open_pool",
    "open_unit",
    "ahead",
    "positions",
    "post",
    "schedule",
    "standing",
    "unit_money",
    "units_behind",
    "unschedule",
    "when_settled",
]
