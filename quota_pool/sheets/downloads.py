"""A list as a file to take away: rows stream from the database into a workbook or a text table."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from quota_pool import calendar, figures

from .writing import csv_pieces, write_csv, write_xlsx

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
XLSX_TYPE = TYPES["xlsx"]
CHUNK_ROWS = 2_000


def download(name: str, kind: str, columns: Sequence[Any], rows, *, by) -> HttpResponseBase:
    """Answer with all rows as "xlsx" or "csv"; each column has a `label` and an `exporter`."""
    labels, values = _table(columns, rows)
    values = signed(values, len(labels), by)
    filename = f"{name}-{calendar.today():%Y%m%d}.{kind}"
    if kind == "csv":
        answer = StreamingHttpResponse(csv_pieces(labels, values), content_type=TYPES[kind])
        answer["Content-Disposition"] = content_disposition_header(True, filename)
        return answer
    # A file of our own that vanishes when the answer has been sent: a big list never lies in memory.
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - FileResponse closes it
    write_xlsx(file, labels, values)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=TYPES[kind])


def write(file: BinaryIO, kind: str, columns: Sequence[Any], rows, *, by) -> None:
    """The same into a file that is open for bytes."""
    writer = write_csv if kind == "csv" else write_xlsx
    labels, values = _table(columns, rows)
    writer(file, labels, signed(values, len(labels), by))


def _table(columns: Sequence[Any], rows) -> tuple[list, Iterator[list]]:
    readers = [column.exporter() for column in columns]
    values = ([read(row) for read in readers] for row in _each(rows))
    return [column.label for column in columns], values


def signed(values: Iterable[list], width: int, by) -> Iterator[list]:
    """The rows, and below them the line that says who took how many away, and when (R-092)."""
    count = 0
    for row in values:
        count += 1
        yield row
    words = _("Exported by: %(who)s · %(when)s · %(n)s rows")
    told = {"who": by, "when": figures.moment(calendar.now()), "n": figures.number(count)}
    yield [words % told, *[None] * (width - 1)]


def _each(rows) -> Iterable:
    return rows.iterator(chunk_size=CHUNK_ROWS) if hasattr(rows, "iterator") else rows
