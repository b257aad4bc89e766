"""试算: what starting work would do to the unit's heads, found by doing it and taking it back."""

from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Hold, Unit
from quota_pool.refusals import code
from quota_pool.rehearsal import rehearsed
from staffing.clocks import working_days_left
from staffing.models import Engagement, Filing
from staffing.selectors import UnitRow, unit_position
from staffing.services.engagements import Work, start_work

LATE_AT_ONCE = code(
    "late_at_once",
    _("The filing was due on {due}: as soon as it is registered it is {n} working day(s) overdue."),
    _("Submit the filing at once."),
)

FIGURES = ("free", "held", "reserved", "occupied")


@dataclass(frozen=True)
class Effect:
    """The unit before and after, the grant whose head is taken, and the filing that would follow."""

    before: UnitRow
    after: UnitRow
    engagement: Engagement
    filing: Filing | None
    cost: int = 0  # fen set aside in the year's money

    @property
    def changes(self) -> list[tuple[str, int, int]]:
        """(figure, before, after) of what a person looks at first; the rest only where it moves."""
        figures = [(name, self.before.total(name), self.after.total(name)) for name in FIGURES]
        return [figure for figure in figures if figure[0] in ("free", "held") or figure[1] != figure[2]]

    @property
    def late_days(self) -> int:
        """Working days by which the filing would be overdue as soon as it is there."""
        if not self.filing:
            return 0
        return max(0, -working_days_left(self.engagement.unit.district, self.filing.deadline))

    @property
    def remarks(self) -> list[dict]:
        """What would be late from the start, and the rules that would let the person in with a warning."""
        checks = self.filing.checks if self.filing else []
        warned = [check["reason"] for check in checks if check["result"] == "warned"]
        if not self.late_days:
            return warned
        late = LATE_AT_ONCE.reason(n=self.late_days, due=self.filing.deadline, field="start_date")
        return [late.stored(), *warned]


def try_start(*, unit: Unit, person: dict, work: Work, actor, key: str, as_on_file: bool = False) -> Effect:
    """Start work, look, and take it back; raises exactly what `start_work` raises."""
    before = unit_position(unit)
    with rehearsed():
        what = {"unit": unit, "person": person, "work": work, "as_on_file": as_on_file}
        engagement = start_work(**what, actor=actor, key=key)
        filing = engagement.filings.first()
        held = Hold.objects.filter(subject_id=engagement.pk, purpose=Hold.Purpose.COST)
        cost = held.aggregate(sum=Sum("left"))["sum"] or 0
        return Effect(before, unit_position(unit), engagement, filing, cost)
