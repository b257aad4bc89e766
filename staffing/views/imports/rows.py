"""The list of imports, and one import with its rows by what each would do."""

import json
from collections.abc import Mapping

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quota_pool import access, figures, jobs, marks, sealed
from quota_pool.listing import BulkAct, Column, coded, opens
from quota_pool.refusals import restore
from quota_pool.views.jobs import shown as shown_job
from staffing.dictionaries import label
from staffing.filters import ImportFilter, ImportRowFilter
from staffing.models import ImportBatch, ImportRow
from staffing.roster.faults import restore as restore_fault
from staffing.roster.fields import ALL, Shape
from staffing.services.imports.plans import ACCEPTABLE
from staffing.services.imports.uploads import ACTS, AT_WORK
from staffing.views.traced import TracedList
from staffing.words import DONE

State, Status = ImportBatch.State, ImportRow.Status
TONES = {
    State.READ: "blue",
    State.APPLIED: "green",
    State.REFUSED: "red",
    State.UNDONE: "grey",
    State.UPLOADED: "grey",
}
ROW_TONES = {
    Status.NEW: "green",
    Status.CHANGED: "blue",
    Status.SAME: "grey",
    Status.CONFLICT: "amber",
    Status.FAULTY: "red",
    Status.LEAVER: "blue",
    Status.UNMATCHED: "grey",
}


def counted(name: str):
    """One number of the batch's counts."""
    return lambda row: row["counts"].get(name, 0)


def state_mark(row: Mapping) -> SafeString:
    return marks.badge(State(row["state"]).label, TONES.get(row["state"], "amber"))


class ImportsPage(TracedList):
    """Every roster that was sent, the newest first."""

    model = ImportBatch
    act = "read_staff"
    title = _("Imports")
    subtitle = _("rosters uploaded, checked, accepted, undone")
    filterset_class = ImportFilter
    order = ("-id",)
    export_name = "imports"
    purpose = _(
        "A roster you keep in Excel goes in here: its columns are matched by meaning, every row is checked "
        "before anything is entered, and the whole import can be undone."
    )
    columns = (
        Column(
            "file",
            _("file"),
            value="file_name",
            link=opens("staffing:import"),
        ),
        Column("unit", _("unit"), value="unit__name", sort="unit__code"),
        coded("kind", _("kind"), ImportBatch.Kind.choices),
        Column(
            "state",
            _("state"),
            value=state_mark,
            fields=("state",),
            words=dict(State.choices),
            sort="state",
        ),
        Column("total", _("rows"), value=counted("total"), fields=("counts",), numeric=True),
        Column("accepted", _("accepted"), value=counted("accepted"), fields=("counts",), numeric=True),
        Column("faulty", _("faulty"), value=counted("faulty"), fields=("counts",), numeric=True),
        Column("by", _("uploaded by"), value="created_by__full_name"),
        Column("created_at", _("uploaded"), show=figures.moment, sort="created_at"),
    )

    @property
    def first_step(self):
        may = any(access.can(self.request.user, act) for act in ACTS.values())
        return (_("Upload a roster"), "staffing:import-new") if may else None


# --- one import ------------------------------------------------------------------------------------------


def masked_number(row: Mapping) -> str:
    """The ID number of the line as far as it may be shown."""
    held = row["cells"]
    number = json.loads(held.open(row["uid"])).get("id_no", "") if held else ""
    return sealed.mask("id", "".join(number.split()))


def said(row: Mapping) -> SafeString:
    """Every fault with its column, then what is only noticed, then what would change."""
    faults = [restore_fault(one) for one in row["faults"]]
    notices = [restore_fault(one) for one in row["notices"]]
    lines = [("text-red", _placed(fault, with_remedy=True)) for fault in faults]
    lines += [("soft", _placed(notice)) for notice in notices]
    lines += [("", line) for line in _changes(row["changes"])]
    lines += [("text-red", restore(one).detail) for one in (row["outcome"] or {}).get("refused", ())]
    return format_html_join("", '<span class="d-block {}">{}</span>', lines)


def said_plainly(row: Mapping) -> str:
    """The same as one text, for an export."""
    faults = [restore_fault(one) for one in (*row["faults"], *row["notices"])]
    return "\n".join([*(_placed(one, with_remedy=True) for one in faults), *_changes(row["changes"])])


def _placed(fault, *, with_remedy: bool = False) -> str:
    place = " ".join(filter(None, (fault.letter, fault.column)))
    words = f"{place}: {fault.detail}" if place else fault.detail
    return f"{words} {fault.remedy}" if with_remedy and fault.remedy else words


def _changes(changes: Mapping) -> list[str]:
    return [
        f"{ALL[name].label}: {_word(name, old)} → {_word(name, new)}"
        for name, (old, new) in changes.items()
        if name in ALL
    ]


def _word(name: str, value) -> str:
    """A kept value as people write it."""
    if value in (None, ""):
        return figures.NOTHING
    field = ALL[name]
    if field.shape is Shape.MONEY:
        return figures.money(value)
    return str(label(field.code_list, value)) if field.shape is Shape.CODE else str(value)


def status_mark(row: Mapping) -> SafeString:
    status = marks.badge(Status(row["status"]).label, ROW_TONES[row["status"]])
    done = (row["outcome"] or {}).get("done")
    if not done:
        return status
    return marks.badges(
        [
            (Status(row["status"]).label, ROW_TONES[row["status"]]),
            (DONE[done], "red" if done == "refused" else "green"),
        ]
    )


class ImportPage(TracedList):
    """One import: how it was read, its rows by what they would do, and the next step."""

    model = ImportRow
    act = "read_staff"
    filterset_class = ImportRowFilter
    order = ("sheet", "line")
    template_name = "staffing/import.html"
    export_name = "import"
    fields = ("name", "applied_at")
    bulk_acts = (BulkAct(_("Accept these rows"), "staffing:import-accept", primary=True),)
    purpose = _("The file holds no row that names somebody; match its columns, or look at its sheets.")
    columns = (
        Column("line", _("line"), numeric=True, sort=("sheet", "line")),
        Column("sheet", _("sheet"), optional=True),
        Column("name", _("full name"), sort="name"),
        Column("id_no", _("ID number"), value=masked_number, fields=("cells", "uid")),
        Column(
            "status",
            _("status"),
            value=status_mark,
            fields=("status", "outcome"),
            words=dict(Status.choices),
            sort="status",
        ),
        Column(
            "said",
            _("what is said of it"),
            value=said,
            fields=("faults", "notices", "changes", "outcome"),
            export=said_plainly,
            css="wrap",
        ),
        Column("day", _("day"), show=figures.day, css="day", sort="day", optional=True),
    )

    @cached_property
    def batch(self) -> ImportBatch:
        batches = ImportBatch.objects.visible_to(self.request.user)
        batches = batches.select_related("unit", "job__unit", "document", "created_by")
        return get_object_or_404(batches, pk=self.kwargs["pk"])

    @property
    def title(self):
        return self.batch.file_name

    @property
    def subtitle(self):
        return f"{self.batch.unit.name} · {self.batch.get_kind_display()}"

    @cached_property
    def may_act(self) -> bool:
        return access.can(self.request.user, ACTS[self.batch.kind], self.batch.unit)

    @cached_property
    def is_open(self) -> bool:
        """Whether its rows may be mended and accepted now."""
        return self.may_act and self.batch.state in (State.READ, State.APPLIED)

    def get_queryset(self):
        return super().get_queryset().filter(batch=self.batch)

    def get_columns(self):
        """Bad rows open the page on which they are mended, for those who may."""
        if not self.is_open:
            return self.columns
        mended = Column(
            "name", _("full name"), value=_name, link=self.mend_url, fields=("name",), sort="name"
        )
        return tuple(mended if column.key == "name" else column for column in self.columns)

    def mend_url(self, row: Mapping) -> str:
        is_bad = row["status"] in (Status.FAULTY, Status.CONFLICT) and row["applied_at"] is None
        return reverse("staffing:import-row", args=[row["pk"]]) if is_bad else ""

    @cached_property
    def allowed_acts(self) -> list[tuple[BulkAct, str]]:
        url = reverse("staffing:import-accept", args=[self.batch.pk])
        return [(self.bulk_acts[0], url)] if self.is_open and self.acceptable else []

    @property
    def acceptable(self) -> int:
        """Good rows, as far as the counts tell; the plan counts anew."""
        counts = self.batch.counts
        return max(0, sum(counts.get(status, 0) for status in ACCEPTABLE) - counts.get("accepted", 0))

    def row_label(self, row) -> str:
        return f"{row['line']} {row['name']}"

    def more_context(self) -> dict:
        batch, counts = self.batch, self.batch.counts
        at_work = batch.state in AT_WORK and batch.job is not None
        return {
            "batch": batch,
            "tabs": [] if at_work else self.tabs(),
            "state_tone": TONES.get(batch.state, "amber"),
            "reasons": self.reasons(),
            "notices": self.notices(),
            "sheets": [_with_meanings(sheet) for sheet in batch.reading.get("sheets", ())],
            "bad": counts.get("faulty", 0) + counts.get("conflict", 0),
            "acceptable": self.acceptable,
            "is_open": self.is_open,
            "may_act": self.may_act,
            "can_match": self.may_act and self.can_match,
            "can_undo": self.may_act and batch.state == State.APPLIED,
            "result": self.result(),
            "at_work": at_work,
            **(shown_job(batch.job, self.request.user) if at_work else {}),
        }

    @property
    def can_match(self) -> bool:
        return self.batch.state in (State.READ, State.UPLOADED) and not self.batch.counts.get("accepted")

    def tabs(self) -> list[tuple]:
        counts, asked = self.batch.counts, self.request.GET.getlist("status")
        shown = [(_("all"), "?", counts.get("total", 0), not asked)]
        return shown + [
            (Status(status).label, f"?status={status}", counts[status], asked == [status])
            for status in Status.values
            if counts.get(status)
        ]

    def reasons(self) -> list:
        """Why the file is refused, or the last job ended without its work."""
        if self.batch.refusal:
            return [restore(one) for one in self.batch.refusal]
        return jobs.reasons(self.batch.job) if self.batch.job and self.batch.state not in AT_WORK else []

    def notices(self) -> list:
        reading = self.batch.reading
        said = [*filter(None, [reading.get("same_as")]), *reading.get("notices", ())]
        said += [notice for sheet in reading.get("sheets", ()) for notice in sheet["notices"]]
        return [restore(one) for one in said]

    def result(self) -> list[tuple]:
        """What the last acceptance did, in exact numbers."""
        job = self.batch.job
        if self.batch.state != State.APPLIED or job is None or job.kind != "imports.apply":
            return []
        return [
            (DONE[name], number) for name, number in (job.result or {}).items() if number and name in DONE
        ]


def _with_meanings(sheet: Mapping) -> dict:
    """A sheet as it was read, each column with what it means."""
    columns = [
        {**column, "label": str(ALL[column["field"]].label) if column["field"] else ""}
        for column in sheet["columns"]
    ]
    return {**sheet, "columns": columns}


def _name(row: Mapping) -> str:
    return row["name"] or "—"
