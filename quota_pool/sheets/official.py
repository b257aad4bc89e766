"""Workbooks for people to fill in: text where numbers would be rounded, lists to choose from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from . import limits

TEXT = "@"
LISTS = "lists"
# How far below the rows there is still something to choose.
BLANK_ROWS = 500
HEADING = PatternFill("solid", fgColor="D6E4F0")
NEEDED = PatternFill("solid", fgColor="FCE4D6")
WRONG = PatternFill("solid", fgColor="FFC7CE")


@dataclass(frozen=True)
class FormColumn:
    """One column of a form; `choices` become a list to choose from."""

    heading: str
    choices: Sequence[str] = ()
    is_needed: bool = False
    is_text: bool = True
    width: int = 14
    note: str = ""


@dataclass
class FormRow:
    """One filled row, the columns that are wrong in it marked."""

    cells: Sequence[Any]
    wrong: frozenset[int] = frozenset()


@dataclass
class Form:
    """One sheet to fill in."""

    name: str
    columns: Sequence[FormColumn]
    rows: Iterable[FormRow] = field(default_factory=list)
    title: str = ""
    author: str = ""


def write_workbook(target: str | Path | BinaryIO, forms: Sequence[Form]) -> None:
    """Write the forms, one sheet each, and a hidden sheet with what there is to choose."""
    book = Workbook()
    book.remove(book.active)
    sheets = [(form, book.create_sheet(form.name[:31])) for form in forms]
    lists = _Lists(book)
    for form, sheet in sheets:
        _write_form(form, sheet, lists)
    book.save(target)


def _write_form(form: Form, sheet, lists: "_Lists") -> None:
    top = 1
    if form.title:
        _put(sheet.cell(1, 1), form.title).font = Font(bold=True, size=14)
        top = 2
    for at, column in enumerate(form.columns, 1):
        _write_heading(sheet.cell(top, at), column, form.author)
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    last = top
    for last, row in enumerate(form.rows, top + 1):
        _write_row(sheet, last, row, form.columns)
    last = max(last, top + BLANK_ROWS)
    for at, column in enumerate(form.columns, 1):
        _prepare(sheet, at, column, range(top + 1, last + 1), lists)
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _write_heading(cell, column: FormColumn, author: str) -> None:
    _put(cell, column.heading)
    cell.font = Font(bold=True)
    cell.fill = NEEDED if column.is_needed else HEADING
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if column.note:
        cell.comment = Comment(column.note, author)


def _write_row(sheet, line: int, row: FormRow, columns: Sequence[FormColumn]) -> None:
    for at, (value, column) in enumerate(zip(row.cells, columns, strict=True), 1):
        cell = _put(sheet.cell(line, at), value)
        if column.is_text:
            cell.number_format = TEXT
        if at - 1 in row.wrong:
            cell.fill = WRONG


def _prepare(sheet, at: int, column: FormColumn, lines: range, lists: "_Lists") -> None:
    """Text format before anybody types: an ID number in a number cell loses its last digits."""
    letter = get_column_letter(at)
    if column.is_text:
        sheet.column_dimensions[letter].number_format = TEXT
    if column.choices:
        rule = DataValidation(type="list", formula1=lists.name_of(column.choices), allow_blank=True)
        rule.add(f"{letter}{lines.start}:{letter}{lines.stop - 1}")
        sheet.add_data_validation(rule)


def _put(cell, value: Any):
    """Write a value; text stays text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[: limits.CELL_CHARS]
        cell.data_type = "s"
        return cell
    cell.value = value
    return cell


class _Lists:
    """The hidden sheet of choices: a rule may hold 255 characters, a named range any number."""

    def __init__(self, book: Workbook):
        self._book = book
        self._names: dict[tuple[str, ...], str] = {}
        self._sheet = None

    def name_of(self, choices: Sequence[str]) -> str:
        """The formula of a rule over these choices."""
        key = tuple(choices)
        if key not in self._names:
            self._names[key] = self._add(key)
        return "=" + self._names[key]

    def _add(self, choices: tuple[str, ...]) -> str:
        if self._sheet is None:
            self._sheet = self._book.create_sheet(LISTS)
            self._sheet.sheet_state = "hidden"
        at = len(self._names) + 1
        for line, choice in enumerate(choices, 1):
            _put(self._sheet.cell(line, at), choice)
        letter, name = get_column_letter(at), f"list_{at}"
        span = f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(choices)}"
        self._book.defined_names[name] = DefinedName(name, attr_text=span)
        return name
