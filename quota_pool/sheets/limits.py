"""How much one upload may hold, and the one exception the child process speaks in."""

MEGABYTE = 1024 * 1024

FILE_BYTES = 50 * MEGABYTE
UNPACKED_BYTES = 200 * MEGABYTE
PARTS = 200
RATIO = 150
# Small parts (themes, empty sheets) compress far better than any data; only larger ones are judged by ratio.
RATIO_FROM_BYTES = MEGABYTE
PART_NAME_CHARS = 255

SHEETS = 50
ROWS = 200_000
COLUMNS = 200
# calamine lays a sheet out as a full rectangle: about 100 bytes a cell at the worst.
CELLS = 4_000_000
CELL_CHARS = 32_767
LINE_CHARS = 1_000_000
# Merged ranges, validations, styles, defined names: an honest sheet has dozens.
DECORATIONS = 70_000

CHILD_MEMORY_BYTES = 512 * MEGABYTE
CHILD_CPU_SECONDS = 60
# How long the parent waits for the next answer; its own work between two reads is not counted.
CHILD_SILENCE_SECONDS = 90


class Unreadable(Exception):
    """A file that is not read: a code and its numbers, without a word of the content."""

    def __init__(self, code: str, **facts):
        self.code = code
        self.facts = facts
        super().__init__(code)
