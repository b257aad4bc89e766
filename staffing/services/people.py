"""People: found by the keyed hash of their number, entered once a district, edited with a trace."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from quota_pool import access, audit, sealed, versions
from quota_pool.calendar import now, today
from quota_pool.loading import Fresh
from quota_pool.models import AuditEvent, District, Unit
from quota_pool.pinyin import initials, search_keys, sort_key
from quota_pool.refusals import Reason, Refusal
from quota_pool.statements import Insert
from staffing import codes
from staffing.dictionaries import Sex
from staffing.identity import IdFault, check_id, check_name
from staffing.models import Engagement, Person

REVEALABLE = {"id_no": "id", "phone": "phone", "bank_card": "card", "address": "address"}
EDITABLE = (
    "name",
    "phone",
    "address",
    "bank",
    "bank_card",
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
    "first_work_date",
    "kin_avoidance",
    "remark",
)
SEALED = frozenset(REVEALABLE)
RECORDED = (*EDITABLE, "id_no", "id_type", "sex", "birth_date")
LOOK_UP_SECONDS = 60
MOST_LOOK_UPS = 30  # a minute, by one asker: more is no office work any more
NEW_PERSON = Fresh(Person)
INSERT_PERSON = Insert(Person, or_skip=("district_id", "id_hash"))


def id_hash(canonical: str) -> bytes:
    """How a person is found again: the keyed hash of the canonical number."""
    return sealed.keyed_hash("id", canonical)


def build_person(district: District, facts: dict) -> Person:
    """A person not yet saved; raises IdFault when the number or the name cannot be trusted."""
    typed = said(facts)
    return person_row(district, {**facts, **typed}, id_hash(typed["id_no"]))


def said(facts: dict) -> dict:
    """Name, number and what the number tells, in one spelling; raises IdFault like `build_person`."""
    number = check_id(facts["id_no"], facts.get("id_type"))
    return {
        "name": check_name(facts["name"]),
        "id_no": number.canonical,
        "id_type": number.id_type,
        "sex": number.sex if number.sex in (Sex.MALE, Sex.FEMALE) else facts["sex"],
        "birth_date": number.birth_date or facts["birth_date"],
    }


def person_row(district: District, facts: dict, hashed: bytes) -> Person:
    """The row of a person whose number and name were checked already; not yet saved."""
    name, number = facts["name"], facts["id_no"]
    key, letters = search_keys(name)
    return NEW_PERSON(
        district_id=district.pk,
        name_key=key,
        initials=letters,
        id_hash=hashed,
        id_tail_hash=sealed.keyed_hash("id_tail", number[-4:]),
        **{field: facts[field] for field in RECORDED if field in facts},
    )


def lock_person(person: Person) -> tuple[Person, bool]:
    """Enter the person, or lock the row already there; (row, is new). Two units entering one person wait."""
    if INSERT_PERSON(person):
        return person, True
    rows = Person.objects.select_for_update(no_key=True)
    return rows.get(district_id=person.district_id, id_hash=person.id_hash), False


@transaction.atomic
def edit_person(*, person: Person, changes: dict, actor, reason: str, seen: int | None = None) -> Person:
    """Change what may be changed about a person; sealed fields are logged as changed, never shown."""
    unit = _require_keeper(actor, "edit_staff", person)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    versions.check(person, seen)
    changed = {field: value for field, value in changes.items() if getattr(person, field) != value}
    before = {field: _loggable(field, getattr(person, field)) for field in changed}
    for field, value in changed.items():
        setattr(person, field, value)
    if "name" in changed:
        person.name = check_name(person.name)
        person.name_key, person.initials = sort_key(person.name), initials(person.name)
    person.version += 1
    person.save()
    if "name" in changed:
        person.engagements.update(name_key=person.name_key, initials=person.initials)
    after = {field: _loggable(field, value) for field, value in changed.items()}
    audit.record(
        actor, "person.edit", person, unit=unit, before=before, after=after, reason=reason, label=person.name
    )
    return person


@transaction.atomic
def reveal(*, person: Person, field: str, actor, reason: str) -> str:
    """Show one sealed field once, for a reason, leaving a trace (R-087)."""
    unit = _require_keeper(actor, "reveal", person)
    text = str(getattr(person, field)) if field in REVEALABLE else ""
    audit.record(
        actor, "person.reveal", person, unit=unit, after={"field": field}, reason=reason, label=person.name
    )
    return text


@transaction.atomic
def find(*, id_no: str, actor) -> list[Person]:
    """The person with this ID number, if the actor may see them; that somebody looked is written down."""
    access.require(actor, "read_staff")
    try:
        number = check_id(id_no)
    except IdFault:
        return []
    found = list(Person.objects.visible_to(actor).filter(id_hash=id_hash(number.canonical)))
    about = found[0] if found else _district_of(actor)
    audit.record(actor, "person.find", about, after={"found": len(found)})
    return found


@transaction.atomic
def count_look_up(*, actor) -> bool:
    """Whether one more answer that tells of an ID number may be given this minute; it is written down.

    A start tried or refused, and the check of a number, say as much as a search (R-131).
    """
    if looked_up_lately(actor) >= MOST_LOOK_UPS:
        return False
    audit.record(actor, "person.find", _district_of(actor), after={"asked": "start"})
    return True


def too_many_look_ups() -> Reason:
    """More numbers were asked for than office work needs."""
    return codes.TOO_MANY_LOOK_UPS.reason(most=MOST_LOOK_UPS, seconds=LOOK_UP_SECONDS)


def _district_of(actor) -> District:
    return District.objects.filter(pk__in={grip.district_id for grip in access.grips(actor)}).first()


def looked_up_lately(actor) -> int:
    """How many people the actor has looked up or revealed in the last minute."""
    since = now() - timedelta(seconds=LOOK_UP_SECONDS)
    rows = AuditEvent.objects.filter(actor=actor, act__in=("person.find", "person.reveal"))
    return rows.filter(recorded_at__gt=since).count()


def _loggable(field: str, value):
    return sealed.mask(REVEALABLE[field], str(value)) if field in SEALED and value else value


def keeper(spells: Iterable[Engagement], day: date) -> Engagement | None:
    """The work whose unit keeps a record: what is counted and goes on, then what goes on, then the last.

    Of several that go on it is the first: whoever registers a number a second time takes nothing over.
    """
    spells = list(spells)
    stood = [spell for spell in spells if spell.voided_at is None]
    going_on = [spell for spell in stood if spell.end_date is None or spell.end_date >= day]
    counted = [spell for spell in going_on if spell.standing != Engagement.Standing.UNCOUNTED]
    if counted or going_on:
        return min(counted or going_on, key=_by_start)
    return max(stood or spells, key=_by_start, default=None)


def _by_start(spell: Engagement) -> tuple[date, int]:
    return spell.start_date, spell.pk


def kept_by(person: Person) -> Unit | None:
    """The unit that keeps the record of a person."""
    spells = Engagement.objects.filter(person=person).select_related("unit__district")
    kept = keeper(spells, today())
    return kept.unit if kept else None


def _require_keeper(actor, act: str, person: Person) -> Unit | None:
    """The record is opened and changed where it is kept; who worked there before reads it masked."""
    access.require(actor, act)
    unit = kept_by(person)
    if not access.can(actor, act, unit):
        raise Refusal(codes.KEPT_ELSEWHERE.reason())
    return unit


def named_otherwise(typed: Person, known: Person, actor, as_on_file: bool = False) -> list[Reason]:
    """A number on record under another name is a slip of either; it is told to who may see the person.

    `as_on_file`: somebody who may see the person compared the card and says that it is the one on record;
    whoever may not see the person would be shown the record by saying so.
    """
    if typed.name == known.name:
        return []
    if not Person.objects.visible_to(actor).filter(pk=known.pk).exists():
        return [codes.NAMED_OTHERWISE_ELSEWHERE.reason(field="name")]
    return [] if as_on_file else [codes.NAMED_OTHERWISE.reason(name=known.name, field="name")]
