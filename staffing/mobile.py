"""机动指标台账: each mobile pool with what was asked, granted and used, its term, and how idle it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from quota_pool import rules
from quota_pool.calendar import today
from quota_pool.models import Pool
from staffing import idle
from staffing.idle import Idleness
from staffing.models import QuotaGrant
from staffing.selectors import PoolRow, unit_positions

ALERT, PRESSING = timedelta(days=60), timedelta(days=30)
Purpose, State = QuotaGrant.Purpose, QuotaGrant.State


class Life(TextChoices):
    """Where a mobile pool stands in its life (domain.md P5)."""

    TO_COME = "to_come", _("to come")
    UNUSED = "unused", _("nobody on it yet")
    IN_USE = "in_use", _("in use")
    EXPIRING = "expiring", _("running out")
    OVERRUN = "overrun", _("ended with people on it")
    GIVEN_BACK = "given_back", _("given back")
    ENDED = "ended", _("ended")


TONES = {
    Life.TO_COME: "grey",
    Life.UNUSED: "amber",
    Life.IN_USE: "green",
    Life.EXPIRING: "amber",
    Life.OVERRUN: "red",
    Life.GIVEN_BACK: "grey",
    Life.ENDED: "grey",
}


@dataclass(frozen=True)
class MobileRow:
    """One mobile pool today; `papers`: all that was granted on it, the first one first."""

    pool: Pool
    heads: PoolRow
    papers: tuple[QuotaGrant, ...]
    idle: Idleness

    @property
    def first(self) -> QuotaGrant | None:
        """The grant the pool was opened by."""
        return self.papers[0] if self.papers else None

    @property
    def requested(self) -> int | None:
        return self.first.requested if self.first else None

    @property
    def first_granted(self) -> int:
        """What was granted at first, before anything was given back or reclaimed."""
        return self.first.heads if self.first else 0

    @property
    def is_extended(self) -> bool:
        return any(paper.purpose == Purpose.EXTENSION for paper in self.papers)

    @property
    def days_left(self) -> int | None:
        """Calendar days until the last one; negative once it is over, none where there is no end."""
        return (self.pool.valid_to - today()).days if self.pool.valid_to else None

    @property
    def life(self) -> Life:
        left = ALERT.days + 1 if self.days_left is None else self.days_left
        if self.pool.valid_from and self.pool.valid_from > today():
            return Life.TO_COME
        if left < 0:
            return Life.OVERRUN if self.heads.used else Life.ENDED
        if not self.heads.granted and not self.heads.used:
            return Life.GIVEN_BACK
        if left <= ALERT.days:
            return Life.EXPIRING
        return Life.IN_USE if self.heads.used else Life.UNUSED

    @property
    def hoarded(self) -> int:
        """Of a hundred heads granted, how many stood unused longer than the district allows."""
        return round(100 * self.idle.heads / self.heads.granted) if self.heads.granted else 0

    def figures(self) -> dict:
        """The same in plain values."""
        heads = self.heads
        return {
            "life": str(self.life.value),
            "requested": self.requested,
            "first_granted": self.first_granted,
            "granted": heads.granted,
            "reserved": heads.reserved,
            "used": heads.used,
            "free": heads.free,
            "over": heads.over,
            "days_left": self.days_left,
            "is_extended": self.is_extended,
            "idle_heads": self.idle.heads,
            "idle_since": self.idle.since,
            "peak_use": self.idle.peak,
            "hoarded_percent": self.hoarded,
        }


def mobile_rows(pool_ids: Iterable[int]) -> dict[int, MobileRow]:
    """These mobile pools today by id; a fixed number of queries however many there are."""
    pools = list(Pool.objects.filter(pk__in=list(pool_ids)).select_related("unit__district", "document"))
    units = {pool.unit_id: pool.unit for pool in pools}
    heads = {row.pool.pk: row for unit in unit_positions(units.values()) for row in unit.pools}
    papers = _papers(pools)
    idleness = idle.idleness(pools, {pool.pk: idle_months(pool) for pool in pools})
    return {
        pool.pk: MobileRow(pool, heads[pool.pk], tuple(papers.get(pool.pk, ())), idleness[pool.pk])
        for pool in pools
    }


def idle_months(pool: Pool) -> int:
    """After how many months unused heads are to be reclaimed."""
    return rules.value("mobile_unused_reclaim", pool.unit.district, today(), pool.unit_id)


def _papers(pools: list[Pool]) -> dict[int, list[QuotaGrant]]:
    found: dict[int, list[QuotaGrant]] = {}
    rows = QuotaGrant.objects.filter(pool__in=pools, state=State.GRANTED)
    for paper in rows.select_related("document", "request").order_by("decided_at", "id"):
        found.setdefault(paper.pool_id, []).append(paper)
    return found
