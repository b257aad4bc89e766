"""Imports over REST: a roster uploaded, read in the background, mended, accepted by its plan, undone."""

from django.http import Http404
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from quota_pool.api import pages
from quota_pool.api.body import Upload
from quota_pool.api.fields import Code, Day, Facts, Row, Text, Truth
from quota_pool.api.resources import Deed, ListedResource, RowResource, act, check_query, write
from quota_pool.api.shapes import Piece, Shape, as_serializer
from quota_pool.models import Document, Unit
from quota_pool.refusals import restore
from staffing.filters import ImportFilter, ImportRowFilter
from staffing.models import ImportBatch, ImportRow
from staffing.roster.faults import restore as restore_fault
from staffing.services import imports
from staffing.services.imports.uploads import ACTS

EITHER = tuple(ACTS.values())
FIGURES = ("new", "changed", "leaving", "free", "over", "beyond")


def _reasons(stored: list | None) -> list[dict]:
    return [restore(one).as_dict() for one in stored or ()]


def _faults(stored: list | None) -> list[dict]:
    """Faults of a row with their words and their place in the sheet."""
    found = []
    for one in stored or ():
        fault = restore_fault(one)
        found.append(fault.reason.as_dict() | {"line": fault.line, "column": fault.letter})
    return found


BATCH = Shape(
    ImportBatch,
    "id",
    "kind",
    "state",
    "opening_day",
    "file_name",
    "sha256",
    "mapping",
    "counts",
    "created_at",
    "applied_at",
    "undone_at",
    "version",
    "updated_at",
    unit="unit_id",
    document="document_id",
    job="job_id",
    reasons=Piece(("refusal",), _reasons),
)
ROW = Shape(
    ImportRow,
    "id",
    "sheet",
    "line",
    "name",
    "status",
    "changes",
    "is_chosen",
    "applied_at",
    "outcome",
    "version",
    engagement="engagement_id",
    faults=Piece(("faults",), _faults),
    notices=Piece(("notices",), _faults),
)
PLAN = as_serializer(
    "ImportPlan",
    {
        **{
            name: serializers.IntegerField()
            for name in ("new", "changed", "leaving", "free", "over", "beyond")
        },
        "plan": serializers.CharField(),
    },
)


class UploadFacts(Facts):
    """A roster file; an opening roster rests on a document and has an opening day."""

    words_of = (ImportBatch,)
    unit = Row(Unit, "district")
    kind = Code(ImportBatch.Kind.choices, required=False)
    file = serializers.FileField(max_length=200)
    document = Row(Document, required=False)
    opening_day = Day(required=False)


class ApplyFacts(Facts):
    """The plan that was agreed to, as `plan/` gave it; `whole`: all rows or none."""

    plan = Text(20_000)
    whole = Truth(required=False)
    changes_from = Day(required=False)


class MatchFacts(Facts):
    """Columns as a person matched them: field names to the letters of their columns, by sheet."""

    mapping = serializers.DictField(required=False)


class UndoFacts(Facts):
    """Why."""

    reason = Text(300)


class MendFacts(Facts):
    """Texts of one row as they were mended, by field."""

    texts = serializers.DictField(child=Text(2000, allow_blank=True))


class Imports(RowResource):
    """Rosters on their way in."""

    model = ImportBatch
    shape = BATCH
    filterset_class = ImportFilter
    related = ("unit__district", "document")
    answer_plan = PLAN
    acts = {
        "list": "read_staff",
        "retrieve": "read_staff",
        "create": EITHER,
        "plan": EITHER,
        "apply": EITHER,
        "match": EITHER,
        "undo": EITHER,
    }

    def needed(self, row=None, facts=None):
        """A roster is the clerk's to import, an opening roster the bureau's."""
        kind = row.kind if row is not None else (facts or {}).get("kind", ImportBatch.Kind.ROSTER)
        return ACTS[kind]

    @write(UploadFacts, status=201, parser=Upload)
    def create(self, deed: Deed) -> dict:
        """Upload a roster as multipart/form-data; it is read in the background."""
        facts = {"kind": ImportBatch.Kind.ROSTER, **deed.facts}
        batch = imports.upload(actor=deed.actor, **facts)
        shown = BATCH.of(batch)
        if deed.is_rehearsal and batch.file:
            batch.file.storage.delete(batch.file.name)
        return shown

    @action(detail=True, methods=["get"], url_path="plan")
    def plan(self, request, **place):
        """What accepting would do now, in numbers, and the text to send back as `plan`; `row` names rows."""
        check_query(request.query_params, {"row"}, {"row"})
        batch = self.row(place)
        self.require(request.user, batch)
        chosen = pages.wholes(request.query_params, "row", 1, 10**18 - 1)
        plan = imports.make_plan(batch, chosen)
        numbers = {
            name: getattr(plan, name) for name in ("new", "changed", "leaving", "free", "over", "beyond")
        }
        return Response(numbers | {"plan": plan.signed(batch)})

    @act("apply", ApplyFacts)
    def apply(self, deed: Deed) -> dict:
        """Have the good rows of the plan entered in the background."""
        imports.accept(batch=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts)
        return self.now(deed)

    @act("match", MatchFacts)
    def match(self, deed: Deed) -> dict:
        """Have the file read again, with columns as a person matched them."""
        imports.read_again(
            batch=deed.row, mapping=deed.facts.get("mapping"), actor=deed.actor, seen=deed.seen
        )
        return self.now(deed)

    @act("undo", UndoFacts)
    def undo(self, deed: Deed) -> dict:
        """Take back everything this import entered, in the background."""
        imports.undo(batch=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts)
        return self.now(deed)

    def now(self, deed: Deed) -> dict:
        """The import as it stands after the act."""
        deed.row.refresh_from_db()
        return BATCH.of(deed.row)


class ImportRows(ListedResource):
    """The rows of one import, each with every fault at its line and column."""

    model = ImportRow
    shape = ROW
    filterset_class = ImportRowFilter
    order = ("sheet", "line", "id")
    related = ("batch__unit",)
    acts = {"list": "read_staff", "partial_update": EITHER}
    may_be_absent = True

    def visible(self):
        return super().visible().filter(batch_id=self.kwargs["batch"])

    def list(self, request, batch):
        """Rows of the import, in the order of the file."""
        if not ImportBatch.objects.visible_to(request.user).filter(pk=batch).exists():
            raise Http404
        return super().list(request)

    def needed(self, row=None, facts=None):
        return ACTS[row.batch.kind]

    def unit_of(self, row):
        return row.batch.unit

    @write(MendFacts, needs_key=False, needs_version=True)
    def partial_update(self, deed: Deed) -> dict:
        """Mend a row: its texts are checked again, what is still wrong stays with it."""
        mended = imports.mend_row(row=deed.row, texts=deed.facts["texts"], actor=deed.actor, seen=deed.seen)
        mended.refresh_from_db()
        return ROW.of(mended)
