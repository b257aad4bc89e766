"""The last days of filings told anew: from the trail, from what the calendar moved, from the calendar."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby, islice
from operator import itemgetter

from django.db.models import Count, Exists, Max, OuterRef

from quota_pool.calendar import add_working_days
from quota_pool.ledger.proof import Fault, deep
from quota_pool.models import AuditEvent, CalendarChange, District
from staffing.clocks import WITH_STREET
from staffing.models import DeadlineMove, Engagement, Filing, FilingEvent, Term
from staffing.services.filings import DEEDS
from staffing.services.terms import CURRENT_FIELDS

State = Filing.State
AT_A_TIME = 500
# What the trail of a spell calls the last day of each of its filings.
WORD = {Filing.Kind.HIRE: "filing_deadline", Filing.Kind.EXIT: "exit_filing_deadline"}
CALENDAR = ("calendar.set", "calendar.load", "calendar.close")
Told = dict[int, tuple[datetime, date, bool]]  # by filing: when, which day, whether by a step of its own


@deep
def deadlines_are_what_was_told(district: District) -> Iterator[Fault]:
    """A last day is what the trail last said or the calendar last made of it; one that runs is recomputed."""
    rows = Filing.objects.filter(district=district).exclude(state=State.VOIDED).order_by("pk")
    columns = ("pk", "engagement_id", "kind", "state", "event_date", "limit_days", "deadline")
    found = rows.values(*columns).iterator(2000)
    while chunk := list(islice(found, AT_A_TIME)):
        told, returned = _told(chunk), _returned(chunk)
        for row in chunk:
            yield from _compared(district, row, told.get(row["pk"]), returned.get(row["pk"]))


def _compared(district: District, row: dict, told: tuple | None, returned: date | None) -> Iterator[Fault]:
    where = f"filing {row['pk']}"
    if told and told[1] != row["deadline"]:
        yield Fault("deadline", where, "its last day is not what was last told of it")
    is_running = row["state"] in WITH_STREET and not (told and told[2])
    if is_running:
        start = returned or row["event_date"]
        if add_working_days(district, start, row["limit_days"]).due != row["deadline"]:
            yield Fault("deadline", where, "its last day is not what the calendar gives")


def _told(chunk: list[dict]) -> Told:
    """What was told last of each filing: by its steps, the trail of its spell, a move of the calendar."""
    found: Told = {}
    for kind, word in WORD.items():
        mine = {str(row["engagement_id"]): row["pk"] for row in chunk if row["kind"] == kind}
        events = AuditEvent.objects.filter(object_type="engagement", act__in=DEEDS[kind], object_id__in=mine)
        _take(found, events, word, mine, is_step=False)
    own = {str(row["pk"]): row["pk"] for row in chunk}
    steps = AuditEvent.objects.filter(object_type="filing", object_id__in=own)
    _take(found, steps, "deadline", own, is_step=True)
    moves = DeadlineMove.objects.filter(filing__in=own.values()).exclude(state=State.SUBMITTED)
    for filing, at, due in moves.order_by("pk").values_list("filing_id", "recorded_at", "due"):
        if filing not in found or found[filing][0] <= at:
            found[filing] = (at, due, False)
    return found


def _take(found: Told, events, word: str, rows: dict[str, int], *, is_step: bool) -> None:
    for name, at, after in events.order_by("seq").values_list("object_id", "recorded_at", "after"):
        said, filing = (after or {}).get(word), rows[name]
        if said and (filing not in found or found[filing][0] <= at):
            found[filing] = (at, date.fromisoformat(said), is_step)


def _returned(chunk: list[dict]) -> dict[int, date]:
    """When those that run were last sent back: their clock runs from there."""
    running = [row["pk"] for row in chunk if row["state"] in WITH_STREET]
    steps = FilingEvent.objects.filter(filing__in=running, step=FilingEvent.Step.RETURNED)
    return dict(steps.order_by().values_list("filing").annotate(Max("effective")))


@deep
def moves_of_deadlines_are_those_of_the_change(district: District) -> Iterator[Fault]:
    """The changes of the calendar moved as many deadlines as their trail says, and each is kept."""
    changes = CalendarChange.objects.filter(district=district).annotate(kept=Count("moves"))
    events = AuditEvent.objects.filter(district=district, act__in=CALENDAR, after__has_key="moved")
    kept = Counter(changes.values_list("kept", flat=True))
    told = Counter(after["moved"] for after in events.values_list("after", flat=True))
    if told != kept:
        yield Fault("deadline", "calendar", f"its changes moved {_sum(kept)} deadlines, not {_sum(told)}")


def _sum(moved: Counter) -> int:
    return sum(number * times for number, times in moved.items())


@deep
def spells_repeat_their_terms(district: District) -> Iterator[Fault]:
    """The row of a spell repeats its last dated row: post, category, mode, department, pay, contract."""
    rows = Term.objects.filter(district=district, replaced_at=None, engagement__voided_at=None)
    columns = [*CURRENT_FIELDS, *(f"engagement__{name}" for name in CURRENT_FIELDS)]
    told = rows.order_by("engagement_id", "from_day", "id").values_list("engagement_id", *columns)
    half = len(CURRENT_FIELDS) + 1
    for spell, lines in groupby(told.iterator(2000), key=itemgetter(0)):
        *_earlier, last = lines
        for name, dated, repeated in zip(CURRENT_FIELDS, last[1:half], last[half:], strict=True):
            if dated != repeated:
                yield Fault("terms", f"engagement {spell}", f"{name} is not what its dated row says")
    standing = Term.objects.filter(engagement=OuterRef("pk"), replaced_at=None)
    bare = Engagement.objects.filter(district=district, voided_at=None).exclude(Exists(standing))
    for pk in bare.order_by("pk").values_list("pk", flat=True):
        yield Fault("terms", f"engagement {pk}", "has no dated row")
