"""Enclosures over REST: sent as multipart beside a document, listed in order, taken away, voided."""

from rest_framework import serializers
from rest_framework.decorators import action

from quota_pool import enclosures
from quota_pool.filters import EnclosureFilter
from quota_pool.models import Document, Enclosure, Unit

from .body import Upload
from .fields import Facts, Line, Row, Text
from .resources import Deed, RowResource, act, check_query, write
from .shapes import Shape, is_set

ENCLOSURE = Shape(
    Enclosure,
    "id",
    "place",
    "title",
    "file_name",
    "file_kind",
    "size",
    "sha256",
    "added_at",
    "void_reason",
    "version",
    "updated_at",
    document="document_id",
    is_void=is_set("voided_at"),
)


class EnclosureFacts(Facts):
    """One scan more of a document; several are sent one after the other."""

    words_of = (Enclosure,)
    document = Row(Document)
    title = Line(120)
    file = serializers.FileField(max_length=200)


class VoidEnclosureFacts(Facts):
    """Why it does not belong there."""

    reason = Text(200)


class Enclosures(RowResource):
    """What came with a document, each with its own scan and hash, in order."""

    model = Enclosure
    shape = ENCLOSURE
    filterset_class = EnclosureFilter
    order = ("document_id", "place")
    related = ("document",)
    acts = {
        "list": "read_documents",
        "retrieve": "read_documents",
        "create": "write_documents",
        "file": "read_documents",
        "void": "write_documents",
    }

    def unit_of(self, row):
        """Nobody's unit, but the district's."""
        return Unit(district_id=row.district_id)

    @write(EnclosureFacts, status=201, parser=Upload)
    def create(self, deed: Deed) -> dict:
        """Keep a scan behind those that are there, sent as multipart/form-data."""
        facts = deed.facts
        kept = enclosures.add(
            document=facts["document"], files=[facts["file"]], title=facts.get("title", ""), actor=deed.actor
        )
        if deed.is_rehearsal:
            enclosures.throw_away(kept)
        return ENCLOSURE.of(kept[0])

    @action(detail=True, methods=["get"], url_path="file")
    def file(self, request, **place):
        """The file itself, as a download that no browser runs."""
        check_query(request.query_params, set())
        return enclosures.take(self.row(place))

    @act("void", VoidEnclosureFacts)
    def void(self, deed: Deed) -> dict:
        """Say that it does not belong to the document; it stays."""
        reason = deed.facts["reason"]
        return ENCLOSURE.of(
            enclosures.void(enclosure=deed.row, reason=reason, actor=deed.actor, seen=deed.seen)
        )
