"""Open deadlines follow the calendar: recomputed when it changes, each move kept; closed ones stay."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import ledger, rules
from quota_pool.calendar import SHANGHAI, WorkingDays, add_working_days, deadline_by
from quota_pool.calendar_changes import Moved, follows
from quota_pool.models import CalendarChange, District, Unit
from staffing.clocks import WITH_STREET
from staffing.models import DeadlineMove, Engagement, Filing, FilingEvent

State = Filing.State
OPEN = (*WITH_STREET, State.SUBMITTED)
AT_A_TIME = 500


@follows
def move_deadlines(change: CalendarChange, before: WorkingDays) -> list[Moved]:
    """Recompute every open filing of the district under the lock of its books."""
    district = change.district
    units = Unit.objects.filter(district=district).order_by("id").values_list("id", flat=True)
    ledger.lock(district.pk, list(units))
    moves = list(_moves(change, district, before))
    DeadlineMove.objects.bulk_create(moves, batch_size=AT_A_TIME)
    _write([move for move in moves if move.state != State.SUBMITTED], change.recorded_at)
    return [_told(move) for move in moves]


def _moves(change: CalendarChange, district: District, before: WorkingDays) -> Iterator[DeadlineMove]:
    rows = Filing.objects.filter(district=district, state__in=OPEN)
    rows = rows.annotate(returned=Max("events__effective", filter=Q(events__step=FilingEvent.Step.RETURNED)))
    rows = rows.select_related("unit", "engagement__person").order_by("deadline", "id")
    for filing in rows.iterator(2000):
        start, limit, was = _span(filing, district, before)
        due = add_working_days(district, start, limit).due
        if was != due:
            yield DeadlineMove(
                district=district,
                change=change,
                filing=filing,
                state=filing.state,
                was=was,
                due=due,
                recorded_at=change.recorded_at,
            )


def _span(filing: Filing, district: District, before: WorkingDays) -> tuple[date, int, date]:
    """From when, how many working days, and until when by the calendar as it was."""
    if filing.state != State.SUBMITTED:
        return filing.returned or filing.event_date, filing.limit_days, filing.deadline
    start = filing.submitted_at.astimezone(SHANGHAI).date()
    limit = rules.value("review_limit", district, start, filing.unit_id)
    return start, limit, deadline_by(before, start, limit).due


def _write(moves: list[DeadlineMove], moment) -> None:
    """Filings and people's rows get the new day; a row a page, whatever their number."""
    by_day = defaultdict(list)
    for move in moves:
        by_day[move.due].append(move.filing)
    for due, filings in by_day.items():
        for first in range(0, len(filings), AT_A_TIME):
            some = filings[first : first + AT_A_TIME]
            changed = {"version": F("version") + 1, "updated_at": moment}
            Filing.objects.filter(pk__in=[one.pk for one in some]).update(deadline=due, **changed)
            hires = [one.engagement_id for one in some if one.kind == Filing.Kind.HIRE]
            Engagement.objects.filter(pk__in=hires).update(filing_deadline=due, **changed)


def _told(move: DeadlineMove) -> Moved:
    filing = move.filing
    kind = _("check of a filing") if move.state == State.SUBMITTED else filing.get_kind_display()
    text = f"{filing.engagement.person.name} · {kind}"
    return Moved(filing.unit.name, text, move.was, move.due, reverse("staffing:filing", args=[filing.pk]))
