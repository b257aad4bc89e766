"""The job that reads a file: rows checked and sorted chunk by chunk as they come out of the child process."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quota_pool import jobs, sealed_files
from quota_pool.calendar import today
from quota_pool.loading import load
from quota_pool.models import Job
from quota_pool.refusals import Refusal
from staffing.models import ImportBatch, ImportRow
from staffing.roster import RosterFile, SheetReading, stream

from . import codes
from .lines import Line, fill, line_of, places_of, sealed_texts
from .sorting import sort_lines

State = ImportBatch.State
AT_A_TIME = 500
MOST_SHEETS = 5  # named in a sentence


def page_of(job: Job) -> str:
    """Where the import stands."""
    return reverse("staffing:import", args=[job.payload["batch"]])


def reading_stopped(job: Job) -> None:
    """A file that was not read says why; one whose reading was stopped can be read again."""
    batch = ImportBatch.objects.filter(pk=job.payload["batch"])
    is_our_fault = any(one["code"] == jobs.GAVE_UP.name for one in job.error or ())
    if job.error and not is_our_fault:
        batch.update(state=State.REFUSED, refusal=job.error)
    else:
        batch.update(state=State.UPLOADED)


@jobs.job(
    "imports.read",
    act="import_roster",
    title=_("Read a roster"),
    stages={"opening": _("opening the file"), "reading": _("reading and checking rows")},
    page=page_of,
    when_stopped=reading_stopped,
)
def read_roster(run: jobs.Run) -> dict:
    """Read the file from its beginning; rows that a former try has stored are passed over."""
    batch = ImportBatch.objects.select_related("unit__district").get(pk=run.payload["batch"])
    run.progress(stage="opening")
    reader = _Reader(run, batch)
    reader.clear()
    reader.read()
    return reader.finish()


class _Reader:
    """One reading of one file."""

    def __init__(self, run: jobs.Run, batch: ImportBatch):
        self.run, self.batch, self.today = run, batch, today()
        self.file = RosterFile([])
        self.sheets: list[dict] = []
        self.seen = 0
        self.faulty = run.checkpoint.get("faulty", 0)
        self.coming = Counter(run.checkpoint.get("coming", {}))

    def clear(self) -> None:
        """Rows of an earlier reading go, once."""
        if "stored" not in self.run.checkpoint:
            with self.run.batch() as checkpoint:
                self.batch.rows.all().delete()
                checkpoint["stored"] = 0

    def read(self) -> None:
        with sealed_files.in_the_clear(self.batch.file, self.batch.sealed_for) as path:
            sheets = stream(
                path,
                today=self.today,
                filename=self.batch.file_name,
                mapping=self.batch.mapping or None,
                into=self.file,
            )
            headings = {}
            for sheet in sheets:
                headings[sheet.name] = sheet.heading
                self.read_sheet(sheet)
        self.require_heading(headings)

    def require_heading(self, headings: dict) -> None:
        """A file in which nothing could be matched to a column is refused: there is nothing to go on with."""
        if not any(headings.values()):
            names = "、".join(list(headings)[:MOST_SHEETS])
            raise Refusal(codes.NO_HEADING.reason(count=len(headings), sheets=names or "–"))

    def read_sheet(self, sheet: SheetReading) -> None:
        places, count = places_of(sheet), 0
        lines = (line_of(sheet, row, places) for row in sheet.rows)
        while chunk := list(islice(lines, AT_A_TIME)):
            count += len(chunk)
            self.take(chunk)
        self.sheets.append(_said(sheet, places, count))

    def take(self, chunk: list[Line]) -> None:
        """Store a chunk, or what of it was not stored before this worker took over."""
        stored = self.run.checkpoint["stored"]
        first, self.seen = self.seen, self.seen + len(chunk)
        new = chunk[max(0, stored - first) :]
        if not new:
            return
        with self.run.batch() as checkpoint:
            store(self.batch, new, self.today, self.coming)
            self.faulty += sum(bool(line.faults) for line in new)
            checkpoint |= {"stored": stored + len(new), "faulty": self.faulty, "coming": dict(self.coming)}
            self.run.progress(stage="reading", done=self.seen, faults=self.faulty)

    def finish(self) -> dict:
        with self.run.batch():
            batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=self.batch.pk)
            batch.reading = {
                "same_as": batch.reading.get("same_as"),
                "encoding": self.file.encoding,
                "notices": [reason.stored() for reason in self.file.notices],
                "sheets": self.sheets,
            }
            batch.state = State.READ
            batch.counts = count(batch)
            batch.save()
            self.run.progress(done=self.seen, total=self.seen)
        return batch.counts


def _said(sheet: SheetReading, places: dict, rows: int) -> dict:
    """What the page shows of a sheet, and what a mended row needs of it."""
    mapping = sheet.as_mapping()
    return {
        "name": sheet.name,
        "kind": str(sheet.kind),
        "lines": mapping["lines"],
        "columns": sheet.as_columns(),
        "places": places,
        "notices": [reason.stored() for reason in sheet.notices],
        "rows": rows,
        "skipped": len(sheet.skipped),
    }


def store(batch: ImportBatch, lines: Iterable[Line], today, coming: Counter | None = None) -> None:
    """Sort the lines and keep them, their cells sealed."""
    lines = list(lines)
    sort_lines(batch, batch.unit, lines, today, coming=coming)
    load(_rows(batch, lines))


def _rows(batch: ImportBatch, lines: Iterable[Line]) -> Iterator[ImportRow]:
    for line in lines:
        yield fill(ImportRow(batch=batch, cells=sealed_texts(line.raw)), line)


def count(batch: ImportBatch) -> dict[str, int]:
    """Rows by status, how many are accepted, and all."""
    found = Counter(dict(batch.rows.order_by().values_list("status").annotate(Count("id"))))
    accepted = batch.rows.filter(applied_at__isnull=False).count()
    return {**found, "accepted": accepted, "total": sum(found.values())}
