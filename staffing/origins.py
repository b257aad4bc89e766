"""一头一证: from a head to its person, act, grant and documents, and from a document to its heads.

A head stands on its pool's chain of documents, without first-in-first-out (ledger.md section 1): one head
of a pool is as good as another, so every document of the chain carries all the people of the pool.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from quota_pool import enclosures
from quota_pool.as_of import NOW, AsOf
from quota_pool.models import Act, Document, Entry, Pool
from staffing import selectors
from staffing.models import Engagement, Filing, QuotaGrant
from staffing.selectors import PoolRow, unit_positions
from staffing.then import STANDING_OF


@dataclass
class Origin:
    """Everything one head rests on: the movement that took it, the grants of its pool, its filings."""

    seat: Entry | None = None
    chain: list[QuotaGrant] = field(default_factory=list)
    filings: list[Filing] = field(default_factory=list)


def origins(engagements: Iterable[int], as_of: AsOf = NOW) -> dict[int, Origin]:
    """The origin of each of these heads; three queries, however many are asked."""
    ids = list(engagements)
    found = {pk: Origin() for pk in ids}
    seats = Entry.objects.filter(
        as_of.recorded(), subject_id__in=ids, target__book__in=STANDING_OF, effective__lte=as_of.day
    )
    for entry in seats.select_related("act__document", "target__pool").order_by("effective", "id"):
        found[entry.subject_id].seat = entry
    for filing in Filing.objects.filter(as_of.recorded("created_at"), engagement__in=ids).order_by("pk"):
        found[filing.engagement_id].filings.append(filing)
    chained = chains({one.seat.target.pool_id for one in found.values() if one.seat}, as_of)
    for one in found.values():
        one.chain = chained.get(one.seat.target.pool_id, []) if one.seat else []
    return found


def chains(pools: Iterable[int], as_of: AsOf = NOW) -> dict[int, list[QuotaGrant]]:
    """The grants each pool stands on, the oldest first, each with its document and its enclosures."""
    found = defaultdict(list)
    rows = in_force(QuotaGrant.objects.filter(pool__in=[pk for pk in pools if pk]), as_of)
    rows = rows.select_related("document").prefetch_related(enclosures.in_force("document__enclosures"))
    for grant in rows.order_by("valid_from", "pk"):
        found[grant.pool_id].append(grant)
    return dict(found)


def in_force(grants, as_of: AsOf = NOW):
    """Grants that had been approved by then and had begun."""
    return grants.filter(
        as_of.recorded("decided_at"), state=QuotaGrant.State.GRANTED, valid_from__lte=as_of.day
    )


def further_papers(pool: Pool) -> list[Act]:
    """Other acts on the pool itself that name a document: cuts, expiries, heads given or returned."""
    touched = Entry.objects.filter(Q(source__pool=pool) | Q(target__pool=pool), subject_id=None)
    acts = Act.objects.filter(pk__in=touched.values("act_id"), document__isnull=False)
    acts = acts.exclude(pk__in=QuotaGrant.objects.filter(pool=pool, act__isnull=False).values("act_id"))
    return list(acts.select_related("document").order_by("pk"))


def pools_on(document: Document, user, as_of: AsOf = NOW):
    """The pools in sight of the reader whose chain names the document."""
    grants = in_force(QuotaGrant.objects.filter(document=document), as_of)
    return Pool.objects.visible_to(user).filter(pk__in=grants.values("pool_id"))


def heads_on(document: Document, user, as_of: AsOf = NOW):
    """The people in sight of the reader who sit on those pools; as many as the pools' figures say."""
    people = selectors.seated(Engagement.objects.visible_to(user), as_of.day, as_of.known_on)
    return people.filter(sat_in__in=pools_on(document, user, as_of).values("pk"))


def positions_on(document: Document, user, as_of: AsOf = NOW) -> list[PoolRow]:
    """Each of those pools with its figures."""
    pools = list(pools_on(document, user, as_of).select_related("unit").order_by("unit__code", "pk"))
    wanted = {pool.pk: pool for pool in pools}
    units = {pool.unit_id: pool.unit for pool in pools}
    rows = unit_positions(units.values(), on=as_of.day, known_on=as_of.known_on)
    found = [row for unit in rows for row in unit.pools if row.pool.pk in wanted]
    for row in found:
        row.pool = wanted[row.pool.pk]
    return found
