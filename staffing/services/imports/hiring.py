"""One chunk of new people: entered by their numbers' order, seated by their first days'."""

from collections.abc import Sequence

from quota_pool import ledger
from quota_pool.loading import load
from staffing.models import ImportBatch, Person
from staffing.services.bulk import Entrant, enter_many
from staffing.services.opening import open_roster
from staffing.services.people import person_row

from .changing import amend_people
from .lines import Line
from .sorting import sort_lines


def hire(chunk) -> None:
    """Enter the people of a chunk; whoever finds no head is refused, or unseated in an opening roster."""
    people, new = _enter_people(chunk)
    sort_lines(chunk.batch, chunk.unit, chunk.lines, chunk.today, people)
    lines = chunk.settled()
    entrants = [Entrant(line.person, line.work, line.number, checks=line.checks) for line in lines]
    _enter(chunk, entrants)
    for line, entrant in zip(lines, entrants, strict=True):
        _note(line, entrant)
    amend_people(chunk, [line for line in lines if line.engagement and line.id_hash not in new])
    _forget_refused(chunk.lines, new)


def _enter_people(chunk) -> tuple[dict[bytes, Person], set[bytes]]:
    """Enter whoever is new, in the order of their hashes, and lock the others; returns all, and the new ones.

    One order for everybody: two imports with the same people wait for each other, and never in a circle.
    People come before accounts, as in a single hire.
    """
    by_hash = {line.id_hash: line for line in chunk.lines if line.id_hash and not line.faults}
    rows = Person.objects.filter(district_id=chunk.unit.district_id, id_hash__in=list(by_hash))
    known = {bytes(id_hash) for id_hash in rows.values_list("id_hash", flat=True)}
    built = [
        person_row(chunk.unit.district, by_hash[id_hash].values, id_hash)
        for id_hash in sorted(by_hash.keys() - known)
    ]
    new = {person.id_hash: person for person in load(built, skip_known=True)}
    # Somebody else may have entered one of them a moment ago: then the row there is the person.
    keys = [person.pk for person in built]
    there = Person.objects.filter(pk__range=(min(keys), max(keys))) if keys else Person.objects.none()
    entered = set(there.values_list("pk", flat=True))
    mine = {id_hash for id_hash, person in new.items() if person.pk in entered}
    people = {id_hash: new[id_hash] for id_hash in mine}
    if others := list(by_hash.keys() - mine):
        locked = rows.filter(id_hash__in=others).select_for_update(no_key=True).order_by("id")
        people |= {bytes(person.id_hash): person for person in locked}
    return people, mine


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


def _forget_refused(lines: Sequence[Line], new: set[bytes]) -> None:
    """Of people who were not entered after all, nothing stays."""
    unwanted = [line.person.pk for line in lines if line.id_hash in new and not line.engagement]
    if unwanted:
        Person.objects.filter(pk__in=unwanted, engagements__isnull=True).delete()
