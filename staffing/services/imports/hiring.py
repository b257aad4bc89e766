"""One chunk of new people: entered by their numbers' order, seated by their first days'."""

from collections.abc import Sequence

from quota_pool import ledger
from staffing.models import ImportBatch, Person
from staffing.services.bulk import Entrant, enter_many
from staffing.services.opening import open_roster
from staffing.services.people import build_person

from .changing import amend_people
from .lines import Line
from .sorting import sort_lines


def hire(chunk) -> None:
    """Enter the people of a chunk; whoever finds no head is refused, or unseated in an opening roster."""
    new = _enter_people(chunk)
    sort_lines(chunk.batch, chunk.unit, chunk.lines, chunk.today)
    lines = chunk.settled()
    entrants = [Entrant(line.person, line.work(), line.number, checks=line.checks) for line in lines]
    _enter(chunk, entrants)
    for line, entrant in zip(lines, entrants, strict=True):
        _note(line, entrant)
    amend_people(chunk, [line for line in lines if line.engagement and line.person.pk not in new])
    _forget_refused(chunk.lines, new)


def _enter_people(chunk) -> set[int]:
    """Enter whoever is new, in the order of their hashes, and lock the others; returns the new ones.

    One order for everybody: two imports with the same people wait for each other, and never in a circle.
    People come before accounts, as in a single hire.
    """
    hashes = [line.id_hash for line in chunk.lines if line.id_hash]
    rows = Person.objects.filter(district_id=chunk.unit.district_id, id_hash__in=hashes)
    known = {bytes(id_hash) for id_hash in rows.values_list("id_hash", flat=True)}
    unknown = {line.id_hash: line for line in chunk.lines if line.id_hash and line.id_hash not in known}
    Person.objects.bulk_create(
        (build_person(chunk.unit.district, unknown[one].person_facts()) for one in sorted(unknown)),
        ignore_conflicts=True,
    )
    locked = rows.select_for_update(no_key=True).order_by("id").values_list("pk", "id_hash")
    return {pk for pk, id_hash in locked if bytes(id_hash) not in known}


def _enter(chunk, entrants: Sequence[Entrant]) -> None:
    batch = chunk.batch
    if not entrants:
        return
    if batch.kind == ImportBatch.Kind.OPENING:
        open_roster(
            unit=chunk.unit,
            entrants=entrants,
            document=batch.document,
            opening_day=batch.opening_day,
            actor=chunk.actor,
            key=chunk.key,
        )
        return
    books = ledger.lock(chunk.unit.district_id, [chunk.unit.pk])
    enter_many(books, chunk.unit, entrants, actor=chunk.actor, key=chunk.key)


def _note(line: Line, entrant: Entrant) -> None:
    if entrant.reasons or entrant.engagement is None:
        line.refuse(entrant.reasons)
        return
    line.engagement = entrant.engagement
    done = "registered" if line.engagement.standing == "uncounted" else line.engagement.standing
    line.outcome = {"done": str(done), "version": line.engagement.version}


def _forget_refused(lines: Sequence[Line], new: set[int]) -> None:
    """Of people who were not entered after all, nothing stays."""
    refused = [line.person.pk for line in lines if line.person and not line.engagement]
    unwanted = [pk for pk in refused if pk in new]
    if unwanted:
        Person.objects.filter(pk__in=unwanted, engagements__isnull=True).delete()
