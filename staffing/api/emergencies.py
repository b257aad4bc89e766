"""Emergencies over REST: opened, people put to work, seated once heads are granted, closed."""

from rest_framework import serializers

from quota_pool.api.fields import Day, Facts, Line, Row, Text
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Shape, as_serializer
from quota_pool.models import Unit
from staffing.filters import EmergencyFilter
from staffing.models import Emergency, MobileRequest
from staffing.services import emergencies

from .engagements import ENGAGEMENT
from .facts import PersonFacts, WorkFacts, work_of
from .remarked import WARNINGS, warnings_of
from .requests import REQUEST

EMERGENCY = Shape(
    Emergency,
    "id",
    "what",
    "started_on",
    "due",
    "limit_days",
    "state",
    "note",
    "opened_at",
    "closed_at",
    "version",
    "updated_at",
    unit="unit_id",
)
SEATED = as_serializer(
    "SeatedPeople",
    {
        "done": as_serializer("SeatedPerson", ENGAGEMENT.described())(many=True),
        "skipped": serializers.ListField(child=serializers.DictField()),
    },
)


class OpenFacts(Facts):
    """What happened, where and since when."""

    words_of = (Emergency,)
    unit = Row(Unit, "district")
    what = Text(300)
    started_on = Day()


class PutToWorkFacts(WorkFacts):
    """A person put to work before there is a head."""

    person = PersonFacts()
    note = Line(300)
    pool = None


class CloseFacts(Facts):
    """How it ended."""

    words_of = (Emergency,)
    note = Text(300)


class Emergencies(RowResource):
    """Emergencies with their requests."""

    model = Emergency
    shape = EMERGENCY
    filterset_class = EmergencyFilter
    order = ("-id",)
    related = ("unit__district",)
    adds = {"requests": REQUEST}
    acts = {
        "list": "read_requests",
        "retrieve": "read_requests",
        "create": "open_emergency",
        "register": "register_emergency",
        "seat": "hire",
        "close": "open_emergency",
    }

    def completed_one(self, row: dict) -> dict:
        """What was asked for because of it."""
        requests = MobileRequest.objects.filter(emergency_id=row["id"]).order_by("id")
        return row | {"requests": REQUEST.rows(requests)}

    @write(OpenFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Open an emergency; the clock of the request starts."""
        return EMERGENCY.of(emergencies.open_emergency(actor=deed.actor, key=deed.key, **deed.facts))

    @act(
        "register",
        PutToWorkFacts,
        status=201,
        answer=as_serializer("EmergencyEngagement", ENGAGEMENT.described() | WARNINGS),
    )
    def register(self, deed: Deed) -> dict:
        """Put a person to work in the emergency, without a head until heads are granted."""
        registered = emergencies.register(
            emergency=deed.row,
            person=deed.facts["person"],
            work=work_of(deed.facts),
            note=deed.facts.get("note", ""),
            actor=deed.actor,
            key=deed.key,
        )
        return ENGAGEMENT.of(registered) | warnings_of(registered)

    @act("seat", answer=SEATED)
    def seat(self, deed: Deed) -> dict:
        """Seat the people of the emergency on the heads granted for it."""
        outcome = emergencies.seat_people(
            request=emergencies.granted_request(deed.row), actor=deed.actor, key=deed.key
        )
        return {
            "done": [ENGAGEMENT.of(one) for one in outcome.done],
            "skipped": [
                {"id": one.pk, "reasons": [reason.as_dict() for reason in reasons]}
                for one, reasons in outcome.skipped
            ],
        }

    @act("close", CloseFacts)
    def close(self, deed: Deed) -> dict:
        """Close the emergency: nobody is left without a head."""
        note = deed.facts["note"]
        return EMERGENCY.of(
            emergencies.close(emergency=deed.row, actor=deed.actor, note=note, seen=deed.seen)
        )
