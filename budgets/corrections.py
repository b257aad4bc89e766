"""差异单: what later corrections say of a locked month's day; the locked month itself stays as it was."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from budgets.models import Snapshot, SnapshotLine
from budgets.roster import Row, roster_on
from staffing.models import Engagement

COLUMNS = (
    "engagement_id",
    "unit_id",
    "person_id",
    "number",
    "post_category",
    "mode",
    "standing",
    "is_filed",
)


class Change(TextChoices):
    """How the roster of that day is told now."""

    ADDED = "added", _("was on post, not in the locked month")
    REMOVED = "removed", _("in the locked month, was not on post")
    CHANGED = "changed", _("told otherwise now")


@dataclass(frozen=True)
class Correction:
    """One person whom the locked month tells otherwise than the books do now."""

    change: str
    was: Row | None
    now: Row | None

    @property
    def row(self) -> Row:
        return self.now or self.was

    @property
    def heads(self) -> int:
        """By how many counted heads the month is off: 1, 0 or -1."""
        return (self.now is not None and self.now.counts) - (self.was is not None and self.was.counts)

    @property
    def changes(self) -> list[tuple[str, object, object]]:
        """(column, as locked, as told now) of what differs."""
        if self.was is None or self.now is None:
            return []
        names = ("unit_id", "post_category", "mode", "standing", "is_filed")
        pairs = ((name, getattr(self.was, name), getattr(self.now, name)) for name in names)
        return [(name, was, now) for name, was, now in pairs if was != now]


def corrections(snapshot: Snapshot, user, unit_id: int | None = None) -> list[Correction]:
    """The difference sheet of a locked month, as far as this reader sees people; two queries."""
    lines = SnapshotLine.objects.visible_to(user).filter(snapshot=snapshot)
    people = Engagement.objects.visible_to(user, "read_declarations").filter(district=snapshot.district_id)
    if unit_id is not None:
        lines, people = lines.filter(unit=unit_id), people.filter(unit=unit_id)
    locked = {values[0]: Row(*values) for values in lines.values_list(*COLUMNS)}
    told = {row.engagement_id: row for row in roster_on(people, snapshot.on)}
    return sorted(_compared(locked, told), key=lambda one: (one.row.unit_id, one.row.number))


def _compared(locked: dict[int, Row], told: dict[int, Row]) -> Iterator[Correction]:
    for key in locked.keys() | told.keys():
        was, now = locked.get(key), told.get(key)
        if was == now:
            continue
        change = Change.REMOVED if now is None else Change.ADDED if was is None else Change.CHANGED
        yield Correction(change, was, now)
