"""Rosters on their way in: uploaded, read, sorted, mended, accepted in chunks, undone as a whole.

Modules: `uploads` (the file), `reading` (its rows), `sorting` (what each row would do), `mending` (bad rows),
`accepting` (the plan and the job), `hiring`, `changing` and `leaving` (one chunk of each), `undoing`.
"""

from .accepting import accept
from .mending import mend_row, mend_rows, write_bad_rows
from .plans import Plan, make_plan
from .undoing import undo
from .uploads import discard, read_again, upload

__all__ = [
    "Plan",
    "accept",
    "discard",
    "make_plan",
    "mend_row",
    "mend_rows",
    "read_again",
    "undo",
    "upload",
    "write_bad_rows",
]
