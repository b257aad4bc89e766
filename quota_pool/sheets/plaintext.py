"""Text tables (.csv): which encoding and separator they use, and their rows with every cell as text."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from . import limits
from .limits import Unreadable

BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = ",\t;|"
# What `writing.write_csv` puts an apostrophe before, and what is taken off again here.
SHIELDED = re.compile(r"'(?='*[=+\-@\t\r\n＝＋－＠])")
MOJIBAKE_SHARE = 0.3


class TextTable:
    """A decoded text table: say how it was understood, then give its rows."""

    def __init__(self, path: str | Path):
        data = Path(path).read_bytes()
        self.encoding = encoding_of(data)
        text = _decode(data, self.encoding)
        if "\0" in text:
            raise Unreadable("file_nul")
        self.separator = separator_of(text[:20_000])
        self._text = text

    def rows(self) -> Iterator[list[str]]:
        """Each record as a list of cells; a blank line is an empty list, so that lines can be counted."""
        reader = csv.reader(self._lines(), delimiter=self.separator, strict=True)
        csv.field_size_limit(limits.CELL_CHARS)
        number = 0
        try:
            for number, row in enumerate(reader, 1):  # noqa: B007
                self._check(row, number)
                yield [unshield(cell) for cell in row]
        except csv.Error as error:
            raise _csv_fault(str(error), number + 1) from None

    def _lines(self) -> Iterator[str]:
        for number, line in enumerate(io.StringIO(self._text, newline=""), 1):
            if len(line) > limits.LINE_CHARS:
                raise Unreadable("file_line_long", line=number, most=limits.LINE_CHARS)
            yield line

    def _check(self, row: list[str], number: int) -> None:
        if number > limits.ROWS:
            raise Unreadable("file_too_many_rows", line=number, most=limits.ROWS)
        if len(row) > limits.COLUMNS and any(row[limits.COLUMNS :]):
            raise Unreadable("file_too_many_columns", column=len(row), most=limits.COLUMNS)


def _csv_fault(message: str, line: int) -> Unreadable:
    if "field larger" in message:
        return Unreadable("file_cell_long", most=limits.CELL_CHARS)
    return Unreadable("file_quote", line=line)


def unshield(cell: str) -> str:
    """Take off the one apostrophe that keeps a spreadsheet from running the cell (decision 16)."""
    return cell[1:] if SHIELDED.match(cell) else cell


def encoding_of(data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 by mark or by its zero bytes, else GB18030 if that makes sense."""
    for mark, name in BOMS.items():
        if data.startswith(mark):
            return name
    if b"\0" in data[:4_000]:
        return _utf16_by_zeros(data[:4_000])
    if _decodes(data, "utf-8"):
        return "utf-8"
    return "gb18030"


def _utf16_by_zeros(head: bytes) -> str:
    """ASCII in UTF-16 has a zero in every second byte; anything else with zeros is not text."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < max(8, len(head) // 20) or min(even, odd) > max(even, odd) // 10:
        raise Unreadable("file_nul")
    return "utf-16-be" if even > odd else "utf-16-le"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("file_encoding") from None
    if encoding == "gb18030" and (_is_mixed(data) or _is_mojibake(text)):
        raise Unreadable("file_encoding")
    return text


def _is_mixed(data: bytes) -> bool:
    """Lines pasted from a UTF-8 file: a few Chinese characters may pass as either, twelve bytes do not."""
    for line in data.splitlines():
        foreign = sum(byte > 127 for byte in line)
        if foreign >= 12 and _decodes(line, "utf-8"):
            return True
    return False


def _is_mojibake(text: str) -> bool:
    """Text of another encoding read as GB18030 is full of characters that no office types."""
    foreign = [char for char in text[:200_000] if char > "\x7f"]
    rare = sum(not _is_usual(char) for char in foreign)
    return rare > 3 and rare > len(foreign) * MOJIBAKE_SHARE


def _is_usual(char: str) -> bool:
    return char == "\ufeff" or _encodes_gb2312(char)


def _encodes_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def separator_of(head: str) -> str:
    """The separator that cuts the first lines most evenly; a comma when none does."""
    lines = [line for line in head.splitlines() if line.strip()][:20]
    counts = {mark: sorted(_outside_quotes(line, mark) for line in lines) for mark in SEPARATORS}
    return max(SEPARATORS, key=lambda mark: counts[mark][len(lines) // 2] if lines else 0)


def _outside_quotes(line: str, mark: str) -> int:
    return sum(piece.count(mark) for piece in line.split('"')[::2])
