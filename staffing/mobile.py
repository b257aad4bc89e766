"""机动指标台账: each mobile pool with what was asked, granted and used, its term, and how idle it stands.

Everything is read as of two days, as other pages are: true on a day, as known on a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from quota_pool import rules
from quota_pool.as_of import NOW, AsOf, end_of
from quota_pool.models import Pool
from staffing import idle
from staffing.expiring import days_before
from staffing.idle import Idleness
from staffing.models import QuotaGrant
from staffing.selectors import PoolRow, unit_positions

Purpose, State = QuotaGrant.Purpose, QuotaGrant.State
TERMS = (Purpose.GRANT, Purpose.EXTENSION)  # papers that say until when


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
    """One mobile pool on a day; `papers`: all that was granted on it by then, the first one first."""

    pool: Pool
    heads: PoolRow
    papers: tuple[QuotaGrant, ...]
    idle: Idleness
    on: date
    warning: int  # days before its last one from which it is told of

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
    def valid_to(self) -> date | None:
        """The last day, as the papers of then say it: an extension that was still to come says nothing."""
        terms = [paper.valid_to for paper in self.papers if paper.purpose in TERMS]
        return terms[-1] if terms else self.pool.valid_to

    @property
    def days_left(self) -> int | None:
        """Calendar days until the last one; negative once it is over, none where there is no end."""
        return (self.valid_to - self.on).days if self.valid_to else None

    @property
    def life(self) -> Life:
        left = self.warning + 1 if self.days_left is None else self.days_left
        if self.pool.valid_from and self.pool.valid_from > self.on:
            return Life.TO_COME
        if left < 0:
            return Life.OVERRUN if self.heads.used else Life.ENDED
        if not self.heads.granted and not self.heads.used:
            return Life.GIVEN_BACK
        if left <= self.warning:
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
            "valid_to": self.valid_to,
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


def mobile_rows(pool_ids: Iterable[int], as_of: AsOf = NOW) -> dict[int, MobileRow]:
    """These mobile pools by id; a fixed number of queries however many there are, on whichever day."""
    pools = list(Pool.objects.filter(pk__in=list(pool_ids)).select_related("unit__district", "document"))
    units = {pool.unit_id: pool.unit for pool in pools}
    positions = unit_positions(units.values(), on=as_of.day, known_on=as_of.known_on)
    heads = {row.pool.pk: row for unit in positions for row in unit.pools}
    papers = _papers(pools, as_of)
    idleness = idle.idleness(pools, {pool.pk: idle_months(pool, as_of.day) for pool in pools}, as_of)
    return {
        pool.pk: MobileRow(
            pool=pool,
            heads=heads[pool.pk],
            papers=tuple(papers.get(pool.pk, ())),
            idle=idleness[pool.pk],
            on=as_of.day,
            warning=days_before(pool.unit, as_of.day),
        )
        for pool in pools
    }


def idle_months(pool: Pool, on: date) -> int:
    """After how many months unused heads are to be reclaimed."""
    return rules.value("mobile_unused_reclaim", pool.unit.district, on, pool.unit_id)


def papers_then(as_of: AsOf) -> Q:
    """Papers of mobile pools that were granted, and true or at least decided on, by then."""
    granted = Q(state=State.GRANTED) & as_of.recorded("decided_at")
    if as_of.is_now:
        return granted
    return granted & (
        Q(purpose=Purpose.GRANT, valid_from__lte=as_of.day) | Q(decided_at__lte=end_of(as_of.day))
    )


def _papers(pools: list[Pool], as_of: AsOf) -> dict[int, list[QuotaGrant]]:
    found: dict[int, list[QuotaGrant]] = {}
    rows = QuotaGrant.objects.filter(papers_then(as_of), pool__in=pools)
    for paper in rows.select_related("document", "request").order_by("decided_at", "id"):
        found.setdefault(paper.pool_id, []).append(paper)
    return found


SUMMED = ("requested", "first_granted", "granted", "used", "reserved", "free", "over", "idle")


def by_street(unit_ids: Iterable[int], as_of: AsOf = NOW) -> dict[int, dict[str, int]]:
    """The mobile grants of each unit added up: those that carry heads or people on the day.

    `hoarded_percent`: of a hundred heads granted, how many stood unused longer than the district allows.
    """
    found = {unit_id: dict.fromkeys(("grants", *SUMMED), 0) for unit_id in unit_ids}
    pools = Pool.objects.filter(unit__in=found, kind=Pool.Kind.MOBILE)
    for row in mobile_rows(pools.values_list("pk", flat=True), as_of).values():
        if row.heads.granted or row.heads.used:
            _add(found[row.pool.unit_id], row)
    for sums in found.values():
        sums["hoarded_percent"] = round(100 * sums["idle"] / sums["granted"]) if sums["granted"] else 0
    return found


def _add(sums: dict[str, int], row: MobileRow) -> None:
    figures = row.figures() | {"idle": row.idle.heads}
    sums["grants"] += 1
    for name in SUMMED:
        sums[name] += figures[name] or 0
