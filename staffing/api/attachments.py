"""Attachments over REST: sent as multipart, listed, taken away as a download, voided."""

from rest_framework import serializers
from rest_framework.decorators import action

from quota_pool.api.body import Upload
from quota_pool.api.fields import Code, Facts, Line, Row, Text
from quota_pool.api.resources import Deed, RowResource, act, check_query, write
from quota_pool.api.shapes import Shape, is_set
from staffing.filters import AttachmentFilter
from staffing.models import Attachment, Engagement, Filing
from staffing.services import attachments

ATTACHMENT = Shape(
    Attachment,
    "id",
    "kind",
    "file_name",
    "file_kind",
    "size",
    "sha256",
    "sent_sha256",
    "note",
    "uploaded_at",
    "void_reason",
    "version",
    "updated_at",
    unit="unit_id",
    person="person__number",
    engagement="engagement_id",
    filing="filing_id",
    is_void=is_set("voided_at"),
)


class AttachFacts(Facts):
    """A file of proof for one engagement, and the filing it was sent beside."""

    words_of = (Attachment,)
    engagement = Row(Engagement, "unit", "person")
    filing = Row(Filing, required=False)
    kind = Code(Attachment.Kind.choices)
    file = serializers.FileField(max_length=200)
    note = Line(200)


class VoidAttachmentFacts(Facts):
    """Why the file no longer counts."""

    reason = Text(200)


class Attachments(RowResource):
    """Scans and photos kept beside people and filings."""

    model = Attachment
    shape = ATTACHMENT
    filterset_class = AttachmentFilter
    related = ("unit", "person")
    acts = {
        "list": "read_staff",
        "retrieve": "read_staff",
        "create": "attach",
        "file": "open_files",
        "void": "attach",
    }

    @write(AttachFacts, status=201, parser=Upload)
    def create(self, deed: Deed) -> dict:
        """Keep a file, sent as multipart/form-data; images are encoded anew without their hidden data."""
        facts = deed.facts
        filing = facts.get("filing")
        if filing is not None and filing.engagement_id != facts["engagement"].pk:
            filing = None
        kept = attachments.attach(
            engagement=facts["engagement"],
            kind=facts["kind"],
            file=facts["file"],
            note=facts.get("note", ""),
            filing=filing,
            actor=deed.actor,
        )
        if deed.is_rehearsal:
            kept.file.storage.delete(kept.file.name)
        return ATTACHMENT.of(kept)

    @action(detail=True, methods=["get"], url_path="file")
    def file(self, request, **place):
        """The file itself, as a download that no browser runs; the look is logged."""
        check_query(request.query_params, set())
        return attachments.open_file(attachment=self.row(place), actor=request.user)

    @act("void", VoidAttachmentFacts)
    def void(self, deed: Deed) -> dict:
        """Say that a file no longer counts; it stays."""
        voided = attachments.void(
            attachment=deed.row, reason=deed.facts["reason"], actor=deed.actor, seen=deed.seen
        )
        return ATTACHMENT.of(voided)
