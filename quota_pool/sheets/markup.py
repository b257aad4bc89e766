"""A look through every XML part before a parser builds anything: no DTD, honest counts, formulas by place.

calamine hands over a formula's last result as if somebody had typed it, and trusts the counts it finds; both
are settled here, with expat, which builds no tree.
"""

import re
from pathlib import PurePosixPath
from xml.parsers import expat

from . import glance, limits
from .limits import Unreadable
from .package import Package

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
UTF8_NAMES = {"utf-8", "utf8", "us-ascii", "ascii"}
MACRO_CONTENT = "macroenabled"
DECORATIONS = {
    "mergeCell",
    "dataValidation",
    "definedName",
    "xf",
    "dxf",
    "font",
    "fill",
    "border",
    "numFmt",
    "cfRule",
}


class Part:
    """One XML part under expat: its rules, and the count of what makes a file heavy."""

    def __init__(self):
        self.decorations = 0
        self.elements = 0
        self.parser = expat.ParserCreate()
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start

    def read(self, package: Package, name: str) -> "Part":
        """Feed the part; a piece of a megabyte without one element is a cell longer than any cell may be."""
        silent = 0
        first = True
        for piece in package.chunks(name):
            if first:
                _check_bytes(piece)
                first = False
            before = self.elements
            self._feed(piece, False)
            silent = 0 if self.elements > before else silent + len(piece)
            if silent > limits.MEGABYTE:
                raise Unreadable("file_cell_long", most=limits.CELL_CHARS)
        self._feed(b"", True)
        return self

    def opening(self, package: Package, name: str) -> None:
        """Feed the first piece alone: encoding, DTD and root stand there, or the file is not XML."""
        for piece in package.chunks(name):
            _check_bytes(piece)
            self._feed(piece, False)
            return

    def _feed(self, piece: bytes, last: bool) -> None:
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError:
            raise Unreadable("file_corrupt") from None

    def declaration(self, version, encoding, standalone):
        if encoding and encoding.lower() not in UTF8_NAMES:
            raise Unreadable("file_xml_encoding")

    def doctype(self, *_):
        raise Unreadable("file_dtd")

    def start(self, name: str, attributes: dict) -> None:
        self.elements += 1
        self.element(name.rpartition(":")[2], attributes)

    def element(self, name: str, attributes: dict) -> None:
        """What a part of a special kind wants to know of each element."""
        if name in DECORATIONS:
            self.decorate()

    def decorate(self) -> None:
        self.decorations += 1
        if self.decorations > limits.DECORATIONS:
            raise Unreadable("file_complex")


class ContentTypes(Part):
    """`[Content_Types].xml`: a macro workbook stays one when its parts are renamed."""

    def element(self, name, attributes):
        if MACRO_CONTENT in attributes.get("ContentType", "").lower():
            raise Unreadable("file_macro")


class Strings(Part):
    """`sharedStrings.xml`, each string visited."""

    def __init__(self):
        super().__init__()
        self.claimed = self.found = 0

    def element(self, name, attributes):
        if name == "si":
            self.found += 1
        elif name == "sst":
            self.claimed = _count(attributes.get("uniqueCount", "0"))


class SharedStrings(Strings):
    """`sharedStrings.xml`: readers reserve memory for the count it claims."""

    def read(self, package, name):
        # Plainly written strings are counted by their bytes, ten times faster.
        self.opening(package, name)
        self.found = sum(piece.count(b"</si>") for piece in package.chunks(name))
        if self._lies():
            self.found = Strings().read(package, name).found
        if self._lies():
            raise Unreadable("file_string_count", claimed=self.claimed, found=self.found)
        return self

    def _lies(self) -> bool:
        """Some writers count loosely; only a claim far beyond the truth is a lie worth refusing."""
        return self.claimed > 2 * self.found + 1_000


class Workbook(Part):
    """`workbook.xml`: the sheets in order and the date system."""

    def __init__(self):
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.date1904 = False

    def element(self, name, attributes):
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible")))
        elif name == "workbookPr":
            self.date1904 = attributes.get("date1904", "0") in ("1", "true", "on")
        elif name in DECORATIONS:
            self.decorate()


class Relations(Part):
    """`workbook.xml.rels`: which part is which sheet."""

    def __init__(self):
        super().__init__()
        self.targets: dict[str, str] = {}

    def element(self, name, attributes):
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class Sheet(Part):
    """A worksheet: its merged ranges, and where formulas and errors stand (0-based row, column)."""

    def __init__(self):
        super().__init__()
        self.formulas: set[tuple[int, int]] = set()
        self.errors: set[tuple[int, int]] = set()
        self.merged: list[str] = []
        self.last_row = self.last_column = -1
        self._row = self._column = -1
        self._letters: dict[str, int] = {}

    def read(self, package, name):
        self.opening(package, name)
        merged = glance.merged_of_plain(package.chunks(name))
        if merged is None:
            return FullSheet().read(package, name)
        self.merged = merged
        return self

    def spans(self) -> list[tuple[int, int, int, int]]:
        """The merged ranges as top, left, bottom, right."""
        return [span(reference) for reference in self.merged if reference]


class FullSheet(Sheet):
    """A worksheet with each element visited: how far its real cells reach, and every formula."""

    def read(self, package, name):
        Part.read(self, package, name)
        if (self.last_row + 1) * (self.last_column + 1) > limits.CELLS:
            raise Unreadable("file_too_many_cells", most=limits.CELLS)
        return self

    def start(self, name, attributes):
        self.elements += 1
        # The two commonest first: this runs for each of a million cells.
        if name == "c":
            self.cell(attributes)
        elif name in ("v", "is"):
            self.real()
        elif name != "t":
            self.other(name.rpartition(":")[2], attributes)

    def other(self, name: str, attributes: dict) -> None:
        if name == "row":
            self.row(attributes.get("r"))
        elif name == "f":
            self.formula(attributes)
        elif name == "c":
            self.cell(attributes)
        elif name in ("v", "is"):
            self.real()
        elif name in DECORATIONS:
            self.decorate()
            if name == "mergeCell":
                self.merged.append(attributes.get("ref", ""))

    def row(self, number: str | None) -> None:
        self._row = self._row + 1 if number is None else _count(number) - 1
        self._column = -1

    def cell(self, attributes: dict) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            self._row, self._column = self._place(reference)
        if attributes.get("t") == "e":
            self.errors.add((self._row, self._column))

    def _place(self, reference: str) -> tuple[int, int]:
        letters = reference.rstrip("0123456789")
        column = self._letters.get(letters)
        if column is None:
            column = self._letters[letters] = place(letters + "1")[1]
        digits = reference[len(letters) :]
        if not digits or len(digits) > 7:
            raise Unreadable("file_corrupt")
        return int(digits) - 1, column

    def real(self) -> None:
        """A cell with a value: styled empty cells out to XFD1048576 are common and harmless."""
        if self._row > self.last_row:
            self.last_row = self._row
        if self._column > self.last_column:
            self.last_column = self._column
            if self._column >= limits.COLUMNS:
                raise Unreadable("file_too_many_columns", column=self._column + 1, most=limits.COLUMNS)
        if self._row >= limits.ROWS:
            raise Unreadable("file_too_many_rows", line=self._row + 1, most=limits.ROWS)

    def formula(self, attributes: dict) -> None:
        """An array or data table formula fills its whole range; the other cells carry values alone."""
        self.real()
        self.formulas.add((self._row, self._column))
        if attributes.get("t") in ("array", "dataTable") and ":" in attributes.get("ref", ""):
            top, left, bottom, right = span(attributes["ref"])
            for row in range(top, bottom + 1):
                self.formulas.update((row, column) for column in range(left, right + 1))


class Survey:
    """All parts of a package looked through, before calamine may open it."""

    def __init__(self, package: Package):
        self.package = package
        names = {name.casefold(): name for name in package.names}
        ContentTypes().read(package, names["[content_types].xml"])
        self.workbook = Workbook().read(package, names["xl/workbook.xml"])
        if len(self.workbook.sheets) > limits.SHEETS:
            raise Unreadable("file_too_many_sheets", most=limits.SHEETS)
        relations = names.get("xl/_rels/workbook.xml.rels")
        targets = Relations().read(package, relations).targets if relations else {}
        parts = {_part_of(target): relation for relation, target in targets.items()}
        self.sheets: dict[str, Sheet] = {}
        seen = {"[content_types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
        for folded, name in names.items():
            if folded not in seen:
                self._look(folded, name, parts)

    def _look(self, folded: str, name: str, relations: dict[str, str]) -> None:
        if folded.startswith("xl/worksheets/") and folded.endswith(".xml"):
            self.sheets[relations.get(folded, folded)] = Sheet().read(self.package, name)
        elif folded == "xl/sharedstrings.xml" or folded.endswith("/sharedstrings.xml"):
            SharedStrings().read(self.package, name)
        elif folded.endswith((".xml", ".rels")):
            Part().read(self.package, name)
        else:
            _check_other(self.package, name)

    def sheet(self, relation: str) -> Sheet | None:
        """The survey of the sheet with this relation; None for a chart sheet."""
        return self.sheets.get(relation)


def place(reference: str) -> tuple[int, int]:
    """ "C7" -> row 6, column 2."""
    match = REFERENCE.fullmatch(reference)
    if not match:
        raise Unreadable("file_corrupt")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def span(reference: str) -> tuple[int, int, int, int]:
    """ "A1:C7" -> top, left, bottom, right."""
    first, _, last = reference.replace("$", "").partition(":")
    top, left = place(first)
    bottom, right = place(last or first)
    if (bottom - top + 1) * (right - left + 1) > limits.CELLS:
        raise Unreadable("file_complex")
    return top, left, bottom, right


def _part_of(target: str) -> str:
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return str(PurePosixPath(path)).casefold()


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Unreadable("file_corrupt")
    return int(text)


def _check_bytes(piece: bytes) -> None:
    """UTF-16 and its kin show a zero byte or a mark at the start; a DTD could hide in it."""
    if piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:64]:
        raise Unreadable("file_xml_encoding")


def _check_other(package: Package, name: str) -> None:
    """Pictures, printer settings, old drawings: inflated under the limits, never parsed."""
    rest = b""
    for piece in package.chunks(name):
        if name.lower().endswith(".vml") and (b"<!DOCTYPE" in rest + piece or b"<!ENTITY" in rest + piece):
            raise Unreadable("file_dtd")
        rest = piece[-16:]
