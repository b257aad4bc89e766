"""试算: what starting work would do to the unit's heads, found by doing it and taking it back."""

from dataclasses import dataclass

from quota_pool.models import Unit
from quota_pool.rehearsal import rehearsed
from staffing.models import Engagement, Filing
from staffing.selectors import UnitRow, unit_position
from staffing.services.engagements import Work, start_work

FIGURES = ("free", "held", "reserved", "occupied")


@dataclass(frozen=True)
class Effect:
    """The unit before and after, the grant whose head is taken, and the filing that would follow."""

    before: UnitRow
    after: UnitRow
    engagement: Engagement
    filing: Filing | None

    @property
    def changes(self) -> list[tuple[str, int, int]]:
        """(figure, before, after) of what a person looks at first; the rest only where it moves."""
        figures = [(name, self.before.total(name), self.after.total(name)) for name in FIGURES]
        return [figure for figure in figures if figure[0] in ("free", "held") or figure[1] != figure[2]]

    @property
    def remarks(self) -> list[dict]:
        """The rules that would let the person in with a warning."""
        checks = self.filing.checks if self.filing else []
        return [check["reason"] for check in checks if check["result"] == "warned"]


def try_start(*, unit: Unit, person: dict, work: Work, actor, key: str) -> Effect:
    """Start work, look, and take it back; raises exactly what `start_work` raises."""
    before = unit_position(unit)
    with rehearsed():
        engagement = start_work(unit=unit, person=person, work=work, actor=actor, key=key)
        filing = engagement.filings.first()
        return Effect(before, unit_position(unit), engagement, filing)
