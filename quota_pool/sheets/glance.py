"""A fast look over a plain worksheet's bytes, so that expat need not visit each of a million cells.

Most sheets hold typed values only, each cell written `<c r="A1"`, as every known program does. Searching for
what is not so costs a fifth of visiting; whatever looks different in any way is left to `markup.FullSheet`.
"""

import re
from collections.abc import Iterator

from . import limits
from .limits import Unreadable

# A sheet within 36 columns (AJ) and 110,000 lines cannot span more than `limits.CELLS`.
FAR_CELL = re.compile(rb'<c r="(?:A[K-Z]|[B-Z][A-Z]|[A-Z]{3}|[A-Z]+(?:1[1-9]\d{4}|[2-9]\d{5}|\d{7})|[^A-Z])')
UNUSUAL = (
    re.compile(rb"<f[\s/>]"),  # a formula
    re.compile(rb"<!"),  # a comment, CDATA, a DTD
    re.compile(rb"t=(?:\"e\"|'e')"),  # an error shown in a cell
    re.compile(rb":(?:[cfv]|is|row)[\s/>]"),  # the same elements under a prefix
    re.compile(rb"<c(?: (?:[^r]|r[^=]|r=[^\"])|[/>\t\r\n])"),  # a cell that does not begin with its place
    FAR_CELL,
)
HEAVY = (b"<mergeCell ", b"<dataValidation ", b"<cfRule ")
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
# Longer than any mark searched for, so that none is lost between two pieces.
OVERLAP = 64


def merged_of_plain(pieces: Iterator[bytes]) -> list[str] | None:
    """The merged ranges of a plain sheet; None when the sheet is not plain."""
    merged: list[str] = []
    rest, silent, heavy = b"", 0, 0
    for piece in pieces:
        silent = _silence(piece, silent)
        window = rest + piece
        if not _is_plain(window):
            return None
        heavy += sum(window.count(mark) for mark in HEAVY)
        if heavy > limits.DECORATIONS:
            raise Unreadable("file_complex")
        merged += (span.decode() for span in MERGED.findall(window))
        rest = window[-OVERLAP:]
    return list(dict.fromkeys(merged))


def _is_plain(window: bytes) -> bool:
    # A cell cut off at the end of the piece is looked at with the next one.
    whole = len(window) - (OVERLAP // 2 if len(window) > OVERLAP else 0)
    return not any(mark.search(window, 0, whole) for mark in UNUSUAL)


def _silence(piece: bytes, silent: int) -> int:
    """A megabyte without one tag is a cell longer than any cell may be."""
    if b"<" in piece:
        return 0
    if silent + len(piece) > limits.MEGABYTE:
        raise Unreadable("file_cell_long", most=limits.CELL_CHARS)
    return silent + len(piece)
