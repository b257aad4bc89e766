"""People over REST: by their outside number, masked; one sealed field revealed at a time, with a reason."""

from rest_framework import serializers
from rest_framework.exceptions import Throttled

from quota_pool.api.fields import Code, Facts, Pasted, Text
from quota_pool.api.resources import Deed, act, write
from quota_pool.api.shapes import Shape, as_serializer, masked
from staffing.filters import PersonFilter
from staffing.models import Engagement, Person
from staffing.services import people

from .dated import Dated
from .engagements import ENGAGEMENT, rows_then
from .facts import RecordFacts

PERSON = Shape(
    Person,
    "number",
    "name",
    "id_type",
    "sex",
    "birth_date",
    "ethnic",
    "native_place",
    "household_type",
    "political",
    "political_joined_on",
    "education",
    "degree",
    "school",
    "major",
    "graduated_on",
    "fulltime_education",
    "title_level",
    "skill_level",
    "certificates",
    "bank",
    "first_work_date",
    "version",
    "updated_at",
    id_no=masked("id_no", "id"),
    phone=masked("phone", "phone"),
    bank_card=masked("bank_card", "card"),
)
FULL = Shape(
    Person,
    "kin_avoidance",
    "remark",
    **PERSON.pieces,
    address=masked("address", "address"),
)


class EditFacts(RecordFacts):
    """What changes in a person's record, and why; what is left out stays."""

    reason = Text(300)

    def get_fields(self):
        fields = super().get_fields()
        for name, one in fields.items():
            one.required = name == "reason"
        return fields


class RevealFacts(Facts):
    """Which sealed field is needed, and what for."""

    field = Code([(name, name) for name in people.REVEALABLE])
    reason = Text(300)


class FindFacts(Facts):
    """A whole ID number; it stands in the body because an address is written down everywhere."""

    id_no = Pasted(40)


RECORD = as_serializer("PersonRecord", FULL.described())
REVEALED = as_serializer("Revealed", {"field": serializers.CharField(), "value": serializers.CharField()})
FOUND = as_serializer("Found", {"results": as_serializer("FoundPerson", PERSON.described())(many=True)})


class Staff(Dated):
    """People, with their numbers masked."""

    model = Person
    personal = True
    shape = PERSON
    full = FULL
    filterset_class = PersonFilter
    order = ("name_key", "id")
    related = ()
    adds = {"engagements": ENGAGEMENT}
    lookup_field = "number"
    lookup_value_regex = "[0-9A-HJKMNP-TV-Z]{10}"
    acts = {
        "list": "read_staff",
        "retrieve": "read_staff",
        "partial_update": "edit_staff",
        "reveal": "reveal",
        "find": "read_staff",
    }

    def unit_of(self, row):
        """A person is everybody's where they work; the service asks for the unit."""
        return

    def completed_one(self, row: dict) -> dict:
        """The engagements of the person that the asker may see."""
        engagements = Engagement.objects.visible_to(self.request.user).filter(person__number=row["number"])
        if not self.as_of.is_now:
            engagements = engagements.filter(
                self.as_of.recorded("created_at"), start_date__lte=self.as_of.day
            )
        told = rows_then(ENGAGEMENT.rows(engagements.order_by("start_date", "id")), self.as_of)
        return row | {"engagements": told}

    @write(
        EditFacts, needs_key=False, needs_version=True, answer=as_serializer("PersonRecord", FULL.described())
    )
    def partial_update(self, deed: Deed) -> dict:
        """Change the record of a person."""
        changes = dict(deed.facts)
        reason = changes.pop("reason")
        edited = people.edit_person(
            person=deed.row, changes=changes, actor=deed.actor, reason=reason, seen=deed.seen
        )
        return FULL.of(edited)

    @act(
        "reveal",
        RevealFacts,
        needs_key=False,
        rehearsable=False,
        answer=REVEALED,
    )
    def reveal(self, deed: Deed) -> dict:
        """Show one sealed field once; who, what and why is written down."""
        _limit(deed.actor)
        field = deed.facts["field"]
        value = people.reveal(person=deed.row, field=field, actor=deed.actor, reason=deed.facts["reason"])
        return {"field": field, "value": value}

    @act(
        "find",
        FindFacts,
        on_row=False,
        needs_key=False,
        rehearsable=False,
        answer=FOUND,
    )
    def find(self, deed: Deed) -> dict:
        """The number of the person with this ID number, if the asker may see them; written down too."""
        _limit(deed.actor)
        found = people.find(id_no=deed.facts["id_no"], actor=deed.actor)
        return {"results": [PERSON.of(person) for person in found]}


def outside_numbers(keys) -> dict[str, str]:
    """The outside numbers of people in the feed of changes."""
    rows = Person.objects.filter(pk__in=[int(key) for key in keys]).values_list("pk", "number")
    return {str(key): number for key, number in rows}


def _limit(actor) -> None:
    """Whoever looks people up all the time is slowed down (R-131)."""
    if people.looked_up_lately(actor) >= people.MOST_LOOK_UPS:
        raise Throttled(wait=60)
