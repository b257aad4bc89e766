"""What a grant would do to a pool and to the district's reserve, worked out before anybody approves it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from quota_pool.calendar import today
from quota_pool.models import Account, Book, Measure, Pool, ScheduledAct, Unit
from staffing.selectors import unit_position


@dataclass(frozen=True)
class Effect:
    """Figures before and after on the day the grant takes effect; the reserve as it is now."""

    unit: Unit
    on: date
    granted: int
    heads: int
    used: int
    reserved: int
    reserve: int

    @property
    def change(self) -> int:
        return self.heads - self.granted

    @property
    def free(self) -> tuple[int, int]:
        """Free heads before and after."""
        return tuple(max(0, heads - self.used - self.reserved) for heads in (self.granted, self.heads))

    @property
    def over(self) -> tuple[int, int]:
        """People beyond the number before and after: nobody leaves by a cut, they wait for the next exits."""
        return tuple(max(0, self.used - heads) for heads in (self.granted, self.heads))

    @property
    def reserve_after(self) -> int:
        """Heads still sat on come back to the reserve only as people leave (ledger.md section 2)."""
        before, after = self.over
        return self.reserve - self.change - (after - before)

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        """(figure, before, after) for the page."""
        return [
            ("granted", self.granted, self.heads),
            ("free", *self.free),
            ("over", *self.over),
            ("reserve", self.reserve, self.reserve_after),
        ]


def grant_effect(*, unit: Unit, kind: str, heads: int, valid_from: date) -> Effect:
    """The effect of a lump-sum's new whole number, or of a mobile grant, which opens a pool of its own."""
    on = max(valid_from, today())
    granted = used = reserved = 0
    if kind == Pool.Kind.LUMP_SUM:
        row = unit_position(unit, on=on)
        granted, used, reserved = (row.total(name, kind) for name in ("granted", "used", "reserved"))
    return Effect(unit, on, granted, heads, used, reserved, reserve_of(unit.district_id))


def reserve_of(district_id: int) -> int:
    """Heads of the district that nobody has been granted or promised."""
    rows = Account.objects.filter(
        district_id=district_id, unit=None, measure=Measure.HEADS, book=Book.RESERVE
    )
    waiting = ScheduledAct.objects.filter(
        district_id=district_id, kind=ScheduledAct.Kind.GRANT, settled_at=None
    )
    promised = waiting.aggregate(heads=Sum("amount"))["heads"] or 0
    return (rows.values_list("balance", flat=True).first() or 0) - promised
