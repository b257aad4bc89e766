"""Rosters read by meaning: `read` a file, `check_row` one row, each fault told where it stands."""

from .checks import Checked, check_row
from .faults import Fault, restore
from .reading import Kind, RosterFile, RosterRow, SheetReading, read, stream

__all__ = [
    "Checked",
    "Fault",
    "Kind",
    "RosterFile",
    "RosterRow",
    "SheetReading",
    "check_row",
    "read",
    "restore",
    "stream",
]
