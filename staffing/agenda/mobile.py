"""Rows about mobile heads: ended with people on them, idle too long; emergencies not yet asked for."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool.calendar import today
from quota_pool.models import Pool
from staffing import idle
from staffing.agenda.desk import READ, Desk, Task, tasks
from staffing.clocks import working_days_left
from staffing.mobile import idle_months
from staffing.models import Emergency, MobileRequest
from staffing.selectors import PoolRow
from staffing.services.emergencies import SENT


def mobile(desk: Desk) -> list[PoolRow]:
    """Every mobile pool of the streets in sight, as of now."""
    pools = []
    for row in desk.rows:
        for one in row.pools:
            if one.pool.kind == Pool.Kind.MOBILE:
                one.pool.unit = row.unit
                pools.append(one)
    return pools


@tasks("hire", "propose_grant")
def overrun(desk: Desk) -> Iterator[Task]:
    """Mobile grants that have ended while people still sit on them."""
    for row in desk.once(mobile):
        last = row.pool.valid_to
        if last is None or last >= today() or not row.used:
            continue
        said = {"unit": row.pool.unit.name, "grant": row.pool.label, "n": row.used}
        yield Task(
            due=last,
            left=(last - today()).days,
            text=_("%(unit)s: mobile quota %(grant)s has ended with %(n)s people on it") % said,
            note=_("each of them leaves, moves to the lump-sum, or counts as over"),
            act=_("Handle"),
            url=reverse("staffing:mobile", args=[row.pool.pk]) + "#people",
        )


@tasks("propose_grant")
def idle_heads(desk: Desk) -> Iterator[Task]:
    """Mobile heads that stood unused longer than the district allows, to be reclaimed."""
    running = [
        row for row in desk.once(mobile) if row.free and row.pool.valid_to and row.pool.valid_to >= today()
    ]
    if not running:
        return
    pools = {row.pool.pk: row.pool for row in running}
    found = idle.idleness(pools.values(), {pk: idle_months(pool, today()) for pk, pool in pools.items()})
    for pk, pool in pools.items():
        if not found[pk].heads:
            continue
        said = {"unit": pool.unit.name, "grant": pool.label, "n": found[pk].heads}
        yield Task(
            due=today(),
            left=0,
            text=_("%(unit)s: %(n)s heads of %(grant)s stand unused") % said,
            note=_("unused for %(n)s months and more") % {"n": idle_months(pool, today())},
            act=_("Propose to reclaim"),
            url=reverse("staffing:mobile", args=[pk]),
        )


@tasks("draft_request", "submit_request", "check_request")
def emergencies(desk: Desk) -> Iterator[Task]:
    """Emergencies whose request has not been sent in."""
    sent = MobileRequest.objects.filter(emergency=OuterRef("pk"), state__in=SENT)
    rows = Emergency.objects.visible_to(desk.user).filter(~Exists(sent), state=Emergency.State.OPEN)
    for one in rows.select_related("unit__district").order_by("due", "id")[:READ]:
        yield Task(
            due=one.due,
            left=working_days_left(one.unit.district, one.due),
            text=_("%(unit)s: heads used in an emergency are to be asked for") % {"unit": one.unit.name},
            note=one.what[:60],
            act=_("Look"),
            url=reverse("staffing:emergency", args=[one.pk]),
        )
