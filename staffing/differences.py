"""Differences between two positions in the words of the office: acts, documents, people in sight."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import figures
from quota_pool.ledger import Differences
from quota_pool.ledger.differences import Line
from quota_pool.models import Act, Pool, Unit
from staffing.models import Engagement

LABELS = {
    "granted": gettext_lazy("Granted"),
    "reserved": gettext_lazy("Reserved"),
    "seated": gettext_lazy("Seated"),
    "recalled": gettext_lazy("Recalled"),
    "free": gettext_lazy("Free, frozen included"),
    "unseated": gettext_lazy("Without a head"),
}


@dataclass(frozen=True)
class Told:
    """One line as page and API tell it."""

    line: Line
    unit: Unit
    pool: Pool | None
    person: str = ""
    person_number: str = ""

    @property
    def kind(self) -> str:
        return (self.line.act or self.line.scheduled).kind

    @property
    def word(self) -> str:
        """What was done; or what was still to come, as far as one knew."""
        if self.line.act is not None:
            return str(Act.Kind(self.kind).label)
        return _("to come: %(act)s") % {"act": self.line.scheduled.get_kind_display()}

    @property
    def counts(self) -> str:
        """In which of the two positions it counts."""
        return "to" if self.line.sign > 0 else "from"

    @property
    def first(self) -> date:
        return self.line.first

    @property
    def last(self) -> date:
        return self.line.last

    @property
    def recorded_at(self) -> datetime:
        return self.line.recorded_at

    @property
    def document(self):
        return (self.line.act or self.line.scheduled).document

    @property
    def whose(self) -> str:
        """The person it is about, or how many."""
        return self.person or (str(self.line.subjects) if self.line.subjects else "")

    @property
    def cells(self) -> list[str]:
        """The change of each figure, with its sign."""
        return [signed(self.line.changes[name]) for name in LABELS]


def signed(change: int) -> str:
    """A change as the tables write it; nothing stays empty."""
    return f"+{figures.number(change)}" if change > 0 else figures.number(change) if change else ""


def told(lines: Iterable[Line], units: Iterable[Unit], user) -> list[Told]:
    """The lines with unit, pool and, where it is about one person the reader may see, the name."""
    lines, by_unit = list(lines), {unit.pk: unit for unit in units}
    pools = Pool.objects.in_bulk({line.pool_id for line in lines if line.pool_id})
    subjects = [line.subject_id for line in lines if line.subject_id]
    rows = Engagement.objects.visible_to(user, "read_staff").filter(pk__in=subjects)
    names = {pk: names for pk, *names in rows.values_list("pk", "person__name", "person__number")}
    return [
        Told(line, by_unit[line.unit_id], pools.get(line.pool_id), *names.get(line.subject_id, ("", "")))
        for line in lines
    ]


def totals(between: Differences) -> list[tuple]:
    """(figure, its words, first, second, change) of each figure."""
    return [(name, LABELS[name], was, now, signed(now - was)) for name, was, now in between.figures()]


def kinds(between: Differences) -> list[tuple[str, list[str]]]:
    """(act, the change of each figure) by kind, what is only expected at the end; the columns add up."""
    rows = [(str(Act.Kind(kind).label), changes) for kind, changes in between.by_kind()]
    ahead = [line.changes for line in between.ahead()]
    if ahead:
        rows.append((_("to come"), {name: sum(one[name] for one in ahead) for name in LABELS}))
    return [(word, [signed(changes[name]) for name in LABELS]) for word, changes in rows]
