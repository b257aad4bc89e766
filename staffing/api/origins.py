"""Origins over REST (一头一证): each head with its person, act, grant, documents and filings, and back."""

from rest_framework import serializers

from quota_pool.api.shapes import Piece, Shape, as_serializer
from staffing import origins, selectors
from staffing.filters import HeadsFilter
from staffing.models import Engagement

from .dated import Dated

ENCLOSED = as_serializer(
    "OriginEnclosure",
    {
        "id": serializers.IntegerField(),
        "place": serializers.IntegerField(),
        "title": serializers.CharField(allow_blank=True),
        "sha256": serializers.CharField(),
    },
)
PAPER = as_serializer(
    "OriginPaper",
    {
        "grant": serializers.IntegerField(),
        "document": serializers.IntegerField(),
        "number": serializers.CharField(),
        "issued_on": serializers.DateField(),
        "has_scan": serializers.BooleanField(),
        "enclosures": ENCLOSED(many=True),
        "heads": serializers.IntegerField(),
        "change": serializers.IntegerField(allow_null=True),
        "valid_from": serializers.DateField(),
        "valid_to": serializers.DateField(allow_null=True),
    },
)
SEAT = as_serializer(
    "OriginSeat",
    {
        "act": serializers.IntegerField(),
        "kind": serializers.CharField(),
        "effective": serializers.DateField(),
        "recorded_at": serializers.DateTimeField(),
        "pool": serializers.IntegerField(allow_null=True),
        "document": serializers.IntegerField(allow_null=True),
    },
)
FILED = as_serializer(
    "OriginFiling",
    {
        "id": serializers.IntegerField(),
        "kind": serializers.CharField(),
        "number": serializers.CharField(allow_blank=True),
    },
)


def _added(described):
    """What is read for a whole page at once, see `completed`."""
    return Piece(("id",), lambda _pk: None, described)


class Origins(Dated):
    """Heads people sit on, each with everything it rests on."""

    model = Engagement
    shape = Shape(
        Engagement,
        "start_date",
        "primary_post",
        engagement="id",
        unit="unit_id",
        person="person__number",
        name="person__name",
        seat=_added(lambda: SEAT(allow_null=True)),
        chain=_added(lambda: PAPER(many=True)),
        filings=_added(lambda: FILED(many=True)),
    ).called("Origin")
    filterset_class = HeadsFilter
    acts = {"list": "read_staff", "retrieve": "read_staff"}

    @property
    def keeps_time(self) -> bool:
        """Changes are told by the rows themselves, not here."""
        return False

    def visible(self):
        """In the list whoever sits on a head that day; one row also of who sits on none any more."""
        rows = super().visible()
        if self.action != "list":
            return rows
        return selectors.seated(rows, self.as_of.day, self.as_of.known_on)

    def completed(self, rows):
        found = origins.origins([row["engagement"] for row in rows], self.as_of)
        return [row | _told(found[row["engagement"]]) for row in rows]


def _told(origin: origins.Origin) -> dict:
    return {
        "seat": origin.seat and _seat(origin.seat),
        "chain": [_paper(grant) for grant in origin.chain],
        "filings": [
            {"id": filing.pk, "kind": filing.kind, "number": filing.number} for filing in origin.filings
        ],
    }


def _seat(entry) -> dict:
    return {
        "act": entry.act_id,
        "kind": entry.act.kind,
        "effective": entry.effective,
        "recorded_at": entry.recorded_at,
        "pool": entry.target.pool_id,
        "document": entry.act.document_id,
    }


def _paper(grant) -> dict:
    document = grant.document
    return {
        "grant": grant.pk,
        "document": document.pk,
        "number": document.number,
        "issued_on": document.issued_on,
        "has_scan": bool(document.scan_sha256),
        "enclosures": [
            {"id": one.pk, "place": one.place, "title": one.title, "sha256": one.sha256}
            for one in document.papers_beside
        ],
        "heads": grant.heads,
        "change": grant.change,
        "valid_from": grant.valid_from,
        "valid_to": grant.valid_to,
    }
