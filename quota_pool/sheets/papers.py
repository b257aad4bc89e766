"""Official workbooks: title, unit and day, a bordered table with its head on every page, the line to sign.

Written row by row in constant memory, so that a roster of a whole district needs no more than that of a
street; the page set-up is that of the print view (A4, head row repeated, page x / y).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter

from .writing import SHEET_NAME_MARKS, workbook_cell

A4 = 9
SERIF = "仿宋"
DAYS = {"zh-hans": 'yyyy"年"m"月"d"日"', "en": "yyyy-mm-dd"}
MARGINS = {"left": 0.45, "right": 0.45, "top": 0.55, "bottom": 0.75}
MARK_SCALE = 0.5


@dataclass
class PaperSheet:
    """One official sheet: the words around the rows are ready, cells are typed by their column's kind."""

    title: str
    under: list[str]
    columns: list[dict]
    rows: Iterable[list | dict]
    signed: str
    printed: str
    total_word: str
    language: str
    page_word: str
    facts: str = ""
    is_upright: bool = False
    is_form: bool = False
    foot: Any = None
    mark: bytes = b""


def write_paper(target: BinaryIO, sheet: PaperSheet) -> None:
    """Write the workbook; `foot` may be a function, called when the rows have gone past."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options | {"strings_to_numbers": False}) as book:
        _PaperBook(book, sheet).write()


class _PaperBook:
    """One sheet on its way into the workbook; lines can only go downwards."""

    def __init__(self, book, sheet: PaperSheet):
        self.book, self.sheet, self.line = book, sheet, 0
        self.page = book.add_worksheet(SHEET_NAME_MARKS.sub(" ", sheet.title)[:31])
        self.last = len(sheet.columns) - 1
        plain = {"font_name": SERIF, "font_size": 11, "valign": "vcenter", "text_wrap": True}
        cell = plain | {"border": 1}
        self.title = book.add_format(plain | {"bold": True, "font_size": 18, "align": "center"})
        self.plain = book.add_format(plain | {"text_wrap": False})
        self.wrapped = book.add_format(plain)
        self.head = book.add_format(cell | {"bold": True, "align": "center"})
        self.heading = book.add_format(cell | {"bold": True})
        self.formats = {
            "text": book.add_format(cell | {"num_format": "@"}),
            "name": book.add_format(cell | {"bold": True}),
            "number": book.add_format(cell | {"num_format": "#,##0"}),
            "money": book.add_format(cell | {"num_format": "#,##0.00"}),
            "day": book.add_format(cell | {"num_format": DAYS.get(sheet.language, DAYS["en"])}),
        }

    def write(self) -> None:
        self._set_up()
        self._top()
        for row in self.sheet.rows:
            self._row(row)
        foot = self.sheet.foot() if callable(self.sheet.foot) else self.sheet.foot
        if foot:
            self._foot(foot)
        self._bottom()

    def _set_up(self) -> None:
        page, sheet = self.page, self.sheet
        page.set_portrait() if sheet.is_upright else page.set_landscape()
        page.set_paper(A4)
        page.set_margins(**MARGINS)
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        printed = sheet.printed.replace("&", "&&")[:180]
        page.set_footer(f'&L&"{SERIF}"&8{printed}&R&"{SERIF}"&8{sheet.page_word}')
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column["width"])

    def _top(self) -> None:
        self.page.set_row(self.line, 32)
        self._across(self.sheet.title, self.title)
        self._across("    ".join(self.sheet.under), self.plain)
        if self.sheet.facts:
            self._across(self.sheet.facts, self.wrapped)
        if self.sheet.mark:
            image = {"image_data": BytesIO(self.sheet.mark), "x_scale": MARK_SCALE, "y_scale": MARK_SCALE}
            self.page.insert_image(0, max(self.last, 0), "mark.png", image | {"object_position": 3})
        if self.sheet.is_form:
            return
        for place, column in enumerate(self.sheet.columns):
            self.page.write_string(self.line, place, column["label"], self.head)
        self.page.repeat_rows(self.line)
        self.page.freeze_panes(self.line + 1, 0)
        self.line += 1

    def _across(self, text: str, how) -> None:
        if self.last > 0:
            self.page.merge_range(self.line, 0, self.line, self.last, text, how)
        else:
            self.page.write_string(self.line, 0, text, how)
        self.line += 1

    def _row(self, row: list | dict) -> None:
        if isinstance(row, dict):
            self._across(row["heading"], self.heading)
            return
        for place, (column, value) in enumerate(zip(self.sheet.columns, row, strict=True)):
            self._cell(place, column["kind"], value)
        self.line += 1

    def _foot(self, sums: list) -> None:
        cells = [self.sheet.total_word, *sums[1:]] if sums[0] is None else sums
        for place, (column, value) in enumerate(zip(self.sheet.columns, cells, strict=True)):
            self._cell(place, column["kind"] if place else "name", value)
        self.line += 1

    def _cell(self, place: int, kind: str, value) -> None:
        how = self.formats[kind]
        if value is None:
            self.page.write_blank(self.line, place, None, how)
        elif kind == "day":
            self.page.write_datetime(self.line, place, date.fromisoformat(value), how)
        elif kind == "money":
            self.page.write_number(self.line, place, value / 100, how)
        elif kind == "number":
            self.page.write_number(self.line, place, value, how)
        else:
            self.page.write_string(self.line, place, str(workbook_cell(value)), how)

    def _bottom(self) -> None:
        self.line += 1
        self._across(self.sheet.signed, self.plain)
        self._across(self.sheet.printed, self.plain)
