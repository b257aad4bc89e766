"""Alerts about heads: over the quota, nearly full, grants running out, run out or idle, vacancies."""

from datetime import date, timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from quota_pool import rules
from quota_pool.models import Book, Entry, Pool
from staffing.alerts.kinds import LOOKED_BACK, Found, Level, Scope, Side, alert, part
from staffing.checks import add_months
from staffing.expiring import FIRST, LAST, days_before, runs_out
from staffing.links import list_url
from staffing.positions_table import street_url
from staffing.selectors import PoolRow, UnitRow

AHEAD = timedelta(days=90)  # as far as an act to come may lie
VACANT = 20  # percent


def grants_url(row: UnitRow) -> str:
    """The grants of a street on its page."""
    return street_url(row.unit.pk, row.on) + "#grants"


@alert(
    "over_quota",
    _("over quota"),
    _("{n} over; all grants together: {granted} heads, {people} people"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    act="read_pool",
    rule="over_quota_closes_intake",
    at_home=True,
)
def over_quota(scope: Scope):
    """More people than heads today."""
    for row in scope.positions:
        if row.over:
            facts = {"granted": row.total("granted"), "people": row.total("used") + row.unseated}
            yield Found(row.unit, row.over, facts, grants_url(row))


@alert(
    "over_quota_coming",
    _("over quota to come"),
    _("{n} over on {on}, by what is already recorded"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    act="read_pool",
    rule="over_quota_closes_intake",
)
def over_quota_coming(scope: Scope):
    """The first day, within the time acts may lie ahead, on which more people than now have no head."""
    now = {row.unit.pk: row.over for row in scope.positions}
    for day, found in scope.heads.ahead():
        if day > scope.on + AHEAD:
            return
        for unit in [unit for unit in now if unit in found and found[unit].over > now[unit]]:
            del now[unit]
            facts = {"on": day.isoformat()}
            yield Found(scope.units[unit], found[unit].over, facts, street_url(unit, day))


@alert(
    "near_quota",
    _("nearly full"),
    _("{used} of {granted} heads used or reserved, {free} free"),
    Level.AMBER,
    Side.STREET,
    act="read_pool",
    rule="near_quota",
    at_home=True,
)
def near_quota(scope: Scope):
    """As much of the quota is used or reserved as the rule says."""
    for row in scope.positions:
        ruling = rules.ruling("near_quota", row.unit.district, scope.on, row.unit.pk)
        granted, used = row.total("granted"), row.total("used") + row.total("reserved")
        if ruling.is_on and granted and not row.over and used * 100 >= ruling.value * granted:
            facts = {"used": used, "granted": granted, "free": row.total("free")}
            yield Found(row.unit, used, facts, grants_url(row))


def _mobile(row: UnitRow) -> list[PoolRow]:
    return [pool for pool in row.pools if pool.pool.kind != Pool.Kind.LUMP_SUM]


def _ending(scope: Scope, rule: str, but: str = ""):
    """Each street's grants within the days of one rule, but not yet of the other; with their people."""
    for row in scope.positions:
        ending = [
            pool
            for pool in _mobile(row)
            if pool.granted
            and runs_out(pool.pool.valid_to, row.unit, scope.on, rule)
            and not (but and runs_out(pool.pool.valid_to, row.unit, scope.on, but))
        ]
        if ending:
            days = sorted(pool.pool.valid_to for pool in ending)
            people = sum(pool.used for pool in ending)
            facts = {"first": days[0].isoformat(), "last": days[-1].isoformat(), "people": people}
            yield row, ending, people, facts | {"days": days_before(row.unit, scope.on, rule)}


@alert(
    "mobile_expiring",
    _("mobile quota running out"),
    _("{n} mobile grants end within {days} days, the first on {first}, with {people} people on them"),
    Level.AMBER,
    Side.STREET,
    Side.BUREAU,
    act="read_pool",
    rule=FIRST,
    at_home=True,
)
def mobile_expiring(scope: Scope):
    """Grants within the first warning, and not yet within the last one."""
    for row, ending, _people, facts in _ending(scope, FIRST, but=LAST):
        yield Found(row.unit, len(ending), facts, grants_url(row))


@alert(
    "mobile_ending",
    _("mobile quota about to end"),
    _("{n} mobile grants end within {days} days, the first on {first}, with {people} people on them"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    act="read_pool",
    rule=LAST,
    at_home=True,
)
def mobile_ending(scope: Scope):
    """Grants within the last warning; amber where nobody sits on them any more."""
    for row, ending, people, facts in _ending(scope, LAST):
        yield Found(row.unit, len(ending), facts, grants_url(row), "" if people else Level.AMBER)


@alert(
    "mobile_overrun",
    _("mobile quota overrun"),
    _("{n} people still sit on {grants} mobile grants that have ended"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    act="read_pool",
    at_home=True,
)
def mobile_overrun(scope: Scope):
    """Grants that have ended with people on them: each leaves, moves to the lump-sum or stands over."""
    for row in scope.positions:
        ended = [
            pool
            for pool in _mobile(row)
            if pool.used and pool.pool.valid_to and pool.pool.valid_to < scope.on
        ]
        if ended:
            people = sum(pool.used for pool in ended)
            url = list_url("roster", unit=row.unit.pk, pool_kind=Pool.Kind.MOBILE, on=scope.on)
            yield Found(row.unit, people, {"grants": len(ended)}, url or grants_url(row))


def _unused(scope: Scope) -> dict[int, list[PoolRow]]:
    """By street, the grants on which nobody sits, and that are old enough for the rule."""
    idle: dict[int, list[PoolRow]] = {}
    for row in scope.positions:
        limit = rules.value("mobile_unused_reclaim", row.unit.district, scope.on, row.unit.pk)
        since = add_months(scope.on, -limit)
        for pool in _mobile(row):
            begun = pool.pool.valid_from or date.max
            if pool.granted and not pool.used and not pool.reserved and begun <= since:
                idle.setdefault(row.unit.pk, []).append(pool)
    return idle


def _last_sat(scope: Scope):
    """The last day somebody left or took a head of each of these pools."""
    pools = [pool.pool.pk for found in _unused(scope).values() for pool in found]
    rows = Entry.objects.filter(source__pool__in=pools, source__book=Book.SEATED)
    yield part(rows, "mobile_idle", unit="source__pool_id", first=Max("effective"))


@alert(
    "mobile_idle",
    _("mobile quota idle"),
    _("{n} heads of {grants} mobile grants unused for {months} months"),
    Level.AMBER,
    Side.STREET,
    Side.BUREAU,
    act="read_pool",
    rule="mobile_unused_reclaim",
    parts=_last_sat,
)
def mobile_idle(scope: Scope):
    """Grants on which nobody has sat for as long as the rule says: they may be reclaimed."""
    sat = {one.unit_id: one.first for one in scope.counted("mobile_idle")}
    for unit_id, pools in _unused(scope).items():
        unit = scope.units[unit_id]
        months = rules.value("mobile_unused_reclaim", unit.district, scope.on, unit_id)
        since = add_months(scope.on, -months)
        unused = [pool for pool in pools if sat.get(pool.pool.pk, date.min) <= since]
        if unused:
            facts = {"grants": len(unused), "months": months}
            heads = sum(pool.free for pool in unused)
            yield Found(unit, heads, facts, street_url(unit_id, scope.on) + "#grants")


@alert(
    "vacancy",
    _("long vacancy"),
    _("{n} of {granted} heads free, more than {percent}% for six months"),
    Level.INFO,
    Side.BUREAU,
    act="read_pool",
    rule="mobile_unused_reclaim",
)
def vacancy(scope: Scope):
    """More than a fifth of the heads free now, three and six months ago."""
    back = [scope.positions_on(add_months(scope.on, months)) for months in LOOKED_BACK]
    for rows in zip(scope.positions, *back, strict=True):
        now = rows[0]
        if all(
            row.total("granted") and row.total("free") * 100 > VACANT * row.total("granted") for row in rows
        ):
            facts = {"granted": now.total("granted"), "percent": VACANT}
            yield Found(now.unit, now.total("free"), facts, grants_url(now))
