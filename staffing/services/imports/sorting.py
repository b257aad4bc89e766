"""What each line would do: somebody new, a change, nothing, a conflict, a leaver; by many lines at a time.

The questions to the database are as many for one line as for five hundred: the people of these numbers,
their engagements, the terms that hold.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from types import SimpleNamespace

from quota_pool import sealed
from quota_pool.models import Unit
from staffing import codes as reasons
from staffing.checks import BLOCKED, check_hire
from staffing.dictionaries import counts_head
from staffing.models import Engagement, ImportBatch, ImportRow, Person, Term
from staffing.roster.fields import ALL, SAID_ONCE
from staffing.services.admission import change_checks, hire_case
from staffing.services.engagements import counting_reasons
from staffing.services.people import EDITABLE, REVEALABLE, keeper
from staffing.services.spell_days import day_reasons
from staffing.services.terms import TERM_FIELDS

from . import codes
from .lines import Line

Status = ImportRow.Status
Standing = Engagement.Standing
PERSON_FIELDS = tuple(name for name in EDITABLE if name in ALL and name != "name")
SPELL_FIELDS = ("entry_channel", "funding_source", "legal_employer", "old_assistant_kind")
TERMS = tuple(name for name in TERM_FIELDS if name in ALL)


def sort_lines(
    batch: ImportBatch,
    unit: Unit,
    lines: Sequence[Line],
    today: date,
    people: dict[bytes, Person] | None = None,
    coming: Counter | None = None,
) -> None:
    """Give every line its status, whom it is about, and what would change.

    `people`: those of these lines where they are read and locked already, as the rows are being entered.
    `coming`: how many of a class earlier lines of the same import bring in a year; these lines are added.
    """
    known = _Known(batch.district_id, lines, people)
    known.is_plan = people is None
    known.asks_rules = known.is_plan or batch.kind != batch.Kind.OPENING
    known.coming = Counter() if coming is None else coming
    for line in lines:
        line.person, line.changes = known.people.get(line.id_hash), {}
        line.keeps_record = line.person is None or known.is_kept_by(line.person, unit, today)
        line.status = _status(batch, unit, line, known, today)


class _Known:
    """What the district has on record about the people of some lines."""

    asks_rules = is_plan = True
    coming: Counter

    def __init__(self, district_id: int, lines: Iterable[Line], people: dict[bytes, Person] | None):
        self.people = _people(district_id, lines) if people is None else people
        ids = [person.pk for person in self.people.values()]
        self.spells: dict[int, list[Engagement]] = defaultdict(list)
        spells = Engagement.objects.filter(person_id__in=ids, voided_at=None).select_related("pool")
        for spell in spells.order_by("start_date", "id") if ids else ():
            self.spells[spell.person_id].append(spell)
        self.terms = self._terms() if self.spells else {}

    def _terms(self) -> dict[int, list[Term]]:
        found = defaultdict(list)
        ids = [spell.pk for spells in self.spells.values() for spell in spells if spell.end_date is None]
        for term in Term.objects.filter(engagement_id__in=ids, replaced_at=None).order_by("from_day", "id"):
            found[term.engagement_id].append(term)
        return found

    def open_here(self, person: Person, unit: Unit) -> Engagement | None:
        """The engagement a roster of this unit speaks of; a counted one before others."""
        mine = [spell for spell in self.spells[person.pk] if spell.unit_id == unit.pk and not spell.end_date]
        return min(mine, key=lambda spell: spell.standing == Standing.UNCOUNTED, default=None)

    def is_kept_by(self, person: Person, unit: Unit, today: date) -> bool:
        """Whether this unit keeps the person's record, or nobody does."""
        kept = keeper(self.spells[person.pk], today)
        return kept is None or kept.unit_id == unit.pk

    def term(self, spell: Engagement, today: date) -> Term | None:
        day = max(today, spell.start_date)
        held = [term for term in self.terms.get(spell.pk, ()) if term.from_day <= day]
        return held[-1] if held else None


def _people(district_id: int, lines: Iterable[Line]) -> dict[bytes, Person]:
    hashes = [line.id_hash for line in lines if line.id_hash and not line.faults]
    rows = Person.objects.filter(district_id=district_id, id_hash__in=hashes)
    return {bytes(person.id_hash): person for person in rows}


def _status(batch: ImportBatch, unit: Unit, line: Line, known: _Known, today: date) -> str:
    if line.faults:
        return Status.FAULTY
    if line.leaves:
        return _leaving(unit, line, known)
    spell = known.open_here(line.person, unit) if line.person else None
    if conflict := _conflict(unit, line, spell, known):
        line.say(conflict, is_fault=True)
        return Status.CONFLICT
    if spell is None:
        return _new(batch, unit, line, today, known)
    line.engagement, line.term = spell, known.term(spell, today)
    if line.values["start_date"] != spell.start_date:
        line.say(codes.START_DISAGREES.reason(start=spell.start_date, field="start_date"))
    line.changes = shown(differences(line))
    if line.changes and not _may_change(batch, unit, line, today):
        return Status.FAULTY
    return Status.CHANGED if line.changes else Status.SAME


def _may_change(batch: ImportBatch, unit: Unit, line: Line, today: date) -> bool:
    """Another post or class is asked what the rules say of it, as where it is changed by hand."""
    opening = batch.kind == batch.Kind.OPENING
    spell = line.engagement
    spell.unit, spell.person = unit, line.person
    changes = {name: new for name, (_old, new) in differences(line).items()}
    for check in change_checks(spell, today, changes, today):
        if check.reason:
            line.say(check.reason, is_fault=check.result == BLOCKED and not opening)
    return not line.faults


def _leaving(unit: Unit, line: Line, known: _Known) -> str:
    """A leaver is matched by ID to whoever is on post here; nobody is created by leaving."""
    spells = known.spells[line.person.pk] if line.person else []
    here = [spell for spell in spells if spell.unit_id == unit.pk]
    line.engagement = next((spell for spell in reversed(here) if not spell.end_date), None)
    if line.engagement:
        return Status.LEAVER
    if any(spell.end_date == line.values["leave_date"] for spell in here):
        line.say(codes.LEFT_ALREADY.reason(end=line.values["leave_date"], field="leave_date"))
        return Status.SAME
    line.say(codes.NOBODY_LEAVES.reason(field="id_no"))
    return Status.UNMATCHED


def _conflict(unit: Unit, line: Line, spell: Engagement | None, known: _Known):
    if line.person is None:
        return None
    if line.person.name != line.values["name"]:
        return reasons.NAMED_OTHERWISE_ELSEWHERE.reason(field="name")
    if spell is not None and counts_head(spell.mode) != counts_head(line.values["mode"]):
        return codes.COUNTING_CHANGES.reason(mode=str(spell.get_mode_display()), field="mode")
    if spell is not None:
        return next(iter(counting_reasons(spell, {"mode": line.values["mode"]})), None)
    return _engaged(unit, line, known) if counts_head(line.values["mode"]) else None


def _engaged(unit: Unit, line: Line, known: _Known):
    """On post elsewhere, or here until after the first day given; another unit is not named (F18)."""
    start = line.values["start_date"]
    counted = (one for one in known.spells[line.person.pk] if one.standing != Standing.UNCOUNTED)
    other = next((one for one in counted if not one.end_date or one.end_date >= start), None)
    if other is None:
        return None
    if other.unit_id == unit.pk:
        return codes.LEFT_HERE.reason(end=other.end_date, field="start_date")
    return reasons.ALREADY_ENGAGED.reason(field="id_no")


def _new(batch: ImportBatch, unit: Unit, line: Line, today: date, known: _Known) -> str:
    """The rules of a hire: in an opening roster they only warn (decisions.md 1.4)."""
    opening = batch.kind == batch.Kind.OPENING
    if known.asks_rules:
        _ask_rules(unit, line, today, opening, known)
    for reason in _day_reasons(unit, line, today, opening):
        line.say(reason, is_fault=True)
    if line.faults:
        return Status.FAULTY
    known.coming[_class_and_year(line)] += counts_head(line.work.mode)
    return Status.NEW


def _class_and_year(line: Line) -> str:
    return f"{line.work.post_category} {line.work.start_date.year}"


def _ask_rules(unit: Unit, line: Line, today: date, opening: bool, known: _Known) -> None:
    person = SimpleNamespace(education="", **{name: line.values.get(name) for name in ("birth_date", "sex")})
    person.education = line.values.get("education", "")
    coming = known.coming[_class_and_year(line)]
    case = hire_case(unit, person, line.work, today, is_opening=opening, coming=coming)
    line.checks = check_hire(case)
    for check in line.checks:
        if check.reason and _is_of_the_row(check, line):
            # Whoever leaves with the same file makes room first: of a class the acceptance decides.
            waits = opening or (known.is_plan and check.ruling.rule.code == "refill_ratio")
            line.say(check.reason, is_fault=check.result == BLOCKED and not waits)


def _is_of_the_row(check, line: Line) -> bool:
    """A column the sheet does not have at all is said once for the sheet, not on each of its rows."""
    return check.result == BLOCKED or check.reason.field not in SAID_ONCE or check.reason.field in line.places


def _day_reasons(unit: Unit, line: Line, today: date, opening: bool) -> list:
    start = line.values["start_date"]
    if not opening:
        return day_reasons(unit, start, today)
    return [codes.START_AHEAD.reason(on=start, field="start_date")] if start > today else []


def differences(line: Line) -> dict[str, tuple]:
    """Field to (what stands, what the line says); nothing of an empty cell or of another unit's record."""
    found = {}
    record = line.person if line.keeps_record else None
    for owner, names in ((record, PERSON_FIELDS), (line.engagement, SPELL_FIELDS), (line.term, TERMS)):
        for name in names if owner is not None else ():
            if name in line.values and getattr(owner, name) != line.values[name]:
                found[name] = (getattr(owner, name), line.values[name])
    return found


def shown(differences: dict[str, tuple]) -> dict[str, list]:
    """The same as it may be kept in the open: sealed fields masked, days as text."""
    return {name: [_plain(name, value) for value in pair] for name, pair in differences.items()}


def _plain(name: str, value):
    if name in REVEALABLE:
        return sealed.mask(REVEALABLE[name], value)
    return value.isoformat() if isinstance(value, date) else value
