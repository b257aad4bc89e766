"""月度核验: the street confirms its roster by the 20th, the bureau checks it, the 28th locks it for good."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budgets import finance_months, monthly, roster
from budgets.codes import declarations as codes
from budgets.models import Declaration, Snapshot, SnapshotHeads, SnapshotLine, SnapshotUnit
from budgets.roster import Row
from budgets.services.standards import standards_on
from quota_pool import access, audit, jobs, upkeep, versions
from quota_pool.calendar import now, today
from quota_pool.loading import Fresh, load
from quota_pool.models import District, Job, Unit
from quota_pool.refusals import Refusal
from staffing.four_eyes import own_work
from staffing.models import Engagement

State = Declaration.State
KIND = "declarations.lock"
LINE = Fresh(SnapshotLine)


@transaction.atomic
def confirm_month(*, unit: Unit, month: date, nil: bool, actor, note: str = "") -> Declaration:
    """The street's leader says its roster of the month is right; nothing changed must be said, too."""
    access.require(actor, "declare_month", unit)
    finance_months.hold(unit.district, [month])
    clock = finance_months.clock(unit.district, month, unit.pk)
    found = _of(unit, month)
    raise_locked(unit.district, month)
    if month > monthly.month_of(today()):
        raise Refusal(codes.MONTH_AHEAD.reason(month=monthly.written(month), due=clock.due))
    if found is not None and found.state == State.CHECKED:
        raise Refusal(codes.CHECKED_ALREADY.reason(month=monthly.written(month)))
    moved = roster.movements(Engagement.objects.filter(unit=unit), month).get(unit.pk, roster.Movements())
    _check_nil(nil, moved, month)
    declaration = found or Declaration(district=unit.district, unit=unit, month=month)
    declaration.state, declaration.is_nil, declaration.note = State.CONFIRMED, nil, note
    for name, value in asdict(moved).items():
        setattr(declaration, name, value)
    declaration.confirmed_by, declaration.confirmed_at = actor, now()
    declaration.checked_by = declaration.checked_at = None
    # A return is answered at leisure: what counts is when the street first spoke.
    declaration.is_late = today() > clock.due if found is None else declaration.is_late
    return _saved(declaration, actor, "declaration.confirm", note)


def _check_nil(nil: bool, moved: roster.Movements, month: date) -> None:
    said = {"month": monthly.written(month)}
    if nil and not moved.is_nil:
        counts = {"joined": moved.joined, "left": moved.left, "changed": moved.changed}
        raise Refusal(codes.NIL_DIFFERS.reason(field="nil", **said, **counts))
    if moved.is_nil and not nil:
        raise Refusal(codes.NOT_NIL.reason(field="nil", **said))


@transaction.atomic
def check_month(*, unit: Unit, month: date, actor, note: str = "", seen: int | None = None) -> Declaration:
    """The bureau has compared what the street confirmed with its own books."""
    return _answered(unit, month, actor, State.CHECKED, "declaration.check", note, seen)


@transaction.atomic
def return_month(*, unit: Unit, month: date, actor, note: str, seen: int | None = None) -> Declaration:
    """The bureau gives it back, with the words that say what is wrong."""
    return _answered(unit, month, actor, State.RETURNED, "declaration.return", note, seen)


def _answered(unit, month, actor, state: str, act: str, note: str, seen: int | None) -> Declaration:
    access.require(actor, "check_declaration", unit)
    finance_months.hold(unit.district, [month])
    raise_locked(unit.district, month)
    declaration = _of(unit, month)
    if declaration is None or declaration.state == State.RETURNED:
        raise Refusal(codes.NOT_CONFIRMED.reason(month=monthly.written(month)))
    versions.check(declaration, seen)
    if reasons := own_work(actor, declaration.confirmed_by_id):
        raise Refusal(reasons)
    declaration.state, declaration.check_note = state, note
    declaration.checked_by, declaration.checked_at = actor, now()
    return _saved(declaration, actor, act, note)


def _of(unit: Unit, month: date) -> Declaration | None:
    rows = Declaration.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(unit=unit, month=month).first()


def _saved(declaration: Declaration, actor, act: str, note: str) -> Declaration:
    is_new = declaration.pk is None
    declaration.version += 0 if is_new else 1
    declaration.save()
    names = ("month", "state", "is_nil", "heads", "joined", "left", "changed", "is_late")
    audit.record(
        actor, act, declaration, after={name: getattr(declaration, name) for name in names}, reason=note
    )
    return declaration


def raise_locked(district: District, month: date) -> None:
    """Refuse whatever would change what a locked month was locked with."""
    locked = Snapshot.objects.filter(district=district, month=month).first()
    if locked is not None:
        raise Refusal(codes.MONTH_LOCKED.reason(month=monthly.written(month), on=locked.on))


# --- locking -----------------------------------------------------------------------------------------------


@transaction.atomic
def lock_month(*, district: District, month: date, actor=None) -> Snapshot:
    """Write down the roster of the month's last declared day, with its hash; asked again, the same one."""
    if actor is not None:
        access.require(actor, "lock_month")
    finance_months.hold(district, [month])
    if found := Snapshot.objects.filter(district=district, month=month).first():
        return found
    clock = finance_months.clock(district, month)
    if today() < clock.lock:
        raise Refusal(codes.NOT_YET.reason(month=monthly.written(month), on=clock.lock))
    rows = roster.roster_on(Engagement.objects.filter(district=district), clock.lock)
    by_unit = {unit_id: list(rows) for unit_id, rows in groupby(rows, key=attrgetter("unit_id"))}
    units = _locked_units(district, month, by_unit)
    snapshot = Snapshot.objects.create(
        district=district,
        month=month,
        on=clock.lock,
        locked_at=now(),
        locked_by=actor,
        heads=sum(unit.heads for unit in units),
        digest=whole_digest(month, clock.lock, units),
    )
    _write(snapshot, units, by_unit)
    shown = {"month": month, "on": clock.lock, "heads": snapshot.heads, "digest": snapshot.digest}
    audit.record(actor, "declaration.lock", snapshot, after=shown)
    return snapshot


def _locked_units(district: District, month: date, by_unit: dict[int, list[Row]]) -> list[SnapshotUnit]:
    """Each street that declares and each unit with people, with its hash, in the order of codes."""
    declared = dict(
        Declaration.objects.filter(district=district, month=month).values_list("unit_id", "state")
    )
    owners = set(Unit.objects.filter(district=district).pool_owners().values_list("pk", flat=True))
    units = Unit.objects.filter(pk__in=owners | by_unit.keys()).order_by("code")
    return [
        SnapshotUnit(
            district=district,
            unit=unit,
            declared=declared.get(unit.pk, ""),
            heads=sum(row.counts for row in by_unit.get(unit.pk, ())),
            filed=sum(row.counts and row.is_filed for row in by_unit.get(unit.pk, ())),
            digest=roster.digest_of(by_unit.get(unit.pk, ())),
        )
        for unit in units
    ]


def whole_digest(month: date, on: date, units: Iterable[SnapshotUnit]) -> str:
    """The hash of a locked month: over its days and the hash of every street."""
    parts = [f"{monthly.written(month)}|{on}", *(f"{one.unit.code}|{one.digest}" for one in units)]
    return roster.digest_of_text(parts)


def _write(snapshot: Snapshot, units: list[SnapshotUnit], by_unit: dict[int, list[Row]]) -> None:
    for unit in units:
        unit.snapshot = snapshot
    load(units)
    load(_heads(snapshot, by_unit))
    load(
        LINE(
            district_id=snapshot.district_id,
            snapshot_id=snapshot.pk,
            unit_id=row.unit_id,
            engagement_id=row.engagement_id,
            person_id=row.person_id,
            **dict(zip(("number", "post_category", "mode", "standing", "is_filed"), row.told, strict=True)),
        )
        for rows in by_unit.values()
        for row in rows
    )


def _standards(snapshot: Snapshot) -> dict[str, int]:
    """What a head of each post category may cost in a year, on the day of the locked roster."""
    found = standards_on(snapshot.district_id, snapshot.on)
    return {category: standard.amount_fen for category, standard in found.items()}


def _heads(snapshot: Snapshot, by_unit: dict[int, list[Row]]) -> Iterable[SnapshotHeads]:
    standards = _standards(snapshot)
    for unit_id, rows in by_unit.items():
        counted = sorted((row for row in rows if row.counts), key=attrgetter("post_category"))
        for category, alike in groupby(counted, key=attrgetter("post_category")):
            people = list(alike)
            yield SnapshotHeads(
                district_id=snapshot.district_id,
                snapshot=snapshot,
                unit_id=unit_id,
                post_category=category,
                heads=len(people),
                filed=sum(row.is_filed for row in people),
                standard_fen=standards.get(category),
            )


# --- by itself, day by day ---------------------------------------------------------------------------------


@jobs.job(KIND, act="lock_month", title=_("Locking a month's roster"))
def run_lock(run: jobs.Run) -> dict:
    """Lock the month the job names; a second run finds it locked."""
    with run.batch() as checkpoint:
        snapshot = lock_month(
            district=run.job.district, month=date.fromisoformat(run.payload["month"]), actor=run.actor
        )
        checkpoint["snapshot"] = snapshot.pk
    return {"month": monthly.written(snapshot.month), "heads": snapshot.heads}


@upkeep.daily
def start(district: District) -> Job | None:
    """From the 28th on this month's lock, and last month's where no worker was there to lock it."""
    this = monthly.month_of(today())
    for month in (monthly.before(this), this):
        if not _is_due(district, month):
            continue
        day = month.isoformat()
        return jobs.start(KIND, actor=None, district=district, payload={"month": day}, key=f"lock:{day}")
    return None


def _is_due(district: District, month: date) -> bool:
    """Past its day, not locked, and the district declares: this month or the one before was begun."""
    if today() < finance_months.clock(district, month).lock:
        return False
    if Snapshot.objects.filter(district=district, month=month).exists():
        return False
    if month == monthly.month_of(today()):
        return True
    return Declaration.objects.filter(district=district, month=month).exists()
