"""Workbooks that go back to an office: the empty roster, and the faulty rows with their reasons."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quota_pool.sheets.official import Form, FormColumn, FormRow, write_workbook
from staffing import dictionaries

from .cells import ERROR, FORMULA
from .faults import Fault
from .fields import ALL, REQUIRED, Field, Shape

# What a street keeps about everybody; the other fields are read where a roster has them.
USUAL = (
    "name",
    "id_no",
    "sex",
    "birth_date",
    "ethnic",
    "education",
    "political",
    "department",
    "primary_post",
    "post_category",
    "mode",
    "start_date",
    "contract_start",
    "contract_end",
    "monthly_pay_fen",
    "phone",
    "remark",
)


def write_template(target: str | Path | BinaryIO, fields: Sequence[str] = USUAL) -> None:
    """An empty roster: needed columns marked, ID numbers as text, lists to choose from."""
    columns = [_column(ALL[name], heading_of(ALL[name])) for name in fields]
    write_workbook(target, [Form(_("Roster"), columns)])


def write_faulty_rows(
    target: str | Path | BinaryIO,
    rows: Iterable[tuple[int, Mapping[str, str], Sequence[Fault]]],
    fields: Sequence[str],
    headings: Mapping[str, str] | None = None,
) -> None:
    """The faulty rows alone (line, texts, faults): wrong cells coloured, every reason in the last column.

    `headings` are those of the office's own sheet, so that the mended workbook is read by the same columns.
    """
    named = {name: (headings or {}).get(name) or heading_of(ALL[name]) for name in fields}
    columns = [FormColumn(_("Line in the file"), is_text=False, width=10)]
    columns += [_column(ALL[name], named[name]) for name in fields]
    columns.append(FormColumn(_("What is wrong"), width=60))
    write_workbook(target, [Form(_("Rows to mend"), columns, (_row(row, fields) for row in rows))])


def _row(row: tuple[int, Mapping[str, str], Sequence[Fault]], fields: Sequence[str]) -> FormRow:
    line, raw, faults = row
    texts = [raw.get(name, "") for name in fields]
    cells = [line, *("" if text in (FORMULA, ERROR) else text for text in texts), _reasons(faults)]
    wrong = {fault.field for fault in faults}
    return FormRow(cells, frozenset(at for at, name in enumerate(fields, 1) if name in wrong))


def _reasons(faults: Sequence[Fault]) -> str:
    """Every reason with its column and its way out, one a line."""
    return "\n".join(
        " ".join(filter(None, (f"{fault.column}:", fault.detail, fault.remedy))) for fault in faults
    )


def _column(field: Field, heading: str) -> FormColumn:
    choices = [dictionaries.form_word(field.code_list, entry.code) for entry in _entries(field)]
    wide = 22 if field.shape in (Shape.ID, Shape.CARD) else 14
    note = _("18 digits; the column is text, so that no digit is lost.") if field.shape is Shape.ID else ""
    if field.shape is Shape.DAY:
        note = _("Such as 2026-03-05.")
    return FormColumn(heading, choices, field.name in REQUIRED, width=wide, note=note)


def _entries(field: Field) -> list:
    return dictionaries.entries(field.code_list) if field.shape is Shape.CODE else []


def heading_of(field: Field) -> str:
    """The heading in the reader's language; both are read."""
    return str(field.label) if (get_language() or "").startswith("en") else field.heading
