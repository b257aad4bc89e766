"""One chunk of changes: terms in dated rows, a person's record, each with its trace and what stood before."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from quota_pool import audit, ledger, sealed
from quota_pool.calendar import now
from quota_pool.loading import load
from staffing.models import Engagement, Person, Term
from staffing.services import costs
from staffing.services.engagements import CURRENT_FIELDS, shown
from staffing.services.people import REVEALABLE
from staffing.services.terms import TERM_FIELDS, term

from .lines import Line
from .sorting import PERSON_FIELDS, SPELL_FIELDS, TERMS, differences, sort_lines


def change(chunk) -> None:
    """Enter what a roster says differently: the work from a day on, the person as of now."""
    lock_people(chunk)
    sort_lines(chunk.batch, chunk.unit, chunk.lines, chunk.today)
    lines = chunk.settled()
    lock_engagements([line.engagement for line in lines])
    books = ledger.lock(chunk.unit.district_id, [chunk.unit.pk])
    moment = now()
    wanted = {line.engagement.pk: _part(line, TERMS) for line in lines}
    before = {line.engagement.pk: shown(line.engagement) for line in lines}
    _change_terms(lines, wanted, chunk.changes_from, moment)
    for line in lines:
        _change_engagement(line, wanted[line.engagement.pk], moment)
        line.outcome = {"done": "changed", "version": line.engagement.version}
    # A roster tells what is: pay that the money does not reach for stands as short.
    costs.follow(books, [line.engagement for line in lines], actor=chunk.actor, key=chunk.key)
    _trace(chunk, lines, before)
    amend_people(chunk, lines)


def lock_people(chunk) -> None:
    """Lock the people of a chunk in one order."""
    hashes = [line.id_hash for line in chunk.lines if line.id_hash]
    rows = Person.objects.filter(district_id=chunk.unit.district_id, id_hash__in=hashes)
    list(rows.select_for_update(no_key=True).order_by("id").values_list("pk"))


def lock_engagements(engagements: Iterable[Engagement]) -> None:
    """Lock engagements in one order, before any account."""
    ids = [engagement.pk for engagement in engagements]
    rows = Engagement.objects.filter(pk__in=ids).select_for_update(no_key=True, of=("self",))
    list(rows.order_by("id").values_list("pk"))


def _part(line: Line, names: Sequence[str]) -> dict:
    return {name: new for name, (_old, new) in differences(line).items() if name in names}


def _change_terms(lines: Sequence[Line], wanted: dict[int, dict], on: date, moment) -> None:
    """Close the terms of that day and later ones; write them again with the change, all at once."""
    changing = {line.engagement.pk: line for line in lines if wanted[line.engagement.pk]}
    standing = Term.objects.filter(engagement_id__in=changing, replaced_at=None)
    standing = standing.order_by("from_day", "id")
    closed, opened = [], []
    for old in standing:
        line = changing[old.engagement_id]
        day = max(on, line.engagement.start_date)
        if old.to_day is None or old.to_day >= day:
            closed.append(old)
            opened += _renewed(line.engagement, old, wanted[old.engagement_id], day, moment)
    replace(closed, opened, moment)
    keep_terms(lines, closed, opened)


def _renewed(engagement: Engagement, old: Term, changes: dict, on: date, moment) -> Iterable[Term]:
    terms = {name: getattr(old, name) for name in TERM_FIELDS}
    if old.from_day < on:
        yield term(engagement, terms, old.from_day, moment, to_day=on - timedelta(days=1), reason=old.reason)
    yield term(engagement, terms | changes, max(old.from_day, on), moment, to_day=old.to_day)


def replace(closed: Sequence[Term], opened: Sequence[Term], moment) -> None:
    """Close some terms and write others, in two statements."""
    Term.objects.filter(pk__in=[old.pk for old in closed]).update(replaced_at=moment)
    load(opened)


def keep_terms(lines: Iterable[Line], closed: Iterable[Term], opened: Iterable[Term]) -> None:
    """Note with each line which terms it closed and opened, for the undo."""
    for line in lines:
        line.kept |= {
            "closed": [old.pk for old in closed if old.engagement_id == line.engagement.pk],
            "opened": [new.pk for new in opened if new.engagement_id == line.engagement.pk],
        }


def _change_engagement(line: Line, terms: dict, moment) -> None:
    engagement, spell = line.engagement, _part(line, SPELL_FIELDS)
    line.kept["engagement"] = {
        name: getattr(engagement, name) for name in (*spell, *terms) if hasattr(engagement, name)
    }
    for name, value in (spell | terms).items():
        if name in CURRENT_FIELDS or name in SPELL_FIELDS:
            setattr(engagement, name, value)
    engagement.version += 1
    engagement.updated_at = moment
    engagement.save(update_fields=[*SPELL_FIELDS, *CURRENT_FIELDS, "version", "updated_at"])


def _trace(chunk, lines: Sequence[Line], before: dict[int, dict]) -> None:
    deeds = [
        audit.Deed(
            "engagement.change",
            line.engagement,
            chunk.unit.pk,
            before=before[line.engagement.pk],
            after={**shown(line.engagement), "on": chunk.changes_from, "import": chunk.batch.pk},
            label=line.name,
        )
        for line in lines
    ]
    audit.record_many(chunk.actor, deeds, district_id=chunk.unit.district_id)


def amend_people(chunk, lines: Iterable[Line]) -> None:
    """Take over what the lines say of people already known; sealed values are traced masked."""
    deeds = []
    for line in lines:
        said = _person_differences(line)
        if not said:
            continue
        line.kept["person"] = {name: _text(old) for name, (old, _new) in said.items()}
        deeds.append(_amend(chunk, line, said))
        line.outcome["person_version"] = line.person.version
    if deeds:
        audit.record_many(chunk.actor, deeds, district_id=chunk.unit.district_id)


def _person_differences(line: Line) -> dict[str, tuple]:
    return {name: pair for name, pair in differences(line).items() if name in PERSON_FIELDS}


def _amend(chunk, line: Line, said: dict[str, tuple]) -> audit.Deed:
    for name, (_old, new) in said.items():
        setattr(line.person, name, new)
    line.person.version += 1
    line.person.save(update_fields=[*said, "version", "updated_at"])
    return audit.Deed(
        "person.edit",
        line.person,
        chunk.unit.pk,
        before={name: _loggable(name, old) for name, (old, _new) in said.items()},
        after={
            **{name: _loggable(name, new) for name, (_old, new) in said.items()},
            "import": chunk.batch.pk,
        },
        label=line.name,
    )


def _loggable(name: str, value):
    return sealed.mask(REVEALABLE[name], value) if name in REVEALABLE else value


def _text(value):
    return value.isoformat() if isinstance(value, date) else value
