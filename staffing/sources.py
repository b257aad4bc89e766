"""Where a pool's heads come from: the document in force, and the assistant kinds once merged into it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from quota_pool.calendar import today
from quota_pool.models import Pool
from staffing.models import QuotaGrant
from staffing.selectors import PoolRow, UnitRow


@dataclass(frozen=True)
class Source:
    """The grant in force on a pool: its document, its heads, and what was merged into it."""

    grant_id: int
    document: str
    heads: int
    merged_kinds: int = 0
    merged_heads: int = 0

    @property
    def added(self) -> int:
        """Heads beyond what was merged."""
        return self.heads - self.merged_heads


def sources(pools: Iterable[Pool]) -> dict[int, Source]:
    """The source of each pool by its id; the newest grant in force wins. One query."""
    rows = QuotaGrant.objects.filter(
        pool__in=list(pools), state=QuotaGrant.State.GRANTED, valid_from__lte=today()
    )
    rows = rows.annotate(kinds=Count("origins"), merged=Sum("origins__heads", default=0))
    found = rows.order_by("pool_id", "valid_from", "pk").values_list(
        "pool_id", "pk", "document__number", "heads", "kinds", "merged"
    )
    return {pool_id: Source(*facts) for pool_id, *facts in found}


def with_sources(position: UnitRow | None) -> list[tuple[PoolRow, Source | None]]:
    """The pools of a unit's position, each with where its heads come from."""
    rows = position.pools if position else []
    found = sources(row.pool for row in rows)
    return [(row, found.get(row.pool.pk)) for row in rows]
