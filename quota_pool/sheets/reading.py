"""Rows of an uploaded workbook or text table, parsed in a child process and streamed to the caller."""

import contextlib
import os
import select
import signal
import subprocess  # noqa: S404 - our own module, fixed arguments, no shell
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quota_pool.refusals import Refusal

from . import faults, limits
from .cells import load
from .child import FRAME
from .limits import Unreadable
from .package import CSV, Package, kind_of

HOME = Path(__file__).resolve().parents[2]
MOST_FRAME_BYTES = 64 * limits.MEGABYTE


@dataclass(frozen=True)
class Row:
    """One line of a sheet, numbered as the sheet numbers it, up to its last filled cell."""

    line: int
    cells: list


@dataclass
class SheetRows:
    """One sheet; its rows come once, in order, and must be taken before the next sheet is asked for."""

    name: str
    state: str
    merged: list[tuple[int, int, int, int]]
    rows: Iterator[Row]

    @property
    def is_hidden(self) -> bool:
        return self.state != "visible"


@dataclass
class Book:
    """An open file: how it was understood, and its sheets in order."""

    kind: str
    sheets: Iterator[SheetRows]
    encoding: str = ""
    separator: str = ""
    date1904: bool = False


def check_upload(path: str | Path, filename: str = "") -> str:
    """Refuse at the door what never needs opening (size, type, zip structure); returns "xlsx" or "csv"."""
    try:
        kind = kind_of(path, Path(filename).suffix)
        if kind != CSV:
            Package(path).close()
    except Unreadable as fault:
        raise Refusal(faults.reason(fault)) from None
    return kind


class open_book:  # noqa: N801 - reads as a verb at its call: `with open_book(path) as book`
    """Open a file in a child process; leaving the block ends the child and everything it started."""

    def __init__(self, path: str | Path, filename: str = ""):
        self._child = _Child(path, Path(filename).suffix)

    def __enter__(self) -> Book:
        try:
            head = self._child.next()
            return Book(
                kind=head["book"],
                encoding=head.get("encoding", ""),
                separator=head.get("separator", ""),
                date1904=head.get("date1904", False),
                sheets=self._child.sheets(),
            )
        except BaseException:
            self._child.end()
            raise

    def __exit__(self, *exc) -> None:
        self._child.end()


class _Child:
    """The running child process and the frames it sends."""

    def __init__(self, path: str | Path, extension: str):
        # Its environment holds no key and no password; its arguments no file name of a person.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", f"{__package__}.child", str(Path(path).resolve()), extension],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HOME,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )
        self._pipe = self._process.stdout.fileno()
        self._ahead: dict | None = None

    def next(self) -> dict:
        """The next message; a refusal when the child refused or died."""
        if self._ahead is not None:
            message, self._ahead = self._ahead, None
            return message
        try:
            (size,) = FRAME.unpack(self._take(FRAME.size))
            message = load(self._take(size))
        except Unreadable as fault:
            raise Refusal(faults.reason(fault)) from None
        if "fault" in message:
            raise Refusal(faults.reason(Unreadable(message["fault"], **message["facts"])))
        return message

    def sheets(self) -> Iterator[SheetRows]:
        while "end" not in (head := self.next()):
            if "sheet" not in head:
                continue
            merged = [tuple(span) for span in head["merged"]]
            yield SheetRows(head["sheet"], head["state"], merged, self._rows())

    def _rows(self) -> Iterator[Row]:
        while "rows" in (message := self.next()):
            for line, cells in enumerate(message["rows"], message["first"]):
                yield Row(line, cells)
        self._ahead = message

    def _take(self, size: int) -> bytes:
        """Exactly so many bytes, or a dead, silent or babbling child."""
        if size > MOST_FRAME_BYTES:
            raise Unreadable("file_parser")
        data = bytearray()
        while len(data) < size:
            ready, _, _ = select.select([self._pipe], [], [], limits.CHILD_SILENCE_SECONDS)
            piece = os.read(self._pipe, size - len(data)) if ready else b""
            if not piece:
                raise Unreadable("file_parser")
            data += piece
        return bytes(data)

    def end(self) -> None:
        """Kill the whole group: nothing a hostile file started may outlive its reading."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.stdout.close()
        self._process.wait()
