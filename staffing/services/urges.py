"""催办: remind the other side of a filing that its time is over, at most once a day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from quota_pool import access, audit
from quota_pool.calendar import SHANGHAI, now, today
from quota_pool.refusals import Reason, raise_any
from staffing import codes
from staffing.clocks import due_of
from staffing.models import Filing, Urge
from staffing.services.filings import Outcome, each, locked, state_reasons

Side, State = Urge.Side, Filing.State
WHO_URGES = {Side.STREET: "decide_filing", Side.BUREAU: "submit_filing"}


@transaction.atomic
def urge(*, filing: Filing, actor, note: str = "", seen: int | None = None) -> Urge:
    """The bureau reminds the street of a late filing; the street reminds the bureau of a late check."""
    access.require(actor, "urge_filing", filing.unit)
    filing = locked(filing, seen)
    raise_any(urge_reasons(filing, actor))
    row = Urge.objects.create(
        district_id=filing.district_id,
        filing=filing,
        towards=side_of(filing),
        due=due_of(filing),
        recorded_at=now(),
        actor=actor,
        note=note,
    )
    after = {"towards": row.towards, "due": row.due}
    audit.record(actor, "filing.urged", filing, after=after, reason=note, label=filing.engagement.person.name)
    return row


@transaction.atomic
def urge_many(*, filings: Iterable[Filing], actor, note: str = "") -> Outcome:
    """Remind of each that may be reminded of; the rest says why not."""
    return each(_urged, filings, actor, note)


def _urged(*, filing: Filing, **how) -> Filing:
    return urge(filing=filing, **how).filing


def side_of(filing: Filing) -> str:
    """In whose hands the filing lies."""
    return Side.BUREAU if filing.state == State.SUBMITTED else Side.STREET


def may_urge(filing: Filing, actor) -> bool:
    """Whether this person stands on the other side of an overdue filing; the page asks before it offers."""
    return access.can(actor, WHO_URGES[side_of(filing)], filing.unit) and not urge_reasons(filing, actor)


def urge_reasons(filing: Filing, actor) -> list[Reason]:
    """Why nobody is to be reminded now: settled, not overdue, or reminded today already."""
    found = state_reasons(filing, State.TO_SUBMIT, State.RETURNED, State.SUBMITTED)
    if found:
        return found
    if not access.can(actor, WHO_URGES[side_of(filing)], filing.unit):
        return [codes.URGES_ITSELF.reason()]
    due = due_of(filing)
    if due >= today():
        return [codes.NOT_OVERDUE.reason(due=due)]
    if _day_of_last(filing) == today():
        return [codes.URGED_TODAY.reason(on=today())]
    return []


def _day_of_last(filing: Filing) -> date | None:
    last = filing.urges.filter(towards=side_of(filing)).order_by("id").last()
    return last.recorded_at.astimezone(SHANGHAI).date() if last else None
