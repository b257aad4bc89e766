"""Rows about grants: to decide on, running out, exceeded."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import access, figures
from quota_pool.calendar import today
from quota_pool.models import Pool
from staffing.agenda.desk import READ, WAITING, Desk, Line, Task, tasks, told
from staffing.links import list_url
from staffing.models import QuotaGrant
from staffing.positions_table import ends_soon, street_url


def proposed(desk: Desk) -> list[QuotaGrant]:
    """Grants that somebody has proposed and nobody has decided on."""
    rows = QuotaGrant.objects.visible_to(desk.user).filter(state=QuotaGrant.State.PROPOSED)
    return list(rows.select_related("unit", "document").order_by("valid_from", "id")[:READ])


@tasks("approve_grant")
def to_decide(desk: Desk) -> Iterator[Task]:
    """Proposed grants that this person may decide on; one's own proposals wait for others."""
    for grant in desk.once(proposed):
        if access.had_a_hand(desk.user, grant.proposed_by_id):
            continue
        said = {"unit": grant.unit.name, "kind": grant.get_kind_display(), "heads": grant.heads}
        yield Task(
            due=grant.valid_from,
            left=(grant.valid_from - today()).days,
            text=_("%(unit)s: %(kind)s %(heads)s heads, proposed") % said,
            note=f"{grant.document.number} · {_('from %(day)s') % {'day': figures.day(grant.valid_from)}}",
            act=_("Decide"),
            url=reverse("staffing:grant", args=[grant.pk]),
        )


@tasks("hire", "propose_grant")
def running_out(desk: Desk) -> Iterator[Task]:
    """Mobile grants that run out while people still sit on them."""
    for row in desk.rows:
        for pool in row.pools:
            if not ends_soon(pool, row) or not pool.used:
                continue
            said = {"unit": row.unit.name, "grant": pool.pool.label, "n": pool.used}
            yield Task(
                due=pool.pool.valid_to,
                left=(pool.pool.valid_to - row.on).days,
                text=_("%(unit)s: mobile quota %(grant)s ends with %(n)s people on it") % said,
                note=_("move them to the lump-sum (free %(n)s), or record their exits")
                % {"n": sum(one.free for one in row.pools if one.pool.kind == Pool.Kind.LUMP_SUM)},
                act=_("Handle"),
                url=list_url("roster", pool=pool.pool.pk, on=row.on) or street_url(row.unit.pk, row.on),
            )


@tasks("hire", "propose_grant")
def exceeded(desk: Desk) -> Iterator[Task]:
    """Streets over their quota: the next exits go back to the district, and nobody comes in."""
    for row in desk.rows:
        if row.over:
            yield Task(
                due=row.on,
                left=0,
                text=_("%(unit)s is over its quota by %(n)s") % {"unit": row.unit.name, "n": row.over},
                note=_("intake is closed until as many have left or the quota is raised"),
                act=_("Look"),
                url=street_url(row.unit.pk, row.on) + "#grants",
            )


@told(WAITING, "propose_grant")
def with_leader(desk: Desk) -> Iterator[Line]:
    """One's own proposals, until the leader decides."""
    mine = sum(grant.proposed_by_id == desk.user.pk for grant in desk.once(proposed))
    if mine:
        url = list_url("grants", state=[QuotaGrant.State.PROPOSED])
        yield Line(_("grants with the leader"), figures.number(mine), url)
