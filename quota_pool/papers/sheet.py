"""An issued or previewed sheet in words: what stands above the rows, in the cells and below them."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from quota_pool import figures
from quota_pool.calendar import now
from quota_pool.listing.columns import markup
from quota_pool.models import PrintedPaper

from .content import Sheet
from .declaring import Cell

MARK_BORDER = 2
# Short cells stay on one line; a table of many columns is printed smaller.
KEPT_WIDTH = 11
MANY_COLUMNS = 12
CSS = {Cell.NUMBER: "n", Cell.MONEY: "n", Cell.DAY: "day", Cell.NAME: "name"}


@dataclass(frozen=True)
class Issue:
    """Who printed what when: the line that stands on every paper and export (R-092)."""

    by: str
    at: str
    rows: int
    is_full: bool
    number: str = ""
    digest: str = ""

    @classmethod
    def of(cls, paper: PrintedPaper) -> "Issue":
        return cls(
            by=str(paper.issued_by),
            at=figures.moment(paper.issued_at),
            rows=paper.rows,
            is_full=paper.is_full,
            number=paper.number,
            digest=paper.content_sha256,
        )

    @classmethod
    def preview(cls, user, rows: int) -> "Issue":
        return cls(by=str(user), at=figures.moment(now()), rows=rows, is_full=False)

    def line(self, is_form: bool = False) -> str:
        """The watermark line; a form tells of one record, however many lines it takes."""
        parts = [
            _("Printed by %(who)s on %(when)s") % {"who": self.by, "when": self.at},
            _("one record") if is_form else _("%(n)s rows") % {"n": figures.number(self.rows)},
            _("ID numbers in full") if self.is_full else _("ID numbers masked"),
        ]
        if self.number:
            parts.append(_("paper no. %(number)s") % {"number": self.number})
            parts.append(_("hash %(hash)s") % {"hash": self.digest[:16]})
        else:
            parts.append(_("preview, not issued"))
        return " · ".join(str(part) for part in parts)


def under_title(head: dict) -> list[str]:
    """The line below the title: unit, days, what is counted."""
    told = [_("Unit: %(name)s") % {"name": head["unit"]}]
    if head["month"]:
        told.append(_("Month: %(month)s") % {"month": _month(head["month"])})
    elif head["since"]:
        days = {"since": _day(head["since"]), "on": _day(head["on"])}
        told.append(_("From %(since)s to %(on)s") % days)
    else:
        told.append(_("As of %(day)s") % {"day": _day(head["on"])})
    if head["known_on"]:
        told.append(_("as known on %(day)s") % {"day": _day(head["known_on"])})
    if head["measure"]:
        told.append(_("Counted in: %(measure)s") % {"measure": head["measure"]})
    return told


def signed() -> list[str]:
    """The places to sign (experience.md section 2)."""
    return [str(_("Filled in by")), str(_("Checked by")), str(_("Responsible")), str(_("Seal"))]


def columns_of(head: dict) -> list[dict]:
    """The columns with the serial number in front where the paper has one."""
    columns = head["columns"]
    if head["is_numbered"]:
        return [{"label": str(_("No.")), "kind": str(Cell.NUMBER), "width": 6}, *columns]
    return columns


def numbered(head: dict, lines):
    """The lines with their serial numbers in front."""
    if not head["is_numbered"]:
        yield from lines
        return
    serial = 0
    for line in lines:
        if isinstance(line, dict):
            yield line
            continue
        serial += 1
        yield [serial, *line]


class Drawn:
    """A sheet as the template prints it; all words in the language of the paper."""

    def __init__(self, sheet: Sheet, issue: Issue):
        with translation.override(sheet.head["language"]):
            head = sheet.head
            self.title, self.language = head["title"], head["language"]
            self.under, self.facts = under_title(head), head["facts"]
            self.is_upright, self.is_form = head["is_upright"], head["is_form"]
            columns = columns_of(head)
            self.columns = [{"label": column["label"], "css": css_of(column)} for column in columns]
            self.width = len(columns)
            self.is_wide = self.width > MANY_COLUMNS
            self.rows = [_row(line, columns) for line in numbered(head, sheet.lines)]
            self.foot = _foot(sheet.foot, head, columns)
            self.signed, self.line = signed(), issue.line(self.is_form)
        self.mark = markup(mark_svg(head["mark"])) if head["mark"] else ""


def css_of(column: dict) -> str:
    """How a column's cells are set."""
    kept = "keep" if column["kind"] == Cell.TEXT and column["width"] <= KEPT_WIDTH else ""
    return CSS.get(column["kind"], kept)


def _row(line: list | dict, columns: list[dict]) -> dict:
    if isinstance(line, dict):
        return {"heading": line["heading"], "cells": ()}
    cells = [
        {"text": text(column["kind"], value), "css": css_of(column)}
        for column, value in zip(columns, line, strict=True)
    ]
    return {"heading": "", "cells": cells}


def _foot(sums: list | None, head: dict, columns: list[dict]) -> list[dict]:
    if not sums:
        return []
    sums = [None, *sums] if head["is_numbered"] else sums
    cells = [
        {"text": text(column["kind"], value), "css": css_of(column)}
        for column, value in zip(columns, sums, strict=True)
    ]
    cells[0] = {"text": str(_("Total")), "css": "name"}
    return cells


def text(kind: str, value) -> str:
    """A cell as a paper prints it: days as 2026年3月5日, what is not known as an empty place."""
    if value is None:
        return ""
    if kind == Cell.DAY:
        return _day(value)
    if kind == Cell.MONEY:
        return figures.money(value)
    return figures.number(value) if kind == Cell.NUMBER else str(value)


def mark_svg(address: str) -> str:
    """The mark (QR) that leads back to the record."""
    return segno.make(address, error="m").svg_inline(
        scale=2, border=MARK_BORDER, svgclass="mark", lineclass=None, omitsize=True, unit=None
    )


def mark_png(address: str) -> bytes:
    """The same as an image, for the workbook."""
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=6, border=MARK_BORDER)
    return out.getvalue()


def _day(text_of_day: str) -> str:
    return figures.paper_day(date.fromisoformat(text_of_day))


def _month(text_of_month: str) -> str:
    year, month = text_of_month.split("-")
    return _("%(year)s-%(month)s") % {"year": year, "month": int(month)}
