"""The roster of a day as the finance door reads it: who stood where, in which post, filed or not."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from budgets.monthly import last_day
from quota_pool.as_of import AsOf
from quota_pool.calendar import today
from staffing import then
from staffing.models import Engagement, Term

Standing = Engagement.Standing
COLUMNS = (
    "pk",
    "unit_id",
    "person_id",
    "person__number",
    "held__post_category",
    "held__mode",
    "stood_as",
    "filed_as",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One person on post."""

    engagement_id: int
    unit_id: int
    person_id: int
    number: str
    post_category: str
    mode: str
    standing: str
    is_filed: bool

    @property
    def counts(self) -> bool:
        return self.standing != Standing.UNCOUNTED

    @property
    def told(self) -> tuple:
        """What a locked month says of the person."""
        return (self.number, self.post_category, self.mode, self.standing, self.is_filed)


def roster_on(engagements, day: date) -> list[Row]:
    """Everybody on post on the day, as it is known now, by unit and person number; one query."""
    as_of = AsOf(on=day)
    rows = then.with_terms(then.on_post(engagements, as_of), as_of)
    rows = then.with_filing_state(then.with_seat(rows, as_of), as_of)
    rows = rows.annotate(stood_as=F("stood_then"), filed_as=F("filing_then"))
    found = rows.order_by("unit_id", "person__number", "pk", "held__from_day", "held__id")
    filed = Engagement.FilingState.FILED
    # Where two terms cover the day the later one holds, as `then.term_of` has it.
    latest = {
        values[0]: Row(*values[:7], values[7] == filed)
        for values in found.values_list(*COLUMNS).iterator(chunk_size=5000)
    }
    return list(latest.values())


def digest_of(rows: Iterable[Row]) -> str:
    """SHA-256 over what a locked month says of these people, in the order of their numbers."""
    ordered = sorted(rows, key=lambda one: (one.number, one.engagement_id))
    return digest_of_text("|".join(map(_plain, row.told)) for row in ordered)


def digest_of_text(lines: Iterable[str]) -> str:
    """SHA-256 over lines of text."""
    sha = hashlib.sha256()
    for line in lines:
        sha.update(line.encode() + b"\n")
    return sha.hexdigest()


def _plain(value) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Movements:
    """What changed in a unit within a month, up to today."""

    heads: int = 0
    joined: int = 0
    left: int = 0
    changed: int = 0

    @property
    def is_nil(self) -> bool:
        return not (self.joined or self.left or self.changed)


def movements(engagements, month: date) -> dict[int, Movements]:
    """By unit: people on post, joined, left, and whose terms changed; two queries."""
    first, last = month, min(last_day(month), today())
    kept = engagements.filter(voided_at=None)
    counts = (
        kept.order_by()
        .values_list("unit_id")
        .annotate(
            heads=Count("pk", filter=Q(start_date__lte=last) & (Q(end_date=None) | Q(end_date__gte=last))),
            joined=Count("pk", filter=Q(start_date__gte=first, start_date__lte=last)),
            left=Count("pk", filter=Q(end_date__gte=first, end_date__lte=last)),
        )
    )
    changed = dict(_changed(kept, first, last))
    return {
        unit_id: Movements(heads, joined, left, changed.get(unit_id, 0))
        for unit_id, heads, joined, left in counts
    }


def _changed(engagements, first: date, last: date) -> Iterator[tuple[int, int]]:
    """People whose terms changed in these days while they were on post."""
    rows = Term.objects.filter(engagement__in=engagements.order_by(), replaced_at=None)
    rows = rows.filter(from_day__gte=first, from_day__lte=last, from_day__gt=F("engagement__start_date"))
    counted = rows.order_by().values_list("engagement__unit_id")
    return counted.annotate(people=Count("engagement_id", distinct=True))
