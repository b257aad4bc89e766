"""Bad rows made good: on the page one at a time, or in a workbook that goes out and comes back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from quota_pool import audit, versions
from quota_pool.calendar import today
from quota_pool.refusals import raise_any
from quota_pool.sheets.reading import check_upload, open_book
from staffing.models import ImportBatch, ImportRow
from staffing.roster import faults as roster_codes
from staffing.roster import forms, stream
from staffing.roster.fields import ALL, READ, REQUIRED

from . import codes
from .lines import Line, Sheets, faults_of, fill, sealed_texts, texts_of
from .reading import count
from .sorting import sort_lines
from .uploads import locked, require, require_state

State, Status = ImportBatch.State, ImportRow.Status
BAD = (Status.FAULTY, Status.CONFLICT)
AT_A_TIME = 500


@transaction.atomic
def mend_row(*, row: ImportRow, texts: Mapping[str, str], actor, seen: int | None = None) -> ImportRow:
    """Check a row again with its texts as they were mended; what is still wrong stays with the row."""
    batch = _open(row.batch, actor)
    row = batch.rows.select_for_update(no_key=True).get(pk=row.pk)
    versions.check(row, seen)
    if row.applied_at:
        raise_any([codes.NOT_MENDABLE.reason(line=row.line)])
    _mend(batch, [(row, texts)], actor)
    return row


def mend_rows(*, batch: ImportBatch, path: str | Path, filename: str, actor) -> tuple[int, int]:
    """Take back a workbook of bad rows; (rows mended, rows still bad). Rows not in it stay as they are."""
    require(actor, batch, batch.unit)
    check_upload(path, filename)
    returned = _returned(batch, path, filename)
    with transaction.atomic():
        batch = _open(batch, actor)
        rows = batch.rows.select_for_update(no_key=True).filter(applied_at=None, status__in=BAD)
        by_place = {(row.sheet, row.line): row for row in rows}
        pairs = [(by_place[place], texts) for place, texts in returned.items() if place in by_place]
        if not pairs:
            raise_any([codes.NO_BAD_ROWS.reason(field="file")])
        for start in range(0, len(pairs), AT_A_TIME):
            _mend(batch, pairs[start : start + AT_A_TIME], actor)
    still_bad = sum(row.status in BAD for row, _texts in pairs)
    return len(pairs) - still_bad, still_bad


def _open(batch: ImportBatch, actor) -> ImportBatch:
    require(actor, batch, batch.unit)
    batch = locked(batch, None)
    require_state(batch, State.READ, State.APPLIED)
    return batch


def _mend(batch: ImportBatch, pairs: Sequence[tuple[ImportRow, Mapping[str, str]]], actor) -> None:
    sheets, day = Sheets(batch), today()
    lines = [sheets.line(row, {**texts_of(row), **_known(texts)}, day) for row, texts in pairs]
    _check_twice(batch, lines)
    sort_lines(batch, batch.unit, lines, day)
    for line in lines:
        _keep(line)
    deeds = [
        audit.Deed("import.mend", line.row, batch.unit_id, after={"line": line.number, "status": line.status})
        for line in lines
    ]
    audit.record_many(actor, deeds, district_id=batch.district_id)
    batch.counts = count(batch)
    batch.save(update_fields=["counts", "updated_at"])


def _known(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in texts.items() if name in READ}


def _keep(line: Line) -> None:
    row = fill(line.row, line)
    row.cells, row.outcome = sealed_texts(line.raw), None
    row.version += 1
    row.save()


def _check_twice(batch: ImportBatch, lines: Sequence[Line]) -> None:
    """A number that stands in another good row of the same kind of sheet is refused here."""
    numbered = [line for line in lines if line.id_hash]
    hashes, mended = [line.id_hash for line in numbered], {line.row.pk for line in lines}
    others = batch.rows.filter(id_hash__in=hashes).exclude(pk__in=mended).exclude(status=Status.FAULTY)
    sheets, taken = Sheets(batch), {}
    for id_hash, sheet, line in others.values_list("id_hash", "sheet", "line"):
        taken[bytes(id_hash), sheets.is_leavers(sheet)] = (sheet, line)
    for line in numbered:
        here = (line.sheet, line.number)
        first = taken.setdefault((line.id_hash, sheets.is_leavers(line.sheet)), here)
        if first != here:
            line.say(_twice(line, *first), is_fault=True)


def _twice(line: Line, sheet: str, number: int):
    if sheet == line.sheet:
        return roster_codes.ID_TWICE.reason(line=number, field="id_no")
    return roster_codes.ID_TWICE_ELSEWHERE.reason(sheet=sheet, line=number, field="id_no")


# --- the workbook of bad rows ----------------------------------------------------------------------------


def write_bad_rows(batch: ImportBatch, target: BinaryIO) -> int:
    """Write the rows that have to be mended with their reasons; returns how many."""
    rows = list(batch.rows.filter(status__in=BAD, applied_at=None).order_by("sheet", "line"))
    texts = [texts_of(row) for row in rows]
    used = {*REQUIRED, *(name for one in texts for name in one)}
    many = len({row.sheet for row in rows}) > 1
    forms.write_faulty_rows(
        target,
        ((_place(row, many), one, faults_of(row)) for row, one in zip(rows, texts, strict=True)),
        [name for name in ALL if name in used and name in READ],
        _headings(batch),
    )
    return len(rows)


def _place(row: ImportRow, with_sheet: bool) -> int | str:
    return f"{row.sheet}!{row.line}" if with_sheet else row.line


def _headings(batch: ImportBatch) -> dict[str, str]:
    """The office's own headings, the first sheet's before later ones."""
    found: dict[str, str] = {}
    for sheet in batch.reading.get("sheets", ()):
        for name, (text, _letter) in sheet.get("places", {}).items():
            found.setdefault(name, text)
    return found


def _returned(batch: ImportBatch, path, filename: str) -> dict[tuple[str, int], dict[str, str]]:
    """(sheet, line) of the first file to the texts that came back."""
    places = dict(_places(batch, path, filename))
    found = {}
    for sheet in stream(path, today=today(), filename=filename):
        for row in sheet.rows:
            if place := places.get((sheet.name, row.line)):
                found[place] = row.raw
    return found


def _places(batch: ImportBatch, path, filename: str) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Which line of the first file each row of the workbook is: its first column says so."""
    bad = batch.rows.filter(status__in=BAD).order_by("sheet").values_list("sheet", flat=True)
    only = next(iter(dict.fromkeys(bad)), "")
    with open_book(path, filename) as book:
        for sheet in book.sheets:
            yield from _places_of(sheet.name, sheet.rows, only)


def _places_of(name: str, rows: Iterable, only: str) -> Iterator:
    for row in rows:
        text = str(row.cells[0]).removesuffix(".0") if row.cells else ""
        sheet, mark, line = text.rpartition("!")
        if line.isascii() and line.isdigit():
            yield (name, row.line), (sheet if mark else only, int(line))
