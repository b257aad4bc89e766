"""Pages of imports: upload, columns matched, rows by what they would do, mended, accepted, undone."""

from .accepting import AcceptImport, UndoImport
from .mending import BadRows, MendRow
from .rows import ImportPage, ImportsPage
from .uploads import DiscardImport, MatchColumns, NewImport, RosterTemplate

__all__ = [
    "AcceptImport",
    "BadRows",
    "DiscardImport",
    "ImportPage",
    "ImportsPage",
    "MatchColumns",
    "MendRow",
    "NewImport",
    "RosterTemplate",
    "UndoImport",
]
