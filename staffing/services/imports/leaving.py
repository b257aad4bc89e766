"""One chunk of leavers: matched by ID, their heads free the day after, each exit with its own filing."""

from collections.abc import Iterable, Sequence

from quota_pool import audit, ledger
from quota_pool.loading import load
from quota_pool.models import Act
from staffing.dictionaries import ExitReason
from staffing.models import Engagement, Filing, Term
from staffing.services import costs, seating
from staffing.services.engagements import exit_reasons, filing_row, shown_leaving
from staffing.services.terms import TERM_FIELDS, term

from .changing import keep_terms, lock_engagements, lock_people, replace
from .lines import Line
from .sorting import sort_lines

Standing = Engagement.Standing
SEAT = ("standing", "unseated_reason", "pool_id")  # an exit tells where the person sat on the last day


def leave(chunk) -> None:
    """Record the exits of a chunk in one act."""
    lock_people(chunk)
    sort_lines(chunk.batch, chunk.unit, chunk.lines, chunk.today)
    lines = chunk.settled()
    lock_engagements([line.engagement for line in lines])
    books = ledger.lock(chunk.unit.district_id, [chunk.unit.pk])
    lines = [line for line in lines if not _refused(line, books)]
    act = ledger.begin(books, kind=Act.Kind.EXIT, actor=chunk.actor, key=chunk.key)
    moves = [move for line in lines for move in _moves(books, line, chunk.actor)]
    ledger.move(books, act, moves)
    _close_terms(lines, books.moment)
    for line in lines:
        _mark(line, books.moment)
    costs.follow(books, [line.engagement for line in lines], actor=chunk.actor, act=act)
    _trace(chunk, lines, act, _write_papers(chunk, lines, books.moment))


def exit_reason(line: Line) -> str:
    """The coded reason; a list that names none leaves it open."""
    return line.values.get("exit_reason") or ExitReason.OTHER.value


def _refused(line: Line, books) -> bool:
    found = exit_reasons(line.engagement, line.values["leave_date"], exit_reason(line), books.today)
    if found:
        line.refuse(found)
    return bool(found)


def _moves(books, line: Line, actor) -> Iterable[ledger.Move]:
    line.kept["engagement"] = {name: getattr(line.engagement, name) for name in SEAT}
    if line.engagement.standing == Standing.UNCOUNTED:
        return []
    return seating.leaving(books, line.engagement, last_day=line.values["leave_date"], actor=actor)


def _close_terms(lines: Sequence[Line], moment) -> None:
    """The terms end with the person; terms that would begin later fall away."""
    going = {line.engagement.pk: line for line in lines}
    closed, opened = [], []
    for old in Term.objects.filter(engagement_id__in=going, replaced_at=None).order_by("from_day", "id"):
        line = going[old.engagement_id]
        last_day = line.values["leave_date"]
        if old.to_day is not None and old.to_day <= last_day:
            continue
        closed.append(old)
        if old.from_day <= last_day:
            terms = {name: getattr(old, name) for name in TERM_FIELDS}
            opened.append(
                term(line.engagement, terms, old.from_day, moment, to_day=last_day, reason=old.reason)
            )
    replace(closed, opened, moment)
    keep_terms(lines, closed, opened)


def _mark(line: Line, moment) -> None:
    engagement = line.engagement
    engagement.end_date, engagement.exit_reason = line.values["leave_date"], exit_reason(line)
    engagement.exit_note = line.values.get("exit_note", "")[:200]
    engagement.version += 1
    engagement.updated_at = moment
    told = ("end_date", "exit_reason", "exit_note", "version", "updated_at")
    engagement.save(update_fields=[*SEAT, *told])
    line.outcome = {"done": "left", "version": engagement.version}


def _write_papers(chunk, lines: Sequence[Line], moment) -> dict[int, Filing]:
    """The filings of those who were counted, by engagement."""
    counted = (line.engagement for line in lines if line.engagement.standing != Standing.UNCOUNTED)
    filings = {one.pk: filing_row(one, Filing.Kind.EXIT, moment, chunk.unit) for one in counted}
    load(filings.values())
    return filings


def _trace(chunk, lines: Sequence[Line], act: Act, filings: dict[int, Filing]) -> None:
    deeds = [
        audit.Deed(
            "engagement.exit",
            line.engagement,
            chunk.unit.pk,
            after={
                **shown_leaving(line.engagement, filings.get(line.engagement.pk)),
                "act": act.pk,
                "import": chunk.batch.pk,
            },
            label=line.name,
        )
        for line in lines
    ]
    audit.record_many(chunk.actor, deeds, district_id=chunk.unit.district_id)
