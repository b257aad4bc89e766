"""The only writer of balances and entries: lock, post, schedule, mirror, position, verify (ledger.md).

One write goes: permission, `lock` (which posts what is due), rules, other inserts, `post`, audit. A head
is never counted here, it is moved; what a screen shows is a balance, and every balance opens its entries.
"""

from .books import Books, PoolBooks, lock, open_district, open_pool, open_unit
from .differences import Differences
from .positions import PoolPosition, Reading, UnitPosition, ahead, positions
from .posting import Move, begin, fits, mirrored, move, post, standing
from .scheduled import call_off, catch_up, extend, schedule, units_behind, unschedule, when_settled

__all__ = [
    "Books",
    "Differences",
    "Move",
    "PoolBooks",
    "PoolPosition",
    "Reading",
    "UnitPosition",
    "begin",
    "call_off",
    "catch_up",
    "extend",
    "fits",
    "lock",
    "move",
    "mirrored",
    "open_district",
    "open_pool",
    "open_unit",
    "ahead",
    "positions",
    "post",
    "schedule",
    "standing",
    "units_behind",
    "unschedule",
    "when_settled",
]
