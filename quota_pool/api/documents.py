"""Documents over REST: entered, with their scan, voided."""

from django.core.exceptions import ValidationError
from django.http import Http404
from rest_framework import serializers
from rest_framework.decorators import action

from quota_pool import documents
from quota_pool.filters import DocumentFilter
from quota_pool.models import Document, Unit
from quota_pool.models.documents import clean_number

from .body import Upload
from .fields import Code, Day, Facts, Line, Text
from .resources import Deed, RowResource, act, check_query, own_district, write
from .shapes import Shape, is_set

DOCUMENT = Shape(
    Document,
    "id",
    "number",
    "title",
    "kind",
    "issued_on",
    "issuer",
    "decision_level",
    "note",
    "scan_name",
    "scan_sha256",
    "void_reason",
    "version",
    "updated_at",
    is_void=is_set("voided_at"),
    has_scan=is_set("scan_sha256"),
)


class Number(Text):
    """A document number in any brackets; kept as 机关〔yyyy〕n号."""

    def to_internal_value(self, data):
        try:
            return clean_number(super().to_internal_value(data))
        except ValidationError as fault:
            raise serializers.ValidationError(fault.message, fault.code) from fault


class DocumentFacts(Facts):
    """What a document is; the scan may come with it as multipart."""

    words_of = (Document,)
    number = Number(60)
    title = Text(200)
    kind = Code(Document.Kind.choices, required=False)
    issued_on = Day()
    issuer = Text(80)
    decision_level = Code(Document.Decision.choices, required=False, allow_blank=True)
    note = Line(300)
    scan = serializers.FileField(required=False, max_length=200)


class ScanFacts(Facts):
    """The scan of the paper."""

    words_of = (Document,)
    scan = serializers.FileField(max_length=200)


class VoidFacts(Facts):
    """Why a document is voided."""

    reason = Text(200)


class Documents(RowResource):
    """The papers (批文) every quota number stands on."""

    model = Document
    shape = DOCUMENT
    filterset_class = DocumentFilter
    related = ()
    acts = {
        "list": "read_documents",
        "retrieve": "read_documents",
        "create": "write_documents",
        "attach": "write_documents",
        "scan": "read_documents",
        "void": "write_documents",
    }

    def unit_of(self, row):
        """Nobody's unit, but the district's."""
        return Unit(district_id=row.district_id)

    @write(DocumentFacts, status=201, parser=Upload)
    def create(self, deed: Deed) -> dict:
        """Enter a document, with its scan when it is sent as multipart/form-data."""
        district = own_district(deed.actor)
        return self.kept(documents.enter(district=district, actor=deed.actor, **deed.facts), deed)

    @act("attach-scan", ScanFacts, parser=Upload)
    def attach(self, deed: Deed) -> dict:
        """Put the scan beside the record, or a better one in its place."""
        scan = deed.facts["scan"]
        kept = documents.attach_scan(document=deed.row, scan=scan, actor=deed.actor, seen=deed.seen)
        return self.kept(kept, deed)

    def kept(self, document: Document, deed: Deed) -> dict:
        """The answer; a rehearsal leaves no file behind either."""
        shown = DOCUMENT.of(document)
        if deed.is_rehearsal and "scan" in deed.facts:
            document.scan.delete(save=False)
        return shown

    @act("void", VoidFacts)
    def void(self, deed: Deed) -> dict:
        """Void a document: no new number may rest on it."""
        reason = deed.facts["reason"]
        voided = documents.void(document=deed.row, reason=reason, actor=deed.actor, seen=deed.seen)
        return DOCUMENT.of(voided)

    @action(detail=True, methods=["get"], url_path="scan")
    def scan(self, request, **place):
        """The scan itself, as a download that no browser runs."""
        check_query(request.query_params, set())
        document = self.row(place)
        if not document.scan:
            raise Http404
        return documents.take_scan(document)
